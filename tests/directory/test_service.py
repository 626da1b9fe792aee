"""The directory's writes on a real database."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from ecosystem.directory import grants, organisations, service
from ecosystem.directory.errors import EmailTaken, RoleNotThere, SlugTaken
from ecosystem.directory.models import Membership, Organisation, Person
from ecosystem.directory.queries import organisation_names, person_by_email, roles_held
from ecosystem.directory.roles import EVERYBODY, PERMISSIONS
from ecosystem.directory.service import PersonChanges
from ecosystem.kernel.actor import Actor, HeldRole
from ecosystem.kernel.errors import Malformed, VersionMoved
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.words import Words
from tests.people import OTHER, REGION


async def create(database, **values):
    return await database.transact(lambda session: service.create_person(session, **values))


async def rows(database, model):
    async with database.read() as session:
        return list(await session.scalars(select(model).order_by(model.id)))


async def trail(database):
    return [(entry.action, entry.before, entry.after) for entry in await rows(database, AuditEntry)]


def acting(person, *roles):
    return Actor(
        person_id=person.id,
        full_name=person.full_name,
        email=person.email,
        locale=person.locale,
        zone=person.zone,
        birth_date=None,
        roles=tuple(HeldRole(role, "region", REGION, PERMISSIONS[role]) for role in roles),
        organisation_ids=frozenset(),
        permissions=EVERYBODY,
    )


async def test_person_is_entered_with_keys_and_audit(database, clock):
    person = await create(database, full_name=" Đỗ  Hoà ", email="Hoa@Lab.example")
    assert (person.full_name, person.email, person.search_key) == ("Đỗ Hoà", "hoa@lab.example", "do hoa")
    assert await trail(database) == [
        ("person.created", None, {"full_name": "Đỗ Hoà", "email": "hoa@lab.example"})
    ]
    async with database.read() as session:
        found = await person_by_email(session, " HOA@lab.example")
        assert found is not None
        assert found.id == person.id
        assert await person_by_email(session, "nobody@lab.example") is None


async def test_person_with_a_taken_address_is_refused_whatever_its_case(database):
    await create(database, full_name="Mai", email="mai@lab.example")
    with pytest.raises(EmailTaken):
        await create(database, full_name="Mai khác", email="MAI@LAB.example")
    await create(database, full_name="Em bé")
    await create(database, full_name="Em bé khác")
    assert [person.full_name for person in await rows(database, Person)] == ["Mai", "Em bé", "Em bé khác"]


async def test_person_with_faults_is_refused_naming_all(database):
    with pytest.raises(Malformed) as refusal:
        await create(database, full_name=" ", email="x", locale="fr", zone="Asia/Hue")
    assert [(error.field, error.code) for error in refusal.value.errors] == [
        ("full_name", "name"),
        ("email", "email"),
        ("locale", "locale"),
        ("zone", "zone"),
    ]
    assert await rows(database, Person) == []


async def test_change_of_a_person_keeps_the_rest_and_is_audited(database):
    person = await create(database, full_name="Mai", email="mai@lab.example")
    changes = PersonChanges(full_name="Lê Mai", zone="Europe/Amsterdam", locale="vi")
    changed = await database.transact(
        lambda session: service.update_person(
            session, person_id=person.id, changes=changes, version=1, actor=acting(person)
        )
    )
    assert (changed.full_name, changed.zone, changed.locale, changed.version) == (
        "Lê Mai",
        "Europe/Amsterdam",
        "vi",
        2,
    )
    assert (changed.email, changed.search_key) == ("mai@lab.example", "le mai")
    assert (await trail(database))[-1] == (
        "person.changed",
        {"full_name": "Mai", "zone": "Asia/Ho_Chi_Minh"},
        {"full_name": "Lê Mai", "zone": "Europe/Amsterdam"},
    )


async def test_change_without_a_difference_makes_no_version(database):
    person = await create(database, full_name="Mai")
    same = await database.transact(
        lambda session: service.update_person(
            session, person_id=person.id, changes=PersonChanges(locale="vi"), version=1, actor=acting(person)
        )
    )
    assert same.version == 1
    assert [action for action, _, _ in await trail(database)] == ["person.created"]


async def test_change_against_an_old_version_is_refused(database):
    person = await create(database, full_name="Mai")

    async def change(name, version):
        await database.transact(
            lambda session: service.update_person(
                session,
                person_id=person.id,
                changes=PersonChanges(full_name=name),
                version=version,
                actor=acting(person),
            )
        )

    await change("Mai Một", 1)
    with pytest.raises(VersionMoved):
        await change("Mai Hai", 1)
    await change("Mai Ba", None)
    assert [(row.full_name, row.version) for row in await rows(database, Person)] == [("Mai Ba", 3)]


async def test_organisation_has_a_name_of_its_own(database):
    async def enter(slug):
        return await database.transact(
            lambda session: organisations.create_organisation(
                session, slug=slug, name=Words("Đại học Huế", "Hue University"), sector="academia"
            )
        )

    organisation = await enter("hue-university")
    with pytest.raises(SlugTaken):
        await enter("hue-university")
    with pytest.raises(Malformed):
        await enter("Hue University")
    assert [row.slug for row in await rows(database, Organisation)] == ["hue-university"]
    async with database.read() as session:
        assert await organisation_names(session, [organisation.id, uuid4()]) == {
            organisation.id: Words("Đại học Huế", "Hue University")
        }


async def test_membership_is_set_once_and_then_changed(database):
    person = await create(database, full_name="Mai")
    organisation = await database.transact(
        lambda session: organisations.create_organisation(
            session, slug="lab", name=Words("Xưởng", "Lab"), sector="community"
        )
    )

    async def belong(until):
        await database.transact(
            lambda session: service.add_membership(
                session,
                person_id=person.id,
                organisation_id=organisation.id,
                since=date(2026, 1, 1),
                until=until,
            )
        )

    await belong(None)
    await belong(date(2026, 12, 31))
    assert [(row.since, row.until) for row in await rows(database, Membership)] == [
        (date(2026, 1, 1), date(2026, 12, 31))
    ]
    before, after = (await trail(database))[-1][1:]
    assert (before["until"], after["until"]) == (None, "2026-12-31")


async def test_role_is_granted_where_it_may_be_held_until_it_ends(database, clock):
    person = await create(database, full_name="Mai")
    end = datetime(2026, 11, 22, tzinfo=UTC)

    async def grant(role, kind, scope, until=None, actor=None):
        await database.transact(
            lambda session: grants.grant_role(
                session,
                person_id=person.id,
                role=role,
                scope_kind=kind,
                scope_id=scope,
                until=until,
                actor=actor,
            )
        )

    await grant("lab", "site", OTHER, end)
    await grant("student", "region", REGION)
    for role, kind in [("lab", "region"), ("admin", "site"), ("manager", "site"), ("king", "region")]:
        with pytest.raises(RoleNotThere):
            await grant(role, kind, OTHER)
    async with database.read() as session:
        assert await roles_held(session, person.id, datetime(2026, 11, 21, tzinfo=UTC)) == {"lab", "student"}
        assert await roles_held(session, person.id, end) == {"student"}
