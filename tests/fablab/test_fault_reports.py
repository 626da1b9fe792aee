"""Reports of faults by those who use the machines: how many may wait, and what becomes of them."""

import asyncio
import json
from email import message_from_bytes
from email.policy import default

import pytest

from ecosystem.fablab import outages
from ecosystem.fablab.models import Outage
from ecosystem.fablab.schemas import Confirmation
from ecosystem.kernel import clock
from ecosystem.notifications import jobs as sending
from tests.fablab.test_outages import Lab
from tests.fablab.world import at
from tests.support import sql

REASON = "Đầu in bị tắc"


@pytest.fixture
async def lab(world):
    return await Lab(world).build()


async def report(client, machine):
    return await client.post("/api/fault-reports", json={"resource_id": str(machine), "reason": REASON})


@pytest.fixture
def letters(lab, settings, database_url):
    """Sends what waits; answers (event, to whom, subject, text) in the order of the causes."""

    async def send():
        for row in sql(database_url, "SELECT id FROM notice WHERE state = 'pending'"):
            await sending.send(lab.world.database, sending.Ref(row["id"]))
        found = []
        for row in sql(database_url, "SELECT * FROM notice WHERE state = 'sent' ORDER BY created_at, id"):
            path = settings.var / "mail" / f"{row['id']}_testserver.eml"
            message = message_from_bytes(path.read_bytes(), policy=default)
            event = json.loads(row["facts"])["event"]
            found.append((event, row["recipient_name"], str(message["Subject"]), message.get_content()))
        return found

    return send


async def test_a_few_reports_of_a_person_wait_at_a_time_even_side_by_side(lab, web):
    machines = [await lab.world.machine(lab.site, await lab.world.category(f"loai-{n}")) for n in range(7)]
    binh = await web(lab.binh)
    answers = await asyncio.gather(*(report(binh, machine) for machine in machines))
    assert sorted(answer.status_code for answer in answers) == [201] * outages.MOST_REPORTS + [422] * 2
    assert {one.json()["code"] for one in answers if one.status_code == 422} == {"too_many_reports"}
    assert await lab.world.count(Outage) == outages.MOST_REPORTS
    # Others may, and so may Bình once one has been looked at.
    assert (await report(await web(await lab.world.person("An")), machines[0])).status_code == 201
    first = next(answer.json() for answer in answers if answer.status_code == 201)
    await lab.do(outages.dismiss, actor=lab.staff, outage_id=first["id"], note=None)
    assert (await report(binh, machines[0])).status_code == 201


async def test_a_retired_machine_has_no_faults(lab, web, database_url):
    sql(database_url, f"UPDATE resource SET state = 'retired' WHERE id = '{lab.machine}'")
    refused = await report(await web(lab.binh), lab.machine)
    assert (refused.status_code, [one["code"] for one in refused.json()["reasons"]]) == (422, ["retired"])


async def test_staff_dismiss_with_a_word_that_the_reporter_reads(lab, web, letters):
    staff, binh = await web(lab.staff), await web(lab.binh)
    elsewhere = await web(await lab.world.person("Hà", ("lab", "site", await lab.world.site("khac"))))
    path = f"/api/outages/{(await report(binh, lab.machine)).json()['id']}/dismiss"
    body = {"note": "Đã thông đầu in, máy chạy tốt"}
    for client, status in ((binh, 403), (elsewhere, 404)):
        assert (await client.post(path, json=body)).status_code == status
    assert (await staff.post(path, json=body, headers={"if-match": '"v9"'})).status_code == 412
    done = await staff.post(path, json=body, headers={"if-match": '"v1"'})
    assert (done.status_code, done.json()["end_note"]) == (200, body["note"])
    assert (await lab.machine_row()).state == "in_order"
    again = await staff.post(path, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "fault_settled")
    [(event, who, subject, text)] = await letters()
    assert (event, who) == ("fault_dismissed", "Nguyễn Văn Bình")
    assert "Máy Epilog" in subject
    assert REASON in text
    assert body["note"] in text


async def test_the_reporter_hears_that_it_is_out_of_order_and_when_it_is_back(lab, web, letters):
    made = (await report(await web(lab.binh), lab.machine)).json()
    said = Confirmation(safety=False, expected_return=at("16:30"))
    confirmed = await lab.do(outages.confirm, actor=lab.staff, outage_id=made["id"], said=said)
    again = await (await web(lab.staff)).post(f"/api/outages/{made['id']}/dismiss", json={})
    assert (again.status_code, again.json()["code"]) == (409, "fault_settled")
    with clock.frozen(at("15:00")):
        await lab.do(outages.end, actor=lab.staff, outage_id=confirmed.id)
    sent = await letters()
    assert [(event, who) for event, who, *_ in sent] == [
        ("fault_confirmed", "Nguyễn Văn Bình"),
        ("fault_mended", "Nguyễn Văn Bình"),
    ]
    assert ["16:30 21/11/2026" in text for *_, text in sent] == [True, False]


async def test_who_puts_it_right_themselves_gets_no_letter(lab, letters):
    started = await lab.start()
    await lab.do(outages.end, actor=lab.staff, outage_id=started.id)
    assert await letters() == []
