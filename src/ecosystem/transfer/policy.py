"""Who may take which list in: pure predicates."""

from uuid import UUID

from ecosystem.kernel.actor import Actor

IMPORT = "data:import"
EXPORT = "data:export"

# What a list changes decides what one must be allowed to do; people and organisations belong to the region.
NEEDED = {
    "resources": "catalogue:manage",
    "hours": "places:manage",
    "closures": "places:manage",
    "people": "people:read",
    "organisations": IMPORT,
}
OF_REGION = frozenset({"people", "organisations"})


def may_import(actor: Actor, kind: str, *, region_id: UUID | None) -> bool:
    """Whether the actor may take such a list in: at the region, or at some site; rows decide which."""
    if kind not in OF_REGION:
        return actor.may(IMPORT) and actor.may(NEEDED[kind])
    return region_id is not None and all(
        actor.may(permission, site_id=region_id) for permission in (IMPORT, NEEDED[kind])
    )


def sees(
    actor: Actor, *, kind: str, created_by_id: UUID, site_id: UUID | None, region_id: UUID | None
) -> bool:
    """Whether the actor may see an import: his own, one at his site, or any for whoever runs the region."""
    if not may_import(actor, kind, region_id=region_id):
        return False
    if created_by_id == actor.person_id or (region_id and actor.may(IMPORT, site_id=region_id)):
        return True
    return site_id is not None and actor.may(IMPORT, site_id=site_id)
