"""Who may give which role where, and whom they see: pure predicates on roles held."""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct

from ecosystem.directory.roles import GIVES, HELD_AT
from ecosystem.kernel.actor import Actor, HeldRole


class Place(Struct, frozen=True):
    """Where a role is held; `organisation_id` is the one that runs a site."""

    kind: str
    id: UUID
    organisation_id: UUID | None = None


class Reach(Struct, frozen=True):
    """Which people somebody may look up: all of them, or those of these organisations and sites."""

    everywhere: bool
    organisation_ids: frozenset[UUID]
    site_ids: frozenset[UUID]


def covers(held: HeldRole, place: Place) -> bool:
    """Whether a place is the one that a role is held at, or lies below it."""
    if held.scope_kind == "region" or (held.scope_kind == place.kind and held.scope_id == place.id):
        return True
    return (
        held.scope_kind == "organisation" and place.kind == "site" and held.scope_id == place.organisation_id
    )


def givable(roles: Iterable[HeldRole], place: Place) -> frozenset[str]:
    """The roles that somebody with these may give at a place: none he does not stand above himself."""
    return frozenset(
        role
        for held in roles
        if covers(held, place)
        for role in GIVES[held.role]
        if place.kind in HELD_AT[role]
    )


def may_give(actor: Actor, role: str, place: Place) -> bool:
    """Whether the actor, whose token may be narrowed, may give or withdraw this role there."""
    return actor.may("roles:give") and role in givable(actor.roles, place)


def may_invite(roles: Iterable[HeldRole], place: Place, role: str | None) -> bool:
    """Whether somebody with these roles may invite to a role there, or to membership without one."""
    if role is not None:
        return role in givable(roles, place)
    return place.kind == "organisation" and any(
        "members:invite" in held.permissions and covers(held, place) for held in roles
    )


def reach(actor: Actor, permission: str) -> Reach:
    """Where the actor's roles that bring a permission are held."""
    held = [one for one in actor.roles if permission in one.permissions] if actor.may(permission) else []
    return Reach(
        everywhere=any(one.scope_kind == "region" for one in held),
        organisation_ids=frozenset(one.scope_id for one in held if one.scope_kind == "organisation"),
        site_ids=frozenset(one.scope_id for one in held if one.scope_kind == "site"),
    )
