"""Reads of classes: one function per screen."""

from datetime import datetime
from uuid import UUID

from msgspec import json
from msgspec.structs import asdict

from ecosystem.classes import policy, rows, statements
from ecosystem.classes.errors import NoSuchClass, NoSuchCourse, NoSuchSession, NoSuchTerm
from ecosystem.classes.schemas.catalogue import BreakDays, Course, CourseRef, SwapDays, Term
from ecosystem.classes.schemas.planning import Candidate
from ecosystem.classes.schemas.series import ClassCard, ClassDetail, PublicSession, SessionOut
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.text import search_key

_required = json.Decoder(list[CourseRef])


async def terms(session: Session, *, actor: Actor) -> list[Term]:
    """Every term, the latest first. Two statements."""
    found = await (await raw(session)).fetch(statements.TERMS + " ORDER BY t.starts_on DESC, t.id LIMIT 200")
    sites = await _sites(session)
    return [_term(row, actor, sites) for row in found]


async def term(session: Session, *, actor: Actor, term_id: UUID) -> Term:
    """One term. Raises NoSuchTerm."""
    row = await (await raw(session)).fetchrow(statements.TERMS + " WHERE t.id = $1", term_id)
    if row is None:
        raise NoSuchTerm
    return _term(row, actor, await _sites(session))


async def courses(session: Session, *, actor: Actor, q: str | None) -> list[Course]:
    """Every course by name, for those who plan. Two statements."""
    text = statements.COURSES + (
        " WHERE $1::text IS NULL OR c.search_key LIKE '%' || $1 || '%'"
        " ORDER BY c.state = 'archived', c.search_key, c.id LIMIT 500"
    )
    found = await (await raw(session)).fetch(text, search_key(q) if q else None)
    sites = await _sites(session)
    return [_course(row, actor, sites) for row in found]


async def course(session: Session, *, actor: Actor, course_id: UUID) -> Course:
    """One course. Raises NoSuchCourse."""
    row = await (await raw(session)).fetchrow(statements.COURSES + " WHERE c.id = $1", course_id)
    if row is None:
        raise NoSuchCourse
    return _course(row, actor, await _sites(session))


