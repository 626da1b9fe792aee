"""The text of letters about bookings: pure functions on plain values."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.fablab import words as fablab_words
from ecosystem.fablab.letters import words
from ecosystem.fablab.letters.facts import OVER, Facts, Spot
from ecosystem.fablab.rules import BookingRules
from ecosystem.kernel.intervals import zone
from ecosystem.kernel.money import Money

_WHOLE = frozenset({"VND", "JPY", "KRW"})  # currencies without a hundredth
_VIETNAMESE = str.maketrans(",.", ".,")
_STANDS = frozenset({"booked", "moved", "approved", "reminder"})


class Place(Struct, frozen=True):
    """A machine as a letter names it, in the reader's language."""

    machine: str
    room: str | None
    site: str
    site_slug: str
    address: str
    zone: str
    region: str
    rules: BookingRules


class Reader(Struct, frozen=True):
    """Whom a letter is for; `person` is the booking's, whose clock is set to `zone`."""

    name: str
    locale: str
    person: str
    zone: str


def subject(facts: Facts, place: Place, reader: Reader) -> str:
    """The line that is read before all else: what happened, to what, when."""
    tz = zone(place.zone)
    start, end = (moment.astimezone(tz) for moment in (facts.spot.starts_at, facts.spot.ends_at))
    weekday = words.WEEKDAYS[start.weekday()].to(reader.locale)
    return words.SUBJECTS[facts.event].to(
        reader.locale,
        machine=place.machine,
        person=reader.person,
        short=f"{start:%H:%M}–{_clock(start, end)} {weekday} {start:%d/%m}",
    )


def body(facts: Facts, place: Place, reader: Reader, *, base_url: str, before: Place | None = None) -> str:
    """The letter: what happened, the booking, what follows from it, and where to go."""
    say = reader.locale
    told = words.BY_OTHERS if facts.by_other else words.OPENINGS
    opening = told.get(facts.event, words.OPENINGS[facts.event]).to(say, person=reader.person)
    blocks = [
        [words.HELLO.to(say, name=reader.name)],
        [opening],
        _booking(facts, place, reader, before),
        _following(facts, place, say),
        _ways(facts, place, say, base_url),
        [place.region],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def when(spot: Spot, place: Place, reader: Reader) -> str:
    """The time on the site's clock; its offset goes along for those whose clock shows another."""
    tz = zone(place.zone)
    start, end = spot.starts_at.astimezone(tz), spot.ends_at.astimezone(tz)
    said = f"{start:%H:%M}–{_clock(start, end)}, {_day(start, reader.locale)}"
    if start.utcoffset() == start.astimezone(ZoneInfo(reader.zone)).utcoffset():
        return said
    return f"{said} (UTC{_offset(start.utcoffset() or timedelta())})"


def _booking(facts: Facts, place: Place, reader: Reader, before: Place | None) -> list[str]:
    say, spot = reader.locale, facts.spot
    where = ", ".join(part for part in (place.room, place.site, place.address) if part)
    lines = [place.machine, when(spot, place, reader), where]
    if spot.units > 1:
        lines.append(words.UNITS.to(say, units=spot.units))
    if facts.price is not None and facts.price.amount and facts.event not in OVER:
        lines.append(words.PRICE.to(say, price=amount(facts.price, say)))
    if facts.before is not None:
        old = when(facts.before, before or place, reader)
        named = old if before is None else f"{before.machine}, {old}"
        lines.append(words.BEFORE.to(say, before=named))
    if facts.why:
        purpose = facts.event == "asked" or (facts.event == "booked" and not facts.by_other)
        others = {"approved": words.SAID, "kept": words.CHANGE}
        kind = words.PURPOSE if purpose else others.get(facts.event, words.WHY)
        lines.append(kind.to(say, why=facts.why))
    return lines


def _following(facts: Facts, place: Place, say: str) -> list[str]:
    """What the reader should know or do next."""
    lines = []
    if facts.decide_by is not None:
        template = words.DECIDE_BY if facts.event == "asked" else words.ANSWER_BY
        lines.append(template.to(say, decide_by=_moment(facts.decide_by, place, say)))
    if facts.event in _STANDS:
        by = facts.spot.starts_at - timedelta(minutes=place.rules.cancel_notice_minutes)
        if facts.event != "reminder":
            lines.append(words.CANCEL_BY.to(say, cancel_by=_moment(by, place, say)))
        grace = place.rules.no_show_grace_minutes
        if grace is not None:
            lines.append(words.GRACE.to(say, grace=fablab_words.duration(grace, say)))
    return lines


def _ways(facts: Facts, place: Place, say: str, base_url: str) -> list[str]:
    """Where to go; the address stands on a line of its own."""
    if facts.event == "asked":
        return [words.DECIDE.to(say), f"{base_url}/hom-nay?site={place.site_slug}"]
    if facts.event in {"refused", "expired"}:
        return [words.FIND.to(say), f"{base_url}/tim-gio"]
    lines = [words.SEE.to(say), f"{base_url}/cua-toi"]
    if facts.event == "reminder" or (facts.event in {"booked", "moved", "cancelled"} and not facts.by_other):
        lines += ["", words.CHOOSE.to(say, link=f"{base_url}/tai-khoan")]
    return lines


def amount(price: Money, locale: str) -> str:
    """An amount as both languages write it here: 60.000 ₫, 60,000 ₫; other currencies by their code."""
    figures = f"{price.amount:,}" if price.currency in _WHOLE else f"{price.amount / 100:,.2f}"
    if locale != "en":
        figures = figures.translate(_VIETNAMESE)
    return f"{figures} {'₫' if price.currency == 'VND' else price.currency}"


def _moment(instant: datetime, place: Place, locale: str) -> str:
    local = instant.astimezone(zone(place.zone))
    return f"{local:%H:%M} {_day(local, locale)}"


def _day(local: datetime, locale: str) -> str:
    weekday = words.WEEKDAYS[local.weekday()].to(locale)
    return f"{weekday} {local:%d/%m/%Y}"


def _clock(start: datetime, end: datetime) -> str:
    """An end beside its start: midnight is 24:00 of the same day, another day is named."""
    if end.date() == start.date():
        return f"{end:%H:%M}"
    if end.date() == start.date() + timedelta(days=1) and (end.hour, end.minute) == (0, 0):
        return "24:00"
    return f"{end:%H:%M %d/%m}"


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
