"""Joining an organisation by code: guesses are counted before anything is looked at."""

from ecosystem.directory import membership
from ecosystem.directory.membership import Joined
from ecosystem.identity.limits import JOIN_CODE, count_try
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session


async def join(db: Database, *, code: str, actor: Actor, address: str | None) -> Joined:
    """Join the organisation of a code, or ask to. Raises TooManyTries, CodeSpent, AlreadyMember."""
    await count_try(db, email=str(actor.person_id), address=address, limit=JOIN_CODE)

    async def work(session: Session) -> Joined:
        return await membership.join_by_code(session, text=code, actor=actor)

    return await db.transact(work)
