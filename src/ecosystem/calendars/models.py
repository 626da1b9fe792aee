"""Tables of calendars: published entries, their faces, what changed, built feeds and private addresses."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

STATUSES = ("confirmed", "tentative", "cancelled")


class CalendarInstance(Base):
    """Which installation this is: the second half of every UID, fixed when the tables were made."""

    __tablename__ = "calendar_instance"
    __table_args__ = (Index("uq_calendar_instance_only", text("(true)"), unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)


class CalendarEntry(Base):
    """Something that stands in calendars: a booking, a closure, a session; once for all its feeds.

    It stays when it leaves every feed, so that its `sequence` never falls. `revised_at` is the instant of
    its last visible change. `instead_of` is the subject that it makes up for.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("sequence >= 0", name="sequence"),
    )

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    status: Mapped[str]
    all_day: Mapped[bool]
    instead_of: Mapped[UUID | None]
    sequence: Mapped[int]
    revised_at: Mapped[datetime]


class CalendarFace(Base):
    """How an entry looks in one feed: `said` holds a `publishing.Said`.

    `dropped_at`: it is not in that feed any more, whose reader is shown it as cancelled for a while.
    """

    __tablename__ = "calendar_face"
    __table_args__ = (Index("ix_calendar_face_subject_id", "subject_id"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(
        ForeignKey("calendar_entry.subject_id", ondelete="CASCADE"), primary_key=True
    )
    said: Mapped[dict[str, Any]]
    dropped_at: Mapped[datetime | None]


class FeedChange(Base):
    """Something in a feed changed: only ever added, so that no two changes wait for each other.

    The next build of the feed, or a sweep, takes it away.
    """

    __tablename__ = "feed_change"
    __table_args__ = (Index("ix_feed_change_feed", "scope", "key"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    scope: Mapped[str]
    key: Mapped[UUID]


class Feed(Base):
    """A feed in one language as it was last built: `body` is gzip, null until the first build.

    `stale` or another `window_day` or `writer`: to be built anew. `modified_at`, whole seconds, grows with
    each `revision`; both stay where a build gives the same bytes. `slug` finds a public feed.
    """

    __tablename__ = "feed"
    __table_args__ = (
        Index("uq_feed_scope_key_locale", "scope", "key", "locale", unique=True),
        Index("ix_feed_slug", "scope", "slug", "locale"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    key: Mapped[UUID]
    locale: Mapped[str]
    slug: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=0)
    stale: Mapped[bool] = mapped_column(default=True)
    window_day: Mapped[date | None]
    writer: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    etag: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class FeedToken(Base):
    """A private address of a feed, for one device of one person; only its digest is stored.

    `revoked_at` ends it: its reader gets a notice instead of the feed until `purge_until`, then nothing.
    """

    __tablename__ = "feed_token"
    __table_args__ = (
        CheckConstraint("octet_length(digest) = 32", name="digest"),
        CheckConstraint("(revoked_at IS NULL) = (purge_until IS NULL)", name="purged_once_revoked"),
        Index("ix_feed_token_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str]
    key: Mapped[UUID]
    locale: Mapped[str]
    label: Mapped[str]
    created_at: Mapped[datetime]
    last_fetch_at: Mapped[datetime | None]
    last_client: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    purge_until: Mapped[datetime | None]
