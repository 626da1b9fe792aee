"""Secrets that must be read again are sealed (AES-256-GCM) with a key that is not in the database."""

from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes, as GCM wants


class Unsealable(Exception):  # noqa: N818 -- says what it is
    """The key of the installation is another one than that it was sealed with."""


class Vault:
    """Seals and opens, with a key of its own made from the installation's secret key."""

    def __init__(self, secret_key: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"ecosystem second factor").derive(secret_key.encode())
        self._cipher = AESGCM(derived)

    def seal(self, secret: str, *, owner: UUID) -> bytes:
        """What to store; it opens for this owner only: a row copied to another person is worthless."""
        nonce = token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), owner.bytes)

    def open(self, sealed: bytes, *, owner: UUID) -> str:
        """What was sealed. Raises Unsealable."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.bytes).decode()
        except InvalidTag as error:
            raise Unsealable("ECOSYSTEM_SECRET_KEY (or var/secret.key) has changed") from error
