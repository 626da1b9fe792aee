"""Bookings that wait: held, decided, lapsed, moved; one outcome and one letter each."""

import asyncio
from datetime import timedelta

import pytest

from ecosystem.fablab import approvals, jobs, lapsing, service
from ecosystem.fablab.models import Reservation
from ecosystem.fablab.schemas import Decision, ReservationIn, ReservationPatch
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Malformed, NotFound, Problem, Refused, VersionMoved
from ecosystem.kernel.models import AuditEntry
from ecosystem.timetable.models import Occupancy
from tests.fablab.test_http_reservations import codes, wish
from tests.fablab.world import NOW, at

HOUR = timedelta(hours=1)
YES, NO = Decision(approve=True), Decision(approve=False, reason="Máy đang bảo trì")


class Lab:
    """A machine that staff approve, another that they don't, and who is who."""

    def __init__(self, world) -> None:
        self.world = world

    async def build(self, **rules):
        world = self.world
        self.site = await world.site()
        self.category = await world.category(**{"approval": "always", "no_show_grace_minutes": 15, **rules})
        self.machine = await world.machine(self.site, self.category)
        self.free = await world.machine(self.site, self.category, "Máy tự do", approval="none")
        self.lan = await world.person("Trần Thị Lan", ("lab", "site", self.site), locale="en")
        self.binh = await world.person()
        return self

    async def book(self, start="09:00", end="10:00", *, actor=None, machine=None, **fields):
        wanted = ReservationIn(machine or self.machine, at(start), at(end), **fields)
        return await self.world.database.transact(
            lambda s: service.reserve(s, actor=actor or self.binh, wanted=wanted)
        )

    async def decide(self, one, decision=YES, *, actor=None, version=None):
        return await self.world.database.transact(
            lambda s: approvals.decide(
                s, actor=actor or self.lan, reservation_id=one.id, decision=decision, version=version
            )
        )

    async def move(self, one, *, actor=None, **changes):
        changes = {name: at(value) if name.endswith("_at") else value for name, value in changes.items()}
        return await self.world.database.transact(
            lambda s: service.move(
                s,
                actor=actor or self.binh,
                reservation_id=one.id,
                changes=ReservationPatch(**changes),
            )
        )

    async def cancel(self, one, *, actor=None):
        return await self.world.database.transact(
            lambda s: service.cancel(s, actor=actor or self.binh, reservation_id=one.id)
        )

    async def held(self, one):
        async with self.world.database.read() as session:
            found = await session.execute(
                Occupancy.__table__.select()
                .where(Occupancy.subject_id == one.id)
                .order_by(Occupancy.created_at, Occupancy.id)
            )
            return [(row.state, row.expires_at) for row in found if row.state != "released"]

    async def letters(self, one):
        """The events that letters were put down about, with whom they go to."""
        async with self.world.database.read() as session:
            connection = (await (await session.connection()).get_raw_connection()).driver_connection
            rows = await connection.fetch(
                "SELECT facts->>'event' AS event, recipient_name FROM notice"
                " WHERE facts->>'reservation_id' = $1 ORDER BY created_at, id",
                str(one.id),
            )
            return [(row["event"], row["recipient_name"]) for row in rows]


BINH, LAN = "Nguyễn Văn Bình", "Trần Thị Lan"


@pytest.fixture
async def lab(world):
    return await Lab(world).build()


async def test_it_waits_holds_its_time_and_is_approved(lab):
    made = await lab.book()
    assert (made.state, made.decide_by, made.can_decide, made.no_show_at) == (
        "pending", at("09:00"), False, None,
    )  # fmt: skip
    assert await lab.held(made) == [("held", at("09:00"))]
    with pytest.raises(Refused) as taken:
        await lab.book(actor=await lab.world.person("Hà"))
    assert [reason.code for reason in taken.value.reasons] == ["held"]
    approved = await lab.decide(made, Decision(approve=True, reason="Nhớ đeo kính"), version=1)
    assert (approved.state, approved.version, approved.decide_by) == ("confirmed", 2, None)
    assert approved.no_show_at == at("09:15")
    assert await lab.held(made) == [("confirmed", None)]
    assert await lab.letters(made) == [("waiting", BINH), ("asked", LAN), ("approved", BINH)]
    again = await lab.decide(made)
    assert again == approved
    assert len(await lab.letters(made)) == 3


