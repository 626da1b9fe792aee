"""Days of the week and stretches of opening, as lists write them: pure functions."""

import re
from datetime import time

from ecosystem.kernel.text import search_key
from ecosystem.transfer.tables.cells import clock

_NAMES: dict[str, int] = {
    **dict.fromkeys(("mon", "monday", "thu hai", "thu 2", "t2", "hai", "2"), 1),
    **dict.fromkeys(("tue", "tues", "tuesday", "thu ba", "thu 3", "t3", "ba", "3"), 2),
    **dict.fromkeys(("wed", "wednesday", "thu tu", "thu 4", "t4", "tu", "4"), 3),
    **dict.fromkeys(("thu", "thur", "thurs", "thursday", "thu nam", "thu 5", "t5", "nam", "5"), 4),
    **dict.fromkeys(("fri", "friday", "thu sau", "thu 6", "t6", "sau", "6"), 5),
    **dict.fromkeys(("sat", "saturday", "thu bay", "thu 7", "t7", "bay", "7"), 6),
    **dict.fromkeys(("sun", "sunday", "chu nhat", "cn", "8"), 7),
}
_ALL = frozenset({"daily", "every day", "hang ngay", "moi ngay", "ca tuan", "tat ca"})
_TO = re.compile(r"\s*(?:-|–|—|\bden\b|\bto\b)\s*")
_AND = re.compile(r"\s*(?:[,;&+/]|\bva\b|\band\b)\s*")


def weekdays(text: str) -> list[int] | None:
    """The days that a text names, Monday being 1: "T2-T6", "mon, wed", "Thứ hai đến thứ sáu"; None if none.

    Bare figures are Vietnamese: 2 is Monday, 8 (or CN) Sunday.
    """
    key = search_key(text)
    if key in _ALL:
        return list(range(1, 8))
    days: list[int] = []
    for part in _AND.split(key):
        ends = [_NAMES.get(end.strip().rstrip(".")) for end in _TO.split(part)]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0], ends[-1]
        if first is None or last is None:
            return None
        span = range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1))
        days += [day for day in span if day not in days]
    return days or None


def stretches(text: str) -> list[tuple[time, time]] | None:
    """The stretches that a text names: "08:00-12:00, 13h-17h30"; None where they can't be read."""
    found: list[tuple[time, time]] = []
    for part in re.split(r"\s*(?:[,;&+]|\bvà\b|\band\b)\s*", text.strip()):
        ends = [clock(end.strip()) for end in re.split(r"\s*(?:-|–|—|đến|to)\s*", part)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        found.append((ends[0], ends[1]))
    return found or None
