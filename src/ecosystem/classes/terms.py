"""Terms as staff enter them; classes that exist keep their dates whatever becomes of their term."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import UNSET, convert, to_builtins
from sqlalchemy import func, select

from ecosystem.classes.errors import NoSuchTerm
from ecosystem.classes.models import ClassSeries, Term
from ecosystem.classes.owning import editable, own, region_id
from ecosystem.classes.schemas.catalogue import BreakDays, SwapDays, TermIn, TermPatch
from ecosystem.kernel import audit, clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, InUse
from ecosystem.kernel.faults import named, of_words, refuse
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words

NAME = 200  # characters
LONGEST = timedelta(days=366)
FIELDS = ("name", "starts_on", "ends_on", "breaks", "swaps")


async def add(session: Session, *, actor: Actor, given: TermIn, locale: str) -> UUID:
    """A term of the region or of an organisation. Raises Malformed, Forbidden."""
    await own(session, actor=actor, organisation_id=given.organisation_id, locale=locale)
    values = {name: getattr(given, name) for name in FIELDS}
    refuse(_faults(values, locale))
    term = Term(
        id=new_id(),
        region_id=await region_id(session),
        organisation_id=given.organisation_id,
        version=1,
        created_at=clock.now(),
        **_stored(values),
    )
    session.add(term)
    await session.flush()
    await _tell(session, actor, "term.created", term.id, None, values)
    return term.id


async def change(
    session: Session, *, actor: Actor, term_id: UUID, given: TermPatch, version: int | None, locale: str
) -> None:
    """Change what is given. Raises NoSuchTerm, VersionMoved, Malformed."""
    term = await editable(session, Term, term_id, actor=actor, version=version, missing=NoSuchTerm)
    before = {name: getattr(term, name) for name in FIELDS}
    values = {name: value for name in FIELDS if (value := getattr(given, name)) is not UNSET}
    refuse(_faults({**_read(before), **values}, locale))
    for name, value in _stored(values).items():
        setattr(term, name, value)
    term.version += 1
    await session.flush()
    await _tell(session, actor, "term.changed", term_id, before, {**before, **values})


async def delete(session: Session, *, actor: Actor, term_id: UUID, version: int | None) -> None:
    """Take a term away that no class is in. Raises NoSuchTerm, VersionMoved, InUse."""
    term = await editable(session, Term, term_id, actor=actor, version=version, missing=NoSuchTerm)
    count = await session.scalar(
        select(func.count()).select_from(ClassSeries).where(ClassSeries.term_id == term_id)
    )
    if count:
        raise InUse(extra={"count": count})
    before = {name: getattr(term, name) for name in FIELDS}
    await session.delete(term)
    await session.flush()
    await _tell(session, actor, "term.deleted", term_id, before, None)


def _read(stored: dict[str, Any]) -> dict[str, Any]:
    """Stored values with the types that are entered."""
    return {
        **stored,
        "name": convert(stored["name"], Words),
        "breaks": convert(stored["breaks"], list[BreakDays]),
        "swaps": convert(stored["swaps"], list[SwapDays]),
    }


def _faults(values: dict[str, Any], locale: str) -> list[FieldError]:
    first, last = values["starts_on"], values["ends_on"]
    found = of_words("name", values["name"], NAME, locale, wanted=True)
    if last < first or last - first > LONGEST:
        found.append(named("ends_on", "out_of_bounds", locale, detail=f"{first}–{first + LONGEST}"))
    for n, one in enumerate(values["breaks"]):
        found += of_words(f"breaks[{n}].name", one.name, NAME, locale, wanted=True)
        if not first <= one.starts_on <= one.ends_on <= last:
            found.append(named(f"breaks[{n}].ends_on", "out_of_bounds", locale, detail=f"{first}–{last}"))
    for n, one in enumerate(values["swaps"]):
        inside = first <= one.worked_on <= last and first <= one.instead_of <= last
        if not inside or one.worked_on == one.instead_of:
            found.append(named(f"swaps[{n}].worked_on", "out_of_bounds", locale, detail=f"{first}–{last}"))
    return found + _twice(values["swaps"], locale)


def _twice(swaps: Sequence[Any], locale: str) -> list[FieldError]:
    days = [one.worked_on for one in swaps]
    return [
        named(f"swaps[{n}].worked_on", "invalid", locale, detail=str(day))
        for n, day in enumerate(days)
        if day in days[:n]
    ]


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    plain = {"starts_on", "ends_on"}
    return {name: value if name in plain else to_builtins(value) for name, value in values.items()}


async def _tell(session: Session, actor: Actor, action: str, term_id: UUID, before: Any, after: Any) -> None:
    await audit.record(
        session,
        actor=actor,
        action=action,
        subject_kind="term",
        subject_id=term_id,
        before=before,
        after=after,
    )
