"""Which dates a series has and what stands against each: pure functions on plain values."""

from ecosystem.classes.rules.dates import Break, Dated, Occurrence, Rule, Swap, expand, named_dates
from ecosystem.classes.rules.instead import Alternative, Room, alternatives
from ecosystem.classes.rules.judging import Kind, Need, Reason, Row, digest_of, judge, reasons_against

__all__ = [
    "Alternative",
    "Break",
    "Dated",
    "Kind",
    "Need",
    "Occurrence",
    "Reason",
    "Room",
    "Row",
    "Rule",
    "Swap",
    "alternatives",
    "digest_of",
    "expand",
    "judge",
    "named_dates",
    "reasons_against",
]
