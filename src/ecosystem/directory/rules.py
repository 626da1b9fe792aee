"""Rules of the directory on plain values: addresses, domains, codes, names, zones, membership in force."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from secrets import choice
from typing import Any
from unicodedata import category, normalize
from uuid import UUID
from zoneinfo import available_timezones

from ecosystem.kernel.text import squeeze
from ecosystem.kernel.words import LOCALES

MAX_NAME = 200
MAX_EMAIL = 254
MAJORITY = 18  # years
MAX_DOMAINS = 20
MAX_WEBSITE = 200
CODE_LASTS_AT_MOST = timedelta(days=366)
# Read aloud and copied from a board: nothing that looks like something else. 31 ^ 8 codes.
_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
# Addresses of these are anybody's, so that nobody can be told to belong by them.
_ANYBODYS = frozenset(
    {
        "gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "ymail.com", "outlook.com",
        "outlook.com.vn", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com",
        "proton.me", "protonmail.com", "gmx.com", "gmx.de", "web.de", "mail.com", "mail.ru", "yandex.com",
        "yandex.ru", "qq.com", "163.com", "126.com", "zoho.com", "zohomail.com", "fastmail.com", "tuta.com",
        "vnn.vn", "fpt.vn", "hcm.vnn.vn", "hn.vnn.vn", "duck.com", "mailinator.com",
        # What registries sell names below: everybody's, and a domain counts for those below it.
        "edu.vn", "com.vn", "gov.vn", "org.vn", "net.vn", "ac.vn", "name.vn", "info.vn", "pro.vn", "biz.vn",
        "health.vn", "int.vn", "co.uk", "ac.uk", "org.uk", "edu.au", "com.au", "edu.sg", "com.sg", "ac.jp",
        "co.jp", "co.kr", "ac.kr", "edu.cn", "com.cn", "edu.tw", "com.tw",
    }
)  # fmt: skip
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


def normal_domains(domains: Iterable[str]) -> list[str]:
    """Mail domains as they are stored and compared: lower case, without the @ people write, each once."""
    return list(dict.fromkeys(domain.strip().lower().removeprefix("@") for domain in domains))


def domain_fault(domain: str) -> str | None:
    """The code of what is wrong with a mail domain; None if an organisation can have it."""
    if not _DOMAIN.fullmatch(domain):
        return "domain"
    return "domain_anybodys" if domain in _ANYBODYS else None


def is_website(address: str) -> bool:
    """Whether this can be kept as the address of a website."""
    return len(address) <= MAX_WEBSITE and re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", address) is not None


def organisation_faults(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Everything wrong with these details of an organisation as (field, code)."""
    found: list[tuple[str, str]] = []
    if (name := given.get("name")) is not None:
        found += [(f"name.{locale}", "name") for locale in LOCALES if normal_name(name.to(locale)) is None]
    domains = normal_domains(given.get("domains") or ())
    if len(domains) > MAX_DOMAINS:
        found.append(("domains", "domains_many"))
    wrong = [(f"domains[{number}]", domain_fault(domain)) for number, domain in enumerate(domains)]
    found += [(field, code) for field, code in wrong if code]
    website = given.get("website")
    if website is not None and not is_website(website):
        found.append(("website", "website"))
    return found


def new_code() -> str:
    """A fresh code to join with."""
    return "".join(choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))


def normal_code(text: str) -> str:
    """A code as it is stored and compared, however it was typed: without spaces and hyphens, upper case."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()


def shown_code(code: str) -> str:
    """A code in groups of four, as it is easily read."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def is_minor(born: date | None, today: date) -> bool | None:
    """Whether somebody is under 18 on this day; None where the day of birth is not known."""
    if born is None:
        return None
    return (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < MAJORITY
