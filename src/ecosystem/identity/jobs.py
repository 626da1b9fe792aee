"""Sweeps of identity: sessions that have ended, links that open nothing, counters whose window is over."""

from datetime import timedelta

from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw

SESSIONS_KEPT = timedelta(days=30)
INVITATIONS_KEPT = timedelta(days=90)
COUNTERS_KEPT = timedelta(days=1)

_SESSIONS = "DELETE FROM login_session WHERE expires_at < $1 OR revoked_at < $1"
_SIGN_UPS = "DELETE FROM sign_up WHERE expires_at < $1"
_RESETS = "DELETE FROM password_reset WHERE expires_at < $1"
_HALVES = "DELETE FROM half_session WHERE expires_at < $1"
_INVITATIONS = "DELETE FROM invitation WHERE accepted_at IS NULL AND expires_at < $1"
_COUNTERS = "DELETE FROM rate_counter WHERE window_start < $1"


async def sweep(session: Session) -> None:
    """Remove what is over: sessions after 30 days, invitations nobody took after 90, links, counters."""
    now = clock.now()
    driver = await raw(session)
    await driver.execute(_SESSIONS, now - SESSIONS_KEPT)
    await driver.execute(_SIGN_UPS, now)
    await driver.execute(_RESETS, now)
    await driver.execute(_HALVES, now)
    await driver.execute(_INVITATIONS, now - INVITATIONS_KEPT)
    await driver.execute(_COUNTERS, now - COUNTERS_KEPT)
