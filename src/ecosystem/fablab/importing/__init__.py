"""Lists that exist elsewhere become resources: readers, mapping, rules on plain values, report."""

from ecosystem.fablab.importing.mapping import Mapping, MappingError, as_toml
from ecosystem.fablab.importing.mapping import save as save_mapping
from ecosystem.fablab.importing.reading import UnreadableFileError
from ecosystem.fablab.importing.report import Outcome, Report, as_text
from ecosystem.fablab.importing.report import save as save_report
from ecosystem.fablab.importing.service import import_resources

__all__ = [
    "Mapping",
    "MappingError",
    "Outcome",
    "Report",
    "UnreadableFileError",
    "as_text",
    "as_toml",
    "import_resources",
    "save_mapping",
    "save_report",
]
