"""What a list that goes out is made of, and what is asked of it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecosystem.directory.rules import is_minor
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.intervals import start_of_day, zone
from ecosystem.kernel.sheets import Cell
from ecosystem.kernel.words import Words
from ecosystem.places.models import Site
from ecosystem.transfer.importing.kinds import KINDS

Row = Sequence[Cell]


class Asked(Struct, frozen=True, kw_only=True):
    """A list with its filter: `sites` are those that may be shown, or the one that was asked for.

    `at_region` says that whoever asks runs the region; `since` and `until` are days, both counted.
    """

    actor: Actor
    locale: str
    zone: str
    now: datetime
    sites: dict[UUID, Site]
    at_region: bool
    one_site: bool = False
    since: date | None = None
    until: date | None = None
    state: str | None = None
    category: str | None = None
    organisation_id: UUID | None = None
    qualification_id: UUID | None = None
    q: str | None = None
    role: str | None = None
    kind: str | None = None
    by: str | None = None
    most: int = 50_000

    @property
    def starts(self) -> datetime | None:
        """The first instant of the first day."""
        return start_of_day(self.since, self._tz) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The instant after the last day."""
        return start_of_day(self.until + timedelta(days=1), self._tz) if self.until else None

    @property
    def _tz(self) -> ZoneInfo:
        return zone(self.zone)

    def local(self, at: datetime | None, zone_name: str | None = None) -> datetime | None:
        """An instant as clocks on the wall show it, without its zone, as spreadsheets want it."""
        return at.astimezone(zone(zone_name or self.zone)).replace(tzinfo=None, microsecond=0) if at else None

    def yes(self, true: bool) -> str:
        """Yes or no."""
        return (Words("có", "yes") if true else Words("không", "no")).to(self.locale)

    def told(self, words: dict[str, str] | Words | None) -> str | None:
        """Bilingual text in the reader's language."""
        if words is None:
            return None
        if isinstance(words, Words):
            return words.to(self.locale)
        return words.get(self.locale) or words.get("vi")

    def adult(self, birth_date: date | None) -> bool:
        """Whether somebody is of age, as far as is known; others' addresses and numbers leave in no list."""
        return not is_minor(birth_date, self.now.astimezone(self._tz).date())


def labels(kind: str, *names: str) -> tuple[Words, ...]:
    """The headings that the import knows for these fields, so that what went out can come in again."""
    return tuple(KINDS[kind].field(name).label for name in names)


class ListOut(Struct, frozen=True, kw_only=True):
    """A list that may go out: its columns, what it can be filtered by, and how its rows are read.

    `permission` must be held at the sites whose rows are shown; with `of_region` at the region; with
    `of_actor` anywhere, and the rows are those that the screen would show to this actor.
    """

    name: str
    label: Words
    about: Words
    permission: str
    columns: tuple[Words, ...]
    rows: Callable[[Session, Asked], Awaitable[list[Row]]]
    filters: tuple[str, ...] = ()
    states: dict[str, Words] = {}
    roles: dict[str, Words] = {}
    of_region: bool = False
    of_actor: bool = False
    geojson: bool = False
