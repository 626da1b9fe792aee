"""What feeds take and answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.words import Words

Kind = Annotated[str, Meta(description="`network`, `site`, `room` or `machine`", examples=["machine"])]


class FeedIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A private address that is wanted: of what, and for which device."""

    scope: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=120,
            description="`person` for one's own calendar, or `site_staff:` and a site's slug or id",
            examples=["person"],
        ),
    ]
    label: Annotated[str, Meta(min_length=1, max_length=80, examples=["Điện thoại"])]
    locale: Literal["vi", "en"] | None = None


class Feed(Struct, frozen=True, kw_only=True):
    """One's private address of a feed, without the address itself: nobody can read it again.

    `last_client` is the program that read it last. After `revoked_at` its readers get a notice, until
    `purge_until`.
    """

    id: UUID
    scope: str
    key: UUID
    name: Words
    label: str
    locale: str
    created_at: datetime
    last_fetch_at: datetime | None
    last_client: str | None
    revoked_at: datetime | None
    purge_until: datetime | None


class NewFeed(Feed, frozen=True, kw_only=True):
    """A new private address, in the forms that programs take; `qr` is a picture of it."""

    url: str
    webcal_url: str
    google_url: str
    outlook_url: str
    qr: str


class Offer(Struct, frozen=True):
    """A feed that one may have: `scope` is what to ask for."""

    scope: str
    name: Words


class Feeds(Struct, frozen=True):
    """One's addresses, the newest first, and what one may have."""

    items: list[Feed]
    offers: list[Offer]


class PublicFeed(Struct, frozen=True, kw_only=True):
    """A feed that anybody may read; `key` is the id of what it is about."""

    kind: Kind
    slug: str
    key: UUID
    name: Words
    url: str


class PublicFeeds(Struct, frozen=True):
    """Public feeds, places before machines."""

    items: list[PublicFeed]


class PublicEntry(Struct, frozen=True, kw_only=True):
    """What a public feed says; the ends of an `all_day` entry are midnights in `zone`."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    all_day: bool
    status: Literal["confirmed", "tentative", "cancelled"]
    summary: Words
    location: Words | None
    description: Words | None
    url: str | None
    sequence: int
    revised_at: datetime


class PublicCalendar(PublicFeed, frozen=True, kw_only=True):
    """A public feed with its addresses and all that it shows."""

    webcal_url: str
    google_url: str
    outlook_url: str
    qr: str
    items: list[PublicEntry]


class Check(Struct, frozen=True):
    """One thing that a feed must keep to, in words, and whether it does."""

    code: str
    ok: bool
    message: str


class Checked(Struct, frozen=True, kw_only=True):
    """What was found in a feed's bytes; sizes in bytes, plain and as they travel."""

    ok: bool
    items: list[Check]
    entries: int
    size: int
    compressed: int
    modified_at: datetime
