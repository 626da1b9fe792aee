"""What each role may do, and where it may be held: the one table of permissions.

A permission is `<area>:<verb>`. A route asks for one; where it holds (region, organisation, site) is
decided by `Actor.may` in the service, which knows the row.
"""

from ecosystem.directory.models import ROLES, SCOPES

# Everybody who is signed in, with or without a role.
EVERYBODY = frozenset(
    {
        "account:manage",
        "qualifications:read",
        "quiz:take",
        "reservations:create",
        "reservations:read",
        "tokens:manage",
    }
)

# Those who run a lab: others' reservations, evidence, machines, hours, who the people are, and what
# was changed and came of it there.
_STAFF = frozenset(
    {
        "audit:read",
        "catalogue:manage",
        "data:export",
        "data:import",
        "people:read",
        "places:manage",
        "qualifications:grant",
        "reservations:manage",
        "statistics:read",
    }
)
_MANAGER = _STAFF | {"qualifications:manage"}
_NONE: frozenset[str] = frozenset()

PERMISSIONS: dict[str, frozenset[str]] = {
    "admin": _MANAGER | {"roles:manage"},
    "manager": _MANAGER,
    "lab": _STAFF,
    "teacher": _NONE,
    "mentor": _NONE,
    "guardian": _NONE,
    "founder": _NONE,
    "student": _NONE,
}

# Where a role that brings permissions may be held; the others may be held anywhere.
HELD_AT: dict[str, frozenset[str]] = {
    **{role: frozenset(SCOPES) for role in ROLES},
    "admin": frozenset({"region"}),
    "manager": frozenset({"region", "organisation"}),
    "lab": frozenset({"site"}),
}

KNOWN: frozenset[str] = EVERYBODY.union(*PERMISSIONS.values())


def held_by(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that somebody with these roles holds somewhere."""
    return EVERYBODY.union(*(PERMISSIONS[role] for role in roles))
