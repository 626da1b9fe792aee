"""Who may book what, when and for how long: pure functions on plain values, all reasons at once.

`fields` are the rules themselves, `values` what they are judged by; `booking` and `quotas` judge a wish,
`approval` says who is asked first, `presence` judges the use of what was booked.
"""

from ecosystem.fablab.rules.approval import asks, decide_by
from ecosystem.fablab.rules.booking import WAIVED, judge, sane
from ecosystem.fablab.rules.fields import BookingRules, effective
from ecosystem.fablab.rules.presence import Part, Presence, check_in, no_show_at, part_of_day
from ecosystem.fablab.rules.quotas import shares
from ecosystem.fablab.rules.values import Booker, Breach, Closing, Context, Need, Usage, Wish

__all__ = [
    "WAIVED",
    "Booker",
    "BookingRules",
    "Breach",
    "Closing",
    "Context",
    "Need",
    "Part",
    "Presence",
    "Usage",
    "Wish",
    "asks",
    "check_in",
    "decide_by",
    "effective",
    "judge",
    "no_show_at",
    "part_of_day",
    "sane",
    "shares",
]
