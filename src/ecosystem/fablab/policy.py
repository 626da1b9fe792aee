"""Who may do what with reservations: pure predicates."""

from uuid import UUID

from ecosystem.kernel.actor import Actor

MANAGE = "reservations:manage"


def staff(actor: Actor, *, site_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether the actor runs this site: sees, moves and cancels others' bookings, books for others."""
    return actor.may(MANAGE, site_id=site_id, organisation_id=organisation_id)


def sees(actor: Actor, *, person_id: UUID, site_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether the actor may see a reservation of this person at this site."""
    return actor.person_id == person_id or staff(actor, site_id=site_id, organisation_id=organisation_id)
