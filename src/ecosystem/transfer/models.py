"""Tables of lists in and out: imports with their rows, and which row of a list became what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.directory.models import one_of
from ecosystem.kernel.db import Base

KINDS = ("resources", "people", "organisations", "hours", "closures")
STATES = ("draft", "previewed", "applied")
OUTCOMES = ("taken", "updated", "unchanged", "skipped", "refused")


class ImportRun(Base):
    """A list that somebody brought: the file until it is taken in, how it is read, what came of it.

    `digest` stands for the outcome of the last preview; `counts` are rows by outcome, `made` what was
    made along the way. The file is forgotten once it is taken in, its rows after a while.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name="applied"),
        CheckConstraint("state = 'applied' OR content IS NOT NULL", name="content"),
        Index("ix_import_run_created_at", text("created_at DESC"), text("id DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    manner: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    source: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("site.id"))
    rows: Mapped[int]
    counts: Mapped[dict[str, Any] | None]
    made: Mapped[dict[str, Any] | None]
    digest: Mapped[str | None]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    applied_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ImportLine(Base):
    """What becomes, or became, of one row: `row` counts as a person does, `position` is its place."""

    __tablename__ = "import_line"
    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        Index("ix_import_line_outcome", "import_id", "outcome", "position"),
    )

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    outcome: Mapped[str]
    ref: Mapped[str | None]
    name: Mapped[str | None]
    remarks: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    search_key: Mapped[str]


class ImportLink(Base):
    """What a row of a list became, so that the list is known again when it comes next time."""

    __tablename__ = "import_link"
    __table_args__ = (Index("ix_import_link_subject", "subject_id"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
