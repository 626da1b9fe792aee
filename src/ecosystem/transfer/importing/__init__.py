"""Lists that exist elsewhere come in: mapping, rules on plain values, writers by kind, report."""

from ecosystem.transfer.importing.engine import import_list
from ecosystem.transfer.importing.kinds import KINDS
from ecosystem.transfer.importing.mapping import Mapping, MappingError, as_toml
from ecosystem.transfer.importing.mapping import save as save_mapping
from ecosystem.transfer.importing.report import Outcome, Report, as_text
from ecosystem.transfer.importing.report import save as save_report
from ecosystem.transfer.tables.reading import UnreadableFileError

__all__ = [
    "KINDS",
    "Mapping",
    "MappingError",
    "Outcome",
    "Report",
    "UnreadableFileError",
    "as_text",
    "as_toml",
    "import_list",
    "save_mapping",
    "save_report",
]
