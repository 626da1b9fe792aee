"""The first start over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from ecosystem.kernel.words import Locale, Words
from ecosystem.places.schemas import Sector, SiteKind

Text = Annotated[str, Meta(max_length=300)]


class SetupState(Struct, frozen=True):
    """Whether the installation still waits for its region."""

    open: bool


class SetupIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that an installation begins with; `token` comes from the link that the server printed.

    The country is that of the public holidays that are suggested. Of names given in one language the other
    takes over.
    """

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    region_name: Words
    zone: Annotated[str, Meta(max_length=100)] = "Asia/Ho_Chi_Minh"
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "VND"
    locale: Locale = "vi"
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "VN"
    organisation_name: Words
    sector: Sector = "academia"
    site_name: Words
    site_kind: SiteKind = "fablab"
    address: Text = ""
    full_name: Annotated[str, Meta(max_length=500)]
    email: Annotated[str, Meta(max_length=500)]
    password: Annotated[str, Meta(max_length=2000)]


class Founded(Struct, frozen=True):
    """What is there now; signing in comes next, with the password chosen."""

    email: str
    site_id: UUID
    site_slug: str
    next: Literal["presets"] = "presets"
