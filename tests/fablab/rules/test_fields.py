"""The rules themselves: a machine's fields on top of its category's."""

import msgspec
import pytest

from ecosystem.fablab.rules import BookingRules, effective


def test_a_machine_overrides_single_fields_of_its_category():
    rules = effective({"max_minutes": 120, "chain": False}, {"max_minutes": 480})
    assert rules == BookingRules(max_minutes=480, chain=False)
    with pytest.raises(msgspec.ValidationError):
        effective({"maximum": 1}, {})
