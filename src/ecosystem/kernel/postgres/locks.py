"""Locks between processes: flock on a file, gone with the process however it ends."""

import fcntl
import os
import time
from pathlib import Path

from ecosystem.kernel.postgres.errors import ClusterError


class FileLock:
    """One lock file; the lock belongs to the open file, so a child that inherits it keeps it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def handle(self) -> int:
        """The open file's number, for a child to inherit."""
        if self._handle is None:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._handle

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free, at once; answers whether we have it now."""
        try:
            fcntl.flock(self.handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, seconds: float, *, shared: bool = False) -> None:
        """Take the lock, waiting for it at most `seconds`; raises ClusterError after that."""
        end = time.monotonic() + seconds
        while not self.take(shared=shared):
            if time.monotonic() > end:
                raise ClusterError(
                    f"another command holds {self.path} for {seconds:.0f} s: end it and try again"
                )
            time.sleep(0.05)

    def drop(self) -> None:
        """Close our hold on the file; children that inherited it keep theirs."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