async def test_a_refusal_gives_the_time_back_with_its_reason(lab):
    made = await lab.book()
    with pytest.raises(Malformed):
        await lab.decide(made, Decision(approve=False))
    refused = await lab.decide(made, NO)
    assert (refused.state, refused.decision_reason) == ("refused", "Máy đang bảo trì")
    assert not refused.can_cancel
    assert not refused.can_move
    assert await lab.held(made) == []
    assert await lab.letters(made) == [("waiting", BINH), ("asked", LAN), ("refused", BINH)]
    assert (await lab.book()).state == "pending"
    assert await lab.world.count(AuditEntry, subject_id=made.id, action="reservation.refused") == 1
    with pytest.raises(Refused) as late:
        await lab.decide(made)
    assert [reason.code for reason in late.value.reasons] == ["refused"]


async def test_only_staff_of_the_site_decide_and_only_what_they_have_read(lab):
    made = await lab.book()
    elsewhere = await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac")))
    for actor in (lab.binh, elsewhere):
        with pytest.raises(NotFound):
            await lab.decide(made, actor=actor)
    await lab.move(made, starts_at="10:00", ends_at="11:00")
    with pytest.raises(VersionMoved):
        await lab.decide(made, version=1)
    assert (await lab.decide(made, version=2)).state == "confirmed"
    plain = await lab.book("12:00", "13:00", machine=lab.free)
    with pytest.raises(Refused) as stands:
        await lab.decide(plain)
    assert [reason.code for reason in stands.value.reasons] == ["not_waiting"]


async def test_staff_need_not_ask_and_long_bookings_may_have_to(world):
    lab = await Lab(world).build(approval="longer", approval_over_minutes=60)
    assert (await lab.book("09:00", "10:00")).state == "confirmed"
    assert (await lab.book("10:00", "11:15")).state == "pending"
    assert (await lab.book("12:00", "14:00", actor=lab.lan)).state == "confirmed"
    other = await lab.book("14:00", "16:00", actor=lab.lan, for_person_id=lab.binh.person_id, reason="Gọi")
    assert other.state == "confirmed"
    assert await lab.letters(other) == [("booked", BINH)]


async def test_nobody_answers_and_two_workers_release_it_once(lab):
    made = await lab.book("09:00", "10:00")
    later = await lab.book("2026-11-27T09:00", "2026-11-27T10:00")
    assert later.decide_by == NOW + 48 * HOUR
    with clock.frozen(at("09:00")):
        assert (await jobs.release_undecided(lab.world.database)) == 1
    made2 = await lab.book("11:00", "12:00")
    with clock.frozen(at("11:30")):
        # Before any worker has come by it has lapsed all the same.
        with pytest.raises(Refused) as lapsed:
            await lab.decide(made2)
        assert [reason.code for reason in lapsed.value.reasons] == ["expired"]
        counts = await asyncio.gather(*(jobs.release_undecided(lab.world.database) for _ in range(2)))
        assert sorted(counts) == [0, 1]
        assert await jobs.release_undecided(lab.world.database) == 0
    for one in (made, made2):
        assert await lab.held(one) == []
        assert await lab.letters(one) == [("waiting", BINH), ("asked", LAN), ("expired", BINH)]
        assert await lab.world.count(AuditEntry, subject_id=one.id, action="reservation.expired") == 1
    assert await lab.world.count(Reservation, id=later.id, state="pending") == 1


