"""Passwords: argon2id with the agreed parameters, equal work for unknown accounts, off the loop."""

import asyncio
import threading

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from ecosystem.identity import passwords

OLD = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


async def test_hash_is_argon2id_with_the_owasp_set_and_its_own_salt():
    first = await passwords.hash_password("correct horse battery")
    second = await passwords.hash_password("correct horse battery")
    found = extract_parameters(first)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19456, 2, 1)
    assert first != second


async def test_password_is_verified_letter_by_letter():
    stored = await passwords.hash_password("Mật khẩu của tôi")
    assert await passwords.verify_password(stored, "Mật khẩu của tôi")
    assert not await passwords.verify_password(stored, "mật khẩu của tôi")
    assert not await passwords.verify_password(stored, "")
    assert not await passwords.verify_password("not a hash", "Mật khẩu của tôi")


async def test_unknown_account_costs_the_same_work(monkeypatch):
    """Both answers come out of one computation with one set of parameters."""
    seen = []
    verify = PasswordHasher.verify

    def watched(self, stored, password):
        seen.append(extract_parameters(stored))
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    stored = await passwords.hash_password("correct horse battery")
    assert not await passwords.verify_password(stored, "wrong")
    assert not await passwords.verify_password(None, "wrong")
    assert len(seen) == 2
    assert seen[0] == seen[1]


async def test_old_parameters_are_outdated_and_still_verified():
    stored = OLD.hash("correct horse battery")
    assert passwords.outdated(stored)
    assert await passwords.verify_password(stored, "correct horse battery")
    assert not passwords.outdated(await passwords.hash_password("correct horse battery"))


async def test_computation_leaves_the_loop_and_runs_two_at_a_time(monkeypatch):
    running, most, threads, lock = 0, 0, set(), threading.Lock()
    pause = threading.Event()
    hasher = PasswordHasher.hash

    def watched(self, password, **kwargs):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            threads.add(threading.get_ident())
        pause.wait(0.05)
        try:
            return hasher(self, password, **kwargs)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(PasswordHasher, "hash", watched)
    await asyncio.gather(*(passwords.hash_password("correct horse") for _ in range(6)))
    assert most == passwords.AT_ONCE
    assert threading.get_ident() not in threads
