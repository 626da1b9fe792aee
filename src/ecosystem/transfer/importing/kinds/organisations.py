"""Organisations from a list: schools, companies, offices and communities."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from ecosystem.directory import service as directory
from ecosystem.directory.models import Organisation
from ecosystem.directory.rules import is_slug
from ecosystem.kernel import audit
from ecosystem.kernel.db import Session
from ecosystem.kernel.text import numbered, search_key, slug_of
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Context, Field, Kind
from ecosystem.transfer.importing.links import Links
from ecosystem.transfer.importing.remarks import remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rows import MOST_TEXT, RowReader
from ecosystem.transfer.importing.rules import Reading, refuse, settle
from ecosystem.transfer.tables.cells import as_text

# Everybody may have an address there, so belonging to an organisation can't follow from one.
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "ymail.com", "outlook.com"),
        *("hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "proton.me", "protonmail.com"),
        *("zoho.com", "gmx.com", "mail.com", "aol.com", "yandex.com", "edu.vn", "com.vn", "gov.vn", "org.vn"),
    }
)
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
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
    if not _DOMAIN.fullmatch(domain):
        asked.refused.append(remark("bad_domain", asked.column("domain"), found))
        return None
    if domain in PUBLIC_DOMAINS:
        asked.warnings.append(remark("public_domain", asked.column("domain"), found))
        return None
    return domain


def _website(asked: RowReader) -> str | None:
    found = _first(asked, "website")
    if found is None:
        return None
    address = found if found.startswith(("http://", "https://")) else f"https://{found}"
    if len(address) > MOST_TEXT or not re.match(r"https?://[^\s/]+\.[^\s]+$", address):
        asked.warnings.append(remark("not_an_address", asked.column("website"), found))
        return None
    return address


class _Organisations:
    """The organisations there are, while the rows of a list are taken."""

    def __init__(self, session: Session, context: Context, links: Links) -> None:
        self.session = session
        self.context = context
        self.links = links
        self.made: dict[str, list[str]] = {}
        self.every: dict[UUID, Organisation] = {}

    async def take(self, readings: Sequence[Reading]) -> None:
        """Make, change, leave or refuse every row."""
        rows = await self.session.scalars(
            select(Organisation).order_by(Organisation.id).with_for_update(key_share=True)
        )
        self.every = {row.id: row for row in rows}
        seen: dict[UUID, int] = {}
        for reading in readings:
            draft: Draft | None = reading.draft
            if draft is None:
                continue
            known = self._known(draft)
            if known is not None and known.id in seen:
                refuse(reading, remark("duplicate_row", None, draft.name, row=seen[known.id]))
                continue
            if known is None and draft.sector is None:
                told = Words("khu vực", "sector")
                refuse(reading, remark("missing", None, None, field=told))
                continue
            draft = self._without_taken_domain(reading, draft, known)
            row = await (self._change(reading, known, draft) if known else self._make(reading, draft))
            seen[row.id] = reading.line.row
            await self.links.keep(draft.ref, row.id)

    def _known(self, draft: Draft) -> Organisation | None:
        """The organisation that a row means: by what it became before, short name, domain, or name."""
        before = self.links.of(draft.ref)
        if before in self.every:
            return self.every[before]
        key = search_key(draft.name)
        tests: tuple[Callable[[Organisation], bool], ...] = (
            lambda row: draft.slug is not None and row.slug == draft.slug,
            lambda row: draft.domain is not None and draft.domain in row.domains,
            lambda row: key in {search_key(text) for text in row.name.values()},
        )
        for test in tests:
            found = next((row for row in self.every.values() if test(row)), None)
            if found is not None:
                return found
        return None

    def _without_taken_domain(self, reading: Reading, draft: Draft, known: Organisation | None) -> Draft:
        """Two organisations with one domain would both get everybody who has an address there."""
        holder = next(
            (row for row in self.every.values() if draft.domain and draft.domain in row.domains),
            None,
        )
        if holder is None or holder is known:
            return draft
        reading.line.remarks.append(remark("domain_taken", None, draft.domain))
        return Draft(draft.ref, draft.name, draft.name_en, draft.slug, draft.sector, None, draft.website)

    async def _make(self, reading: Reading, draft: Draft) -> Organisation:
        row = await directory.create_organisation(
            self.session,
            slug=draft.slug
            or numbered(slug_of(draft.name, otherwise="to-chuc"), {row.slug for row in self.every.values()}),
            name=Words(draft.name, draft.name_en or draft.name),
            sector=draft.sector or "",
            domains=[draft.domain] if draft.domain else [],
            website=draft.website,
            actor=self.context.actor,
        )
        self.every[row.id] = row
        said = {"name": draft.name, "slug": row.slug, "sector": row.sector, "domain": draft.domain}
        told = {**said, "website": row.website}
        settle(reading, Outcome.TAKEN, [Change(n, None, value) for n, value in told.items() if value])
        return row

    async def _change(self, reading: Reading, row: Organisation, draft: Draft) -> Organisation:
        # A list in one language leaves the name in the other one alone.
        other = draft.name_en or (row.name["en"] if row.name["en"] != row.name["vi"] else draft.name)
        same = search_key(draft.name) in {search_key(text) for text in row.name.values()}
        wanted: dict[str, Any] = {
            "name": row.name if same and not draft.name_en else {"vi": draft.name, "en": other},
            "sector": draft.sector,
            # A list names one domain; those that are there stay.
            "domains": [*row.domains, draft.domain]
            if draft.domain and draft.domain not in row.domains
            else None,
            "website": draft.website,
        }
        after = {n: value for n, value in wanted.items() if value is not None and getattr(row, n) != value}
        before = {name: getattr(row, name) for name in after}
        for name, value in after.items():
            setattr(row, name, value)
        if after:
            row.search_key = search_key(f"{row.name['vi']} {row.name['en']}")
            row.version += 1
            await self.session.flush()
            await audit.record(
                self.session,
                actor=self.context.actor,
                action="organisation.changed",
                subject_kind="organisation",
                subject_id=row.id,
                before=before,
                after=after,
                reason=f"import of {self.context.source}",
            )
        changes = [
            Change(name.removesuffix("s"), _text(before[name]), _text(value)) for name, value in after.items()
        ]
        settle(reading, Outcome.UPDATED if after else Outcome.UNCHANGED, changes)
        return row


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value) or None
    return value["vi"] if isinstance(value, dict) else value


async def _begin(session: Session, context: Context) -> _Organisations:
    return _Organisations(session, context, await Links.known(session, "organisations", context.source))


ORGANISATIONS = Kind(
    name="organisations",
    label=Words("Tổ chức", "Organisations"),
    fields=FIELDS,
    draft=draft,
    begin=_begin,
)
