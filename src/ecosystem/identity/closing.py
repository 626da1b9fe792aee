"""Closing one's own account."""

from ecosystem.directory import service as directory
from ecosystem.identity import second_factor
from ecosystem.identity.sealing import Vault
from ecosystem.identity.second_factor import Proof
from ecosystem.identity.sessions import end_everything
from ecosystem.kernel.db import Database, Session


async def close_own(db: Database, vault: Vault, *, proof: Proof) -> None:
    """By password and, where a second factor is on, a code: bookings ahead are given back with a letter each,
    and sessions and tokens end. Staff may open it again.

    Raises PasswordRefused, CodeRefused, LastAdministrator, TooManyTries.
    """
    await second_factor.check_proof(db, proof)

    async def work(session: Session) -> None:
        await second_factor.refuse_code_if_on(session, vault, proof.actor, proof.code)
        await directory.close_own(session, actor=proof.actor)
        await end_everything(session, person_id=proof.actor.person_id)

    await db.transact(work)
