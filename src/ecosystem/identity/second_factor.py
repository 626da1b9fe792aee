"""Writes of the second factor: setting it up, the second step of signing in, taking it off.

Wrong, used before and unknown have one answer. A code's step is stored when it is used, under the lock of
its row, so that the same code never opens twice.
"""

from hashlib import sha256
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ecosystem.directory.models import Person
from ecosystem.identity import letters, totp
from ecosystem.identity.errors import (
    CodeRefused,
    FactorOff,
    FactorOn,
    OwnFactor,
    PasswordRefused,
    WrongCode,
)
from ecosystem.identity.limits import SECOND_FACTOR, count_try, forgive_try
from ecosystem.identity.models import Credential, HalfSession, RecoveryCode, SecondFactor
from ecosystem.identity.passwords import verify_password
from ecosystem.identity.sealing import Unsealable, Vault
from ecosystem.identity.sessions import Browser, begin_session
from ecosystem.kernel import audit, clock, logs
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.notifications.service import Recipient, notify

_log = logs.logger(__name__)


class Started(Struct, frozen=True):
    """A key to be put into an authenticator app, and whose account it is for."""

    secret: str
    email: str


class Proof(Struct, frozen=True, kw_only=True):
    """What somebody is asked for again before something weighty: password and code."""

    actor: Actor
    password: str
    code: str
    address: str | None


async def second_step(db: Database, vault: Vault, *, challenge: str, code: str, browser: Browser) -> str:
    """Complete a sign-in with a code of either kind; answers the session's secret.

    Raises TooManyTries, WrongCode.
    """
    hashed = secret_hash(challenge)
    async with db.read() as session:
        person_id = await session.scalar(
            select(HalfSession.person_id).where(
                HalfSession.secret_hash == hashed, HalfSession.expires_at > clock.now()
            )
        )
    # A challenge that is none is counted as well, under a name of its own.
    account = str(person_id or sha256(hashed).hexdigest())
    window = await count_try(db, email=account, address=browser.address, limit=SECOND_FACTOR)

    async def work(session: Session) -> str:
        half = await session.scalar(
            delete(HalfSession)
            .where(HalfSession.secret_hash == hashed, HalfSession.expires_at > clock.now())
            .returning(HalfSession.person_id)
        )
        if half is None or not await _consume(session, vault, half, code):
            raise WrongCode
        await forgive_try(session, email=account, address=browser.address, window=window, limit=SECOND_FACTOR)
        return await begin_session(session, person_id=half, browser=browser)

    return await db.transact(work)


async def start(db: Database, vault: Vault, *, actor: Actor, password: str, address: str | None) -> Started:
    """Make a key, which counts once a code was given. Raises PasswordRefused, FactorOn, TooManyTries."""
    await _check_password(db, actor, password, address)
    secret = totp.new_secret()

    async def work(session: Session) -> None:
        values = {
            "sealed_secret": vault.seal(secret, owner=actor.person_id),
            "last_step": 0,
            "created_at": clock.now(),
        }
        made = await session.scalar(
            insert(SecondFactor)
            .values(person_id=actor.person_id, **values)
            .on_conflict_do_update(
                index_elements=[SecondFactor.person_id],
                set_=values,
                where=SecondFactor.confirmed_at.is_(None),
            )
            .returning(SecondFactor.person_id)
        )
        if made is None:
            raise FactorOn

    await db.transact(work)
    return Started(secret, actor.email or actor.full_name)


async def confirm(db: Database, vault: Vault, *, actor: Actor, code: str, address: str | None) -> list[str]:
    """The app shows the right code: from now on it is asked for. Answers the recovery codes, this once.

    Raises TooManyTries, CodeRefused, FactorOff without a key, FactorOn.
    """
    await count_try(db, email=str(actor.person_id), address=address, limit=SECOND_FACTOR)

    async def work(session: Session) -> list[str]:
        factor = await session.get(SecondFactor, actor.person_id, with_for_update=True)
        if factor is None:
            raise FactorOff
        if factor.confirmed_at is not None:
            raise FactorOn
        if not _matches(factor, vault, code):
            raise CodeRefused
        factor.confirmed_at = clock.now()
        await session.flush()
        await _note(session, "second_factor.switched_on", actor.person_id, actor)
        await _tell(session, actor.person_id, "on")
        return await _new_codes(session, actor.person_id)

    return await db.transact(work)


async def renew_recovery_codes(db: Database, vault: Vault, *, proof: Proof) -> list[str]:
    """Fresh recovery codes, this once; the old ones open nothing. Raises as `switch_off`."""
    actor = proof.actor
    await check_proof(db, proof)

    async def work(session: Session) -> list[str]:
        await _refuse_code(session, vault, actor, proof.code)
        await _note(session, "second_factor.codes_renewed", actor.person_id, actor)
        return await _new_codes(session, actor.person_id)

    return await db.transact(work)


