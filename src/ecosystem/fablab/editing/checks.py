"""What staff enter, field by field: every problem is named at its field, in the asker's language."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import ValidationError, to_builtins

from ecosystem.directory.models import ROLES
from ecosystem.fablab.rules import BookingRules, effective
from ecosystem.fablab.rules.coherence import Contradiction, contradictions
from ecosystem.kernel import faults
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.faults import named
from ecosystem.kernel.words import Words

NAME, TEXT, LINE = 200, 4000, 500  # characters

_DEFAULTS: dict[str, Any] = to_builtins(BookingRules())

_WORDS = {
    "below_shortest": Words(
        "Không được ngắn hơn lượt đặt ngắn nhất ({minutes} phút).",
        "It cannot be shorter than the shortest booking ({minutes} minutes).",
    ),
    "divides_no_day": Words(
        "Một ngày phải chia hết cho bước giờ, ví dụ 5, 10, 15, 30 hoặc 60 phút.",
        "A day must be a whole number of steps, such as 5, 10, 15, 30 or 60 minutes.",
    ),
    "off_raster": Words(
        "Phải chia hết cho bước giờ ({minutes} phút).",
        "It must be a whole number of steps of {minutes} minutes.",
    ),
    "below_day": Words(
        "Hạn mức mỗi tuần không được thấp hơn hạn mức mỗi ngày ({minutes} phút).",
        "The quota per week cannot be lower than the quota per day ({minutes} minutes).",
    ),
    "beyond_horizon": Words(
        "Phải đặt trước lâu hơn khoảng thời gian được đặt ({days} ngày): sẽ không đặt được gì.",
        "More notice than bookings reach ahead ({days} days): nothing could be booked.",
    ),
    "never_asked": Words(
        "Phải ngắn hơn lượt đặt dài nhất ({minutes} phút), nếu không sẽ không lượt nào cần duyệt.",
        "It must be shorter than the longest booking ({minutes} minutes), or none would need approval.",
    ),
    "beyond_longest": Words(
        "Phải ngắn hơn lượt đặt dài nhất ({minutes} phút), nếu không sẽ không bao giờ trả lại giờ.",
        "It must be shorter than the longest booking ({minutes} minutes), or nothing is ever released.",
    ),
}
_OF_MACHINE = Words(
    "Trái với quy định riêng của {machine}: {fault}", "It contradicts {machine}, which has its own: {fault}"
)


async def of_rules(session: Session, given: Mapping[str, Any], locale: str) -> list[FieldError]:
    """Fields that are unknown or out of bounds, and references to nothing; not yet contradictions."""
    found = faults.of_value(dict(given), BookingRules, locale, path="rules")
    if found:
        return found
    for index, role in enumerate(given.get("roles", ())):
        if role not in ROLES:
            found.append(named(f"rules.roles[{index}]", "invalid_choice", locale))
    wanted = [UUID(str(id_)) for id_ in given.get("organisation_ids", ())]
    rows = await (await raw(session)).fetch("SELECT id FROM organisation WHERE id = ANY($1::uuid[])", wanted)
    known = {row["id"] for row in rows}
    for index, id_ in enumerate(wanted):
        if id_ not in known:
            found.append(named(f"rules.organisation_ids[{index}]", "unknown_reference", locale))
    return found


def of_coherence(rules: BookingRules, locale: str) -> list[FieldError]:
    """Fields that contradict one another."""
    return [_told(contradiction, locale) for contradiction in contradictions(rules)]


def of_machine(
    machine: str, category: Mapping[str, Any], own: Mapping[str, Any], locale: str
) -> list[FieldError]:
    """What the category's rules would contradict of a machine that has rules of its own."""
    return [
        FieldError(fault.field, "of_machine", _OF_MACHINE.to(locale, machine=machine, fault=fault.message))
        for fault in of_coherence(effective(category, own), locale)
    ]


def _told(found: Contradiction, locale: str) -> FieldError:
    return FieldError(f"rules.{found.name}", found.code, _WORDS[found.code].to(locale, **found.params))


def plain(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Rules as they are stored: what differs from the defaults, in the order of the fields."""
    try:
        full = to_builtins(effective({}, rules))
    except ValidationError as error:
        raise Malformed from error
    return {name: value for name, value in full.items() if value != _DEFAULTS[name]}


def owned(rules: Mapping[str, Any]) -> dict[str, Any]:
    """A machine's own rules as they are stored: every field that it sets, even to a default."""
    full = to_builtins(effective({}, rules))
    return {name: full[name] for name in full if name in rules}
