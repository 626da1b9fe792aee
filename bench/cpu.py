"""CPU time of other processes: the figure of a busy machine, on which neighbours make every clock lie."""

import os
from collections.abc import Iterable
from pathlib import Path

import asyncpg

_TICKS = os.sysconf("SC_CLK_TCK")


def spent(pids: Iterable[int]) -> float:
    """Seconds of CPU that these processes have used so far, in user and kernel; those gone count nothing."""
    return sum(map(_of, pids))


async def of_database(connection: "asyncpg.Connection[asyncpg.Record]") -> list[int]:
    """The processes of the database, on this machine."""
    return [row["pid"] for row in await connection.fetch("SELECT pid FROM pg_stat_activity")]


def _of(pid: int) -> float:
    try:
        with Path(f"/proc/{pid}/stat").open("rb") as file:
            # Fields from the third on; the second is a name in brackets, in which anything may stand.
            fields = file.read().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
