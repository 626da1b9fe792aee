"""What a wheel carries beside the package: the migrations and the built front end."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Extras(BuildHookInterface):
    """Adds them to a wheel; an editable installation reads them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds."""
        if version == "editable":
            return
        dist = Path(self.root) / "frontend" / "dist"
        if not (dist / "index.html").exists():
            raise FileNotFoundError(f"{dist} has no pages: run `make build` first")
        build_data["force_include"] |= {"alembic": "ecosystem/_alembic", str(dist): "ecosystem/_web"}
