"""Identifiers: UUIDv7, so that primary keys arrive in order of time; and what is stored of secrets."""

from hashlib import sha256
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562)."""
    return uuid7()


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret that nobody can guess, and what finds it."""
    return sha256(secret.encode()).digest()
