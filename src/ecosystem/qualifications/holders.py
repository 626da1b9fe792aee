"""Who holds what, for staff: the best grant of each person, by name; and quizzes with their answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import convert, json, structs
from sqlalchemy import func, select

from ecosystem.directory.rules import MAJORITY
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.qualifications import models, queries, rules, schemas

State: TypeAlias = Literal["valid", "expiring", "ended"]

# $1 now, $2 the qualification or null. One row a person and qualification: what counts for longest.
_BEST = """
best AS (
    SELECT DISTINCT ON (g.person_id, g.qualification_id) g.*,
        g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $1::timestamptz) AS valid
    FROM qualification_grant g
    WHERE $2::uuid IS NULL OR g.qualification_id = $2
    ORDER BY g.person_id, g.qualification_id,
        g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > $1) DESC,
        g.expires_at DESC NULLS FIRST, g.granted_at DESC, g.id DESC
)"""

# Who may use what is known at every site; the address of somebody under age is for those who run the region.
_ADDRESS = f"""
CASE WHEN $9 OR p.birth_date IS NULL
       OR p.birth_date <= ($1::timestamptz AT TIME ZONE p.zone)::date - interval '{MAJORITY} years'
     THEN p.email END"""

# $3 the state or null, $4 when soon ends, $5 words, $6 and $7 after whom, $8 how many, $9 all addresses,
# $10 the person or null.
_HOLDERS = f"""
WITH {_BEST}
SELECT b.id, b.person_id, p.full_name, {_ADDRESS} AS email, p.sort_key,
    b.qualification_id, q.name::text AS name,
    b.evidence, b.note, b.granted_at, giver.full_name AS given_by, b.expires_at, b.revoked_at,
    b.revoked_reason, b.valid
FROM best b
JOIN person p ON p.id = b.person_id AND p.deactivated_at IS NULL
JOIN qualification q ON q.id = b.qualification_id
LEFT JOIN person giver ON giver.id = b.granted_by_id
WHERE CASE $3::text WHEN 'valid' THEN b.valid WHEN 'ended' THEN NOT b.valid
                    WHEN 'expiring' THEN b.valid AND b.expires_at <= $4::timestamptz ELSE true END
  AND NOT EXISTS (SELECT FROM unnest($5::text[]) word
                  WHERE strpos(p.search_key || ' ' || lower(coalesce({_ADDRESS}, '')), word) = 0)
  AND ($6::text IS NULL OR (p.sort_key, b.id) > ($6, $7::uuid)) AND ($10::uuid IS NULL OR p.id = $10)
ORDER BY p.sort_key, b.id
LIMIT $8
"""  # noqa: S608 -- composed of constants

_COUNTS = f"""
WITH {_BEST}
SELECT count(*) FILTER (WHERE b.valid) AS holders,
    count(*) FILTER (WHERE b.valid AND b.expires_at <= $3::timestamptz) AS expiring
FROM best b JOIN person p ON p.id = b.person_id AND p.deactivated_at IS NULL
"""  # noqa: S608 -- composed of constants


async def holders(
    session: Session,
    *,
    actor: Actor,
    qualification_id: UUID | None,
    person_id: UUID | None = None,
    state: State | None,
    q: str | None,
    now: datetime,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[tuple[str, schemas.Holder]]:
    """A page of holders with their sort keys, in alphabetical order. One statement."""
    found = await (await raw(session)).fetch(
        _HOLDERS,
        now, qualification_id, state, now + rules.RENEWAL, search_key(q).split() if q else [],
        *(after or (None, None)), limit, actor.may_everywhere("qualifications:grant"), person_id,
    )  # fmt: skip
    return [(row["sort_key"], _holder(row)) for row in found]


async def settings(
    session: Session, *, qualification_id: UUID, now: datetime, categories: Mapping[UUID, list[str]]
) -> schemas.QualificationSettings:
    """A qualification as it is set up, with how many hold it. Raises NotFound. Two statements."""
    found = (
        await session.execute(
            select(models.Qualification, models.Quiz.id)
            .join(models.Quiz, models.Quiz.qualification_id == models.Qualification.id, isouter=True)
            .where(models.Qualification.id == qualification_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    row, quiz_id = found
    counts = await (await raw(session)).fetchrow(_COUNTS, now, qualification_id, now + rules.RENEWAL)
    shown = queries.shown(row, quiz_id, categories)
    return schemas.QualificationSettings(
        **structs.asdict(shown),
        version=row.version,
        holders=counts["holders"] if counts else 0,
        expiring=counts["expiring"] if counts else 0,
    )


async def content(session: Session, *, quiz_id: UUID) -> schemas.QuizContent:
    """A quiz with what is right, and how often it was tried. Raises NotFound. One statement."""
    found = (
        await session.execute(
            select(
                models.Quiz,
                models.Qualification.name,
                select(func.count())
                .select_from(models.QuizAttempt)
                .where(models.QuizAttempt.quiz_id == quiz_id)
                .scalar_subquery(),
            )
            .join(models.Qualification, models.Qualification.id == models.Quiz.qualification_id)
            .where(models.Quiz.id == quiz_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    row, name, attempts = found
    return schemas.QuizContent(
        id=row.id,
        qualification=schemas.QualificationRef(row.qualification_id, convert(name, Words)),
        title=convert(row.title, Words),
        intro=convert(row.intro, Words),
        pass_mark=row.pass_mark,
        retry_minutes=row.retry_minutes,
        questions=queries.questions(row),
        version=row.version,
        attempts=attempts,
    )


def _holder(row: Any) -> schemas.Holder:
    return schemas.Holder(
        grant_id=row["id"],
        person_id=row["person_id"],
        full_name=row["full_name"],
        email=row["email"],
        qualification=schemas.QualificationRef(row["qualification_id"], json.decode(row["name"], type=Words)),
        evidence=row["evidence"],
        note=row["note"],
        granted_at=row["granted_at"],
        given_by=row["given_by"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        revoked_reason=row["revoked_reason"],
        state="valid" if row["valid"] else "revoked" if row["revoked_at"] else "expired",
    )
