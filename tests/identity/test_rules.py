"""Rules of identity without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.identity.rules import (
    WINDOW,
    address_block,
    cookie_name,
    is_cross_site,
    password_faults,
    session_end,
    touch_due,
    window_start,
)

NOW = datetime(2026, 11, 21, 2, 7, 31, tzinfo=UTC)
instants = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("", ["password_short"]),
        ("ngắn", ["password_short"]),
        ("123456789", ["password_short"]),
        ("1234567890", []),
        ("aaaaaaaaaaaa", ["password_one_sign"]),
        ("aaa", ["password_short", "password_one_sign"]),
        ("MAI.LE.HUE@lab.example", ["password_is_you"]),
        ("mai.le.hue", ["password_is_you"]),
        ("lê thị hoa mai", ["password_is_you"]),
        ("đường lên đỉnh", []),
        ("ab" * 513, ["password_long"]),
    ],
)
def test_password_faults_are_all_named(password, faults):
    assert password_faults(password, email="mai.le.hue@lab.example", full_name="Lê Thị Hoa Mai") == faults


def test_session_slides_thirty_days_and_ends_after_ninety():
    day = timedelta(days=1)
    assert session_end(NOW, NOW) == NOW + 30 * day
    assert session_end(NOW, NOW + 29 * day) == NOW + 59 * day
    assert session_end(NOW, NOW + 60 * day) == NOW + 90 * day
    assert session_end(NOW, NOW + 89 * day) == NOW + 90 * day


def test_last_use_is_noted_every_five_minutes():
    assert not touch_due(NOW, NOW + timedelta(minutes=4, seconds=59))
    assert touch_due(NOW, NOW + timedelta(minutes=5))


@given(instants)
def test_every_instant_lies_in_its_window(now):
    start = window_start(now)
    assert start <= now < start + WINDOW
    assert window_start(start) == start
    assert start.minute % 15 == 0


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("unknown", "unknown"),
    ],
)
def test_address_block_is_what_one_customer_has(address, block):
    assert address_block(address) == block


@pytest.mark.parametrize(
    ("fetch_site", "origin", "host", "cross"),
    [
        (None, None, "eco.example", False),
        ("same-origin", "https://eco.example", "eco.example", False),
        ("none", None, "eco.example", False),
        ("cross-site", "https://evil.example", "eco.example", True),
        ("cross-site", None, "eco.example", True),
        ("same-site", "https://evil.eco.example", "eco.example", True),
        (None, "https://eco.example", "backend:8000", False),
        (None, "http://localhost:5173", "localhost:5173", False),
        (None, "https://evil.example", "eco.example", True),
        (None, "https://eco.example.evil.example", "eco.example", True),
        (None, "https://eco.example:444", "eco.example", True),
        (None, "null", "eco.example", True),
        (None, "", None, True),
        (None, "http://[::1", "eco.example", True),
    ],
)
def test_cross_site_is_what_the_browser_says(fetch_site, origin, host, cross):
    found = is_cross_site(fetch_site=fetch_site, origin=origin, host=host, base_url="https://eco.example")
    assert found is cross


def test_cookie_is_bound_to_the_host_where_there_is_https():
    assert cookie_name("https://eco.example") == "__Host-ecosystem_session"
    assert cookie_name("http://127.0.0.1:8000") == "ecosystem_session"
