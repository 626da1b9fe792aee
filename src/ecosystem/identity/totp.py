"""Codes by the clock (RFC 6238) and recovery codes, on plain values."""

import hmac
import re
from datetime import datetime
from itertools import groupby
from secrets import choice

import pyotp
import segno

ISSUER = "Ecosystem"
STEP = 30  # seconds that a code holds
DRIFT = 1  # steps that a clock may be off, either way
RECOVERY_CODES = 10
_RECOVERY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH = 16  # 31 ^ 16: too many to try even against a stolen hash
_QUIET = 4  # modules of white around a QR code


def new_secret() -> str:
    """A fresh key of 160 bits in base 32, as authenticator apps take it."""
    return pyotp.random_base32()


def step_of(now: datetime) -> int:
    """The number of the stretch of time that this instant lies in."""
    return int(now.timestamp()) // STEP


def matching_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step that a code is of, if it is of one near now and later than the last one used; else None."""
    totp = pyotp.TOTP(secret)
    current = step_of(now)
    near = range(current - DRIFT, current + DRIFT + 1)
    # All of them are compared, whichever fits.
    given = code.encode()
    fitting = [step for step in near if hmac.compare_digest(totp.generate_otp(step).encode(), given)]
    return max((step for step in fitting if step > after), default=None)


def code_at(secret: str, now: datetime) -> str:
    """The code that an authenticator app shows at this instant."""
    return pyotp.TOTP(secret).generate_otp(step_of(now))


def is_code(text: str) -> bool:
    """Whether this is of the form of a code by the clock."""
    return re.fullmatch(r"[0-9]{6}", text) is not None


def typed(text: str) -> str:
    """A code of either kind as it is compared, however it was typed."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", text).lower()


def uri_of(secret: str, email: str) -> str:
    """The link that an authenticator app reads, with whose account it is for."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_path(text: str) -> tuple[int, str]:
    """The side of a QR code in units and the SVG path of its dark modules."""
    code = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=_QUIET)]
    drawn = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                drawn.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(rows), "".join(drawn)


def new_recovery_codes() -> list[str]:
    """Fresh recovery codes, in groups of four as they are shown."""
    made = ["".join(choice(_RECOVERY_SIGNS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in made]
