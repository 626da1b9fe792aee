"""What qualifications refuse."""

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.errors import FieldError, Malformed, Reason, Refused
from ecosystem.kernel.intervals import zone
from ecosystem.qualifications.rules import Fault
from ecosystem.qualifications.words import ALREADY_HELD, ALREADY_REVOKED, FAULTS, TOO_EARLY


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
