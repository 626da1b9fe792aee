"""Organisations from a list: schools, companies, offices and communities."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import replace
from sqlalchemy import select

from ecosystem.directory import organisations as directory
from ecosystem.directory.models import Organisation
from ecosystem.directory.organisations import OrganisationChanges
from ecosystem.directory.rules import MAX_DOMAINS
from ecosystem.kernel.db import Session
from ecosystem.kernel.text import numbered, search_key, slug_of
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Context, Kind
from ecosystem.transfer.importing.kinds.organisation_rules import FIELDS, Draft, draft
from ecosystem.transfer.importing.links import Links
from ecosystem.transfer.importing.remarks import remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rules import Reading, refuse, settle

Key = tuple[str, str | None]


class _Organisations:
    """The organisations there are, while the rows of a list are taken."""

    def __init__(self, session: Session, context: Context, links: Links) -> None:
        self.session = session
        self.context = context
        self.links = links
        self.made: dict[str, list[str]] = {}
        self.every: dict[UUID, Organisation] = {}
        self.found: dict[Key, Organisation] = {}
        self.slugs: set[str] = set()

    async def take(self, readings: Sequence[Reading]) -> None:
        """Make, change, leave or refuse every row."""
        rows = await self.session.scalars(
            select(Organisation).order_by(Organisation.id).with_for_update(key_share=True)
        )
        for row in rows:
            self._keep(row)
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
            self.links.keep(draft.ref, row.id)
        await self.links.write()

    def _known(self, draft: Draft) -> Organisation | None:
        """The organisation that a row means: by what it became before, short name, domain, or name."""
        before = self.links.of(draft.ref)
        if before in self.every:
            return self.every[before]
        keys = (("slug", draft.slug), ("domain", draft.domain), ("name", search_key(draft.name)))
        return next((self.found[key] for key in keys if key in self.found), None)

    def _without_taken_domain(self, reading: Reading, draft: Draft, known: Organisation | None) -> Draft:
        """Two organisations with one domain would both get everybody who has an address there."""
        holder = self.found.get(("domain", draft.domain))
        full = known is not None and len(known.domains) >= MAX_DOMAINS
        if draft.domain is None or (not full if holder is None else holder is known):
            return draft
        code = "domain_taken" if holder is not None else "domains_many"
        reading.line.remarks.append(remark(code, None, draft.domain, most=MAX_DOMAINS))
        return replace(draft, domain=None)

    def _keep(self, row: Organisation) -> None:
        """Have it found by what it is called; of two with one name the first is meant."""
        self.every[row.id] = row
        self.slugs.add(row.slug)
        for key in _keys(row):
            self.found.setdefault(key, row)

    def _forget(self, row: Organisation) -> None:
        for key in _keys(row):
            if self.found.get(key) is row:
                del self.found[key]

    async def _make(self, reading: Reading, draft: Draft) -> Organisation:
        row = await directory.create_organisation(
            self.session,
            slug=draft.slug or numbered(slug_of(draft.name, otherwise="to-chuc"), self.slugs),
            name=Words(draft.name, draft.name_en or draft.name),
            sector=draft.sector or "",
            domains=[draft.domain] if draft.domain else [],
            website=draft.website,
            actor=self.context.actor,
        )
        self._keep(row)
        said = {"name": draft.name, "slug": row.slug, "sector": row.sector, "domain": draft.domain}
        told = {**said, "website": row.website}
        settle(reading, Outcome.TAKEN, [Change(n, None, value) for n, value in told.items() if value])
        return row

    async def _change(self, reading: Reading, row: Organisation, draft: Draft) -> Organisation:
        # A list in one language leaves the name in the other one alone.
        other = draft.name_en or (row.name["en"] if row.name["en"] != row.name["vi"] else draft.name)
        same = search_key(draft.name) in {search_key(text) for text in row.name.values()}
        # A list names one domain; those that are there stay.
        new_domain = draft.domain is not None and draft.domain not in row.domains
        before = directory.organisation_values(row)
        self._forget(row)
        await directory.update_organisation(
            self.session,
            organisation_id=row.id,
            changes=OrganisationChanges(
                name=UNSET if same and not draft.name_en else Words(draft.name, other),
                sector=draft.sector or UNSET,
                domains=[*row.domains, draft.domain or ""] if new_domain else UNSET,
                website=draft.website or UNSET,
            ),
            version=None,
            actor=self.context.actor,
            reason=f"import of {self.context.source}",
        )
        self._keep(row)
        after = directory.organisation_values(row)
        changes = [
            Change(name.removesuffix("s"), _text(before[name]), _text(value))
            for name, value in after.items()
            if before[name] != value
        ]
        settle(reading, Outcome.UPDATED if changes else Outcome.UNCHANGED, changes)
        return row


def _keys(row: Organisation) -> Iterator[Key]:
    yield "slug", row.slug
    yield from (("domain", domain) for domain in row.domains)
    yield from (("name", search_key(text)) for text in row.name.values())


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
