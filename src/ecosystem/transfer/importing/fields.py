"""What a kind of list is made of: its fields, and how each is found, said and shown."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from msgspec import Struct, field

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words

if TYPE_CHECKING:
    from ecosystem.transfer.importing.mapping import Mapping as ListMapping
    from ecosystem.transfer.importing.rows import RowReader
    from ecosystem.transfer.importing.rules import Reading


class Field(Struct, frozen=True, kw_only=True):
    """One thing that a row may say.

    `synonyms` are headings it may stand under, without diacritics and in lower case, the first match
    wins. `several`: texts of several columns are joined. `meanings` are the words that the product
    knows, `known` what lists write for them. `default`: it may be given once for all rows.
    """

    name: str
    label: Words
    synonyms: tuple[str, ...] = ()
    required: bool = False
    several: bool = False
    default: bool = False
    meanings: dict[str, Words] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)


class Context(Struct, frozen=True):
    """What a list is taken in under: by whom (None: a command on the server), when, and for which site."""

    actor: Actor | None
    now: datetime
    mapping: "ListMapping"
    source: str
    site: str | None = None

    def may(
        self, permission: str, *, site_id: UUID | None = None, organisation_id: UUID | None = None
    ) -> bool:
        """Whether whoever takes the list in may do this there."""
        return self.actor is None or self.actor.may(
            permission, site_id=site_id, organisation_id=organisation_id
        )


class Writer(Protocol):
    """Takes rows that read well into the database, all of them in one transaction."""

    @property
    def made(self) -> dict[str, list[str]]:
        """What was made along the way, such as rooms, by name."""

    async def take(self, readings: "Sequence[Reading]") -> None:
        """Make, change, leave or refuse every row; its line says what became of it."""


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of list: its fields, what a row says (pure), and who writes it."""

    name: str
    label: Words
    fields: tuple[Field, ...]
    draft: "Callable[[RowReader], Any]"
    begin: "Callable[[Session, Context], Awaitable[Writer]]"
    guessed: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keyed: bool = True
    """Whether a row without a reference is known again by its name, so that one name twice is two things."""

    def field(self, name: str) -> Field:
        """The field of that name; KeyError without."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def required(self) -> str:
        """The field without which no row can be read."""
        return next(each.name for each in self.fields if each.required)