async def test_moving_keeps_waiting_and_an_approved_one_asks_anew_unless_staff_move_it(lab):
    made = await lab.book()
    moved = await lab.move(made, starts_at="13:00", ends_at="14:00")
    assert (moved.state, moved.decide_by) == ("pending", at("13:00"))
    staffed = await lab.move(made, actor=lab.lan, starts_at="14:00", ends_at="15:00")
    assert staffed.state == "pending"
    await lab.decide(made)
    assert (await lab.move(made, actor=lab.lan, starts_at="15:00", ends_at="16:00")).state == "confirmed"
    anew = await lab.move(made, starts_at="16:00", ends_at="17:00")
    assert anew.state == "pending"
    assert await lab.held(made) == [("held", at("16:00"))]
    elsewhere = await lab.move(made, resource_id=lab.free)
    assert elsewhere.state == "confirmed"
    assert await lab.held(made) == [("confirmed", None)]
    assert await lab.letters(made) == [
        *[("waiting", BINH), ("asked", LAN)] * 3,
        ("approved", BINH),
        ("moved", BINH),
        ("waiting", BINH),
        ("asked", LAN),
        ("moved", BINH),
    ]


async def test_what_waits_is_withdrawn_until_its_start_and_nobody_checks_in(world, web):
    lab = await Lab(world).build(cancel_notice_minutes=2880)
    made = await lab.book("2026-11-20T09:15", "2026-11-20T10:00")
    assert (made.can_cancel, made.can_move, made.cancel_by) == (True, True, made.starts_at)
    staff = await web(lab.lan)
    answer = await staff.post(f"/api/reservations/{made.id}/check-in", headers={"if-match": '"v1"'})
    assert (answer.status_code, codes(answer)) == (422, ["pending"])
    withdrawn = await lab.cancel(made)
    assert withdrawn.state == "cancelled"
    assert await lab.letters(made) == [("waiting", BINH), ("asked", LAN), ("cancelled", BINH)]
    late = await lab.book("2026-11-20T09:30", "2026-11-20T10:00")
    with clock.frozen(at("2026-11-20T09:45")):
        assert (await lab.cancel(late)).state == "expired"
        # Nobody came to what was never approved.
        assert await jobs.release_no_shows(world.database) == 0


async def test_what_waits_counts_towards_a_quota(world):
    lab = await Lab(world).build(quota_minutes_per_day=90)
    await lab.book("09:00", "10:00")
    with pytest.raises(Refused) as full:
        await lab.book("11:00", "12:00")
    assert [reason.code for reason in full.value.reasons] == ["quota_day"]


async def test_quote_and_booking_agree_and_everybody_sees_it_as_taken(lab, web):
    binh, staff = await web(lab.binh), await web(lab.lan)
    cases = [
        (binh, lab.machine, "2026-11-21T02:00:00Z", "pending"),
        (binh, lab.free, None, "confirmed"),
        (staff, lab.machine, None, "confirmed"),
    ]
    for number, (client, machine, decide_by, state) in enumerate(cases):
        body = wish(machine, f"{9 + number:02}:00", f"{10 + number:02}:00")
        quote = (await client.post("/api/reservations/quote", json=body)).json()
        assert (quote["reasons"], quote["decide_by"]) == ([], decide_by)
        made = (await client.post("/api/reservations", json=body)).json()
        assert (made["state"], made["decide_by"]) == (state, decide_by)
    window = "from=2026-11-20T17:00:00Z&to=2026-11-21T17:00:00Z"
    for client, mine in ((binh, True), (staff, False), (await web(), False)):
        rows = (await client.get(f"/api/timeline?{window}&resource={lab.machine}")).json()["items"]
        first = min(rows[0]["busy"], key=lambda span: span["starts_at"])
        assert (first["state"], first["mine"], first["reservation_id"] is not None) == ("held", mine, mine)
    upcoming = (await binh.get("/api/reservations")).json()["items"]
    assert [one["state"] for one in upcoming] == ["pending", "confirmed"]


