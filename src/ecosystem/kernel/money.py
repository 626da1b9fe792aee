"""Money as integer minor units of an ISO 4217 currency (VND has none below the đồng)."""

from msgspec import Struct


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in integer minor units."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)


def prorated(*, per_hour: int, seconds: int, units: int = 1) -> int:
    """The price of a stretch of time in minor units, rounded half up."""
    return (per_hour * seconds * units * 2 + 3600) // 7200
