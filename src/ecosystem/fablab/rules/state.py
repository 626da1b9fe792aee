"""What the state of a resource says against using it."""

from collections.abc import Iterator
from datetime import datetime

from ecosystem.fablab.rules.values import Breach


def out(state: str, back_at: datetime | None, at: datetime) -> Iterator[Breach]:
    """What the state of a resource says against using it at an instant."""
    if state == "out_of_order":
        if back_at is None:
            yield Breach("out_of_order")
        elif at < back_at:
            yield Breach("out_of_order_until", {"back_at": back_at})
    elif state != "in_order":
        yield Breach(state)
