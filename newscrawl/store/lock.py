"""One crawl at a time: locks beside the store that the system drops when their holder dies, however it dies.

The process that starts a crawl holds the right to it. Its workers (`crawl --jobs`) share another lock: when the starter
is killed they go on for a moment, and the next crawl waits until they have ended.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

from newscrawl.errors import StoreError
from newscrawl.files.file_locks import NO_LINK, OPEN, lock, read_at, remove_locked, write_at

ASK_AGAIN = 0.2  # seconds

OnWait = Callable[[str], object]
"""Called with the reason when a crawl begins to wait."""


def taken_by(store: str, holder: str) -> str:
    """The reason why a crawl may not begin."""
    return f"{store}: another crawl uses this store ({holder or 'another process'})"


def refused(reason: str) -> StoreError:
    """The error of a crawl that may not begin and does not wait."""
    return StoreError(f"{reason}: wait for its end (--wait), or name another store")


def still_ending(store: str, workers: str) -> str:
    """The reason why a crawl does not begin at once, although the right is its own."""
    return f"{store}: the workers of a crawl that was killed end first ({workers or 'other processes'})"


def orphaned(store: str) -> StoreError:
    """The error of a worker whose starter is dead when it begins.

    The worker looks once it has its part of the lock: a starter that lives then has the right to crawl, and whoever
    gets the right after its death finds the part taken.
    """
    return StoreError(f"{store}: the crawl of this worker was killed: run the same command again, nothing is lost")


def wait_until_free(reason_against: Callable[[], str | None], on_wait: OnWait) -> None:
    """Ask again until there is no reason; the first one is told."""
    is_told = False
    while reason := reason_against():
        if not is_told:
            on_wait(reason)
            is_told = True
        time.sleep(ASK_AGAIN)


class CrawlLock:
    """The right to crawl into a store: a `flock` on `PATH-lock`, whose text says who holds it.

    It is a file of its own because a program that opens and closes the database file drops SQLite's locks on it
    (https://sqlite.org/howtocorrupt.html, section 2.2).
    """

    def __init__(self, store: Path, who: str, *, wait: bool, on_wait: OnWait) -> None:
        self._store = str(store)
        self._path = store.with_name(store.name + "-lock")
        self._workers = _workers_of(store)
        self._file = -1
        if wait:
            wait_until_free(self._taken, on_wait)
        elif reason := self._taken():
            raise refused(reason)
        os.truncate(self._file, 0)
        write_at(self._file, f"process {os.getpid()}: {who}\n".encode(), 0)
        try:
            wait_until_free(self._worked_at, on_wait)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others crawl."""
        self._worked_at()  # the file goes
        if self._is_current(self._file):
            remove_locked(self._path, self._file)
        else:
            os.close(self._file)

    def _taken(self) -> str | None:
        """Take the lock, or say who has it."""
        while True:
            file = _opened(self._path, os.O_CREAT)
            if not lock(file):
                os.close(file)
                return taken_by(self._store, self._path.read_text(errors="replace").strip())
            if self._is_current(file):
                self._file = file
                return None
            os.close(file)

    def _worked_at(self) -> str | None:
        """Remove the file of the workers' lock, or say who has it."""
        try:
            file = _opened(self._workers, 0)
        except FileNotFoundError:
            return None
        if lock(file):
            remove_locked(self._workers, file)
            return None
        numbers = ", ".join(read_at(file, 1000, 0).decode(errors="replace").split())
        os.close(file)
        return still_ending(self._store, f"processes {numbers}")

    def _is_current(self, file: int) -> bool:
        """False when the holder before us removed the file that we had already opened, or somebody ours."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False


class WorkerLock:
    """A worker's part in a crawl: a shared `flock` on `PATH-workers`, whose text lists the processes."""

    def __init__(self, store: Path, starter: int) -> None:
        self._file = _opened(_workers_of(store), os.O_CREAT | os.O_APPEND)
        try:
            if not lock(self._file, shared=True):  # the next crawl has begun
                raise orphaned(str(store))
            os.write(self._file, f"{os.getpid()} ".encode())
            if os.getppid() != starter:
                raise orphaned(str(store))
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """The next crawl need not wait for this worker."""
        os.close(self._file)


def _workers_of(store: Path) -> Path:
    return store.with_name(store.name + "-workers")


def _opened(path: Path, more: int) -> int:
    """A file that is a lock: it is emptied, so it must be no other thing, and no other name of a file that somebody
    keeps. Raises StoreError, and FileNotFoundError where none is made."""
    file = -1
    try:
        file = os.open(path, OPEN | NO_LINK | more, 0o644)
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return file
    except OSError as error:
        if file >= 0:
            os.close(file)
        if isinstance(error, FileNotFoundError) and not more:
            raise
        reason = "it is a link: remove it" if error.errno == errno.ELOOP else error.strerror
        raise StoreError(f"{path}: the lock cannot be written: {reason}") from error
