"""Applying a preset to a site: only what is missing is made, in one transaction, and all of it is audited.

Whatever is there stays as it is, also where it was edited since; a second application changes nothing.
"""

from typing import Any
from uuid import UUID

from msgspec import Struct, convert, to_builtins
from sqlalchemy import func, select

from ecosystem.fablab.models import Category
from ecosystem.fablab.presets import library, plan, schemas
from ecosystem.fablab.rules import effective
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import Forbidden, NotFound
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.places import service as places
from ecosystem.places.locks import lock_region
from ecosystem.places.models import OpeningRule, Region, Room, Site
from ecosystem.qualifications import editing
from ecosystem.qualifications.models import Qualification, Quiz
from ecosystem.qualifications.rules import Question
from ecosystem.qualifications.schemas import QualificationIn, QuizIn


class _Target(Struct, frozen=True):
    """A preset and the site that it is for."""

    preset: library.Preset
    site_id: UUID
    currency: str


def every() -> list[schemas.PresetSummary]:
    """The presets there are."""
    return [
        schemas.PresetSummary(
            slug=preset.slug,
            name=preset.name,
            description=preset.description,
            categories=[category.name for category in plan.brought(preset)],
            quizzes=len(plan.asked(preset)),
            rooms=len(preset.rooms),
        )
        for preset in library.presets()
    ]


async def planned(session: Session, *, actor: Actor, slug: str, site_id: UUID) -> schemas.PresetPlan:
    """What applying it would make. Raises NotFound, Forbidden without a role at the region."""
    target = await _target(session, actor, slug, site_id)
    parts = plan.parts(target.preset, await _there(session, site_id))
    return schemas.PresetPlan(
        slug=slug,
        name=target.preset.name,
        description=target.preset.description,
        site_id=site_id,
        parts=parts,
        missing=sum(not part.there for part in parts),
    )


async def apply(
    session: Session, *, actor: Actor, slug: str, site_id: UUID, locale: str
) -> schemas.PresetApplied:
    """Make what is missing. Of two at once the second finds it there. Raises NotFound, Forbidden."""
    target = await _target(session, actor, slug, site_id)
    site = await session.get_one(Site, site_id)
    await lock_region(session, site.region_id)
    made = [part for part in plan.parts(target.preset, await _there(session, site_id)) if not part.there]
    wanted = {(part.kind, part.key) for part in made}
    await _make_learning(session, actor, target, wanted, locale)
    await _make_categories(session, actor, target, wanted)
    await _make_place(session, actor, target, wanted)
    if made:
        await audit.record(
            session,
            actor=actor,
            action="preset.applied",
            subject_kind="site",
            subject_id=site_id,
            after={"preset": slug, "made": [f"{part.kind} {part.key}" for part in made]},
        )
    return schemas.PresetApplied(slug, site_id, made)


async def _target(session: Session, actor: Actor, slug: str, site_id: UUID) -> _Target:
    if not actor.may_everywhere(editing.MANAGE):
        raise Forbidden
    preset = next((found for found in library.presets() if found.slug == slug), None)
    currency = await session.scalar(
        select(Region.currency).join(Site, Site.region_id == Region.id).where(Site.id == site_id)
    )
    if preset is None or currency is None:
        raise NotFound
    return _Target(preset, site_id, currency)


async def _there(session: Session, site_id: UUID) -> plan.There:
    codes = await session.execute(
        select(Qualification.code, Quiz.id).join(
            Quiz, Quiz.qualification_id == Qualification.id, isouter=True
        )
    )
    known = [(code, quiz_id) for code, quiz_id in codes]
    rooms = [convert(name, Words) for name in await session.scalars(
        select(Room.name).where(Room.site_id == site_id)
    )]  # fmt: skip
    hours = await session.scalar(
        select(func.count()).select_from(OpeningRule).where(OpeningRule.owner_id == site_id)
    )
    return plan.There(
        qualifications=frozenset(code for code, _ in known),
        quizzes=frozenset(code for code, quiz_id in known if quiz_id is not None),
        categories=frozenset(await session.scalars(select(Category.slug))),
        rooms=frozenset(search_key(text) for name in rooms for text in (name.vi, name.en)),
        hours=bool(hours),
    )


_Wanted = set[tuple[Any, str]]


async def _make_learning(
    session: Session, actor: Actor, target: _Target, wanted: _Wanted, locale: str
) -> None:
    for asked in plan.asked(target.preset):
        if ("qualification", asked.code) in wanted:
            fields = QualificationIn(asked.name, asked.description, asked.code, asked.valid_days)
            await editing.create_qualification(session, actor=actor, wanted=fields, locale=locale)
        if ("quiz", asked.code) in wanted:
            quiz = QuizIn(
                qualification_id=await _qualification_id(session, asked.code),
                title=asked.quiz.title,
                intro=asked.quiz.intro,
                questions=convert(asked.quiz.questions, list[Question]),
                pass_mark=asked.quiz.pass_mark,
                retry_minutes=asked.quiz.retry_minutes,
            )
            await editing.create_quiz(session, actor=actor, wanted=quiz, locale=locale)


async def _qualification_id(session: Session, code: str) -> UUID:
    found: UUID = (await session.scalars(select(Qualification.id).where(Qualification.code == code))).one()
    return found


async def _make_categories(session: Session, actor: Actor, target: _Target, wanted: _Wanted) -> None:
    last = await session.scalar(select(func.max(Category.position))) or 0
    new = [category for category in plan.brought(target.preset) if ("category", category.slug) in wanted]
    for position, category in enumerate(new, start=last + 1):
        rules = target.preset.rules_of(category, target.currency)
        effective(rules, {})  # what a data file says must be rules
        qualification_id = (
            await _qualification_id(session, category.qualification) if category.qualification else None
        )
        row = Category(
            id=new_id(),
            slug=category.slug,
            name=to_builtins(category.name),
            description=to_builtins(category.description),
            icon=category.icon,
            position=position,
            rules=rules,
            qualification_id=qualification_id,
            search_key=search_key(f"{category.name.vi} {category.name.en}"),
        )
        session.add(row)
        await session.flush()
        after = {"slug": row.slug, "name": row.name, "rules": rules, "qualification_id": qualification_id}
        await audit.record(
            session,
            actor=actor,
            action="category.created",
            subject_kind="category",
            subject_id=row.id,
            after=after,
        )


async def _make_place(session: Session, actor: Actor, target: _Target, wanted: _Wanted) -> None:
    if ("hours", "hours") in wanted:
        weekly = target.preset.weekly()
        await places.set_site_hours(session, actor=actor, site_id=target.site_id, weekly=weekly)
    for room in target.preset.rooms:
        if ("room", search_key(room.name.vi)) in wanted:
            fields = places.RoomFields(name=room.name, floor=room.floor, capacity=room.capacity)
            await places.create_room(session, actor=actor, site_id=target.site_id, fields=fields)
