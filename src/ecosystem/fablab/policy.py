"""Who may do what with reservations: pure predicates."""

from uuid import UUID

from ecosystem.fablab.rows import Row
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import VersionMoved
from ecosystem.timetable.locks import Held

MANAGE = "reservations:manage"


def staff(actor: Actor, *, site_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether the actor runs this site: sees, moves and cancels others' bookings, books for others."""
    return actor.may(MANAGE, site_id=site_id, organisation_id=organisation_id)


def runs(actor: Actor, held: Held, resource_id: UUID) -> bool:
    """Whether the actor runs the site of this locked resource."""
    at = held[resource_id]
    return staff(actor, site_id=at.site_id, organisation_id=at.organisation_id)


def sees_fault(actor: Actor, row: Row) -> bool:
    """Whether the actor may see the photo of a fault: its staff, and who reported it."""
    return actor.person_id == row["reported_by_id"] or staff(
        actor, site_id=row["site_id"], organisation_id=row["organisation_id"]
    )


def unmoved(row: Row, version: int | None) -> None:
    """Raises VersionMoved where the asker has read another version of the row."""
    if version is not None and version != row["version"]:
        raise VersionMoved


def sees(actor: Actor, *, person_id: UUID, site_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether the actor may see a reservation of this person at this site."""
    return actor.person_id == person_id or staff(actor, site_id=site_id, organisation_id=organisation_id)
