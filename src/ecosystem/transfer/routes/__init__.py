"""Routes of lists in and out."""

from typing import Any

from ecosystem.transfer.routes.exports import ExportController
from ecosystem.transfer.routes.imports import ImportController, ImportKindController

ROUTES: list[Any] = [ImportKindController, ImportController, ExportController]