async def switch_off(db: Database, vault: Vault, *, proof: Proof) -> None:
    """No code is asked for any more. Raises PasswordRefused, CodeRefused, FactorOff, TooManyTries."""
    actor = proof.actor
    await check_proof(db, proof)

    async def work(session: Session) -> None:
        await _refuse_code(session, vault, actor, proof.code)
        await _take_off(session, actor.person_id)
        await _note(session, "second_factor.switched_off", actor.person_id, actor)
        await _tell(session, actor.person_id, "off")

    await db.transact(work)


async def reset(session: Session, *, person_id: UUID, actor: Actor, reason: str | None) -> None:
    """Take off the second factor of somebody who lost it, with a letter.

    Raises NotFound without one, OwnFactor: a session that was left open must not be enough.
    """
    if person_id == actor.person_id:
        raise OwnFactor
    if not await _take_off(session, person_id):
        raise NotFound
    await _note(session, "second_factor.reset", person_id, actor, reason)
    await _tell(session, person_id, "reset")


async def check_proof(db: Database, proof: Proof) -> None:
    """The password; and a try at the code is counted, before it is looked at under its lock."""
    await _check_password(db, proof.actor, proof.password, proof.address)
    await count_try(db, email=str(proof.actor.person_id), address=proof.address, limit=SECOND_FACTOR)


async def refuse_code_if_on(session: Session, vault: Vault, actor: Actor, code: str) -> None:
    """Raises CodeRefused where the actor has a second factor and this is no code of it."""
    factor = await session.get(SecondFactor, actor.person_id)
    if factor is not None and factor.confirmed_at is not None:
        await _refuse_code(session, vault, actor, code)


async def _check_password(db: Database, actor: Actor, password: str, address: str | None) -> None:
    """Raises PasswordRefused, TooManyTries: guesses count like those at signing in."""
    account = actor.email or str(actor.person_id)
    window = await count_try(db, email=account, address=address)
    async with db.read() as session:
        stored = await session.scalar(
            select(Credential.password_hash).where(Credential.person_id == actor.person_id)
        )
    if not await verify_password(stored, password):
        raise PasswordRefused
    await db.transact(lambda session: forgive_try(session, email=account, address=address, window=window))


async def _refuse_code(session: Session, vault: Vault, actor: Actor, code: str) -> None:
    factor = await session.get(SecondFactor, actor.person_id)
    if factor is None or factor.confirmed_at is None:
        raise FactorOff
    if not await _consume(session, vault, actor.person_id, code):
        raise CodeRefused


async def _consume(session: Session, vault: Vault, person_id: UUID, code: str) -> bool:
    """Whether a code of either kind opens; it has opened then, and does not again."""
    text = totp.typed(code)
    factor = await session.get(SecondFactor, person_id, with_for_update=True, populate_existing=True)
    if factor is None or factor.confirmed_at is None:
        return False
    if totp.is_code(text):
        return _matches(factor, vault, text)
    used = await session.scalar(
        delete(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.code_hash == secret_hash(text))
        .returning(RecoveryCode.person_id)
    )
    if used is None:
        return False
    left = select(func.count()).where(RecoveryCode.person_id == person_id)
    await _tell(session, person_id, "recovery", left=await session.scalar(left) or 0)
    return True


def _matches(factor: SecondFactor, vault: Vault, code: str) -> bool:
    """Whether a code of the clock is right and was not used; its step is used then."""
    try:
        secret = vault.open(factor.sealed_secret, owner=factor.person_id)
    except Unsealable as error:
        _log.error("second factor cannot be read", error=str(error))
        return False
    step = totp.matching_step(secret, totp.typed(code), clock.now(), after=factor.last_step)
    if step is not None:
        factor.last_step = step
    return step is not None


async def _new_codes(session: Session, person_id: UUID) -> list[str]:
    await session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = totp.new_recovery_codes()
    now = clock.now()
    session.add_all(
        RecoveryCode(code_hash=secret_hash(totp.typed(code)), person_id=person_id, created_at=now)
        for code in codes
    )
    await session.flush()
    return codes


async def _take_off(session: Session, person_id: UUID) -> bool:
    for model in (RecoveryCode, HalfSession):
        await session.execute(delete(model).where(model.person_id == person_id))
    found = await session.scalar(
        delete(SecondFactor)
        .where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
        .returning(SecondFactor.person_id)
    )
    return found is not None


async def _note(
    session: Session, action: str, person_id: UUID, actor: Actor, reason: str | None = None
) -> None:
    await audit.record(
        session, actor=actor, action=action, subject_kind="person", subject_id=person_id, reason=reason
    )


async def _tell(session: Session, person_id: UUID, change: str, *, left: int = 0) -> None:
    person = await session.get(Person, person_id)
    if person is None or person.email is None:
        return
    to = Recipient(person.full_name, person.email, person.locale)
    await notify(session, key=f"second-factor:{new_id()}", to=to, letter=letters.factor(change, left=left))
