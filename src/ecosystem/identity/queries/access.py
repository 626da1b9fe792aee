"""Reads of who gets in how: sessions and second factors of a person, rules that ask for one."""

from uuid import UUID

from sqlalchemy import func, select

from ecosystem.directory.queries import place_of
from ecosystem.directory.queries.people import Access
from ecosystem.directory.roles import STAFF_ROLES
from ecosystem.identity.models import LoginSession, RecoveryCode, SecondFactor, SecondFactorRule
from ecosystem.identity.schemas.second_factor import FactorRule, FactorState
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw

_STAFF = """
SELECT count(*) AS staff,
       count(*) FILTER (WHERE NOT EXISTS (
         SELECT FROM second_factor f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL)) AS without
FROM person p
WHERE p.deactivated_at IS NULL AND EXISTS (
  SELECT FROM role_grant g
  WHERE g.person_id = p.id AND g.role = ANY($1::text[]) AND (g.until IS NULL OR g.until > $2)
    AND ($3 = 'region' OR g.scope_id = $4 OR EXISTS (
      SELECT FROM membership m WHERE m.person_id = p.id AND m.organisation_id = $4
         AND (m.until IS NULL OR m.until >= ($2::timestamptz AT TIME ZONE p.zone)::date))))
"""


async def of_person(session: Session, person_id: UUID) -> Access:
    """How many sessions of a person are open, and whether there is a second factor."""
    live = select(func.count()).where(
        LoginSession.person_id == person_id,
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > clock.now(),
    )
    return Access(
        session_count=await session.scalar(live) or 0,
        second_factor=await _confirmed(session, person_id) is not None,
    )


async def factor_state(session: Session, actor: Actor) -> FactorState:
    """The asker's own second factor."""
    confirmed = await _confirmed(session, actor.person_id)
    left = select(func.count()).where(RecoveryCode.person_id == actor.person_id)
    return FactorState(
        on=confirmed is not None,
        since=confirmed.confirmed_at if confirmed else None,
        recovery_codes_left=await session.scalar(left) or 0,
        due_at=actor.second_factor_due_at,
    )


async def rule(session: Session, *, scope_kind: str, scope_id: UUID) -> FactorRule:
    """What is asked of the staff there. Raises NotFound."""
    _, name = await place_of(session, scope_kind, scope_id)
    found = await session.get(SecondFactorRule, (scope_kind, scope_id))
    counts = await (await raw(session)).fetchrow(
        _STAFF, sorted(STAFF_ROLES), clock.now(), scope_kind, scope_id
    )
    return FactorRule(
        scope_kind=scope_kind,
        scope_id=scope_id,
        scope_name=name,
        required=found is not None,
        grace_days=found.grace_days if found else 14,
        since=found.since if found else None,
        staff_count=counts["staff"] if counts else 0,
        without_count=counts["without"] if counts else 0,
    )


async def _confirmed(session: Session, person_id: UUID) -> SecondFactor | None:
    found = await session.get(SecondFactor, person_id)
    return found if found is not None and found.confirmed_at is not None else None
