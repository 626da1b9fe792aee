"""Rows of people with their memberships, roles and qualifications."""

from datetime import datetime, timedelta

from ecosystem.directory.models import Membership, Person, RoleGrant
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.qualifications.models import QualificationGrant
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.people import Somebody
from ecosystem.sandbox.rows.common import SINCE, Ids


def people(demo: Demo, cast: list[Somebody], ids: Ids, now: datetime) -> list[Base]:
    """Everybody with their membership, role and qualifications."""
    rows: list[Base] = []
    for person in cast:
        ids.person[person.key] = new_id()
        rows.append(
            Person(
                id=ids.person[person.key],
                full_name=person.full_name,
                email=person.email,
                birth_date=person.born,
                locale=demo.region.locale,
                zone=demo.region.zone,
                search_key=search_key(person.full_name),
                sort_key=sort_key(person.full_name),
                created_at=now - SINCE,
            )
        )
        if person.home:
            rows.append(
                Membership(
                    id=new_id(),
                    person_id=ids.person[person.key],
                    organisation_id=ids.organisation[person.home],
                    title=person.title,
                    since=(now - SINCE).date(),
                )
            )
        rows.append(
            RoleGrant(
                id=new_id(),
                person_id=ids.person[person.key],
                role=person.role,
                scope_kind=person.scope_kind,
                scope_id=ids.of_scope(person.scope_kind, person.scope),
                granted_at=now - SINCE,
            )
        )
    return rows + _grants(demo, cast, ids, now)


def _grants(demo: Demo, cast: list[Somebody], ids: Ids, now: datetime) -> list[Base]:
    """Qualifications given by the first technician; his own came with a list."""
    valid = {asked.code: timedelta(days=asked.valid_days) for asked in demo.qualifications}
    giver = next(person.key for person in cast if person.role == "lab")
    return [
        QualificationGrant(
            id=new_id(),
            person_id=ids.person[person.key],
            qualification_id=ids.qualification[code],
            evidence="import" if person.key == giver else "staff",
            granted_by_id=None if person.key == giver else ids.person[giver],
            granted_at=now - SINCE,
            expires_at=now - SINCE + valid[code],
        )
        for person in cast
        for code in person.qualifications
    ]
