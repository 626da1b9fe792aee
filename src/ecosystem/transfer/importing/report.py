"""What became of every row of a list: the counts, and each remark with its row, column and value."""

import csv
import io
import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field, to_builtins

from ecosystem.kernel.sheets import harmless
from ecosystem.transfer.importing.mapping import Mapping
from ecosystem.transfer.importing.remarks import Remark

MOST_SHOWN = 20
COLUMNS = ("row", "ref", "name", "outcome", "code", "column", "value", "message")


class Outcome(StrEnum):
    """The five things that can become of a row."""

    TAKEN = "taken"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Change(Struct, frozen=True):
    """One thing that a row changes: the field, and what stands there before and after."""

    field: str
    before: Any
    after: Any


class Line(Struct):
    """One row of the list and what became of it; its remarks are reasons where it was left out."""

    row: int
    outcome: Outcome
    ref: str | None = None
    name: str | None = None
    remarks: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class Report(Struct):
    """The outcome of an import; `lines` holds every row, in the order of the file."""

    kind: str
    file: str
    source: str
    dry_run: bool
    mapping: Mapping
    guessed: bool
    lines: list[Line]
    made: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return len(self.lines)

    def count(self, outcome: Outcome) -> int:
        """How many rows had that outcome."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; the values add up to `rows`."""
        return {outcome.value: self.count(outcome) for outcome in Outcome}

    def remarks(self, *, of_taken: bool) -> Counter[str]:
        """How often each remark was made: warnings on rows that were taken, or reasons on the others."""
        out = {Outcome.SKIPPED, Outcome.REFUSED}
        return Counter(
            remark.code
            for line in self.lines
            if (line.outcome not in out) == of_taken
            for remark in line.remarks
        )


def as_text(report: Report) -> str:
    """The report for a person at a terminal; the rows that were refused are named."""
    tried = " (dry run, nothing was written)" if report.dry_run else ""
    lines = [f"{report.file}: {report.rows} rows{tried}"]
    lines += [f"  {name:<10} {count:>6}" for name, count in report.counts.items()]
    for title, names in report.made.items():
        if names:
            lines.append(f"new {title}: {', '.join(names)}")
    for title, of_taken in (("why rows were left out", False), ("warnings on rows that were taken", True)):
        counted = report.remarks(of_taken=of_taken)
        if counted:
            lines += [f"{title}:", *(f"  {code:<20} {count:>6}" for code, count in counted.most_common())]
    refused = [line for line in report.lines if line.outcome == Outcome.REFUSED]
    if refused:
        lines.append("refused:")
        lines += [f"  row {line.row}: {_told(line)}" for line in refused[:MOST_SHOWN]]
    if len(refused) > MOST_SHOWN:
        lines.append(f"  and {len(refused) - MOST_SHOWN} more, all of them in the file that --report writes")
    return "\n".join(lines)


def save(report: Report, path: Path) -> None:
    """Write every row and remark to a JSON file, or to CSV for any other ending."""
    if path.suffix.lower() == ".json":
        plain = {
            "file": report.file,
            "source": report.source,
            "dry_run": report.dry_run,
            "rows": report.rows,
            "counts": report.counts,
            "made": report.made,
            "lines": [_plain(line) for line in report.lines],
        }
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    else:
        # With the mark, so that spreadsheets read Vietnamese.
        path.write_text(as_csv(report), encoding="utf-8-sig", newline="")


def as_csv(report: Report) -> str:
    """A line for each remark, and one for each row without any."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in report.lines:
        told = [(each.code, each.column, each.value, each.message) for each in line.remarks]
        for remark in told or [("", "", "", "")]:
            cells = (line.ref, line.name, line.outcome.value, *remark)
            writer.writerow([line.row, *(harmless(text or "") for text in cells)])
    return out.getvalue()


def _plain(line: Line) -> dict[str, Any]:
    plain: dict[str, Any] = to_builtins(line)
    plain["remarks"] = [
        {"code": each.code, "message": each.message, "column": each.column, "value": each.value}
        for each in line.remarks
    ]
    return plain


def _told(line: Line) -> str:
    who = line.name or line.ref or "no name"
    return f"{who}: {'; '.join(remark.message for remark in line.remarks)}"
