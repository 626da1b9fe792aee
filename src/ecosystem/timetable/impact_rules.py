"""Decisions about what a change touches, on plain values: what is suggested, and what is wrong with them."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.faults import named
from ecosystem.kernel.hooks import Proposal, Touched
from ecosystem.timetable.errors import ImpactUndecided
from ecosystem.timetable.schemas import Decision, ImpactIn, ImpactRow

_INSTEAD = "move, cancel"


def digest_of(touched: Sequence[Touched]) -> str:
    """What changes whenever anything on the list does."""
    said = "\n".join(
        f"{one.purpose} {one.subject_id} {one.version} {one.resource_id}"
        f" {one.starts_at.timestamp()} {one.ends_at.timestamp()} {one.fixed}"
        for one in sorted(touched, key=lambda one: one.subject_id)
    )
    return blake2b(said.encode(), digest_size=16).hexdigest()


def suggested(
    touched: Touched,
    proposals: Sequence[Proposal],
    *,
    now: datetime,
    keep_from: datetime | None,
    may_keep: bool = True,
) -> Decision:
    """What is decided unless somebody says otherwise: nobody is thrown out, nobody's hour is changed."""
    later = keep_from is not None and touched.starts_at >= keep_from
    if may_keep and (touched.fixed or touched.starts_at <= now or later):
        return "keep"
    at_once = proposals and proposals[0].why == "other_machine"
    return "move" if at_once and proposals[0].starts_at == touched.starts_at else "cancel"


def decided(
    touched: Sequence[Touched], given: ImpactIn, may_keep: bool, locale: str
) -> dict[UUID, ImpactRow]:
    """A row for everything that is touched; raises Malformed, ImpactUndecided."""
    known = {one.subject_id: one for one in touched}
    rows: dict[UUID, ImpactRow] = {}
    faults: list[FieldError] = []
    if given.decision == "keep" and not may_keep:
        faults.append(named("impact.decision", "invalid", locale, detail=_INSTEAD))
    for number, row in enumerate(given.rows):
        one = None if row.reservation_id in rows else known.get(row.reservation_id)
        if fault := _fault(row, one, f"impact.rows[{number}]", may_keep, locale):
            faults.append(fault)
        else:
            rows[row.reservation_id] = row
    if faults:
        raise Malformed(errors=faults)
    for one in touched:
        if one.subject_id in rows:
            continue
        if given.decision is None or (given.decision == "move" and not one.fixed):
            raise ImpactUndecided
        rows[one.subject_id] = ImpactRow(one.subject_id, "keep" if one.fixed else given.decision)
    return rows


def _fault(row: ImpactRow, one: Touched | None, at: str, may_keep: bool, locale: str) -> FieldError | None:
    """What is wrong with a row, if it is one of what is touched and not named before."""
    if one is None:
        return named(f"{at}.reservation_id", "invalid", locale, detail=str(row.reservation_id))
    if one.fixed and row.decision != "keep":
        return named(f"{at}.decision", "invalid", locale, detail="keep")
    if row.decision == "keep" and not may_keep:
        return named(f"{at}.decision", "invalid", locale, detail=_INSTEAD)
    if row.decision != "move":
        return None
    if row.move_to is None:
        return named(f"{at}.move_to", "missing", locale)
    if row.move_to.ends_at <= row.move_to.starts_at:
        return named(f"{at}.move_to.ends_at", "invalid", locale, detail="starts_at < ends_at")
    return None
