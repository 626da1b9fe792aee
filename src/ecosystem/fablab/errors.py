"""What the fablab refuses."""

from datetime import datetime
from uuid import UUID

from ecosystem.fablab import words
from ecosystem.fablab.rules import Breach, Wish
from ecosystem.fablab.schemas import Alternative
from ecosystem.kernel.errors import Conflict, FieldError, Forbidden, Malformed, Refused
from ecosystem.kernel.words import Words

TIME = frozenset({"slot_taken", "held"})


class SlotTaken(Conflict):
    """Nothing but somebody else's booking stands against it."""

    code = "slot_taken"
    title = Words("Giờ này đã có người đặt", "This time is taken")


class NotForOthers(Forbidden):
    """Only staff of the site book for somebody else."""

    code = "not_for_others"
    title = Words("Chỉ nhân viên mới đặt hộ được người khác", "Only staff may book for somebody else")


class AlreadyOut(Conflict):
    """The machine is out of order as it is."""

    code = "already_out_of_order"
    title = Words("Máy này đã được báo hỏng", "This machine is out of order already")


class TooManyReports(Refused):
    """As many reports of this person wait for staff as may."""

    code = "too_many_reports"
    title = Words(
        "Bạn đã báo nhiều máy hỏng mà nhân viên chưa kịp xem. Hãy gặp nhân viên tại chỗ",
        "Several of your reports still wait for staff. Please talk to them on the spot",
    )


class FaultSettled(Conflict):
    """Somebody has confirmed, dismissed or ended it in the meantime."""

    code = "fault_settled"
    title = Words("Việc này đã có người xử lý", "Somebody has dealt with this already")


class Unfit(Refused):
    """A wish that rules stand against, raised so that the transaction rolls back.

    `alternatives.explained` makes the answer of it, with what is free instead.
    """

    def __init__(
        self,
        breaches: list[Breach],
        *,
        wish: Wish,
        resource_id: UUID,
        person_id: UUID | None,
        zone_name: str,
        locale: str,
        moving: UUID | None = None,
        waive: bool = False,
    ) -> None:
        super().__init__(reasons=[words.reason(b, locale=locale, zone_name=zone_name) for b in breaches])
        self.wish = wish
        self.resource_id = resource_id
        self.person_id = person_id
        self.moving = moving
        self.waive = waive

    def problem(self, *, alternatives: list[Alternative], next_free: datetime | None) -> Conflict | Refused:
        """409 when the time alone stands against it, else 422 with all reasons."""
        extra = {"alternatives": alternatives}
        if all(reason.code in TIME for reason in self.reasons):
            left = min(reason.params["available"] for reason in self.reasons)
            taken = {**extra, "next_free": next_free, "available": left}
            return SlotTaken(reasons=self.reasons, extra=taken)
        return Refused(reasons=self.reasons, extra=extra)


def refused(breach: Breach, *, locale: str, zone_name: str) -> Refused:
    """One rule stands against it, and nothing else is worth offering."""
    return all_of([breach], locale=locale, zone_name=zone_name)


def all_of(breaches: list[Breach], *, locale: str, zone_name: str) -> Refused:
    """Several do."""
    return Refused(reasons=[words.reason(breach, locale=locale, zone_name=zone_name) for breach in breaches])


def backwards(locale: str, *, field: str = "ends_at") -> Malformed:
    """The end does not come after the start."""
    return Malformed(errors=[FieldError(field, "not_after_start", words.ENDS_AFTER_START.to(locale))])


def past_return(locale: str) -> Malformed:
    """A machine does not come back before it goes."""
    return Malformed(
        errors=[FieldError("expected_return", "not_in_future", words.RETURN_IN_FUTURE.to(locale))]
    )


def refusal_wanted(locale: str) -> Malformed:
    """Who is refused is told why."""
    return Malformed(errors=[FieldError("reason", "missing", words.REFUSAL_WANTED.to(locale))])


def reason_wanted(locale: str) -> Malformed:
    """Booking for somebody else asks for a reason."""
    return Malformed(errors=[FieldError("reason", "missing", words.REASON_WANTED.to(locale))])
