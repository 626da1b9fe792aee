"""Entries of calendars: what a change does to SEQUENCE, to faces and to the feeds that must be built anew."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from ecosystem.calendars import publishing
from ecosystem.calendars.publishing import Entry, Face
from ecosystem.kernel.db import raw, write_together
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.words import Words
from tests.conftest import MOMENT

BUSY = Words("Bận", "Busy")
MINE, MACHINE, OTHER = new_id(), new_id(), new_id()


def entry(subject_id: UUID | None = None, **changes) -> Entry:
    made = Entry(
        source="reservation",
        subject_id=subject_id or new_id(),
        starts_at=MOMENT,
        ends_at=MOMENT + timedelta(hours=1),
        zone="Asia/Ho_Chi_Minh",
        faces=[
            Face(scope="person", key=MINE, summary=Words("Máy in", "Printer"), path="/cua-toi"),
            Face(scope="machine", key=MACHINE, summary=BUSY),
        ],
    )
    return replace(made, **changes)


@pytest.fixture
async def publish(database, clock):
    """Publishes in a transaction; answers the feeds that changed by it."""

    async def publish(*entries: Entry) -> list[tuple[str, UUID]]:
        await database.transact(lambda s: publishing.publish(s, entries))
        return await changes(database)

    return publish


async def changes(database) -> list[tuple[str, UUID]]:
    async def take(session):
        return await (await raw(session)).fetch("DELETE FROM feed_change RETURNING scope, key")

    return sorted((row["scope"], row["key"]) for row in await database.transact(take))


async def stored(database, of: Entry):
    async with database.read() as session:
        connection = await raw(session)
        row = await connection.fetchrow(
            "SELECT sequence, revised_at, status FROM calendar_entry WHERE subject_id = $1", of.subject_id
        )
        faces = await connection.fetch(
            "SELECT scope, key, dropped_at FROM calendar_face WHERE subject_id = $1", of.subject_id
        )
    return row, {(face["scope"], face["key"]): face["dropped_at"] for face in faces}


async def test_an_entry_counts_its_changes_and_none_else(database, publish, clock):
    first = entry()
    assert await publish(first) == sorted([("person", MINE), ("machine", MACHINE)])
    clock.advance(timedelta(minutes=1))
    assert await publish(first) == []
    row, _ = await stored(database, first)
    assert (row["sequence"], row["revised_at"]) == (0, MOMENT)
    moved = replace(first, ends_at=MOMENT + timedelta(hours=2))
    assert await publish(moved) == sorted([("person", MINE), ("machine", MACHINE)])
    await publish(replace(moved, status="cancelled"))
    await publish(moved)
    row, _ = await stored(database, first)
    assert (row["sequence"], row["status"]) == (3, "confirmed")
    assert row["revised_at"] == MOMENT + timedelta(minutes=1)


async def test_what_leaves_a_feed_is_kept_as_gone_for_a_person_and_erased_where_anybody_reads(
    database, publish
):
    first = entry()
    await publish(first)
    elsewhere = replace(
        first,
        faces=[Face(scope="person", key=OTHER, summary=BUSY), Face(scope="machine", key=OTHER, summary=BUSY)],
    )
    assert await publish(elsewhere) == sorted(
        [("person", MINE), ("person", OTHER), ("machine", MACHINE), ("machine", OTHER)]
    )
    row, faces = await stored(database, first)
    assert row["sequence"] == 1
    assert faces == {("person", MINE): MOMENT, ("person", OTHER): None, ("machine", OTHER): None}
    assert await publish(elsewhere) == []
    await publish(first)
    row, faces = await stored(database, first)
    assert (row["sequence"], faces[("person", MINE)]) == (2, None)


async def test_unpublishing_leaves_no_trace_in_a_feed_and_sequence_never_falls(database, publish):
    first, second = entry(), entry()
    await publish(first, second)

    async def take_out(session, **where):
        await publishing.unpublish(session, source="reservation", subject_ids=[first.subject_id], **where)

    await database.transact(lambda s: take_out(s, scope="person", key=MINE))
    assert await changes(database) == [("person", MINE)]
    assert (await stored(database, first))[1] == {("machine", MACHINE): None}
    await database.transact(take_out)
    assert await changes(database) == [("machine", MACHINE)]
    assert (await stored(database, second))[1] == {("person", MINE): None, ("machine", MACHINE): None}
    await publish(first)
    assert (await stored(database, first))[0]["sequence"] == 1


async def test_many_entries_take_as_many_statements_as_one(database, publish):
    entries = [entry(at_least=4) for _ in range(50)]
    await database.transact(lambda s: publishing.publish(s, entries))
    counted: list[str] = []

    async def work(session):
        connection = await raw(session)
        connection.add_query_logger(lambda record: counted.append(record.query))
        await publishing.publish(session, [replace(one, status="tentative") for one in entries])

    await database.transact(work)
    assert len([one for one in counted if "calendar_" in one]) == 3
    row, _ = await stored(database, entries[7])
    assert row["sequence"] == 5


async def test_a_fresh_entry_is_written_along_with_its_cause(database, clock):
    first = entry()

    async def work(session):
        await write_together(await raw(session), publishing.fresh([first]))

    await database.transact(work)
    assert await changes(database) == sorted([("person", MINE), ("machine", MACHINE)])
    assert (await stored(database, first))[0]["sequence"] == 0
