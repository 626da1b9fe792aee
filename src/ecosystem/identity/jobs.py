"""Sweeps of identity: sessions that have ended, counters whose window is over."""

from datetime import timedelta

from ecosystem.kernel import clock
from ecosystem.kernel.db import Session, raw

SESSIONS_KEPT = timedelta(days=30)
COUNTERS_KEPT = timedelta(days=1)

_SESSIONS = "DELETE FROM login_session WHERE expires_at < $1 OR revoked_at < $1"
_COUNTERS = "DELETE FROM rate_counter WHERE window_start < $1"


async def sweep(session: Session) -> None:
    """Remove sessions that ended 30 days ago and counters of yesterday. Doing it twice changes nothing."""
    now = clock.now()
    driver = await raw(session)
    await driver.execute(_SESSIONS, now - SESSIONS_KEPT)
    await driver.execute(_COUNTERS, now - COUNTERS_KEPT)