async def test_a_quote_of_a_move_says_whether_it_asks_anew(lab, web):
    made = await lab.book()
    await lab.decide(made)
    overlapping = {**wish(lab.machine, "09:30", "10:30"), "moving": str(made.id)}
    cases = [(lab.binh, "2026-11-21T02:30:00Z", "pending"), (lab.lan, None, "confirmed")]
    for actor, decide_by, state in reversed(cases):
        client = await web(actor)
        quote = (await client.post("/api/reservations/quote", json=overlapping)).json()
        # Its own time is no hindrance.
        assert (quote["reasons"], quote["decide_by"]) == ([], decide_by)
        times = {name: overlapping[name] for name in ("starts_at", "ends_at")}
        moved = await client.patch(f"/api/reservations/{made.id}", json=times)
        assert (moved.json()["state"], moved.json()["decide_by"]) == (state, decide_by)
    for client in (await web(), await web(await lab.world.person("Người lạ"))):
        assert (await client.post("/api/reservations/quote", json=overlapping)).status_code == 404


async def test_over_http_the_day_lists_what_waits_and_takes_an_answer(lab, web):
    staff = await web(lab.lan)
    made = await lab.book()
    soon = await lab.book("2026-11-20T12:00", "2026-11-20T13:00")
    day = (await staff.get("/api/day?site=xuong")).json()
    assert [one["id"] for one in day["waiting"]] == [str(soon.id), str(made.id)]
    assert [one["can_decide"] for one in day["waiting"]] == [True, True]
    assert [day[part] for part in ("now", "next", "late", "done")] == [[], [], [], []]
    path = f"/api/reservations/{made.id}/decision"
    bare = await staff.post(path, json={"approve": False}, headers={"if-match": '"v1"'})
    assert (bare.status_code, [one["field"] for one in bare.json()["errors"]]) == (400, ["reason"])
    stale = await staff.post(path, json={"approve": True}, headers={"if-match": '"v7"'})
    assert stale.status_code == 412
    done = await staff.post(path, json={"approve": True}, headers={"if-match": '"v1"'})
    assert (done.status_code, done.json()["state"], done.headers["etag"]) == (200, "confirmed", '"v2"')
    event = (await staff.get(f"/api/reservations/{soon.id}.ics")).text
    assert "STATUS:TENTATIVE" in event


async def test_approving_lapsing_and_cancelling_at_once_have_one_outcome(lab):
    """The clock says that it has just not lapsed for those who decide, and has for the worker."""
    outcomes = set()
    for turn in range(12):
        made = await lab.book(f"{turn:02}:00", f"{turn:02}:30", actor=await lab.world.person())
        before = made.starts_at - timedelta(seconds=1)

        async def lapse(one=made):
            return await lab.world.database.transact(
                lambda s: lapsing.release(
                    s,
                    lapse=lapsing.UNDECIDED,
                    reservation_id=one.id,
                    resource_id=lab.machine,
                    now=one.starts_at,
                )
            )

        with clock.frozen(before):
            tries = [lab.decide(made), lab.decide(made, NO), lab.cancel(made, actor=lab.lan), lapse()]
            order = tries[turn % 4 :] + tries[: turn % 4]
            done = await asyncio.gather(*order, return_exceptions=True)
        assert all(isinstance(one, Problem) for one in done if isinstance(one, Exception)), done
        async with lab.world.database.read() as session:
            row = await session.get(Reservation, made.id)
        events = [event for event, _ in await lab.letters(made)]
        told = {"confirmed": "approved"}.get(row.state, row.state)
        final = [event for event in events if event not in ("waiting", "asked")]
        # Staff may still cancel what was approved a moment before; nothing else may follow anything.
        assert final in ([told], ["approved", "cancelled"]), (row.state, events)
        assert await lab.held(made) == ([("confirmed", None)] if row.state == "confirmed" else [])
        outcomes.add(row.state)
    assert len(outcomes) > 1
