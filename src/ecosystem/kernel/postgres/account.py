"""Whose processes the embedded PostgreSQL are: PostgreSQL refuses to run as root.

As an ordinary user it runs under that user. As root it runs under, in this order, the owner of an existing
data directory, the owner of the var directory if that is not root, the account `postgres`, `nobody`.
Nothing outside the cluster's own directory changes its mode or owner for it: where the var directory can't
be reached by that account, the cluster lives in a directory of its own under /var/lib/ecosystem, and
`var/postgres` is a link to it.
"""

import os
import pwd
import subprocess
import tempfile
from pathlib import Path

import msgspec

from ecosystem.kernel.postgres.errors import ClusterError

AWAY = Path("/var/lib/ecosystem")
_CANDIDATES = ("postgres", "nobody")


class Account(msgspec.Struct, frozen=True):
    """The user and group that the server runs under; `switch` says whether we must change to them."""

    uid: int
    gid: int
    switch: bool

    def run(
        self, command: list[str], *, cwd: Path, timeout: float, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run one program of PostgreSQL under this account, without any of our PG* or locale variables."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        try:
            return subprocess.run(  # noqa: S603 - our own programs, no shell
                command,
                cwd=cwd,
                env=kept | {"LC_ALL": "C", "HOME": str(cwd)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
                pass_fds=pass_fds,
                umask=0o077,
                user=self.uid if self.switch else None,
                group=self.gid if self.switch else None,
                extra_groups=[] if self.switch else None,
            )
        except subprocess.TimeoutExpired:
            raise ClusterError(
                f"{command[0]} did not end within {timeout:.0f} s: see {cwd / 'log'}"
            ) from None

    def reaches(self, path: Path) -> bool:
        """Whether the account can enter the directory `path`, or run the program."""
        if not self.switch:
            return os.access(path, os.X_OK)
        return (
            self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], cwd=Path("/"), timeout=10).returncode
            == 0
        )

    def own(self, path: Path) -> None:
        """Give `path` itself to the account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def choose(var: Path, home: Path) -> Account:
    """The account for the cluster in `home` of the var directory `var`."""
    if os.geteuid() != 0:
        if home.exists() and home.stat().st_uid != os.geteuid():
            owner = pwd.getpwuid(home.stat().st_uid).pw_name
            raise ClusterError(
                f"{home} belongs to {owner}: run as {owner}, or set ECOSYSTEM_VAR to another place"
            )
        return Account(os.geteuid(), os.getegid(), switch=False)
    for path in (home, var):
        if path.exists() and path.stat().st_uid != 0:
            return Account(path.stat().st_uid, path.stat().st_gid, switch=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise ClusterError("PostgreSQL does not run as root and there is no account nobody: run as another user")


def settle(home: Path, account: Account) -> Path:
    """Make `home` for the account, elsewhere with a link where it can't be reached; answers its real path."""
    if home.is_symlink() and not home.exists():
        raise ClusterError(
            f"{home} points to {home.readlink()}, which is gone: restore it, or remove the link"
        )
    if not home.exists():
        if account.reaches(home.parent):
            home.mkdir(mode=0o700)
        else:
            AWAY.mkdir(mode=0o711, parents=True, exist_ok=True)
            place = Path(tempfile.mkdtemp(prefix="postgres-", dir=AWAY))
            home.symlink_to(place)
        account.own(home)
    return home.resolve()
