"""Sessions that are called off: one, this and those after it, or all that is left of a series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.classes import letters, policy, publishing
from ecosystem.classes.errors import NoSuchSession, NotPlanned
from ecosystem.classes.schemas.changing import Scope
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import Forbidden, VersionMoved
from ecosystem.kernel.words import Words
from ecosystem.timetable.together import release_all

_FOUND = """
SELECT e.series_id, x.site_id, s.organisation_id, e.teacher_ids FROM class_session e
JOIN class_series x ON x.id = e.series_id JOIN site s ON s.id = x.site_id WHERE e.id = $1"""
# Changes of one series wait for one another here.
_LOCK = "SELECT id FROM class_series WHERE id = $1 FOR NO KEY UPDATE"
_NOW = "SELECT starts_at, state, version FROM class_session WHERE id = $1"
# What is still ahead at $2 of series $1, from $3 on; $4 alone where it is given.
_AHEAD = """
SELECT id FROM class_session
WHERE series_id = $1 AND state = 'planned' AND ends_at > $2 AND starts_at >= $3
  AND ($4::uuid IS NULL OR id = $4)
ORDER BY id"""
_CANCEL = """
UPDATE class_session
SET state = 'cancelled', note = coalesce($2, note), version = version + 1, changed_at = $3
WHERE id = ANY($1::uuid[])"""


async def cancel(
    session: Session,
    *,
    actor: Actor,
    session_id: UUID,
    scope: Scope,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> None:
    """Call off one session, or more of its series; only those get a new version, their time is free at once.

    A teacher calls off single sessions, more of a series is for those who plan it. Raises NoSuchSession,
    VersionMoved, Forbidden, NotPlanned for what is over or off already.
    """
    connection = await raw(session)
    found: Any = await connection.fetchrow(_FOUND, session_id)
    place = {"site_id": found["site_id"], "organisation_id": found["organisation_id"]} if found else {}
    if found is None or not policy.runs(actor, teacher_ids=found["teacher_ids"], **place):
        raise NoSuchSession
    if scope != "this" and not policy.plans(actor, **place):
        raise Forbidden
    await connection.fetch(_LOCK, found["series_id"])
    row: Any = await connection.fetchrow(_NOW, session_id)
    if version is not None and version != row["version"]:
        raise VersionMoved
    since = datetime.min.replace(tzinfo=now.tzinfo) if scope == "all" else row["starts_at"]
    only = session_id if scope == "this" else None
    ahead = await connection.fetch(_AHEAD, found["series_id"], now, since, only)
    if not ahead:
        raise NotPlanned
    why = Words(reason, reason) if reason else None
    await call_off(session, actor=actor, session_ids=[one["id"] for one in ahead], why=why, now=now)


async def call_off(
    session: Session, *, actor: Actor, session_ids: Sequence[UUID], why: Words | None, now: datetime
) -> None:
    """Free the time of these sessions, tell calendars and, once each, whoever teaches them."""
    ids = list(session_ids)
    reason = why.vi if why else None
    await (await raw(session)).execute(_CANCEL, ids, reason, now)
    await release_all(session, subject_ids=ids)
    await publishing.publish_sessions(session, ids)
    await letters.cancelled(session, session_ids=ids, why=why, by=actor.person_id)
    for session_id in ids:
        await audit.record(
            session,
            actor=actor,
            action="class_session.cancelled",
            subject_kind="class_session",
            subject_id=session_id,
            before={"state": "planned"},
            after={"state": "cancelled"},
            reason=reason,
        )
