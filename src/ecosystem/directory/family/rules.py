"""Rules of families on plain values: age, majority, who answers for whom, what a consent needs."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from hmac import digest
from typing import Any

from ecosystem.directory.rules import MAJORITY, normal_name
from ecosystem.kernel.text import squeeze

KINDS = ("parent", "legal_guardian")
PURPOSES = ("enrolment", "photos", "emergency_data", "calendar_alias")
CONFIRMED = ("entered", "invitation", "staff")
ASSENT_AGE = 7  # years; from then on nothing is consented to against the child's will
MAX_GRADE = 12
MAX_ALIAS = 40
MAX_NOTE = 500
MOST_CHILDREN = 20  # of one guardian
MOST_GUARDIANS = 4  # of one child, open invitations counted
INVITATION_LASTS = timedelta(days=14)
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,18}[0-9]")


def age_on(born: date, day: date) -> int:
    """Full years on this day; who is born on 29 February is a year older from 1 March on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def majority_of(born: date) -> date:
    """The first day of being of age."""
    year = born.year + MAJORITY
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def answers_for(since: date, until: date, today: date) -> bool:
    """Whether a guardianship is in force."""
    return since <= today < until


def assent_wanted(age: int) -> bool:
    """Whether a child of this age has to agree too."""
    return age >= ASSENT_AGE


def child_faults(given: Mapping[str, Any], today: date) -> list[tuple[str, str]]:
    """Everything wrong with a child's details as (field, code); what is missing or None is not looked at."""
    name, born, grade = given.get("full_name"), given.get("birth_date"), given.get("grade")
    alias = given.get("alias")
    found = [
        ("full_name", "name", name is not None and normal_name(name) is None),
        ("birth_date", "born", born is not None and not (born <= today < majority_of(born))),
        ("grade", "grade", grade is not None and not 0 <= grade <= MAX_GRADE),
        ("alias", "alias", alias is not None and normal_alias(alias) is None),
    ]
    return [(field, code) for field, code, wrong in found if wrong]


def normal_alias(alias: str) -> str | None:
    """What a child is called in calendars; None if it is empty, too long or holds control characters."""
    name = normal_name(alias)
    return name if name is not None and len(name) <= MAX_ALIAS else None


def tells_the_name(alias: str, full_name: str) -> bool:
    """Whether an alias gives away the full name, which feeds never do."""
    return squeeze(alias).casefold() == squeeze(full_name).casefold()


def care_faults(name: str, phone: str, note: str | None) -> list[tuple[str, str]]:
    """Everything wrong with what is told for an emergency as (field, code)."""
    found = [
        ("contact_name", "name", normal_name(name) is None),
        ("contact_phone", "phone", normal_phone(phone) is None),
        ("allergy_note", "note", note is not None and len(squeeze(note)) > MAX_NOTE),
    ]
    return [(field, code) for field, code, wrong in found if wrong]


def normal_phone(phone: str) -> str | None:
    """A telephone number as people wrote it, spaces in order; None if nobody could call it."""
    number = squeeze(phone)
    return number if _PHONE.fullmatch(number) else None


def proof_of(address: str, key: str) -> str:
    """A hash that shows whether a request came from an address, and tells nobody without the key which."""
    return digest(key.encode(), address.encode(), "sha256").hex()
