"""Who is asking, and what they may do: plain values, filled in by `identity`."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct


class HeldRole(Struct, frozen=True):
    """A role at a scope, with the permissions that the role brings."""

    role: str
    scope_kind: str
    scope_id: UUID
    permissions: frozenset[str]


class Actor(Struct, frozen=True):
    """The person behind a request, by session or by token.

    `permissions` are those of everybody who is signed in; `scopes` narrow a token to some of them
    (None: no narrowing). While the roles are `resting` they bring no permissions: a second factor, which
    was due at `second_factor_due_at`, is still missing.
    """

    person_id: UUID
    full_name: str
    email: str | None
    locale: str
    zone: str
    birth_date: date | None
    roles: tuple[HeldRole, ...]
    organisation_ids: frozenset[UUID]
    permissions: frozenset[str]
    session_id: UUID | None = None
    token_id: UUID | None = None
    scopes: frozenset[str] | None = None
    second_factor_due_at: datetime | None = None
    resting: bool = False

    def may(
        self, permission: str, *, site_id: UUID | None = None, organisation_id: UUID | None = None
    ) -> bool:
        """Whether a role at the region, at this organisation or at this site allows it.

        Without a place: whether any role anywhere does, which is what a route's guard asks.
        """
        if self.scopes is not None and permission not in self.scopes:
            return False
        if permission in self.permissions:
            return True
        anywhere = site_id is None and organisation_id is None
        return any(
            permission in held.permissions
            and (
                anywhere
                or held.scope_kind == "region"
                or (held.scope_kind == "organisation" and held.scope_id == organisation_id)
                or (held.scope_kind == "site" and held.scope_id == site_id)
            )
            for held in self.roles
        )

    def may_everywhere(self, permission: str) -> bool:
        """Whether a role at the region allows it: for what is no single site's or organisation's."""
        return (self.scopes is None or permission in self.scopes) and any(
            permission in held.permissions and held.scope_kind == "region" for held in self.roles
        )

    def role_names(self) -> frozenset[str]:
        """The names of the roles held anywhere, for rules that say who may book."""
        return frozenset(held.role for held in self.roles)
