"""One crawl at a time: a lock beside the store that the system drops when its holder dies, however it dies."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from pathlib import Path

from newscrawl.errors import StoreError

ASK_AGAIN = 0.2  # seconds


def taken_by(store: str, holder: str) -> StoreError:
    """The error of whoever may not crawl into a store now."""
    who = holder or "another process"
    return StoreError(
        f"{store}: another crawl uses this store ({who}): wait for its end (--wait), or name another store"
    )


class CrawlLock:
    """The right to crawl into a store: a `flock` on `PATH-lock`, whose text says who holds it.

    It is a file of its own because a program that opens and closes the database file drops SQLite's locks on it
    (https://sqlite.org/howtocorrupt.html, section 2.2).
    """

    def __init__(self, store: Path, who: str, *, wait: bool = False) -> None:
        self._path = store.with_name(store.name + "-lock")
        try:
            self._file = self._acquire(wait)
        except BlockingIOError:
            raise taken_by(str(store), self._path.read_text(errors="replace").strip()) from None
        except OSError as error:
            reason = "it is a link: remove it" if error.errno == errno.ELOOP else error.strerror
            raise StoreError(f"{self._path}: the lock cannot be written: {reason}") from error
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"process {os.getpid()}: {who}\n".encode(), 0)

    def release(self) -> None:
        """Let others crawl."""
        if self._is_current(self._file):
            self._path.unlink(missing_ok=True)
        os.close(self._file)

    def _acquire(self, wait: bool) -> int:
        while True:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
            try:
                _check_ours(file)
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self._is_current(file):
                    return file
            except BlockingIOError:
                if not wait:
                    os.close(file)
                    raise
                time.sleep(ASK_AGAIN)
            except OSError:
                os.close(file)
                raise
            os.close(file)

    def _is_current(self, file: int) -> bool:
        """False when the holder before us removed the file that we had already opened, or somebody ours."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False


def _check_ours(file: int) -> None:
    """A lock is emptied: it must be no other thing, and no other name of a file that somebody keeps."""
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
