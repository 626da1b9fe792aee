"""Rules of the directory without a database."""

from datetime import date
from uuid import UUID

import pytest

from ecosystem.directory.models import ROLES, SCOPES
from ecosystem.directory.roles import EVERYBODY, HELD_AT, KNOWN, PERMISSIONS, STAFF_ROLES, held_by
from ecosystem.directory.rules import (
    in_force,
    is_slug,
    is_zone,
    normal_email,
    normal_name,
    person_faults,
)

STAFF = {
    "audit:read",
    "catalogue:manage",
    "data:export",
    "data:import",
    "classes:plan",
    "classes:teach",
    "invitations:send",
    "people:read",
    "places:manage",
    "qualifications:grant",
    "reservations:manage",
    "roles:give",
    "statistics:read",
}
MANAGER = STAFF | {
    "members:invite",
    "members:manage",
    "organisations:manage",
    "qualifications:manage",
}
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def test_every_role_has_its_permissions_and_places():
    assert set(PERMISSIONS) == set(ROLES)
    assert set(HELD_AT) == set(ROLES)
    assert all(places <= set(SCOPES) and places for places in HELD_AT.values())


def test_permissions_are_the_agreed_table():
    assert {role: set(held) for role, held in PERMISSIONS.items()} == {
        "admin": MANAGER | {"people:manage"},
        "manager": MANAGER,
        "lab": STAFF,
        "teacher": {"classes:teach", "invitations:send", "members:invite"},
        "mentor": set(),
        "guardian": set(),
        "founder": set(),
        "student": set(),
    }


def test_everybody_holds_what_an_account_needs_and_nothing_of_staff():
    assert EVERYBODY.isdisjoint(MANAGER | {"people:manage"})
    assert held_by(frozenset()) == EVERYBODY
    assert held_by(frozenset({"student", "lab"})) == EVERYBODY | STAFF
    assert EVERYBODY | MANAGER | {"people:manage"} == KNOWN
    assert {"admin", "manager", "lab"} == STAFF_ROLES


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (" Mai@Lab.Example ", "mai@lab.example"),
        ("mai+laser@đại-học.vn", "mai+laser@đại-học.vn"),
        ("mai", None),
        ("mai@lab", None),
        ("mai@@lab.example", None),
        ("mai le@lab.example", None),
        ("mai@lab..example", None),
        ("mai\x00@lab.example", None),
        ("m" * 65 + "@lab.example", None),
        ("mai@" + "lab." * 70 + "example", None),
        ("", None),
    ],
)
def test_email_is_normalised_or_refused(given, stored):
    assert normal_email(given) == stored


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("  Lê   Thị Mai ", "Lê Thị Mai"),
        ("Le\u0302 Mai", "Lê Mai"),
        ("", None),
        ("   ", None),
        ("Mai\x07", None),
        ("Mai\u202e", None),
        ("m" * 201, None),
    ],
)
def test_name_is_put_in_order_or_refused(given, stored):
    assert normal_name(given) == stored


def test_zone_is_one_of_the_database():
    assert is_zone("Asia/Ho_Chi_Minh")
    assert is_zone("Europe/Amsterdam")
    assert not any(is_zone(name) for name in ("Asia/Hue", "", "../etc/passwd", "asia/ho_chi_minh", "+07:00"))


def test_slug_can_stand_in_an_address():
    assert is_slug("fablab-hue-2")
    assert not any(is_slug(text) for text in ("", "Fab", "fab--lab", "-fab", "fab-", "fáb", "fab lab", "a\n"))


def test_person_faults_names_all_of_them_and_only_what_is_given():
    assert person_faults(full_name="", email="x", locale="fr", zone="Asia/Hue") == [
        ("full_name", "name"),
        ("email", "email"),
        ("locale", "locale"),
        ("zone", "zone"),
    ]
    assert person_faults(zone="Asia/Hue") == [("zone", "zone")]
    assert person_faults() == []
    assert person_faults(full_name="Mai", email="mai@lab.example", locale="en", zone="Asia/Tokyo") == []


def test_membership_counts_from_its_first_to_its_last_day():
    rows = [
        (A, date(2026, 1, 1), None),
        (B, date(2026, 1, 1), date(2026, 11, 21)),
        (C, date(2026, 11, 22), None),
    ]
    assert in_force(rows, date(2025, 12, 31)) == frozenset()
    assert in_force(rows, date(2026, 11, 21)) == {A, B}
    assert in_force(rows, date(2026, 11, 22)) == {A, C}
