"""Rules of the directory on plain values: addresses, names, zones, membership in force."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from unicodedata import category, normalize
from uuid import UUID
from zoneinfo import available_timezones

from ecosystem.kernel.text import squeeze
from ecosystem.kernel.words import LOCALES

MAX_NAME = 200
MAX_EMAIL = 254
# Deliverability is found out by a message; here only what can't be an address at all is refused.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def normal_email(email: str) -> str | None:
    """The address as it is stored and compared: NFC, lower case; None if it can't be an address."""
    address = normalize("NFC", email.strip()).lower()
    fits = len(address) <= MAX_EMAIL and _EMAIL.fullmatch(address) and address.isprintable()
    return address if fits else None


def normal_name(name: str) -> str | None:
    """The name with its spaces in order; None if it is empty, too long or holds control characters."""
    squeezed = squeeze(name)
    fits = 0 < len(squeezed) <= MAX_NAME and not any(category(char).startswith("C") for char in squeezed)
    return squeezed if fits else None


@cache
def _zones() -> frozenset[str]:
    # Reads the zone folder, so once is enough.
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether this is a name of the IANA time zone database."""
    return name in _zones()


def in_force(memberships: Iterable[tuple[UUID, date, date | None]], today: date) -> frozenset[UUID]:
    """The organisations of the memberships (organisation, since, until) in force on this day."""
    return frozenset(
        organisation_id
        for organisation_id, since, until in memberships
        if since <= today and (until is None or today <= until)
    )


def is_slug(text: str) -> bool:
    """Whether this can stand in an address: a to z, digits, single hyphens."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def person_faults(
    *,
    full_name: str | None = None,
    email: str | None = None,
    locale: str | None = None,
    zone: str | None = None,
) -> list[tuple[str, str]]:
    """Everything wrong with these details as (field, code); what is None is not looked at."""
    found = [
        ("full_name", "name", full_name is not None and normal_name(full_name) is None),
        ("email", "email", email is not None and normal_email(email) is None),
        ("locale", "locale", locale is not None and locale not in LOCALES),
        ("zone", "zone", zone is not None and not is_zone(zone)),
    ]
    return [(field, code) for field, code, wrong in found if wrong]
