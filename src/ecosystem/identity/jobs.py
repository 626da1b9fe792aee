"""Sweeps of identity: sessions that have ended, links that open nothing, counters whose window is over."""

from datetime import timedelta

from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw

SESSIONS_KEPT = timedelta(days=30)
COUNTERS_KEPT = timedelta(days=1)

_SESSIONS = "DELETE FROM login_session WHERE expires_at < $1 OR revoked_at < $1"
_SIGN_UPS = "DELETE FROM sign_up WHERE expires_at < $1"
_RESETS = "DELETE FROM password_reset WHERE expires_at < $1"
_COUNTERS = "DELETE FROM rate_counter WHERE window_start < $1"


async def sweep(session: Session) -> None:
    """Remove sessions that ended 30 days ago, links that expired, counters of yesterday; twice is as once."""
    now = clock.now()
    driver = await raw(session)
    await driver.execute(_SESSIONS, now - SESSIONS_KEPT)
    await driver.execute(_SIGN_UPS, now)
    await driver.execute(_RESETS, now)
    await driver.execute(_COUNTERS, now - COUNTERS_KEPT)
