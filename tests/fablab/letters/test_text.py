"""What letters about bookings say, in both languages, on the site's clock."""

from datetime import timedelta
from typing import get_args
from uuid import UUID

import msgspec
import pytest

from ecosystem.fablab.letters import text, words
from ecosystem.fablab.letters.facts import Event, Facts, Spot
from ecosystem.fablab.letters.text import Place, Reader
from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.money import Money
from tests.fablab.world import ZONE, at

BASE = "https://eco.example"
SPOT = Spot(UUID(int=1), at("2026-11-25T14:00"), at("2026-11-25T16:00"))
PLACE = Place(
    machine="Máy cắt laser 01",
    room="Phòng Laser",
    site="Xưởng Thủ Đức",
    site_slug="thu-duc",
    address="1 Võ Văn Ngân",
    zone=ZONE,
    region="Vùng Thử",
    rules=BookingRules(cancel_notice_minutes=120, no_show_grace_minutes=15),
)
BINH = Reader("Nguyễn Văn Bình", "vi", "Nguyễn Văn Bình", ZONE)
ANN = Reader("Ann", "en", "Nguyễn Văn Bình", ZONE)


def facts(event, **fields):
    return Facts(event=event, reservation_id=UUID(int=9), version=1, spot=fields.pop("spot", SPOT), **fields)


def test_a_confirmation_in_vietnamese_as_a_whole():
    booked = facts("booked", price=Money(60_000, "VND"), why="Làm đồ án")
    assert text.subject(booked, PLACE, BINH) == "Đã đặt: Máy cắt laser 01, 14:00–16:00 Thứ Tư 25/11"
    assert text.body(booked, PLACE, BINH, base_url=BASE) == (
        "Chào Nguyễn Văn Bình,\n\n"
        "Bạn đã đặt:\n\n"
        "Máy cắt laser 01\n"
        "14:00–16:00, Thứ Tư 25/11/2026\n"
        "Phòng Laser, Xưởng Thủ Đức, 1 Võ Văn Ngân\n"
        "Chi phí: 60.000 ₫\n"
        "Mục đích: Làm đồ án\n\n"
        "Nếu không dùng nữa, hãy hủy trước 12:00 Thứ Tư 25/11/2026 để người khác còn đặt được.\n"
        "Nếu sau 15 phút kể từ giờ bắt đầu chưa ai nhận máy, giờ này sẽ được trả lại.\n\n"
        "Xem lượt đặt của bạn:\n"
        "https://eco.example/cua-toi\n\n"
        "Bạn chọn thư nào muốn nhận ở trang Tài khoản: https://eco.example/tai-khoan\n\n"
        "Vùng Thử\n"
    )


def test_staff_are_asked_in_english_with_the_way_to_decide():
    asked = facts("asked", decide_by=SPOT.starts_at, why="Đồ án")
    assert text.subject(asked, PLACE, ANN) == (
        "To approve: Nguyễn Văn Bình, Máy cắt laser 01, 14:00–16:00 Wednesday 25/11"
    )
    said = text.body(asked, PLACE, ANN, base_url=BASE)
    assert "Nguyễn Văn Bình asks to book and waits for your answer:" in said
    assert "Purpose: Đồ án" in said
    assert "Please approve or refuse by 14:00 Wednesday 25/11/2026" in said
    assert f"\n{BASE}/hom-nay?site=thu-duc\n" in said
    assert "/tai-khoan" not in said


def test_a_move_says_where_it_was_and_who_moved_it():
    earlier = Spot(UUID(int=2), at("2026-11-25T22:00"), at("2026-11-26T02:00"))
    moved = facts("moved", before=earlier, why="Bảo trì", by_other=True)
    old = msgspec.structs.replace(PLACE, machine="Máy in 3D")
    said = text.body(moved, PLACE, BINH, base_url=BASE, before=old)
    assert "Nhân viên đã đổi lượt đặt của bạn thành:" in said
    assert "Trước đây: Máy in 3D, 22:00–02:00 26/11, Thứ Tư 25/11/2026" in said
    assert "Lý do: Bảo trì" in said
    until_midnight = Spot(UUID(int=2), at("2026-11-25T22:00"), at("2026-11-26T00:00"))
    assert text.when(until_midnight, PLACE, BINH) == "22:00–24:00, Thứ Tư 25/11/2026"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (ZONE, "14:00–16:00, Thứ Tư 25/11/2026"),
        ("Asia/Bangkok", "14:00–16:00, Thứ Tư 25/11/2026"),  # the same clock
        ("Europe/Amsterdam", "14:00–16:00, Thứ Tư 25/11/2026 (UTC+7)"),
    ],
)
def test_an_offset_for_those_whose_clock_shows_another_time(zone, said):
    assert text.when(SPOT, PLACE, msgspec.structs.replace(BINH, zone=zone)) == said


def test_offsets_and_amounts():
    assert text._offset(timedelta(hours=-3, minutes=-30)) == "-3:30"
    assert text.amount(Money(1_250_000, "VND"), "en") == "1,250,000 ₫"
    assert text.amount(Money(125_050, "EUR"), "vi") == "1.250,50 EUR"


@pytest.mark.parametrize("event", get_args(Event))
@pytest.mark.parametrize("by_other", [False, True])
def test_every_letter_is_whole_in_both_languages(event, by_other):
    decide_by = SPOT.starts_at if event in ("waiting", "asked") else None
    said = facts(event, by_other=by_other, decide_by=decide_by, why="x")
    bodies = [text.body(said, PLACE, reader, base_url=BASE) for reader in (BINH, ANN)]
    subjects = [text.subject(said, PLACE, reader) for reader in (BINH, ANN)]
    assert bodies[0] != bodies[1]
    assert subjects[0] != subjects[1]
    for line in (*bodies, *subjects):
        assert "{" not in line
        assert "None" not in line
    assert event in words.SUBJECTS
    assert event in words.OPENINGS
    # One address on a line of its own, for the letter box to make a button of.
    assert sum(line.startswith(BASE) for line in bodies[0].splitlines()) == 1
