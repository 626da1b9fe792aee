"""The change log as a list: without dates of birth, and without addresses and numbers of people under age."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, true

from ecosystem.directory.models import Person
from ecosystem.kernel.db import Session
from ecosystem.kernel.models import AuditEntry
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words
from ecosystem.transfer.exporting.lists import Asked, ListOut, Row
from ecosystem.transfer.many import among


async def _audit(session: Session, asked: Asked) -> list[Row]:
    query = (
        select(AuditEntry, Person.full_name)
        .join(Person, Person.id == AuditEntry.actor_id, isouter=True)
        .order_by(AuditEntry.at, AuditEntry.id)
        .limit(asked.most + 1)
    )
    if asked.starts:
        query = query.where(AuditEntry.at >= asked.starts)
    if asked.ends:
        query = query.where(AuditEntry.at < asked.ends)
    if asked.kind:
        query = query.where(AuditEntry.subject_kind == asked.kind)
    if asked.by:
        query = query.where(_by(search_key(asked.by).split()))
    found = list(await session.execute(query))
    young = await _young(session, asked, [entry for entry, _ in found])
    return [
        (
            asked.local(entry.at),
            name or Words("Hệ thống", "The system").to(asked.locale),
            entry.action,
            entry.subject_kind,
            str(entry.subject_id),
            _json(entry.before, young, entry.subject_id),
            _json(entry.after, young, entry.subject_id),
            entry.reason,
        )
        for entry, name in found
    ]


def _by(words: list[str]) -> ColumnElement[bool]:
    """Every word in the name, or the id as a whole."""
    named = and_(true(), *(Person.search_key.contains(word, autoescape=True) for word in words))
    return or_(named, cast(Person.id, Text) == " ".join(words))


async def _young(session: Session, asked: Asked, entries: Iterable[AuditEntry]) -> frozenset[UUID | str]:
    """Those under age whom the entries are about, and the addresses of such people that they name."""
    people, addresses = set(), set()
    for entry in entries:
        if entry.subject_kind == "person":
            people.add(entry.subject_id)
        addresses |= {email for said in (entry.before, entry.after) if (email := _address_in(said))}
    rows = await session.execute(
        select(Person.id, func.lower(Person.email), Person.birth_date).where(
            Person.birth_date.is_not(None),
            among(Person.id, people) | among(func.lower(Person.email, type_=Text), addresses),
        )
    )
    return frozenset(
        key for id_, email, born in rows if not asked.adult(born) for key in (id_, email) if key is not None
    )


def _address_in(said: dict[str, Any] | None) -> str | None:
    email = said.get("email") if said is not None else None
    return str(email).lower() if email is not None else None


def _json(said: dict[str, Any] | None, young: frozenset[UUID | str], subject_id: UUID) -> str | None:
    if said is None:
        return None
    kept = {name: value for name, value in said.items() if name != "birth_date"}
    if subject_id in young or _address_in(said) in young:
        kept = {name: value for name, value in kept.items() if name not in {"email", "phone"}}
    return msgspec.json.encode(kept).decode()


AUDIT = ListOut(
    name="audit",
    label=Words("Nhật ký thay đổi", "Change log"),
    about=Words("Ai đã đổi gì, từ đâu thành đâu, vì sao", "Who changed what, from what to what, and why"),
    permission="audit:read",
    filters=("since", "until", "kind", "by"),
    of_region=True,
    columns=(
        Words("Lúc", "At"),
        Words("Ai", "Who"),
        Words("Việc", "Action"),
        Words("Loại", "Kind"),
        Words("Mã", "Id"),
        Words("Trước", "Before"),
        Words("Sau", "After"),
        Words("Lý do", "Reason"),
    ),
    rows=_audit,
)
