"""SQLite: the store as one file, with errors that name it and say what to do.

WAL mode lets readers work beside one writer. `synchronous=NORMAL` means that a committed transaction outlives any kill
of the process; a power cut may take back the last ones, but never leaves half of one (https://sqlite.org/wal.html).
"""

from __future__ import annotations

import ctypes
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from newscrawl.errors import RefusedValueError, StoreError
from newscrawl.files.file_locks import lock_byte
from newscrawl.store.lock import CrawlLock, OnWait, WorkerLock
from newscrawl.store.queries import Queries, Value

_APPLICATION = 0x4E455753  # "NEWS": the file's `application_id`; its `user_version` counts the steps of the schema

# By the primary result code (https://sqlite.org/rescode.html): what happened, and what to do.
_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another program: let it end, or close its transaction, then run again",
    sqlite3.SQLITE_LOCKED: "is locked by another program: let it end, or close its transaction, then run again",
    sqlite3.SQLITE_READONLY: "is read-only: make the file and its folder writable, or name another store",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: free some space and run again; what was committed is kept",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk may be full or failing: check it and run again; "
    "what was committed is kept",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup, or save what is readable with "
    "`sqlite3 FILE .recover | sqlite3 NEW`",
    sqlite3.SQLITE_NOTADB: "is not a newscrawl store: name another file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its folder exists and is writable",
}


_IN_USE = 128  # the byte that every connection locks in the WAL's index (https://sqlite.org/walformat.html, 2.3.2)
# What it says of a single value: the file is sound (https://sqlite.org/rescode.html).
_REFUSED = {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE}


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file has this name now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class SqliteDatabase(Queries):
    """The Database in a file. The right to crawl is a lock beside it."""

    def __init__(
        self, path: Path, *, create: bool, busy_seconds: float, name: str | None = None, options: str = "mode=rwc"
    ) -> None:
        self.path = path.resolve()  # one file is one store, whatever links lead to it
        self.name = name or str(path)
        self.rollbacks = 0
        self._file: tuple[int, int] | None = None  # device and inode, once it is known to be ours
        self._log: tuple[int, int] | None = None
        if not create and not path.is_file():
            raise StoreError(f"{self.name}: there is no store: `newscrawl crawl SITE --store {self.name}` makes one")
        address = f"{self.path.as_uri()}?{options}"
        try:
            self._connection = sqlite3.connect(address, timeout=busy_seconds, isolation_level=None, uri=True)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        self.write("PRAGMA foreign_keys = ON")

    def version(self) -> int | None:
        # Tables first: another process may be making the store right now, and sets all three at one stroke.
        tables = self.number("SELECT count(*) FROM sqlite_master")
        owner = self.number("PRAGMA application_id")
        version = self.number("PRAGMA user_version")
        return None if owner != _APPLICATION and (tables or owner) else version

    def set_version(self, number: int) -> None:
        self.write(f"PRAGMA application_id = {_APPLICATION}")
        self.write(f"PRAGMA user_version = {number}")

    def prepare(self) -> None:
        self._first("PRAGMA journal_mode = WAL")
        self.write("PRAGMA synchronous = NORMAL")
        self._file = _file_at(self.path)

    def _all(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _first(self, sql: str, values: Sequence[Value] = ()) -> tuple[Value, ...] | None:
        try:
            row: tuple[Value, ...] | None = self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error
        return row

    def write(self, sql: str, values: Sequence[Value] = ()) -> int:
        self._check_place()
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def write_many(self, sql: str, values: Iterable[Sequence[Value]]) -> int:
        self._check_place()
        try:
            return self._connection.executemany(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        try:
            self.write("BEGIN IMMEDIATE")
            yield
            self.write("COMMIT")
        except BaseException:
            self.rollbacks += 1
            with suppress(sqlite3.Error):  # a full disk has rolled back already
                self._connection.rollback()
            raise

    @contextmanager
    def crawling(self, who: str, *, wait: bool, on_wait: OnWait) -> Iterator[None]:
        lock = CrawlLock(self.path, who, wait=wait, on_wait=on_wait)
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def working(self, starter: int) -> Iterator[None]:
        lock = WorkerLock(self.path, starter)
        try:
            yield
        finally:
            lock.release()

    def wait_at_most(self, seconds: float) -> None:
        self._first(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def size(self) -> int:
        return self.path.stat().st_size

    def close(self) -> None:
        if self._file is not None and _file_at(self.path) != self._file:
            self._abandon()
        else:
            self._connection.close()  # without other users the WAL is folded in and removed

    def _abandon(self) -> None:
        """Leave a file that has no name any more, so that another one of that name is not touched.

        The last one that closes removes the WAL by its name, which may be the other's by now: the connection stays open
        as long as the process lives. But a WAL of ours would be read into the other file by whoever opens it first
        (https://sqlite.org/howtocorrupt.html, 1.4): where nobody has opened it, it goes.
        """
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._connection))
        if self._log is not None and _file_at(self._beside("-wal")) == self._log and not self._is_open_elsewhere():
            for end in ("-wal", "-shm"):
                self._beside(end).unlink(missing_ok=True)

    def _is_open_elsewhere(self) -> bool:
        """Whether another process has the files of this name open: it holds a lock on a byte of the WAL's index."""
        try:
            with self._beside("-shm").open("r+b") as index:
                return not lock_byte(index.fileno(), _IN_USE)
        except FileNotFoundError:
            return False

    def _beside(self, end: str) -> Path:
        return self.path.with_name(self.path.name + end)

    def _check_place(self) -> None:
        """What is written into a file without a name is lost. Raises StoreError."""
        if self._file is None or self._connection.in_transaction:
            return
        if _file_at(self.path) != self._file:
            raise StoreError(
                f"{self.name}: the store was deleted or replaced while it was in use: nothing more is written; put it "
                "back, with the files that begin with its name, or run again without it"
            )
        self._log = self._log or _file_at(self._beside("-wal"))  # it is made with the first write

    def _explained(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        if str(error).startswith("Could not decode"):  # the driver's own, without a code and with the whole text
            return StoreError(f"{self.name}: the store {_ADVICE[sqlite3.SQLITE_CORRUPT]}")
        if "not supported" in str(error) or (code is not None and code & 0xFF in _REFUSED):
            return RefusedValueError(f"{self.name}: a value cannot be stored ({error})")
        advice = _ADVICE.get(code & 0xFF) if code is not None else None  # the low byte is the primary code
        return StoreError(f"{self.name}: the store {advice} ({error})" if advice else f"{self.name}: {error}")
