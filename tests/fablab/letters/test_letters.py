"""Letters with their bookings: once each, in the person's language, with an invitation for calendars."""

import asyncio
import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest
from msgspec import structs

from ecosystem.app import create_app
from ecosystem.fablab import jobs, lapsing, notices, service, usage
from ecosystem.fablab.schemas import BookingNoticesPatch
from ecosystem.kernel import clock
from ecosystem.kernel.errors import VersionMoved
from ecosystem.notifications import jobs as letters
from ecosystem.notifications.office import open_office
from tests.fablab.test_approvals import BINH, YES, Lab
from tests.fablab.test_http_reservations import wish
from tests.fablab.world import NOW, at
from tests.support import sql

HOUR = timedelta(hours=1)


@pytest.fixture
async def lab(world, settings):
    create_app(settings, world.database)  # which knows the letters' templates
    open_office(settings)
    return await Lab(world).build()


@pytest.fixture
def box(lab, settings, database_url):
    """Sends what waits, and reads what was sent: (event, name, message), in the order of the causes."""

    async def send():
        waiting = sql(database_url, "SELECT id FROM notice WHERE state = 'pending' ORDER BY created_at, id")
        for row in waiting:
            await letters.send(lab.world.database, letters.Ref(row["id"]))
        found = []
        for row in sql(database_url, "SELECT * FROM notice WHERE state = 'sent' ORDER BY created_at, id"):
            path = settings.var / "mail" / f"{row['id']}_testserver.eml"
            message = message_from_bytes(path.read_bytes(), policy=default)
            found.append((json.loads(row["facts"])["event"], row["recipient_name"], message))
        return found

    return send


