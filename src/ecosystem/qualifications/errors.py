"""What qualifications refuse."""

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.errors import Conflict, FieldError, Malformed, Reason, Refused
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.words import Words
from ecosystem.qualifications.rules import Fault
from ecosystem.qualifications.words import ALREADY_HELD, ALREADY_REVOKED, FAULTS, IN_USE, TOO_EARLY


class CodeTaken(Conflict):
    """Another qualification has this code."""

    code = "code_taken"
    title = Words("Mã này đã có chứng nhận khác dùng", "Another qualification already has this code")


class QuizChanged(Conflict):
    """The version that was read was replaced too long ago."""

    code = "quiz_changed"
    title = Words(
        "Bài trắc nghiệm đã thay đổi. Bạn tải lại trang và làm bài mới giúp.",
        "The quiz has changed since. Please load the page again and answer the new one.",
    )


class InUse(Conflict):
    """Something hangs on it; every kind is named with its number."""

    code = "in_use"
    title = Words("Vẫn còn dữ liệu phụ thuộc", "Something still depends on it")

    def __init__(self, found: dict[str, int], locale: str) -> None:
        reasons = [
            Reason(kind, IN_USE[kind].to(locale, count=count), {"count": count})
            for kind, count in found.items()
            if count
        ]
        super().__init__(reasons=reasons)


def bad_content(faults: list[Fault], locale: str) -> Malformed:
    """A qualification or quiz that can't be kept, every fault named."""
    return Malformed(errors=[_named(fault, locale) for fault in faults])


def bad_answers(faults: list[Fault], locale: str) -> Malformed:
    """Answers that can't be scored, every fault named."""
    return Malformed(errors=[_named(fault, locale) for fault in faults])


def bad_grant(faults: list[Fault], locale: str) -> Refused:
    """A grant that can't be given, every fault named."""
    return Refused(errors=[_named(fault, locale) for fault in faults])


def too_early(retry_at: datetime, *, locale: str, zone_name: str) -> Refused:
    """The quiz was tried a short while ago."""
    said = f"{retry_at.astimezone(zone(zone_name)):%H:%M %d/%m/%Y}"
    return Refused(
        reasons=[Reason("too_early", TOO_EARLY.to(locale, retry_at=said), {"retry_at": retry_at})],
        extra={"retry_at": retry_at},
    )


def already_held(qualification_id: UUID, locale: str) -> Refused:
    """The person holds what the quiz would give."""
    return Refused(
        reasons=[Reason("already_held", ALREADY_HELD.to(locale), {"qualification_id": qualification_id})]
    )


def already_revoked(locale: str) -> Refused:
    """The grant was taken back before."""
    return Refused(reasons=[Reason("already_revoked", ALREADY_REVOKED.to(locale))])


def _named(fault: Fault, locale: str) -> FieldError:
    return FieldError(fault.field, fault.code, FAULTS[fault.code].to(locale))
