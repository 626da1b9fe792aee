"""Passwords: argon2id with the OWASP set (19 MiB, two passes, one lane), off the event loop."""

from base64 import b64encode
from functools import cache
from importlib.resources import files
from secrets import token_bytes

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Each computation takes 19 MiB and about 20 ms of one core; more at a time would only wait for cores.
AT_ONCE = 2
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Has the form and the cost of a stored hash, and no password that anybody knows.
_NOBODY = "$argon2id$v=19$m={},t={},p={}${}${}".format(
    _HASHER.memory_cost,
    _HASHER.time_cost,
    _HASHER.parallelism,
    *(b64encode(token_bytes(size)).decode().rstrip("=") for size in (_HASHER.salt_len, _HASHER.hash_len)),
)
_limiter: RunVar[CapacityLimiter] = RunVar("ecosystem_password_limiter")


async def hash_password(password: str) -> str:
    """The encoded hash to store."""
    return await to_thread.run_sync(_HASHER.hash, password, limiter=_limited())


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one.

    Without a stored one the same work is done for nothing, so that the clock can't tell an unknown
    account from a wrong password.
    """
    return await to_thread.run_sync(_verify, stored, password, limiter=_limited())


@cache
def common_passwords() -> frozenset[str]:
    """The passwords that are guessed first, in lower case; those that are too short anyway are left out."""
    text = files("ecosystem.identity").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _verify(stored: str | None, password: str) -> bool:
    try:
        matches = _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def _limited() -> CapacityLimiter:
    """The limiter of the running loop."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
        return limiter
