"""Letters to whoever reported a fault: it is confirmed, dismissed, or mended at last."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from ecosystem.fablab import rows
from ecosystem.fablab import statements as fablab
from ecosystem.fablab import words as fablab_words
from ecosystem.fablab.letters import words
from ecosystem.fablab.letters.statements import TO_PERSON
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.words import Words
from ecosystem.notifications import outbox
from ecosystem.notifications.office import office

TEMPLATE = "fablab.fault"
Event = Literal["fault_confirmed", "fault_dismissed", "fault_mended"]

_SUBJECTS: dict[Event, Words] = {
    "fault_confirmed": Words(
        "Cảm ơn bạn đã báo: {machine} tạm ngừng", "Thank you: {machine} is out of order"
    ),
    "fault_dismissed": Words("Về báo hỏng của bạn: {machine}", "About your report: {machine}"),
    "fault_mended": Words("Đã dùng lại được: {machine}", "Back in order: {machine}"),
}
_OPENINGS: dict[Event, Words] = {
    "fault_confirmed": Words(
        "Nhân viên đã kiểm tra và cho máy bạn báo hỏng tạm ngừng:",
        "Staff have put the machine you reported out of order:",
    ),
    "fault_dismissed": Words(
        "Nhân viên đã xem báo hỏng của bạn; máy vẫn được dùng bình thường:",
        "Staff have looked at your report; the machine stays in use:",
    ),
    "fault_mended": Words(
        "Máy mà bạn từng báo hỏng đã dùng lại được:", "The machine you reported is back in order:"
    ),
}
_REPORTED = Words("Bạn đã báo: {reason}", "You reported: {reason}")
_BACK = Words("Dự kiến dùng lại từ {back}.", "It is expected back at {back}.")
_SEE = Words("Xem máy:", "See the machine:")


class Facts(Struct, frozen=True, omit_defaults=True):
    """One letter's cause: what was reported, and what staff said to it."""

    event: Event
    outage_id: UUID
    reason: str
    expected_return: datetime | None = None
    why: str | None = None


async def tell(
    session: Session, event: Event, row: rows.Row, *, actor: Actor, why: str | None = None
) -> None:
    """A letter to the reporter, unless that is who acts; `row` is the fault after the change, as `OUTAGE`."""
    if row["reported_by_id"] in (None, actor.person_id):
        return
    back = row["expected_return"] if event == "fault_confirmed" else None
    statement, values = outbox.put_down(
        session,
        TO_PERSON,
        key=f"outage:{row['id']}:{row['version']}:{event}",
        template=TEMPLATE,
        facts=Facts(event, row["id"], row["reason"], back, why),
        who=(row["reported_by_id"], True),
    )
    await (await raw(session)).execute(statement, *values)


async def write(session: Session, asked: outbox.Facts) -> outbox.Content | None:
    """The text of a letter. One statement."""
    facts = msgspec.json.decode(asked.json, type=Facts)
    row = await (await raw(session)).fetchrow(fablab.OUTAGE, facts.outage_id)
    if row is None:
        return None
    say, machine = asked.locale, row["name"]
    about = [machine, rows.words(row["site_name"]).to(say), _REPORTED.to(say, reason=facts.reason)]
    if facts.why:
        about.append(words.SAID.to(say, why=facts.why))
    if facts.expected_return:
        about.append(_BACK.to(say, back=fablab_words.moment(facts.expected_return, row["zone"])))
    blocks = [
        [words.HELLO.to(say, name=asked.name)],
        [_OPENINGS[facts.event].to(say)],
        about,
        [_SEE.to(say), f"{office().base_url}/may/{row['resource_id']}"],
    ]
    body = "\n\n".join("\n".join(lines) for lines in blocks) + "\n"
    return outbox.Content(_SUBJECTS[facts.event].to(say, machine=machine), body)
