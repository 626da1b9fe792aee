"""The invented people: the eight who sign in, the staff of the sites, and everybody else. Pure."""

from datetime import date
from random import Random

from msgspec import Struct

from ecosystem.sandbox.data import Demo


class Somebody(Struct, frozen=True):
    """An invented person with a role somewhere; only those with an address sign in."""

    key: str
    full_name: str
    born: date
    role: str
    scope_kind: str
    scope: str
    home: str | None
    title: str | None
    email: str | None
    qualifications: tuple[str, ...]


def cast(demo: Demo) -> list[Somebody]:
    """Everybody, the same ones each time."""
    random = Random(demo.region.slug)  # noqa: S311 - the same people every time are wanted
    found = _accounts(demo) + _staff(demo, random)
    names = {person.full_name for person in found}
    while len(found) < len(demo.people.accounts) + len(demo.people.lab_staff) + demo.people.others:
        person = _other(demo, random, len(found))
        if person.full_name not in names:
            names.add(person.full_name)
            found.append(person)
    return found


def _accounts(demo: Demo) -> list[Somebody]:
    homes = {site.slug: site.organisation for site in demo.sites}
    return [
        Somebody(
            key=account.role,
            full_name=account.full_name,
            born=account.born,
            role=account.role,
            scope_kind=account.scope_kind,
            scope=account.scope,
            home=account.scope if account.scope_kind == "organisation" else homes.get(account.scope),
            title=account.title,
            email=f"{account.role}@{demo.people.domain}",
            qualifications=tuple(account.qualifications),
        )
        for account in demo.people.accounts
    ]


def _staff(demo: Demo, random: Random) -> list[Somebody]:
    homes = {site.slug: site.organisation for site in demo.sites}
    return [
        Somebody(
            key=f"lab-{technician.site}",
            full_name=technician.full_name,
            born=date(random.randint(1982, 1998), random.randint(1, 12), random.randint(1, 28)),
            role="lab",
            scope_kind="site",
            scope=technician.site,
            home=homes[technician.site],
            title="Kỹ thuật viên",
            email=None,
            qualifications=tuple(sorted(q.code for q in demo.qualifications)),
        )
        for technician in demo.people.lab_staff
    ]


def _other(demo: Demo, random: Random, number: int) -> Somebody:
    people = demo.people
    home = random.choices(people.homes, [home.weight for home in people.homes])[0]
    years = range(2002, 2008) if home.role == "student" else range(1975, 2000)
    codes = sorted(q.code for q in demo.qualifications)
    return Somebody(
        key=f"person-{number}",
        full_name=" ".join(random.choice(part) for part in (people.family, people.middle, people.given)),
        born=date(random.choice(years), random.randint(1, 12), random.randint(1, 28)),
        role=home.role,
        scope_kind="organisation",
        scope=home.organisation,
        home=home.organisation,
        title=None,
        email=None,
        qualifications=tuple(code for code in codes if random.random() < 0.45),
    )
