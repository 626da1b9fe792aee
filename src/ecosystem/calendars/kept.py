"""A bounded store of what was last given out, by address."""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

MOST = 64_000_000  # bytes


class Weighed(Protocol):
    """Whatever says how much room it may come to take."""

    @property
    def weight(self) -> int:
        """Bytes."""


T = TypeVar("T", bound=Weighed)


class Kept(Generic[T]):
    """As many as fit; the one asked for longest ago goes first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._found: OrderedDict[bytes, T] = OrderedDict()
        self._weight = 0

    def get(self, address: bytes) -> T | None:
        """What was last given out there."""
        found = self._found.get(address)
        if found is not None:
            self._found.move_to_end(address)
        return found

    def put(self, address: bytes, found: T) -> T:
        """Keep it instead of what was there."""
        self.forget(address)
        self._found[address] = found
        self._weight += found.weight
        while self._weight > self.most and len(self._found) > 1:
            _, oldest = self._found.popitem(last=False)
            self._weight -= oldest.weight
        return found

    def forget(self, address: bytes) -> None:
        """What was there is no answer any more."""
        if (old := self._found.pop(address, None)) is not None:
            self._weight -= old.weight
