"""Sessions as occupants of the timetable: what a closure or an outage touches, and what becomes of each.

A session stays or is called off. It takes a room, teachers and machines at once, so another time for it is
found where it is planned, not in the list of a closure.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ecosystem.classes import cancelling, letters, policy, rows, words
from ecosystem.classes.errors import MovedElsewhere
from ecosystem.classes.models import PURPOSE
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Cause, Destination, Proposal, Touched

# Each session once, by the first of what it takes: its room, else a machine, else whoever teaches.
_DESCRIBE = """
SELECT DISTINCT ON (e.id) e.id, e.starts_at, e.ends_at, e.version, c.title::text AS title,
    x.site_id, s.organisation_id, r.id AS resource_id, r.name,
    (SELECT string_agg(p.full_name, ', ' ORDER BY p.sort_key) FROM person p WHERE p.id = ANY(e.teacher_ids))
        AS teachers
FROM class_session e
JOIN class_series x ON x.id = e.series_id JOIN course c ON c.id = x.course_id JOIN site s ON s.id = x.site_id
JOIN occupancy o ON o.subject_id = e.id AND o.state <> 'released' JOIN resource r ON r.id = o.resource_id
WHERE e.id = ANY($1::uuid[]) AND e.state <> 'cancelled'
ORDER BY e.id, r.kind <> 'room', r.kind = 'person', r.sort_key"""


class Sessions:
    """The `Occupant` of class sessions."""

    async def describe(
        self, session: Session, subject_ids: Sequence[UUID], *, actor: Actor | None = None
    ) -> list[Touched]:
        """Each session under its class's name; one that has begun, or is not the asker's, is fixed."""
        found = await (await raw(session)).fetch(_DESCRIBE, list(subject_ids))
        listed = [_touched(row, actor) for row in found]
        return sorted(listed, key=lambda one: (one.starts_at, one.subject_id))

    async def relying(
        self, session: Session, *, person_id: UUID, qualification_id: UUID, grant_id: UUID
    ) -> Sequence[UUID]:
        """None: whether a team is still qualified is asked when it is changed."""
        return ()

    async def unqualified(
        self, session: Session, *, resource_ids: Sequence[UUID], qualification_id: UUID
    ) -> Sequence[UUID]:
        """None, for the same reason."""
        return ()

    async def ahead(self, session: Session, *, person_id: UUID) -> Sequence[UUID]:
        """None: a class does not fall out because one of its teachers closes an account."""
        return ()

    async def release_all(self, session: Session, *, actor: Actor, person_id: UUID, cause: Cause) -> None:
        """Nothing, as `ahead` says."""

    async def propose(self, session: Session, touched: Sequence[Touched]) -> dict[UUID, list[Proposal]]:
        """Nowhere: another time is found where the class is planned."""
        return {}

    async def keep(self, session: Session, *, actor: Actor, touched: Touched, cause: Cause) -> None:
        """Tell the teachers that it stays in spite of the change."""
        await letters.kept(session, session_id=touched.subject_id, cause=cause, by=actor.person_id)

    async def move(
        self, session: Session, *, actor: Actor, touched: Touched, to: Destination, cause: Cause, locale: str
    ) -> None:
        """Refused with what to do instead."""
        raise MovedElsewhere

    async def release(
        self, session: Session, *, actor: Actor, touched: Touched, cause: Cause, locale: str
    ) -> None:
        """Call it off."""
        await cancelling.call_off(
            session, actor=actor, session_ids=[touched.subject_id], why=cause.reason, now=clock.now()
        )


def _touched(row: Any, actor: Actor | None) -> Touched:
    foreign = actor is not None and not policy.plans(
        actor, site_id=row["site_id"], organisation_id=row["organisation_id"]
    )
    title = words.CLASS.to("vi", title=rows.words(row["title"]).vi)
    return Touched(
        subject_id=row["id"],
        purpose=PURPOSE,
        resource_id=row["resource_id"],
        resource_name=f"{title} · {row['name']}",
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        person_name=row["teachers"],
        version=row["version"],
        fixed=foreign or row["starts_at"] <= clock.now(),
    )
