"""Wishes and contexts that the rules are asked about."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ecosystem.fablab.rules import BookingRules, Context, Usage, Wish
from ecosystem.kernel.intervals import Interval

HANOI = "Asia/Ho_Chi_Minh"


PARIS = "Europe/Paris"


LASER, MILL, SAFETY = UUID(int=1), UUID(int=2), UUID(int=3)


NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday 09:00 in Vietnam


GOOD = ("2026-11-21T09:00", "2026-11-21T10:00")


def local(text, zone=HANOI):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wish(start, end, *, zone=HANOI, units=1):
    return Wish(local(start, zone), local(end, zone), units)


def context(*, rules=BookingRules(), zone=HANOI, **facts):  # noqa: B008 -- frozen
    return Context(now=facts.pop("now", NOW), zone=zone, resource_id=LASER, rules=rules, **facts)


def codes(breaches):
    return [breach.code for breach in breaches]


def use(start, end, resource=LASER, zone=HANOI):
    return Usage(Interval(local(start, zone), local(end, zone)), resource)


instants = st.integers(0, 5_000_000).map(
    lambda minute: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


intervals = st.builds(
    lambda start, seconds: Interval(start, start + timedelta(seconds=seconds)),
    instants,
    st.integers(1, 20 * 86_400),
)


zones = st.sampled_from([HANOI, PARIS, "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"])
