"""The data directory: made whole or not at all, and configured anew at every start."""

import shutil
from pathlib import Path

from ecosystem.kernel.postgres.account import Account
from ecosystem.kernel.postgres.binaries import Binaries
from ecosystem.kernel.postgres.errors import ClusterError

ROLE = "ecosystem"

# Reached through a socket in a directory of mode 700 only, so who can open it is who may.
_HBA = "local all all trust\n"

_ALWAYS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # A question that takes milliseconds must not spend ten times that on compiling itself.
    "jit": "off",
    # Parallel workers want shared memory that small containers do not have.
    "max_parallel_workers_per_gather": "0",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_messages": "warning",
    "log_line_prefix": "'%m [%p] '",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# A run of tests has many databases open at once, and may lose them all.
_FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


def made_by(data: Path) -> int | None:
    """The major version that made the data directory; None if there is none yet."""
    version = data / "PG_VERSION"
    return int(version.read_text(encoding="ascii").split(".")[0]) if version.exists() else None


def make(data: Path, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Create the data directory beside its place and move it there when it is whole."""
    draft = data.with_name("data.new")
    failures = []
    for locale in _locales(binaries.major):
        # What an initdb that was killed half-way left behind is never used.
        shutil.rmtree(draft, ignore_errors=True)
        answer = account.run(
            [
                binaries.path("initdb"),
                *("--pgdata", str(draft), "--username", ROLE, "--encoding", "UTF8", "--auth", "trust"),
                *("--data-checksums", "--no-instructions", *locale, *(() if durable else ("--no-sync",))),
            ],
            cwd=data.parent,
            timeout=300,
        )
        if answer.returncode == 0:
            draft.rename(data)
            return
        failures.append((answer.stderr or answer.stdout).strip().splitlines()[-1:])
    raise ClusterError(f"initdb failed in {data.parent}: {failures}; is there space and may we write there?")


def configure(data: Path, socket: Path, account: Account, *, durable: bool) -> None:
    """Write our settings; `local.conf` beside the data directory is the administrator's and wins."""
    settings = _ALWAYS | (_DURABLE if durable else _FLEETING) | {"unix_socket_directories": f"'{socket}'"}
    lines = [f"{name} = {value}" for name, value in settings.items()]
    lines.append(f"include_if_exists '{data.parent / 'local.conf'}'")
    for name, text in (("ecosystem.conf", "\n".join(lines) + "\n"), ("pg_hba.conf", _HBA)):
        (data / name).write_text(text, encoding="utf-8")
        account.own(data / name)
    main = data / "postgresql.conf"
    include = "include 'ecosystem.conf'\n"
    if include not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write(f"\n{include}")


def _locales(major: int) -> list[tuple[str, ...]]:
    """The locales to try, the best first: the same order and letters on every machine, no ICU."""
    if major >= 17:
        return [("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C")]
    return [("--locale", "C.UTF-8"), ("--locale", "C")]
