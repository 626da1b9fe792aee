"""Public holidays of a country as its calendar has them: suggestions, never closures. No database.

The calendar is that of the library `holidays`. It knows the law and the swaps that were announced before
its release, not those announced later.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct

from ecosystem.kernel.words import Words
from ecosystem.places.rules import DAY

_LANGUAGES = {"vi": ("vi",), "en": ("en_GB", "en_US", "en")}
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


class Suggestion(Struct, frozen=True):
    """Neighbouring days off, both ends included; `key` names them wherever they are decided about."""

    key: str
    name: Words
    starts_on: date
    ends_on: date


class Year(Struct, frozen=True):
    """The holidays of a year, and the days off that are worked in exchange for one."""

    items: Sequence[Suggestion] = ()
    worked_on: Sequence[date] = ()


@lru_cache(maxsize=64)
def of_year(country: str | None, subdivision: str | None, year: int) -> Year:
    """What the calendar of a country knows of a year; nothing where it has no such calendar."""
    if country is None:
        return Year()
    # Only here: its countries take half a second to load, which no start should wait for.
    from holidays import country_holidays  # noqa: PLC0415

    def calendar(language: str | None) -> Any:
        return country_holidays(country, subdiv=subdivision, years=year, language=language)

    try:
        own = calendar(None)
    except NotImplementedError:
        return Year()
    spoken = {locale: _spoken(own, wanted) for locale, wanted in _LANGUAGES.items()}
    names = {
        locale: _named(calendar(language) if language else own, language)
        for locale, language in spoken.items()
    }
    days = sorted(day for day in own if day.year == year)
    items = [_suggestion(run, names, country, subdivision) for run in _runs(days)]
    return Year(items, sorted(day for day in own.weekend_workdays if day.year == year))


def _spoken(calendar: Any, wanted: Sequence[str]) -> str | None:
    return next((language for language in wanted if language in calendar.supported_languages), None)


def _named(calendar: Any, language: str | None) -> dict[date, str]:
    """The days of a calendar; a date within a name stands as our pages write dates, the day first."""
    if language != "en_US":
        return dict(calendar)
    return {day: _DATE.sub(r"\2/\1/\3", name) for day, name in calendar.items()}


def _runs(days: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _suggestion(
    run: Sequence[date], names: dict[str, dict[date, str]], country: str, subdivision: str | None
) -> Suggestion:
    vi, en = (shortened([names[locale][day] for day in run]) for locale in ("vi", "en"))
    calendar = f"{country}-{subdivision}" if subdivision else country
    return Suggestion(f"{calendar}:{run[0]}", Words(vi, en), run[0], run[-1])


def shortened(names: Sequence[str]) -> str:
    """The names of neighbouring days as one.

    "Second Day of Tết" goes without saying beside "Tết", and so does a day off in exchange for another
    date beside the holiday that it lengthens.
    """
    distinct = list(dict.fromkeys(names))
    distinct = [name for name in distinct if not _DATE.search(name)] or distinct
    roots = [name for name in distinct if not any(other in name for other in distinct if other != name)]
    return ", ".join(roots)
