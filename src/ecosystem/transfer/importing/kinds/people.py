"""People from a list: pupils, students, staff. Nobody is given a password: they set one by letter."""

from collections.abc import Sequence
from datetime import date
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import Text, delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from ecosystem.directory import service as directory
from ecosystem.directory.models import Membership, Organisation, Person, RoleGrant
from ecosystem.directory.roles import STAFF_ROLES
from ecosystem.identity.models import Credential, PasswordReset
from ecosystem.kernel import audit
from ecosystem.kernel.db import Session
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.kernel.words import Words
from ecosystem.places.models import Region
from ecosystem.transfer.importing.fields import Context, Kind
from ecosystem.transfer.importing.kinds.people_letters import welcome
from ecosystem.transfer.importing.kinds.people_rules import CHILD, FIELDS, OLDEST, Draft, age, draft
from ecosystem.transfer.importing.links import Links
from ecosystem.transfer.importing.remarks import Remark, remark
from ecosystem.transfer.importing.report import Change, Outcome
from ecosystem.transfer.importing.rules import Reading, refuse, settle
from ecosystem.transfer.many import among

# What a list may change of somebody, with what follows from it.
_COLUMNS = ("full_name", "phone", "birth_date", "email", "locale", "search_key", "sort_key", "version")


class _People:
    """The people and organisations there are, while the rows of a list are taken."""

    def __init__(self, session: Session, context: Context, links: Links) -> None:
        self.session = session
        self.context = context
        self.links = links
        self.made: dict[str, list[str]] = {}
        self.today = context.now.date()
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, Person] = {}
        self.by_id: dict[UUID, Person] = {}
        self.own_masters: set[UUID] = set()
        self.members: set[tuple[UUID, UUID]] = set()
        self.new: list[Person] = []
        self.changed: list[Person] = []
        self.joining: list[Membership] = []
        self.entries: list[tuple[Any, ...]] = []
        self.readdressed: list[UUID] = []
        self.welcomed: list[Person] = []

    async def take(self, readings: Sequence[Reading]) -> None:
        """Make, change, leave or refuse every row."""
        drafts: list[Draft] = [reading.draft for reading in readings if reading.draft]
        await self._read(drafts)
        rows: dict[str, int] = {}
        for reading in readings:
            draft: Draft | None = reading.draft
            if draft is None:
                continue
            if draft.email in rows:
                refuse(reading, remark("duplicate_email", None, draft.email, row=rows[draft.email]))
                continue
            if draft.email:
                rows[draft.email] = reading.line.row
            if draft.email is None and self.context.mapping.options.get("login") is None:
                reading.line.remarks = [r for r in reading.line.remarks if r.code != "no_email"]
            organisation = self._organisation(draft)
            if isinstance(organisation, Remark):
                refuse(reading, organisation)
            elif (fault := self._birth_fault(draft)) is not None:
                refuse(reading, fault)
            else:
                self._take(reading, draft, organisation)
        await self._write()

    async def _write(self) -> None:
        """Everything at once: as many statements however many rows, but for a letter's own."""
        for person in self.changed:
            for name in _COLUMNS:
                # All of them say the same columns, and so go together.
                flag_modified(person, name)
        await self.session.flush()
        await directory.enter_people(self.session, self.new, actor=self.context.actor)
        await directory.enter_memberships(self.session, self.joining, actor=self.context.actor)
        await audit.record_all(self.session, self.entries)
        await self.links.write()
        # A link in the letter box of before opens this account no more.
        await self.session.execute(
            delete(PasswordReset).where(among(PasswordReset.person_id, self.readdressed))
        )
        for person in self.welcomed:
            await welcome(self.session, person, secret=token_urlsafe(32), now=self.context.now)

    async def _read(self, drafts: Sequence[Draft]) -> None:
        named = await self.session.scalar(select(Region.zone).limit(1))
        self.today = self.context.now.astimezone(zone(named or "UTC")).date()
        emails = [draft.email for draft in drafts if draft.email]
        linked = [found for draft in drafts if (found := self.links.of(draft.ref))]
        rows = await self.session.scalars(
            select(Person)
            .where(among(func.lower(Person.email, type_=Text), emails) | among(Person.id, linked))
            .order_by(Person.id)
            .with_for_update(key_share=True)
        )
        for person in rows:
            self.by_id[person.id] = person
            if person.email:
                self.people[person.email.lower()] = person
        ids = list(self.by_id)
        # Who holds a role of staff: an address changed by a list would hand that role on.
        for own in (
            select(Credential.person_id).where(among(Credential.person_id, ids)),
            select(RoleGrant.person_id).where(
                among(RoleGrant.person_id, ids), RoleGrant.role.in_(STAFF_ROLES)
            ),
        ):
            self.own_masters |= set(await self.session.scalars(own))
        members = await self.session.execute(
            select(Membership.person_id, Membership.organisation_id).where(among(Membership.person_id, ids))
        )
        self.members = {(person_id, organisation_id) for person_id, organisation_id in members}
        for row in await self.session.scalars(select(Organisation)):
            keys = (row.slug, *row.domains, *map(search_key, row.name.values()))
            self.organisations |= {key: row for key in keys if key}

    def _organisation(self, draft: Draft) -> Organisation | Remark | None:
        if draft.organisation is None:
            return None
        found = self.organisations.get(search_key(draft.organisation))
        return found or remark("unknown_organisation", None, draft.organisation)

    def _birth_fault(self, draft: Draft) -> Remark | None:
        if draft.birth_date is None or 0 <= age(draft.birth_date, self.today) <= OLDEST:
            return None
        return remark("bad_birth_date", None, draft.birth_date.isoformat())

    def _take(self, reading: Reading, draft: Draft, organisation: Organisation | None) -> None:
        linked = self.links.of(draft.ref)
        person = self.people.get(draft.email or "") or (self.by_id.get(linked) if linked else None)
        if person is None:
            person, changes = self._make(reading, draft)
            outcome = Outcome.TAKEN
        else:
            changes = self._change(reading, person, draft)
            outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
            self.links.keep(draft.ref, person.id)
        if organisation is not None and (person.id, organisation.id) not in self.members:
            membership = Membership(
                id=new_id(),
                person_id=person.id,
                organisation_id=organisation.id,
                since=self.today,
                title=draft.title,
            )
            self.joining.append(membership)
            self.members.add((person.id, organisation.id))
            changes.append(Change("organisation", None, organisation.name["vi"]))
            outcome = Outcome.UPDATED if outcome is Outcome.UNCHANGED else outcome
        settle(reading, outcome, changes)

    def _make(self, reading: Reading, draft: Draft) -> tuple[Person, list[Change]]:
        person = directory.new_person(
            full_name=draft.name,
            email=draft.email,
            phone=draft.phone,
            birth_date=draft.birth_date,
            locale=draft.locale or "vi",
            actor=self.context.actor,
        )
        self.new.append(person)
        self.by_id[person.id] = person
        self.links.keep(draft.ref, person.id)
        self._write_to(reading, person)
        born = draft.birth_date.isoformat() if draft.birth_date else None
        told = {"name": draft.name, "email": draft.email, "phone": draft.phone, "birth_date": born}
        return person, [Change(name, None, value) for name, value in told.items() if value]

    def _write_to(self, reading: Reading, person: Person) -> None:
        """The letter with the link that sets a password, where the list asks for it."""
        if self.context.mapping.options.get("login") != "letter" or not person.email:
            return
        if person.birth_date is not None and age(person.birth_date, self.today) < CHILD:
            reading.line.remarks.append(remark("minor_no_letter"))
        else:
            self.welcomed.append(person)

    def _change(self, reading: Reading, person: Person, draft: Draft) -> list[Change]:
        """What people say of themselves stays theirs; who neither signs in nor is staff follows the list."""
        if person.id in self.own_masters:
            if search_key(person.full_name) != search_key(draft.name):
                reading.line.remarks.append(remark("other_name", None, draft.name))
            return []
        wanted: dict[str, Any] = {
            "full_name": draft.name,
            "phone": draft.phone,
            "birth_date": draft.birth_date,
            "email": draft.email,
            "locale": draft.locale,
        }
        after = {n: value for n, value in wanted.items() if value is not None and getattr(person, n) != value}
        before = {name: getattr(person, name) for name in after}
        if not after:
            return []
        for name, value in after.items():
            setattr(person, name, value)
        person.search_key, person.sort_key = search_key(person.full_name), sort_key(person.full_name)
        person.version += 1
        self.changed.append(person)
        entry = audit.entry(
            actor=self.context.actor,
            action="person.changed",
            subject_kind="person",
            subject_id=person.id,
            before=before,
            after=after,
            reason=f"import of {self.context.source}",
        )
        self.entries.append(entry)
        if "email" in after:
            self.readdressed.append(person.id)
            self._write_to(reading, person)
        shown = {"full_name": "name"}
        return [Change(shown.get(n, n), _text(before[n]), _text(value)) for n, value in after.items()]


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


async def _begin(session: Session, context: Context) -> _People:
    return _People(session, context, await Links.known(session, "people", context.source))


PEOPLE = Kind(
    name="people",
    label=Words("Người", "People"),
    fields=FIELDS,
    draft=draft,
    begin=_begin,
    options={"login": ("letter", "none")},
)
