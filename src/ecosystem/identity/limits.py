"""Limits on tries, counted in the database so that they hold over processes.

Windows are fixed (`rules.WINDOW`), one row per bucket and window. A bucket's name is a hash: what
people type into a sign-in form is nobody's business, not even the database's.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from math import ceil

from msgspec import Struct

from ecosystem.identity.errors import TooManyTries
from ecosystem.identity.rules import (
    CODES_PER_ACCOUNT,
    CODES_PER_ADDRESS,
    FACTORS_PER_ACCOUNT,
    FACTORS_PER_ADDRESS,
    INVITATIONS_PER_ACCOUNT,
    INVITATIONS_PER_SENDER,
    LETTERS_PER_ACCOUNT,
    LETTERS_PER_ADDRESS,
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    WINDOW,
    address_block,
    window_start,
)
from ecosystem.identity.words import try_again
from ecosystem.kernel import clock
from ecosystem.kernel.db import Database, Session, raw

_COUNT = """
INSERT INTO rate_counter (bucket, window_start, count)
SELECT bucket, $2, 1 FROM unnest($1::text[]) AS bucket
ON CONFLICT (bucket, window_start) DO UPDATE SET count = rate_counter.count + 1
RETURNING bucket, count
"""
_FORGIVE = "UPDATE rate_counter SET count = count - 1 WHERE bucket = $1 AND window_start = $2"


class Limit(Struct, frozen=True):
    """How often something may be tried in a window, for one account and from one address."""

    name: str
    per_account: int
    per_address: int


SIGN_IN = Limit("sign-in", TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS)
# Guesses at codes of organisations, and at codes of second factors.
JOIN_CODE = Limit("join-code", CODES_PER_ACCOUNT, CODES_PER_ADDRESS)
SECOND_FACTOR = Limit("second-factor", FACTORS_PER_ACCOUNT, FACTORS_PER_ADDRESS)
# The "address" that counts here is whoever sends the invitations.
INVITATION = Limit("invitation", INVITATIONS_PER_ACCOUNT, INVITATIONS_PER_SENDER)
LETTER = Limit("letter", LETTERS_PER_ACCOUNT, LETTERS_PER_ADDRESS)


def account_bucket(email: str, limit: Limit = SIGN_IN) -> str:
    """The bucket of tries at one account, whether it exists or not."""
    return _bucket(limit, "account", email)


def address_bucket(address: str, limit: Limit = SIGN_IN) -> str:
    """The bucket of tries from one address."""
    return _bucket(limit, "address", address_block(address))


async def count_try(db: Database, *, email: str, address: str | None, limit: Limit = SIGN_IN) -> datetime:
    """Count a try and commit it; answers its window, raises TooManyTries if it is one too many.

    Counted before anything is looked at, so that tries that run side by side all count.
    """
    allowed = {account_bucket(email, limit): limit.per_account}
    if address:
        allowed[address_bucket(address, limit)] = limit.per_address
    now = clock.now()
    start = window_start(now)

    async def count(session: Session) -> Mapping[str, int]:
        # In one order everywhere, or two tries could wait for each other.
        rows = await (await raw(session)).fetch(_COUNT, sorted(allowed), start)
        return {row["bucket"]: row["count"] for row in rows}

    counts = await db.transact(count)
    if any(counts[bucket] > most for bucket, most in allowed.items()):
        seconds = ceil((start + WINDOW - now).total_seconds())
        raise TooManyTries(try_again(seconds), headers={"Retry-After": str(seconds)})
    return start


async def forgive_try(
    session: Session, *, email: str, address: str | None, window: datetime, limit: Limit = SIGN_IN
) -> None:
    """The right password was given: the account's tries count no longer, the address's do but for this one.

    So a class that signs in from one address does not lock itself out, and whoever owns an account
    can't wipe out guesses at others by signing in to it.
    """
    driver = await raw(session)
    await driver.execute("DELETE FROM rate_counter WHERE bucket = $1", account_bucket(email, limit))
    if address:
        await driver.execute(_FORGIVE, address_bucket(address, limit), window)


def _bucket(limit: Limit, kind: str, value: str) -> str:
    return f"{limit.name}:{kind}:{sha256(value.encode()).hexdigest()}"