async def catalogue(
    session: Session,
    *,
    q: str | None,
    audience: str | None,
    site: str | None,
    age: int | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[ClassCard]:
    """Classes with a session ahead, by what comes next; one more than `limit` where there are more.

    One statement.
    """
    found = await (await raw(session)).fetch(
        statements.PUBLISHED, now, search_key(q) if q else None, audience, site, age,
        *(after or (None, None)), limit + 1,
    )  # fmt: skip
    return [_card(row) for row in found]


async def planned(session: Session, *, actor: Actor, now: datetime) -> list[ClassCard]:
    """All classes of the sites that somebody plans at, and those that they teach. Two statements."""
    sites = [id_ for id_, owner in (await _sites(session)).items()
             if policy.plans(actor, site_id=id_, organisation_id=owner)]  # fmt: skip
    found = await (await raw(session)).fetch(statements.PLANNED, now, sites, actor.person_id)
    return [_card(row) for row in found]


async def detail(session: Session, *, slug: str, actor: Actor | None, now: datetime) -> ClassDetail:
    """A class with its dates; one that is not published is there for those who run it. Three statements.

    Raises NoSuchClass.
    """
    connection = await raw(session)
    row = await connection.fetchrow(statements.BY_SLUG, now, slug)
    if row is None:
        raise NoSuchClass
    runs = policy.runs(
        actor, site_id=row["site_id"], organisation_id=row["organisation_id"], teacher_ids=row["teacher_ids"]
    )
    if row["state"] != "published" and not runs:
        raise NoSuchClass
    dates = await connection.fetch(statements.DATES, row["id"])
    required = await connection.fetch(statements.REQUIRED, row["prerequisites"])
    return ClassDetail(
        **asdict(_card(row)),
        description=rows.words(row["description"]),
        prerequisites=[CourseRef(one["id"], rows.words(one["title"])) for one in required],
        dates=[_date(one) for one in dates],
        can_run=runs,
        version=row["version"],
    )


async def sessions(
    session: Session,
    *,
    actor: Actor,
    start: datetime,
    end: datetime,
    own: bool,
    series_id: UUID | None = None,
) -> list[SessionOut]:
    """What somebody teaches in a stretch; without `own` also what they plan. Two statements at most."""
    sites: list[UUID] = []
    if not own:
        sites = [id_ for id_, owner in (await _sites(session)).items()
                 if policy.plans(actor, site_id=id_, organisation_id=owner)]  # fmt: skip
    found = await (await raw(session)).fetch(
        statements.SESSIONS_OF, start, end, actor.person_id, sites, series_id
    )
    return [_session(row) for row in found]


async def session_of(session: Session, *, actor: Actor, session_id: UUID) -> SessionOut:
    """One session, for those who run it. Raises NoSuchSession. One statement."""
    row = await (await raw(session)).fetchrow(statements.SESSION, session_id)
    if row is None or not policy.runs(
        actor, site_id=row["site_id"], organisation_id=row["organisation_id"], teacher_ids=row["teacher_ids"]
    ):
        raise NoSuchSession
    return _session(row)


async def candidates(session: Session, *, actor: Actor, site_id: UUID, now: datetime) -> list[Candidate]:
    """Who may be asked to teach at a site, by name. Raises NoSuchClass for somebody else's site."""
    owner = (await _sites(session)).get(site_id)
    if not policy.plans(actor, site_id=site_id, organisation_id=owner):
        raise NoSuchClass
    found = await (await raw(session)).fetch(statements.CANDIDATES, site_id, now)
    return [Candidate(row["id"], row["full_name"], qualified=True, free=True) for row in found]


async def _sites(session: Session) -> dict[UUID, UUID | None]:
    found = await (await raw(session)).fetch(statements.SITES)
    return {row["id"]: row["organisation_id"] for row in found}


def _owns(actor: Actor, organisation_id: UUID | None, sites: dict[UUID, UUID | None]) -> bool:
    own = [id_ for id_, owner in sites.items() if owner == organisation_id]
    return policy.owns(actor, organisation_id, own)


def _term(row: rows.Row, actor: Actor, sites: dict[UUID, UUID | None]) -> Term:
    return Term(
        id=row["id"],
        name=rows.words(row["name"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        breaks=rows.listed(row["breaks"], BreakDays),
        swaps=rows.listed(row["swaps"], SwapDays),
        organisation=rows.owner(row),
        version=row["version"],
        can_edit=_owns(actor, row["owner_id"], sites),
    )


def _course(row: rows.Row, actor: Actor, sites: dict[UUID, UUID | None]) -> Course:
    return Course(
        id=row["course_id"],
        title=rows.words(row["title"]),
        description=rows.words(row["description"]),
        state=row["state"],
        **rows.offered(row),
        prerequisites=_required.decode(row["required"]) if row["required"] else [],
        materials=rows.materials(row),
        series_count=row["series_count"],
        version=row["version"],
        can_edit=_owns(actor, row["owner_id"], sites),
    )


def _card(row: rows.Row) -> ClassCard:
    tz = zone(row["zone"])
    return ClassCard(
        id=row["id"],
        slug=row["slug"],
        course=rows.course_ref(row),
        **rows.offered(row),
        site=rows.site(row),
        room=rows.room(row),
        mode=row["mode"],
        place=row["place"],
        weekly=rows.weekly(row),
        first_on=row["first_at"].astimezone(tz).date(),
        last_on=row["last_at"].astimezone(tz).date(),
        sessions=row["sessions"],
        next_at=row["next_at"],
        capacity=row["capacity"],
        places_left=row["places_left"],
    )


def _date(row: rows.Row) -> PublicSession:
    return PublicSession(
        id=row["id"],
        number=row["number"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=row["state"],
        room=rows.room(row),
        makes_up_for=row["makes_up_for"],
    )


def _session(row: rows.Row) -> SessionOut:
    return SessionOut(
        id=row["id"],
        series_id=row["series_id"],
        slug=row["slug"],
        course=rows.course_ref(row),
        number=row["number"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=row["state"],
        site=rows.site(row),
        room=rows.room(row),
        mode=row["mode"],
        place=row["place"],
        link=row["link"],
        teachers=rows.teachers(row),
        resources=rows.machines(row),
        materials=rows.materials(row),
        makes_up_for=row["makes_up_for"],
        made_up_at=row["made_up_at"],
        note=row["note"],
        capacity=row["capacity"],
        version=row["version"],
    )
