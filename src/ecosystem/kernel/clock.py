"""The one source of time, so that tests and demos can stand still at a chosen moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_frozen: datetime | None = None


def now() -> datetime:
    """The current instant in UTC; the frozen one while frozen."""
    return _frozen or datetime.now(UTC)


def freeze(moment: datetime | None) -> None:
    """Stop the clock at an aware instant; None lets it run again."""
    global _frozen  # noqa: PLW0603 -- one clock for the process is the point
    if moment is not None and moment.tzinfo is None:
        raise ValueError("the clock is frozen at an aware instant only")
    _frozen = moment.astimezone(UTC) if moment else None


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock for a block."""
    before = _frozen
    freeze(moment)
    try:
        yield
    finally:
        freeze(before)
