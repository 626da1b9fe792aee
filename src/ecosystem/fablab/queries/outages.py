"""Outages as staff see them."""

from typing import Any
from uuid import UUID

from ecosystem.fablab import policy, rows, schemas, statements
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.errors import NotFound

_WAITING = """
SELECT count(*) FROM outage WHERE reported_by_id = $1 AND started_at IS NULL AND ended_at IS NULL"""


async def seen(session: Session, *, outage_id: UUID, actor: Actor, version: int | None = None) -> rows.Row:
    """The row of an outage at a site that the actor runs. Raises NotFound, VersionMoved. One statement."""
    row = await (await raw(session)).fetchrow(statements.OUTAGE, outage_id)
    if row is None or not policy.staff(actor, site_id=row["site_id"], organisation_id=row["organisation_id"]):
        raise NotFound
    policy.unmoved(row, version)
    return row


async def waiting(session: Session, *, person_id: UUID) -> int:
    """How many reports of a person nobody has looked at. One statement."""
    return int(await (await raw(session)).fetchval(_WAITING, person_id))


async def listed(
    session: Session, *, actor: Actor, site: str | None, resource_id: UUID | None, open_only: bool
) -> list[schemas.Outage]:
    """The newest 200 at sites that the actor runs; raises NotFound for another site. Two statements."""
    connection = await raw(session)
    place = await connection.fetchrow(statements.PLACE, site) if site else None
    if site and (
        place is None
        or not policy.staff(actor, site_id=place["id"], organisation_id=place["organisation_id"])
    ):
        raise NotFound
    found = await connection.fetch(
        statements.LISTED_OUTAGES, place["id"] if place else None, resource_id, open_only
    )
    return [
        shown(row)
        for row in found
        if policy.staff(actor, site_id=row["site_id"], organisation_id=row["organisation_id"])
    ]


def shown(row: rows.Row) -> schemas.Outage:
    """A row as staff see it."""
    return schemas.Outage(**fields(row))


def fields(row: rows.Row) -> dict[str, Any]:
    """The fields of an outage."""
    return {
        "id": row["id"],
        "resource": schemas.ReservedResource(
            row["resource_id"], row["name"], row["kind"], rows.site(row), rows.room(row)
        ),
        "reason": row["reason"],
        "safety": row["safety"],
        "reported_by": schemas.PersonRef(row["reported_by_id"], row["full_name"])
        if row["reported_by_id"]
        else None,
        "reported_at": row["reported_at"],
        "started_at": row["started_at"],
        "expected_return": row["expected_return"],
        "ended_at": row["ended_at"],
        "end_note": row["end_note"],
        "photo_url": f"/api/outages/{row['id']}/photo/{row['photo_id']}" if row["photo_id"] else None,
        "version": row["version"],
    }
