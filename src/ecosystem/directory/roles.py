"""What each role may do, and where it may be held: the one table of permissions.

A permission is `<area>:<verb>`. A route asks for one; where it holds (region, organisation, site) is
decided by `Actor.may` in the service, which knows the row.
"""

from ecosystem.directory.models import ROLES, SCOPES

# Everybody who is signed in, with or without a role.
EVERYBODY = frozenset(
    {
        "account:manage",
        "family:manage",
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
        "classes:plan",
        "classes:teach",
        "data:export",
        "data:import",
        "invitations:send",
        "people:read",
        "places:manage",
        "qualifications:grant",
        "reservations:manage",
        "roles:give",
        "statistics:read",
    }
)
_MANAGER = _STAFF | {
    "members:invite",
    "members:manage",
    "organisations:manage",
    "qualifications:manage",
}
_NONE: frozenset[str] = frozenset()

PERMISSIONS: dict[str, frozenset[str]] = {
    "admin": _MANAGER | {"people:manage"},
    "manager": _MANAGER,
    "lab": _STAFF,
    "teacher": frozenset({"classes:teach", "invitations:send", "members:invite"}),
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

# Which roles a holder of each may give and withdraw, at the place that his own role is held at or below it.
_GUESTS = frozenset({"teacher", "mentor", "founder", "student"})
GIVES: dict[str, frozenset[str]] = {
    **dict.fromkeys(ROLES, _NONE),
    "admin": frozenset(ROLES),
    "manager": _GUESTS | {"lab", "guardian"},
    "lab": _GUESTS,
}

# Whoever holds one of these runs something: a second factor may be asked of them.
STAFF_ROLES: frozenset[str] = frozenset(role for role, held in PERMISSIONS.items() if held >= _STAFF)

KNOWN: frozenset[str] = EVERYBODY.union(*PERMISSIONS.values())


def held_by(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that somebody with these roles holds somewhere."""
    return EVERYBODY.union(*(PERMISSIONS[role] for role in roles))
