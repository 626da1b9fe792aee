"""The trail of reservations: what the audit keeps of each change."""

from typing import Any

from ecosystem.fablab import schemas
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session

_BY_CLOCK = {"in_use": "confirmed", "done": "confirmed"}


def audited(reservation: schemas.Reservation) -> dict[str, Any]:
    """The fields of a reservation that a change may change."""
    used = {
        name: instant.isoformat()
        for name in ("checked_in_at", "checked_out_at")
        if (instant := getattr(reservation, name)) is not None
    }
    return {
        "resource_id": str(reservation.resource.id),
        "person_id": str(reservation.person.id),
        "starts_at": reservation.starts_at.isoformat(),
        "ends_at": reservation.ends_at.isoformat(),
        "units": reservation.units,
        "state": _BY_CLOCK.get(reservation.state, reservation.state),
        **used,
    }


async def tell(
    session: Session,
    actor: Actor,
    action: str,
    reservation: schemas.Reservation,
    *,
    before: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write the entry of a change."""
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="reservation",
        subject_id=reservation.id,
        before=before,
        after=audited(reservation),
        reason=reason,
    )
