"""What lists in and out look like over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from ecosystem.directory.schemas import Role

Kind = Literal["resources", "people", "organisations", "hours", "closures"]
State = Literal["draft", "previewed", "applied"]
OutcomeName = Literal["taken", "updated", "unchanged", "skipped", "refused"]
Encoding = Literal["utf-8", "utf-16", "cp1258", "cp1252"]
Delimiter = Literal[",", ";", "\t", "|"]
Format = Literal["csv", "xlsx", "geojson"]

MOST_BYTES = 10 * 2**20
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=500)]


class Choice(Struct):
    """A word that the product knows, and what it is called."""

    value: str
    label: str


class ImportField(Struct):
    """What a row may say; `several` texts of columns are joined, `default` may be given for all rows."""

    name: str
    label: str
    required: bool
    several: bool
    default: bool
    choices: list[Choice]


class ImportKind(Struct):
    """A kind of list that may be taken in; `sites` are those whose rows may name none."""

    name: Kind
    label: str
    fields: list[ImportField]
    sites: list[Choice]


class NewImport(Struct, forbid_unknown_fields=True):
    """A file to be taken in, 10 MB at most; its ending says what it is (csv, xlsx, json)."""

    kind: Kind
    file_name: Name
    content: bytes
    site: Name | None = None


class ImportChanges(Struct, forbid_unknown_fields=True):
    """How the list is to be read; what is not given stays.

    `columns` says for each column which field it is, null for none. `values` says for each field what a
    word in the list means, `skip` leaves such rows out. `mapping` is a whole mapping as a TOML file.
    """

    columns: dict[Short, Short | None] | UnsetType = UNSET
    values: dict[Short, dict[Short, Short]] | UnsetType = UNSET
    defaults: dict[Short, Short | None] | UnsetType = UNSET
    options: dict[Short, Short] | UnsetType = UNSET
    source: Name | UnsetType = UNSET
    site: Name | UnsetType | None = UNSET
    sheet: Short | UnsetType = UNSET
    encoding: Encoding | UnsetType = UNSET
    delimiter: Delimiter | UnsetType = UNSET
    mapping: Annotated[str, Meta(max_length=200_000)] | UnsetType = UNSET


class ImportColumn(Struct):
    """A column of the list: the first of its values, and the field that it is taken for."""

    name: str
    samples: list[str]
    field: str | None


class ImportValue(Struct):
    """A word that the list writes for a field with known words: how often, and what it is taken for.

    `means` is null where nobody knows yet, `skip` where such rows are left out.
    """

    field: str
    given: str
    count: int
    means: str | None


class ImportReading(Struct):
    """How the file is read, and what its columns are taken for."""

    encoding: Encoding | None
    delimiter: Delimiter | None
    sheets: list[str]
    sheet: str | None
    columns: list[ImportColumn]
    values: list[ImportValue]
    defaults: dict[str, str]
    options: dict[str, str]
    fields: list[ImportField]
    ready: bool


class ImportPerson(Struct):
    """Who took a list in."""

    id: UUID
    full_name: str


class ImportSite(Struct):
    """The site of rows that name none."""

    slug: str
    name: str


class ImportSummary(Struct):
    """An import: what list, by whom, and how many rows came to what; `counts` add up to `rows`."""

    id: UUID
    kind: Kind
    state: State
    file_name: str
    source: str
    site: ImportSite | None
    rows: int
    counts: dict[str, int] | None
    made: dict[str, list[str]] | None
    created_by: ImportPerson
    created_at: datetime
    applied_by: ImportPerson | None
    applied_at: datetime | None
    version: int


class Import(ImportSummary):
    """An import with how its file is read; null once it is taken in, for the file is not kept.

    `digest` stands for the preview that was shown last.
    """

    digest: str | None
    reading: ImportReading | None


class Imports(Struct):
    """Imports, the latest first."""

    items: list[ImportSummary]
    next_cursor: str | None = None


class ImportKinds(Struct):
    """The kinds of lists that one may take in."""

    items: list[ImportKind]
    next_cursor: str | None = None


class ImportRemark(Struct):
    """Why a row is left out, or what is odd about one that is taken."""

    code: str
    message: str
    column: str | None
    value: str | None


class ImportChange(Struct):
    """One thing that a row changes; `before` is null where there was nothing."""

    field: str
    label: str
    before: Any
    after: Any


class ImportRow(Struct):
    """One row of the list and what becomes of it."""

    row: int
    outcome: OutcomeName
    ref: str | None
    name: str | None
    remarks: list[ImportRemark]
    changes: list[ImportChange]


class ImportRows(Struct):
    """Rows in the order of the list; `total` counts those that the question finds."""

    items: list[ImportRow]
    total: int
    next_cursor: str | None = None


class Application(Struct, forbid_unknown_fields=True):
    """The preview that is to be carried out."""

    digest: Annotated[str, Meta(min_length=1, max_length=100)]


ExportName = Literal[
    "reservations",
    "resources",
    "outages",
    "qualifications",
    "people",
    "organisations",
    "sites",
    "hours",
    "closures",
    "audit",
    "categories",
    "rooms",
    "holders",
    "qualification_catalogue",
    "invitations",
    "join_codes",
    "membership_requests",
    "imports",
]
ExportFilter = Literal[
    "q", "role", "site", "since", "until", "state", "category", "organisation", "qualification", "kind", "by"
]


class ExportList(Struct):
    """A list that may be exported; `sites` are those whose rows one may see, `states` and `roles` what to
    filter by.
    """

    name: ExportName
    label: str
    about: str
    columns: list[str]
    filters: list[ExportFilter]
    states: list[Choice]
    roles: list[Choice]
    formats: list[Format]
    sites: list[Choice]


class Exports(Struct):
    """The lists that one may export."""

    items: list[ExportList]
    next_cursor: str | None = None


class ExportIn(Struct, forbid_unknown_fields=True):
    """A list with the filter that it has on its screen.

    `site` and `category` are slugs, `organisation` a slug or id, `qualification` a code or id; days are those
    of the region's zone, both counted; `q` are words without diacritics, `by` words of the name of whoever
    made a change of this `kind`.
    """

    list: ExportName
    format: Format
    site: Name | None = None
    since: date | None = None
    until: date | None = None
    state: Short | None = None
    category: Name | None = None
    organisation: Name | None = None
    qualification: Name | None = None
    q: Short | None = None
    role: Role | None = None
    kind: Name | None = None
    by: Short | None = None
