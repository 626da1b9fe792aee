"""What a row says of an organisation: pure functions."""

import re
from urllib.parse import urlsplit

from msgspec import Struct

from ecosystem.directory.rules import domain_fault, is_slug, is_website
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Field
from ecosystem.transfer.importing.remarks import remark
from ecosystem.transfer.importing.rows import RowReader
from ecosystem.transfer.tables.cells import as_text

# What a name says of the house that an organisation belongs to, without diacritics.
_SECTOR_WORDS = {
    "state": ("so ", "uy ban", "ubnd", "department of", "people's committee", "ministry", "bo "),
    "enterprise": ("cong ty", "company", "ltd", "jsc", "corporation", "tap doan", "co phan"),
    "academia": (
        *("dai hoc", "hoc vien", "cao dang", "truong", "university", "college", "academy", "school"),
        *("institute", "vien "),
    ),
}

FIELDS = (
    Field(name="ref", label=Words("Mã", "Reference"), synonyms=("ref", "id", "ma", "code", "ma to chuc")),
    Field(
        name="name",
        label=Words("Tên", "Name"),
        required=True,
        synonyms=(
            "name",
            "ten",
            "ten to chuc",
            "to chuc",
            "organisation",
            "organization",
            "truong",
            "cong ty",
        ),
    ),
    Field(
        name="name_en",
        label=Words("Tên tiếng Anh", "English name"),
        synonyms=("name en", "english name", "ten tieng anh"),
    ),
    Field(name="slug", label=Words("Tên ngắn", "Short name"), synonyms=("slug", "short name", "ten ngan")),
    Field(
        name="sector",
        label=Words("Khu vực", "Sector"),
        default=True,
        synonyms=("sector", "khu vuc", "loai hinh", "nha"),
        meanings={
            "state": Words("Nhà nước", "State"),
            "enterprise": Words("Doanh nghiệp", "Enterprise"),
            "academia": Words("Viện, trường", "Academia"),
            "community": Words("Cộng đồng", "Community"),
        },
        known={
            **dict.fromkeys(("nha nuoc", "government", "public"), "state"),
            **dict.fromkeys(("doanh nghiep", "company", "business"), "enterprise"),
            **dict.fromkeys(("vien, truong", "vien truong", "truong", "university", "school"), "academia"),
            **dict.fromkeys(("cong dong", "ngo"), "community"),
        },
    ),
    Field(
        name="domain",
        label=Words("Tên miền email", "Email domain"),
        synonyms=("domain", "domains", "ten mien", "email domain", "ten mien email"),
    ),
    Field(
        name="website",
        label=Words("Trang web", "Website"),
        synonyms=("website", "web", "web pages", "web page", "url", "trang web"),
    ),
)


class Draft(Struct, frozen=True):
    """What a row says of an organisation; None is left as it is."""

    ref: str | None
    name: str
    name_en: str | None
    slug: str | None
    sector: str | None
    domain: str | None
    website: str | None


def draft(asked: RowReader) -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    name = asked.name()
    slug = asked.text("slug")
    if slug is not None and not is_slug(slug):
        asked.refused.append(remark("bad_slug", asked.column("slug"), slug))
    return Draft(
        ref=asked.text("ref"),
        name=name,
        name_en=asked.text("name_en"),
        slug=slug,
        sector=asked.word("sector") or _sector_of(name),
        domain=_domain(asked),
        website=_website(asked),
    )


def _sector_of(name: str) -> str | None:
    key = f"{search_key(name)} "
    return next((sector for sector, words in _SECTOR_WORDS.items() if any(w in key for w in words)), None)


def _first(asked: RowReader, name: str) -> str | None:
    """The first of several values in a cell; that there are more is remarked."""
    given = asked.given(name)
    if given is None:
        return None
    every = given if isinstance(given, list) else re.split(r"[,;|\s]+", as_text(given))
    found = [as_text(each) for each in every if each]
    if len(found) > 1:
        asked.warnings.append(remark("several_values", asked.column(name), given))
    return found[0] if found else None


def _domain(asked: RowReader) -> str | None:
    found = _first(asked, "domain")
    if found is None:
        return None
    host = (urlsplit(found).hostname if "//" in found else found) or ""
    domain = host.lower().removeprefix("@").removeprefix("www.").rstrip(".")
    fault = domain_fault(domain)
    if fault == "domain_anybodys":
        asked.warnings.append(remark("public_domain", asked.column("domain"), found))
    elif fault is not None:
        asked.refused.append(remark("bad_domain", asked.column("domain"), found))
    return domain if fault is None else None


def _website(asked: RowReader) -> str | None:
    found = _first(asked, "website")
    if found is None:
        return None
    address = found if found.startswith(("http://", "https://")) else f"https://{found}"
    if not is_website(address):
        asked.warnings.append(remark("not_an_address", asked.column("website"), found))
        return None
    return address
