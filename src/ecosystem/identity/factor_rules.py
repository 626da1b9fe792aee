"""Writes of the rule that staff of a region or an organisation must have a second factor."""

from uuid import UUID

from ecosystem.identity.models import SecondFactorRule
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session


async def set_rule(
    session: Session, *, scope_kind: str, scope_id: UUID, required: bool, grace_days: int, actor: Actor
) -> None:
    """Whether staff there must have a second factor; the days of grace count from when it was first asked."""
    rule = await session.get(SecondFactorRule, (scope_kind, scope_id), with_for_update=True)
    before = {"required": rule is not None, "grace_days": rule.grace_days if rule else None}
    if required and rule is None:
        rule = SecondFactorRule(
            scope_kind=scope_kind, scope_id=scope_id, grace_days=grace_days, since=clock.now()
        )
        session.add(rule)
    elif required and rule is not None:
        rule.grace_days = grace_days
    elif rule is not None:
        await session.delete(rule)
    await session.flush()
    after = {"required": required, "grace_days": grace_days if required else None}
    if before != after:
        await audit.record(
            session,
            actor=actor,
            action="second_factor_rule.set",
            subject_kind=scope_kind,
            subject_id=scope_id,
            before=before,
            after=after,
        )
