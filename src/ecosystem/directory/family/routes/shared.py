"""What the routes of families share."""

from typing import Final

FAMILY: Final = "family:manage"
NO_STORE = {"cache-control": "no-store"}
