"""Who may plan and run classes: pure predicates on roles held."""

from collections.abc import Collection
from uuid import UUID

from ecosystem.kernel.actor import Actor

PLAN = "classes:plan"
TEACH = "classes:teach"


def plans(actor: Actor | None, *, site_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether somebody plans the classes of a site: its staff, or who runs its organisation or the region."""
    return actor is not None and actor.may(PLAN, site_id=site_id, organisation_id=organisation_id)


def owns(actor: Actor, organisation_id: UUID | None, site_ids: Collection[UUID]) -> bool:
    """Whether somebody edits the terms and courses of an organisation with these sites, or the region's.

    The staff of one of its sites do: courses are made where they are taught.
    """
    if organisation_id is None:
        return actor.may_everywhere(PLAN)
    return any(
        actor.may(PLAN, organisation_id=organisation_id, site_id=site_id)
        for site_id in (*site_ids, organisation_id)
    )


def runs(
    actor: Actor | None, *, site_id: UUID, organisation_id: UUID | None, teacher_ids: Collection[UUID]
) -> bool:
    """Whether somebody runs a session: who plans at the site, and its own teachers."""
    if actor is None:
        return False
    own = actor.person_id in teacher_ids and actor.may(TEACH)
    return own or plans(actor, site_id=site_id, organisation_id=organisation_id)