def invitation(message):
    """The calendar part as a reader's calendar gets it, with its method."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    [attached] = list(message.iter_attachments())
    assert attached.get_content() == part.get_payload(decode=True)
    assert attached.get_filename() == "lich.ics"
    read = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    [event] = read.walk("VEVENT")
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == str(read["METHOD"])
    return str(read["METHOD"]), event


async def test_the_life_of_a_booking_in_letters_that_a_calendar_follows(lab, box, database_url):
    made = await lab.book(reason="Đồ án; dòng, phẩy")
    await lab.move(made, starts_at="13:00", ends_at="14:00")
    await lab.decide(made, YES)
    await lab.cancel(made, actor=lab.lan)
    sent = await box()
    mine = [(event, message) for event, name, message in sent if name == BINH]
    assert [event for event, _ in mine] == ["waiting", "waiting", "approved", "cancelled"]
    read = [invitation(message) for _, message in mine]
    assert [(method, str(event["STATUS"]), event["SEQUENCE"]) for method, event in read] == [
        ("REQUEST", "TENTATIVE", 0),
        ("REQUEST", "TENTATIVE", 1),
        ("REQUEST", "CONFIRMED", 2),
        ("CANCEL", "CANCELLED", 3),
    ]
    [uid] = {str(event["UID"]) for _, event in read}
    [(instance,)] = sql(database_url, "SELECT id FROM calendar_instance")
    # The same as in feeds, and no address of ours, which may change.
    assert uid == f"{made.id}@{instance}"
    assert [event["DTSTART"].dt for _, event in read] == [at("09:00"), at("13:00"), at("13:00"), at("13:00")]
    for _, event in read:
        assert str(event["ORGANIZER"]).startswith("mailto:")
        assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    asked = [message for event, name, message in sent if event == "asked"]
    assert [str(message["Subject"])[:11] for message in asked] == ["To approve:"] * 2
    assert not any(list(message.iter_attachments()) for message in asked)
    assert "Đồ án; dòng, phẩy" in asked[0].get_content()


async def test_the_uid_is_that_of_the_event_one_downloads(lab, box, web):
    binh = await web(lab.binh)
    made = (await binh.post("/api/reservations", json=wish(lab.free, "09:00", "10:00"))).json()
    [(event, _, message)] = await box()
    assert event == "booked"
    downloaded = icalendar.Calendar.from_ical((await binh.get(f"/api/reservations/{made['id']}.ics")).content)
    [one] = downloaded.walk("VEVENT")
    _, other = invitation(message)
    for name in ("UID", "SEQUENCE", "LOCATION", "SUMMARY"):
        assert str(one[name]) == str(other[name])


async def test_own_doings_are_told_unless_one_does_not_want_it_and_others_always(lab, box):
    await lab.world.database.transact(
        lambda s: notices.choose(s, actor=lab.binh, changes=BookingNoticesPatch(booked=False))
    )
    quiet = await lab.book(machine=lab.free)
    await lab.move(quiet, starts_at="11:00", ends_at="12:00")
    await lab.cancel(quiet)
    assert await lab.letters(quiet) == []
    told = await lab.book(machine=lab.free)
    await lab.move(told, actor=lab.lan, starts_at="11:00", ends_at="12:00")
    await lab.cancel(told, actor=lab.lan)
    assert await lab.letters(told) == [("moved", BINH), ("cancelled", BINH)]
    waits = await lab.book("14:00", "15:00")
    await lab.decide(waits)
    assert [event for event, name in await lab.letters(waits) if name == BINH] == ["approved"]


async def test_staff_nearest_to_the_machine_are_asked(world):
    organisation = await world.organisation()
    lab = await Lab(world).build()
    lab.site = await world.site("xa", organisation_id=organisation)
    lab.machine = await world.machine(lab.site, lab.category, "Máy xa")
    await world.person("Vùng", ("manager", "region", world.region_id))
    assert [name for event, name in await lab.letters(await lab.book()) if event == "asked"] == ["Vùng"]
    await world.person("Trường", ("manager", "organisation", organisation))
    await world.person("Học", ("student", "organisation", organisation))
    second = await lab.book("11:00", "12:00")
    assert [name for event, name in await lab.letters(second) if event == "asked"] == ["Trường"]
    for name in ("Máy A", "Máy B"):
        await world.person(name, ("lab", "site", lab.site))
    third = await lab.book("13:00", "14:00")
    assert [name for event, name in await lab.letters(third) if event == "asked"] == ["Máy A", "Máy B"]


async def test_who_has_no_address_gets_no_letter_and_books_all_the_same(lab, database_url):
    sql(database_url, f"UPDATE person SET email = NULL WHERE id = '{lab.binh.person_id}'")
    made = await lab.book(machine=lab.free)
    assert made.state == "confirmed"
    assert await lab.letters(made) == []


async def test_a_booking_that_fails_leaves_no_letter(lab, database_url):
    made = await lab.book(machine=lab.free)

    async def broken(session):
        await service.cancel(session, actor=lab.binh, reservation_id=made.id)
        raise LookupError

    with pytest.raises(LookupError):
        await lab.world.database.transact(broken)
    assert await lab.letters(made) == [("booked", BINH)]


async def test_who_does_not_come_is_told_once(lab):
    made = await lab.book("2026-11-20T10:00", "2026-11-20T11:00", machine=lab.free)
    with clock.frozen(at("2026-11-20T10:30")):
        await asyncio.gather(*(jobs.release_no_shows(lab.world.database) for _ in range(2)))
    assert await lab.letters(made) == [("booked", BINH), ("no_show", BINH)]


async def test_one_that_cannot_be_released_leaves_the_others_alone(lab, monkeypatch):
    stuck = await lab.book("2026-11-20T10:00", "2026-11-20T11:00", machine=lab.free)
    other = await lab.book("2026-11-20T12:00", "2026-11-20T13:00", machine=lab.free)
    tell = lapsing.NO_SHOW.tell

    async def fails_once(session, row):
        if row["id"] == stuck.id:
            raise LookupError
        await tell(session, row)

    with clock.frozen(at("2026-11-20T12:30")):
        with monkeypatch.context() as broken:
            broken.setattr(lapsing, "NO_SHOW", structs.replace(lapsing.NO_SHOW, tell=fails_once))
            assert await jobs.release_no_shows(lab.world.database) == 1
        assert await lab.letters(other) == [("booked", BINH), ("no_show", BINH)]
        assert await jobs.release_no_shows(lab.world.database) == 1
    assert await lab.letters(stuck) == [("booked", BINH), ("no_show", BINH)]


# Reminders


async def test_a_reminder_once_by_two_workers_two_hours_ahead(lab, box):
    made = await lab.book("15:00", "16:00", machine=lab.free)
    waits = await lab.book("15:00", "16:00")
    with clock.frozen(at("12:59")):
        assert await jobs.send_reminders(lab.world.database) == 0
    with clock.frozen(at("13:00")):
        counts = await asyncio.gather(*(jobs.send_reminders(lab.world.database) for _ in range(3)))
        assert sorted(counts) == [0, 0, 1]
        assert await jobs.send_reminders(lab.world.database) == 0
        sent = await box()
    assert await lab.letters(made) == [("booked", BINH), ("reminder", BINH)]
    assert "reminder" not in [event for event, _ in await lab.letters(waits)]
    [message] = [message for event, _, message in sent if event == "reminder"]
    assert str(message["Subject"]) == "Nhắc lịch: Máy tự do, 15:00–16:00 Thứ Bảy 21/11"
    assert list(message.iter_attachments()) == []


async def test_missed_ticks_are_made_up_for_before_the_start_and_never_after(lab, box):
    early = await lab.book("12:00", "13:00", machine=lab.free)
    late = await lab.book("15:00", "16:00", machine=lab.free)
    with clock.frozen(at("14:59")):
        assert await jobs.send_reminders(lab.world.database) == 1
    with clock.frozen(at("15:00")):
        # Put down in time, but the worker that sends comes too late.
        sent = await box()
    assert [event for event, _ in await lab.letters(early)] == ["booked"]
    assert [event for event, _ in await lab.letters(late)] == ["booked", "reminder"]
    assert [event for event, _, _ in sent] == ["booked", "booked"]


async def test_a_moved_booking_has_a_reminder_of_its_own_and_a_cancelled_one_none(lab, box):
    moved = await lab.book("12:00", "13:00", machine=lab.free)
    off = await lab.book("13:00", "14:00", machine=lab.free)
    with clock.frozen(at("11:00")):
        assert await jobs.send_reminders(lab.world.database) == 2
        await lab.move(moved, starts_at="18:00", ends_at="19:00")
        await lab.cancel(off)
        sent = await box()
    assert [event for event, _, _ in sent] == ["booked", "booked", "moved", "cancelled"]
    with clock.frozen(at("16:00")):
        assert await jobs.send_reminders(lab.world.database) == 1
        assert [event for event, _, _ in await box()][-1] == "reminder"


async def test_who_books_within_the_lead_has_just_had_a_letter(lab):
    with clock.frozen(at("09:00")):
        soon = await lab.book("10:00", "11:00", machine=lab.free)
        assert await jobs.send_reminders(lab.world.database) == 0
        await lab.world.database.transact(
            lambda s: notices.choose(s, actor=lab.binh, changes=BookingNoticesPatch(reminder_minutes=30))
        )
    with clock.frozen(at("09:30")):
        assert await jobs.send_reminders(lab.world.database) == 1
    assert [event for event, _ in await lab.letters(soon)] == ["booked", "reminder"]


async def test_who_is_there_or_wants_none_is_not_reminded(lab):
    here = await lab.book("2026-11-20T10:00", "2026-11-20T11:00", machine=lab.free)
    with clock.frozen(NOW + HOUR * 0.9):
        await lab.world.database.transact(
            lambda s: usage.enter(s, actor=lab.lan, reservation_id=here.id, version=1)
        )
    other = await lab.book("15:00", "16:00", machine=lab.free)
    await lab.world.database.transact(
        lambda s: notices.choose(s, actor=lab.binh, changes=BookingNoticesPatch(reminder=False))
    )
    with clock.frozen(at("14:00")):
        assert await jobs.send_reminders(lab.world.database) == 0
    assert [event for event, _ in await lab.letters(other)] == ["booked"]


async def test_choices_are_versioned_and_within_bounds(lab, web):
    binh = await web(lab.binh)
    path = "/api/me/booking-notices"
    usual = await binh.get(path)
    assert usual.json() == {"booked": True, "reminder": True, "reminder_minutes": 120, "version": 1}
    headers = {"if-match": usual.headers["etag"]}
    chosen = await binh.patch(path, json={"reminder_minutes": 1440}, headers=headers)
    assert (chosen.status_code, chosen.json()["version"]) == (200, 2)
    assert (await binh.patch(path, json={"booked": False}, headers=headers)).status_code == 412
    assert (await binh.patch(path, json={"reminder_minutes": 1440})).json()["version"] == 2
    for minutes in (14, 10_081):
        bad = await binh.patch(path, json={"reminder_minutes": minutes})
        assert bad.status_code == 400
    assert (await (await web(lab.lan)).get(path)).json()["reminder_minutes"] == 120
    with pytest.raises(VersionMoved):
        await lab.world.database.transact(
            lambda s: notices.choose(s, actor=lab.binh, changes=BookingNoticesPatch(booked=False), version=1)
        )
