"""People, organisations, opening hours and closures from lists: what rows become, and a second run."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import func, select

from ecosystem.directory.grants import grant_role
from ecosystem.directory.models import Membership, Organisation, Person
from ecosystem.directory.organisations import create_organisation
from ecosystem.identity.models import Credential, PasswordReset
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.words import Words
from ecosystem.notifications.models import Notice
from ecosystem.places.models import Closure, OpeningException, OpeningRule
from ecosystem.transfer.importing.kinds.days import stretches, weekdays
from ecosystem.transfer.tables.cells import clock, day
from tests.fablab.world import counts_as_statement, watch
from tests.transfer.lists import as_csv, bring, through


@pytest.fixture
async def manager(world, web):
    return await web(await world.person("Trần Quản Lý", ("manager", "region", world.region_id)))


async def codes(client, run):
    lines = (await client.get(f"/api/imports/{run['id']}/lines")).json()["items"]
    return [(line["outcome"], [remark["code"] for remark in line["remarks"]]) for line in lines]


def counts(**found):
    return {"taken": 0, "updated": 0, "unchanged": 0, "skipped": 0, "refused": 0, **found}


PEOPLE = (
    ("MSSV", "Họ và tên", "Email", "Ngày sinh", "Trường"),
    ("1", "Nguyễn Thị Hoa", "hoa@truong.example", "25/11/2004", "truong"),
    ("2", "Lê Văn Bé", "be@truong.example", "01/02/2012", "truong"),
    ("3", "Trần Không Thư", "", "", "truong"),
    ("4", "Phạm Sai", "không có", "", "truong"),
    ("5", "Đỗ Tương Lai", "lai@truong.example", "01/01/2030", "truong"),
    ("6", "Hoa Trùng", "HOA@truong.example", "", "truong"),
    ("7", "Vũ Lạ", "la@truong.example", "", "nơi khác"),
)


async def test_people_get_no_password_but_a_letter_and_children_none(world, manager):
    await world.database.transact(
        lambda s: create_organisation(s, slug="truong", name=Words("Trường", "School"), sector="academia")
    )
    tried, applied = await through(manager, as_csv(PEOPLE), "people", change={"options": {"login": "letter"}})
    assert applied["counts"] == tried["counts"] == counts(taken=3, refused=4)
    assert await codes(manager, applied) == [
        ("taken", []),
        ("taken", ["minor_no_letter"]),
        ("taken", ["no_email"]),
        ("refused", ["bad_email"]),
        ("refused", ["bad_birth_date"]),
        ("refused", ["duplicate_email"]),
        ("refused", ["unknown_organisation"]),
    ]
    async with world.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Credential)) == 0
        assert await session.scalar(select(func.count()).select_from(Membership)) == 3
        assert list(await session.scalars(select(Notice.recipient_address))) == ["hoa@truong.example"]
        owner = select(Person.email).join(PasswordReset, PasswordReset.person_id == Person.id)
        assert list(await session.scalars(owner)) == ["hoa@truong.example"]
        born = select(Person.birth_date).where(Person.email == "hoa@truong.example")
        assert await session.scalar(born) == date(2004, 11, 25)
    again, _ = await through(manager, as_csv(PEOPLE), "people", change={"options": {"login": "letter"}})
    assert again["counts"] == counts(unchanged=3, refused=4)
    async with world.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Notice)) == 1


async def test_people_are_written_in_as_many_statements_however_many_they_are(world, manager):
    await world.organisation("truong")
    statements = watch(world.database)

    async def written(name, rows):
        """How many statements it takes to take the list in, and what became of its rows."""
        made = (await bring(manager, as_csv([PEOPLE[0], *rows]), "people", name)).json()
        url = f"/api/imports/{made['id']}"
        tried = (await manager.post(f"{url}/preview")).json()
        statements.clear()
        answer = await manager.post(f"{url}/apply", json={"digest": tried["digest"]})
        seen = [query for query in statements if counts_as_statement(query)]
        return len(seen), {outcome: count for outcome, count in answer.json()["counts"].items() if count}

    def rows(count, name, email, born):
        return [
            (
                str(n),
                f"{name} {n}" if n % 2 else name,
                f"{email}{n}@truong.example",
                born if n % 3 else "",
                "truong",
            )
            for n in range(count)
        ]

    for list_of, outcome in (("Người", "taken"), ("Tên khác", "updated")):
        few, some = await written("it.csv", rows(4, list_of, f"{outcome}-4-", "01/01/2000"))
        many, all_ = await written("nhieu.csv", rows(60, list_of, f"{outcome}-60-", "01/01/2000"))
        assert (some, all_) == ({outcome: 4}, {outcome: 60})
        assert many == few
    async with world.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Membership)) == 64
        entries = select(AuditEntry.action, func.count()).where(AuditEntry.subject_kind == "person")
        noted = dict((await session.execute(entries.group_by(AuditEntry.action))).all())
        names = set(await session.scalars(select(Person.full_name).where(Person.email.like("updated-60-%"))))
    assert noted == {"person.created": 64, "membership.set": 64, "person.changed": 64}
    assert names == {"Tên khác", *(f"Tên khác {n}" for n in range(1, 60, 2))}


async def test_what_people_say_of_themselves_stays(world, manager):
    async def with_password(session):
        person = await session.scalar(select(Person).where(Person.email == "hoa@truong.example"))
        session.add(Credential(person_id=person.id, password_hash="x", changed_at=datetime.now(UTC)))

    rows = [PEOPLE[0][:3], ("1", "Nguyễn Thị Hoa", "hoa@truong.example"), ("2", "Lê Văn Bé", "")]
    await through(manager, as_csv(rows), "people")
    await world.database.transact(with_password)
    rows[1], rows[2] = ("1", "Hoa Đổi Tên", "hoa@truong.example"), ("2", "Lê Văn Bé Anh", "")
    tried, run = await through(manager, as_csv(rows), "people")
    assert tried["counts"] == counts(updated=1, unchanged=1)
    assert await codes(manager, run) == [("unchanged", ["other_name"]), ("updated", [])]
    async with world.database.read() as session:
        names = await session.scalars(select(Person.full_name).where(Person.email == "hoa@truong.example"))
        assert list(names) == ["Nguyễn Thị Hoa"]


async def test_a_corrected_address_gets_the_letter_and_the_old_link_opens_nothing(world, manager):
    letters = {"options": {"login": "letter"}}
    rows = [PEOPLE[0][:3], ("1", "Nguyễn Thị Hoa", "hoaa@truong.example")]
    await through(manager, as_csv(rows), "people", change=letters)
    async with world.database.read() as session:
        (first,) = await session.scalars(select(PasswordReset.secret_hash))
    rows[1] = ("1", "Nguyễn Thị Hoa", "hoa@truong.example")
    tried, _ = await through(manager, as_csv(rows), "people", change=letters)
    assert tried["counts"] == counts(updated=1)
    async with world.database.read() as session:
        (now,) = await session.scalars(select(PasswordReset.secret_hash))
        assert now != first
        written = list(await session.scalars(select(Notice.recipient_address).order_by(Notice.id)))
        assert written == ["hoaa@truong.example", "hoa@truong.example"]


async def test_a_list_does_not_hand_on_a_role_of_staff(world, manager):
    """Whoever takes lists in may not give himself the account of somebody who was made staff."""
    rows = [PEOPLE[0][:3], ("1", "Nguyễn Thị Hoa", "hoa@truong.example")]
    await through(manager, as_csv(rows), "people")

    async def promote(session):
        person = await session.scalar(select(Person).where(Person.email == "hoa@truong.example"))
        place = {"scope_kind": "region", "scope_id": world.region_id}
        await grant_role(session, person_id=person.id, role="manager", **place)

    await world.database.transact(promote)
    rows[1] = ("1", "Nguyễn Thị Hoa", "mine@elsewhere.example")
    tried, _ = await through(manager, as_csv(rows), "people", change={"options": {"login": "letter"}})
    assert tried["counts"] == counts(unchanged=1)
    async with world.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Notice)) == 0


ORGANISATIONS = (
    ("name", "domains", "web_pages"),
    ("Đại học Bình Dương", "bdu.edu.vn", "http://www.bdu.edu.vn/"),
    ("Công ty Cơ khí Á Châu", "gmail.com", ""),
    ("Sở Khoa học và Công nghệ", "", "không-có"),
    ("Nhóm yêu robot", "", ""),
    ("Đại học Bình Dương", "bdu.edu.vn", ""),
    ("Trường Khác", "không phải", ""),
)


async def test_organisations_are_known_again_by_domain_and_name(world, manager):
    tried, run = await through(manager, as_csv(ORGANISATIONS), "organisations")
    assert tried["counts"] == counts(taken=3, refused=3)
    assert await codes(manager, run) == [
        ("taken", []),
        ("taken", ["public_domain"]),
        ("taken", ["not_an_address"]),
        ("refused", ["missing"]),
        ("refused", ["duplicate_row"]),
        ("refused", ["bad_domain"]),
    ]
    async with world.database.read() as session:
        rows = await session.execute(
            select(Organisation.slug, Organisation.sector, Organisation.domains).order_by(Organisation.slug)
        )
        assert [tuple(row) for row in rows] == [
            ("cong-ty-co-khi-a-chau", "enterprise", []),
            ("dai-hoc-binh-duong", "academia", ["bdu.edu.vn"]),
            ("so-khoa-hoc-va-cong-nghe", "state", []),
        ]
    # The same domain under another name, from a list of another name, is the same organisation.
    renamed = [ORGANISATIONS[0], ("Trường Đại học Bình Dương", "bdu.edu.vn", "")]
    changed, _ = await through(manager, as_csv(renamed), "organisations", name="other.csv")
    assert changed["counts"] == counts(updated=1)
    again, _ = await through(manager, as_csv(renamed), "organisations", name="other.csv")
    assert again["counts"] == counts(unchanged=1)
    found = (await manager.get("/api/organisations", params={"q": "dai-hoc-binh-duong"})).json()["items"]
    assert [each["name"]["vi"] for each in found] == ["Trường Đại học Bình Dương"]


async def test_what_the_product_would_refuse_of_an_organisation_is_left_out_with_a_remark(world, manager):
    rows = [
        ORGANISATIONS[0],
        ("Công ty Một", "fpt.vn", "https://mot.vn/".ljust(201, "x")),
        ("Trường Hai", "edu.vn", ""),
        ("Trường Ba", "ba.edu.vn", ""),
    ]
    _, run = await through(manager, as_csv(rows), "organisations")
    assert await codes(manager, run) == [
        ("taken", ["public_domain", "not_an_address"]),
        ("taken", ["public_domain"]),
        ("taken", []),
    ]
    many = [f"ba{number}.edu.vn" for number in range(20)]

    async def fill(session):
        row = await session.scalar(select(Organisation).where(Organisation.slug == "truong-ba"))
        row.domains = many

    await world.database.transact(fill)
    _, run = await through(manager, as_csv([ORGANISATIONS[0], ("Trường Ba", "ba.vn", "")]), "organisations")
    assert await codes(manager, run) == [("unchanged", ["domains_many"])]


HOURS = (
    ("Địa điểm", "Thứ", "Mở", "Đóng", "Ghi chú"),
    ("xuong", "T2-T6", "8h", "12:00", ""),
    ("xuong", "T2-T6", "13h30", "17h", ""),
    ("xuong", "T7, CN", "đóng cửa", "", ""),
    ("xuong", "24/12/2026", "08:00", "11:00", "Nghỉ sớm"),
    ("xuong", "ngày rằm", "08:00", "11:00", ""),
    ("xuong", "T3", "11:00", "14:00", ""),
    ("nơi khác", "T3", "11:00", "14:00", ""),
    ("xuong", "T4", "25:00", "26:00", ""),
)


async def test_hours_replace_the_days_that_are_named(world, manager):
    site = await world.site("xuong", [(day, time(9), time(18)) for day in range(1, 8)])
    tried, run = await through(manager, as_csv(HOURS), "hours")
    assert await codes(manager, run) == [
        ("updated", []),
        ("updated", []),
        ("updated", []),
        ("taken", []),
        ("refused", ["bad_days"]),
        ("refused", ["hours_overlap"]),
        ("refused", ["unknown_site"]),
        ("refused", ["bad_time", "bad_time"]),
    ]
    assert sum(tried["counts"].values()) == 8
    async with world.database.read() as session:
        rules = await session.scalars(
            select(OpeningRule)
            .where(OpeningRule.owner_id == site)
            .order_by(OpeningRule.weekday, OpeningRule.opens)
        )
        found = [(rule.weekday, rule.opens, rule.closes) for rule in rules]
        assert found == [
            (weekday, *span)
            for weekday in range(1, 6)
            for span in ((time(8), time(12)), (time(13, 30), time(17)))
        ]
        dated = await session.scalar(select(OpeningException))
        assert (dated.on_date, dated.opens, dated.note["vi"]) == (date(2026, 12, 24), time(8), "Nghỉ sớm")
    again, _ = await through(manager, as_csv(HOURS), "hours")
    assert again["counts"] == counts(unchanged=4, refused=4)


async def test_hours_that_would_leave_a_booking_outside_are_refused(world, manager, web):
    site = await world.site("xuong")
    machine = await world.machine(site, await world.category())
    student = await web(await world.person("Sinh Viên"))
    booked = await student.post(
        "/api/reservations",
        json={
            "resource_id": str(machine),
            "starts_at": "2026-11-23T12:00:00Z",
            "ends_at": "2026-11-23T13:00:00Z",
        },
    )
    assert booked.status_code == 201, booked.text
    rows = [("Địa điểm", "Thứ", "Giờ"), ("xuong", "T2", "08:00-17:00"), ("xuong", "T3", "08:00-17:00")]
    tried, run = await through(manager, as_csv(rows), "hours")
    assert tried["counts"] == counts(refused=2)
    lines = (await manager.get(f"/api/imports/{run['id']}/lines")).json()["items"]
    assert lines[0]["remarks"][0]["message"].startswith("touches 1 bookings")
    closures = [("Từ", "Đến", "Lý do", "Địa điểm"), ("23/11/2026", "", "Bảo trì", "xuong")]
    closing, _ = await through(manager, as_csv(closures), "closures")
    assert closing["counts"] == counts(refused=1)


CLOSURES = (
    ("Từ ngày", "Đến ngày", "Lý do", "Địa điểm"),
    ("02/09/2027", "", "Quốc khánh", "*"),
    ("2027-02-05", "2027-02-11", "Tết", "xuong"),
    ("2027-03-01 08:00", "2027-03-01 12:00", "Kiểm kê", "xuong"),
    ("2027-03-02 08:00", "", "Thiếu giờ", "xuong"),
    ("10/01/2027", "09/01/2027", "Ngược", "xuong"),
    ("mai", "", "Không rõ", "xuong"),
)


async def test_closures_take_whole_days_and_hours(world, manager):
    await world.site("xuong")
    tried, run = await through(manager, as_csv(CLOSURES), "closures")
    assert tried["counts"] == counts(taken=3, refused=3)
    assert [found for _, found in (await codes(manager, run))[3:]] == [
        ["missing"],
        ["ends_before"],
        ["bad_date"],
    ]
    async with world.database.read() as session:
        rows = list(await session.scalars(select(Closure).order_by(Closure.during)))
    assert [(row.scope_kind, row.during.lower.isoformat(), row.during.upper.isoformat()) for row in rows] == [
        ("site", "2027-02-04T17:00:00+00:00", "2027-02-11T17:00:00+00:00"),
        ("site", "2027-03-01T01:00:00+00:00", "2027-03-01T05:00:00+00:00"),
        ("region", "2027-09-01T17:00:00+00:00", "2027-09-02T17:00:00+00:00"),
    ]
    again, _ = await through(manager, as_csv(CLOSURES), "closures")
    assert again["counts"] == counts(unchanged=3, refused=3)
    other = [CLOSURES[0], ("02/09/2027", "", "Lễ Quốc khánh", "*")]
    changed, _ = await through(manager, as_csv(other), "closures")
    assert changed["counts"] == counts(updated=1)


async def test_a_lab_closes_only_itself(world, web):
    here = await world.site("xuong")
    await world.site("khac")
    lab = await web(await world.person("Lê Xưởng", ("lab", "site", here)))
    rows = [CLOSURES[0], *((("02/09/2027", "", "Nghỉ", site)) for site in ("*", "khac", "xuong", ""))]
    tried, run = await through(lab, as_csv(rows), "closures")
    assert await codes(lab, run) == [
        ("refused", ["unknown_site"]),
        ("refused", ["unknown_site"]),
        ("taken", []),
        ("refused", ["duplicate_row"]),
    ]
    assert tried["counts"] == counts(taken=1, refused=3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("T2-T6", [1, 2, 3, 4, 5]), ("Thứ hai đến thứ sáu", [1, 2, 3, 4, 5]), ("mon, wed", [1, 3]),
        ("Thứ bảy và Chủ nhật", [6, 7]), ("2", [1]), ("8", [7]), ("CN", [7]), ("Sat-Mon", [6, 7, 1]),
        ("hằng ngày", [1, 2, 3, 4, 5, 6, 7]), ("ngày rằm", None), ("", None), ("T2-T4-T6", None),
    ],
)  # fmt: skip
def test_weekdays_are_read_as_people_write_them(text, found):
    assert weekdays(text) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("8h30", time(8, 30)), ("08:30", time(8, 30)), ("8:30:00", time(8, 30)), ("17h", time(17)),
        ("5 pm", time(17)), ("12 am", time(0)), (8, time(8)), ("24:00", time(0)), ("8.30", time(8, 30)),
        ("25:00", None), ("8:75", None), ("13 pm", None), ("sáng", None), (True, None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(value, found):
    assert clock(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("25/11/2026", date(2026, 11, 25)), ("2026-11-25", date(2026, 11, 25)),
        ("1.2.2027", date(2027, 2, 1)),
        ("2026-11-25T00:00:00", date(2026, 11, 25)), (46_351, date(2026, 11, 25)), ("31/02/2026", None),
        ("11/25/2026", None), ("0001-01-01", None), ("9999-12-31", None), ("mai", None), (2026, None),
    ],
)  # fmt: skip
def test_dates_are_read_day_first(value, found):
    assert day(value) == found


def test_stretches_of_a_day_are_read_from_one_cell():
    assert stretches("08:00-12:00, 13h30–17h") == [(time(8), time(12)), (time(13, 30), time(17))]
    assert stretches("sáng") is None
