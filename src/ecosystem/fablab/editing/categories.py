"""Categories and their booking rules, written while no booking is under way; existing bookings stay.

Only a qualification that is newly asked for touches some: those of people who don't hold it.

Bookings hold their site FOR SHARE and read the rules after it: a change of rules takes the exclusive
side of every site, so a booking in flight is judged wholly before or wholly after it.
"""

from typing import Any
from uuid import UUID

from msgspec import UNSET, to_builtins
from sqlalchemy import select

from ecosystem.fablab.editing import checks, needing
from ecosystem.fablab.models import Category, Listing
from ecosystem.fablab.queries.editing import MANAGE
from ecosystem.fablab.rules import effective
from ecosystem.fablab.schemas.editing import CategoryIn, CategoryPatch
from ecosystem.kernel import audit
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, Forbidden, InUse, NotFound, VersionMoved
from ecosystem.kernel.faults import named, of_words, refuse
from ecosystem.kernel.hooks import Named
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.text import numbered, search_key, slug_of
from ecosystem.kernel.words import Words
from ecosystem.places.locks import lock_region
from ecosystem.places.models import Region
from ecosystem.qualifications.models import Qualification
from ecosystem.timetable.impact import UNDECIDED, Choice, Subject
from ecosystem.timetable.models import Resource

_NAMED = 20
_FIELDS = ("name", "description", "icon", "position", "qualification_id", "rules")


async def add(session: Session, *, actor: Actor, given: CategoryIn, locale: str) -> UUID:
    """A category of the region. Raises Forbidden, Malformed naming every bad field."""
    await _region(session, actor)
    values = _values(given)
    refuse(await _faults(session, values, locale))
    category = Category(
        id=new_id(), slug=await _free_slug(session, values["name"]["vi"]), version=1, **_stored(values)
    )
    session.add(category)
    await session.flush()
    await _tell(session, actor, "category.created", category.id, None, _said(category))
    return category.id


async def change(
    session: Session,
    *,
    actor: Actor,
    category_id: UUID,
    given: CategoryPatch,
    version: int | None,
    locale: str,
    choice: Choice = UNDECIDED,
) -> None:
    """Change what is given, and carry out what was decided about whom a newly asked qualification touches.

    Raises Forbidden, NotFound, VersionMoved, Malformed naming every bad field, and what `impact.settle`
    raises.
    """
    if await session.get(Category, category_id) is None:
        raise NotFound
    await _region(session, actor)
    met = await _met(session, category_id, given, choice)
    category = await _held(session, actor, category_id, version)
    values = _values(given)
    rules = {**category.rules, **values.get("rules", {})}
    current = {name: getattr(category, name) for name in _FIELDS}
    faults = await _faults(session, {**current, **values, "rules": rules}, locale)
    if not faults and "rules" in values:
        faults = await _of_machines(session, category_id, rules, locale)
    refuse(faults)
    before = _said(category)
    for name, value in _stored({**values, **({"rules": rules} if "rules" in values else {})}).items():
        setattr(category, name, value)
    category.version += 1
    await session.flush()
    await _tell(session, actor, "category.changed", category_id, before, _said(category))
    if isinstance(given.qualification_id, UUID):
        await needing.settle(
            session,
            actor=actor,
            choice=choice,
            met=met,
            key=f"category:{category_id}:{category.version}",
            qualification_id=given.qualification_id,
            locale=locale,
        )


async def _met(session: Session, category_id: UUID, given: CategoryPatch, choice: Choice) -> list[Subject]:
    if not isinstance(given.qualification_id, UUID):
        return []
    return await needing.of_categories(
        session, choice=choice, category_ids=[category_id], qualification_id=given.qualification_id
    )


async def delete(session: Session, *, actor: Actor, category_id: UUID, version: int | None) -> None:
    """Take a category away that no machine is of. Raises as `change` does, and InUse naming machines."""
    category = await _held(session, actor, category_id, version)
    machines = await session.execute(
        select(Resource.id, Resource.name)
        .join(Listing, Listing.resource_id == Resource.id)
        .where(Listing.category_id == category_id)
        .order_by(Resource.sort_key)
    )
    found = [Named(id_, name) for id_, name in machines]
    if found:
        raise InUse(extra={"count": len(found), "items": found[:_NAMED]})
    before = _said(category)
    await session.delete(category)
    await session.flush()
    await _tell(session, actor, "category.deleted", category_id, before, None)


async def _region(session: Session, actor: Actor) -> UUID:
    """The region, where the actor may set up what counts at all sites. Raises Forbidden."""
    region_id = await session.scalar(select(Region.id).order_by(Region.id).limit(1))
    # No site has the region's id: only a role at the region allows it.
    if region_id is None or not actor.may(MANAGE, site_id=region_id):
        raise Forbidden
    return region_id


async def _held(session: Session, actor: Actor, category_id: UUID, version: int | None) -> Category:
    await lock_region(session, await _region(session, actor))
    category = await session.get(
        Category, category_id, populate_existing=True, with_for_update={"key_share": True}
    )
    if category is None:
        raise NotFound
    if version is not None and version != category.version:
        raise VersionMoved
    return category


def _values(given: CategoryIn | CategoryPatch) -> dict[str, Any]:
    found = {name: getattr(given, name) for name in _FIELDS if getattr(given, name) is not UNSET}
    return {
        name: {"vi": value.vi.strip(), "en": value.en.strip()} if isinstance(value, Words) else value
        for name, value in found.items()
    }


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """Columns, with the key that the category is searched by."""
    columns = dict(values)
    if "rules" in columns:
        columns["rules"] = checks.plain(columns["rules"])
    if "name" in columns:
        columns["search_key"] = search_key(f"{columns['name']['vi']} {columns['name']['en']}")
    return columns


async def _faults(session: Session, values: dict[str, Any], locale: str) -> list[FieldError]:
    faults = of_words("name", Words(**values["name"]), checks.NAME, locale, wanted=True)
    faults += of_words("description", Words(**values["description"]), checks.TEXT, locale)
    qualification_id = values["qualification_id"]
    if qualification_id and await session.get(Qualification, qualification_id) is None:
        faults.append(named("qualification_id", "unknown_reference", locale))
    bad = await checks.of_rules(session, values["rules"], locale)
    return faults + (bad or checks.of_coherence(effective({}, values["rules"]), locale))


async def _of_machines(
    session: Session, category_id: UUID, rules: dict[str, Any], locale: str
) -> list[FieldError]:
    """What would no longer agree with rules that single machines set themselves."""
    machines = await session.execute(
        select(Resource.name, Listing.rules)
        .join(Listing, Listing.resource_id == Resource.id)
        .where(Listing.category_id == category_id, Resource.state != "retired", Listing.rules != {})
        .order_by(Resource.sort_key)
    )
    return [fault for name, own in machines for fault in checks.of_machine(name, rules, own, locale)]


def _said(category: Category) -> dict[str, Any]:
    """What the audit keeps: every field, and the rules in full, so that a default is told by its value."""
    kept = {name: getattr(category, name) for name in _FIELDS}
    return {**kept, "rules": to_builtins(effective({}, category.rules))}


async def _tell(
    session: Session, actor: Actor, action: str, category_id: UUID, before: Any, after: Any
) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="category",
        subject_id=category_id,
        before=before,
        after=after,
    )


async def _free_slug(session: Session, name: str) -> str:
    slug = slug_of(name, otherwise="loai")
    rows = await session.scalars(select(Category.slug).where(Category.slug.startswith(slug, autoescape=True)))
    return numbered(slug, set(rows))
