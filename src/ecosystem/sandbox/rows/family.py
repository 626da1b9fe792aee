"""Rows of one family: two children of the demo's guardian, with what was consented to for each."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ecosystem.directory.family.models import Child, ChildCare, Consent, Guardianship
from ecosystem.directory.family.rules import age_on, majority_of
from ecosystem.directory.models import Person
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key, sort_key
from ecosystem.sandbox.data import Demo, DemoChild
from ecosystem.sandbox.rows.common import SINCE, Ids


def family(demo: Demo, ids: Ids, now: datetime) -> list[Base]:
    """The children and their guardian's word, as it was given when everything began."""
    return [row for child in demo.children for row in _child(demo, child, ids, now - SINCE)]


def _child(demo: Demo, child: DemoChild, ids: Ids, since: datetime) -> list[Base]:
    child_id = ids.person[child.key] = new_id()
    guardian_id = ids.person["guardian"]
    day = since.astimezone(ZoneInfo(demo.region.zone)).date()
    rows: list[Base] = [
        Person(
            id=child_id,
            full_name=child.full_name,
            birth_date=child.born,
            locale=demo.region.locale,
            zone=demo.region.zone,
            search_key=search_key(child.full_name),
            sort_key=sort_key(child.full_name),
            created_at=since,
        ),
        Child(
            person_id=child_id,
            school_id=ids.organisation[child.school] if child.school else None,
            grade=child.grade,
            alias=child.alias,
        ),
        Guardianship(
            id=new_id(),
            guardian_id=guardian_id,
            child_id=child_id,
            kind="parent",
            since=day,
            until=majority_of(child.born),
            confirmed_how="entered",
            confirmed_by_id=guardian_id,
        ),
    ]
    rows += _consents(demo, child, ids, since)
    if child.contact_phone:
        guardian = next(account for account in demo.people.accounts if account.role == "guardian")
        rows.append(
            ChildCare(
                child_id=child_id,
                contact_name=guardian.full_name,
                contact_phone=child.contact_phone,
                allergy_note=child.allergy_note,
                updated_at=since,
            )
        )
    return rows


def _consents(demo: Demo, child: DemoChild, ids: Ids, since: datetime) -> list[Base]:
    day = since.astimezone(ZoneInfo(demo.region.zone)).date()
    return [
        Consent(
            id=new_id(),
            child_id=ids.person[child.key],
            guardian_id=ids.person["guardian"],
            purpose=purpose,
            text_version=1,
            language=demo.region.locale,
            channel="web",
            given_at=since + timedelta(minutes=number),
            child_age=age_on(child.born, day),
            child_assent_at=since + timedelta(minutes=number),
            evidence={"request_id": None, "address_hash": ""},
        )
        for number, purpose in enumerate(child.consents)
    ]
