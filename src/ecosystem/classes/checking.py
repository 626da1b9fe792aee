"""What is wrong with a plan, field by field, before anything is looked up on the timetable."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from ecosystem.classes.rules import Occurrence
from ecosystem.classes.schemas.planning import PlanIn
from ecosystem.kernel.errors import FieldError
from ecosystem.kernel.faults import named

LONGEST = timedelta(days=330)  # of a series; what is looked ahead for alternatives comes on top
MOST = 300  # dates of a series
DAY = timedelta(days=1)


def span(plan: PlanIn, row: Any) -> tuple[Any, Any]:
    """The first and last day of a weekly rule: as given, else the term's; None where neither says."""
    return plan.starts_on or row["starts_on"], plan.ends_on or row["ends_on"]


def unknown(
    plan: PlanIn, row: Any, people: dict[UUID, str], machines: dict[UUID, Any], locale: str
) -> list[FieldError]:
    """References to what does not exist, or not for this plan; what a way of teaching asks for."""
    pairs = [
        ("course_id", row["course_id"] is None),
        ("site_id", row["site_id"] is None or row["retired_at"] is not None),
        ("term_id", plan.term_id is not None and row["term_id"] is None),
        ("room_id", plan.room_id is not None and row["room_id"] is None),
        *((f"teacher_ids[{n}]", id_ not in people) for n, id_ in enumerate(plan.teacher_ids)),
        *(
            (f"resources[{n}].resource_id", one.resource_id not in machines)
            for n, one in enumerate(plan.resources)
        ),
    ]
    found = [named(path, "unknown_reference", locale) for path, bad in pairs if bad]
    found += [
        named(f"resources[{n}].units", "out_of_bounds", locale, detail=f"1–{known['units']}")
        for n, one in enumerate(plan.resources)
        if (known := machines.get(one.resource_id)) and one.units > known["units"]
    ]
    if len(set(plan.teacher_ids)) < len(plan.teacher_ids):
        found.append(named("teacher_ids", "invalid", locale, detail="teacher_ids"))
    if len({one.resource_id for one in plan.resources}) < len(plan.resources):
        found.append(named("resources", "invalid", locale, detail="resource_id"))
    if plan.mode in ("on_site", "hybrid") and plan.room_id is None:
        found.append(named("room_id", "missing", locale))
    if plan.mode == "mobile" and not (plan.place or plan.room_id):
        found.append(named("place", "missing", locale))
    return found


def bad_dates(plan: PlanIn, row: Any, locale: str) -> list[FieldError]:
    """Weekly times or named dates, from a first day to a last."""
    if bool(plan.weekly) == bool(plan.dates):
        return [named("weekly", "missing" if not plan.weekly else "invalid", locale, detail="weekly | dates")]
    spans = [(f"weekly[{n}]", one.starts, one.ends) for n, one in enumerate(plan.weekly)]
    spans += [(f"dates[{n}]", one.starts, one.ends) for n, one in enumerate(plan.dates)]
    found = [
        named(f"{path}.ends", "invalid", locale, detail="starts < ends")
        for path, starts, ends in spans
        if ends <= starts
    ]
    if plan.dates:
        return found
    first, last = span(plan, row)
    if first is None or last is None:
        return [*found, named("term_id", "missing", locale)]
    if last < first or last - first > LONGEST:
        found.append(named("ends_on", "out_of_bounds", locale, detail=f"≤ {LONGEST.days}"))
    inside = row["starts_on"] is None or (row["starts_on"] <= first and last <= row["ends_on"])
    if not inside:
        found.append(
            named("starts_on", "out_of_bounds", locale, detail=f"{row['starts_on']}–{row['ends_on']}")
        )
    return found


def bad_occurrences(dates: Sequence[Occurrence], now: datetime, locale: str) -> list[FieldError]:
    """Too many dates, too far apart, two at once, or gone by."""
    if not dates or len(dates) > MOST:
        return [named("weekly", "out_of_bounds", locale, detail=f"1–{MOST}")]
    spread = dates[-1].during.end - dates[0].during.start
    if spread > LONGEST:
        return [named("dates", "out_of_bounds", locale, detail=f"≤ {LONGEST.days}")]
    if any(one.during.overlaps(other.during) for one, other in pairwise(dates)):
        return [named("weekly" if dates[0].origin != "date" else "dates", "invalid", locale, detail="∩")]
    if dates[0].during.start < now - DAY:
        return [named("starts_on", "out_of_bounds", locale, detail=f"≥ {now.date()}")]
    return []
