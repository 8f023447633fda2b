"""SQLite: the store as one file, with errors that name it and say what to do.

WAL mode lets readers work beside one writer. `synchronous=NORMAL` means that a committed transaction outlives any kill
of the process; a power cut may take back the last ones, but never leaves half of one (https://sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from newscrawl.errors import RefusedValueError, StoreError
from newscrawl.store.lock import CrawlLock

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


# What it says of a single value: the file is sound (https://sqlite.org/rescode.html).
_REFUSED = {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE}


class SqliteDatabase:
    """The Database in a file. The right to crawl is a lock beside it."""

    def __init__(self, path: Path, *, create: bool, busy_seconds: float) -> None:
        self.path = path
        self.name = str(path)
        self.rollbacks = 0
        if not create and not path.is_file():
            raise StoreError(f"{path}: there is no store: `newscrawl crawl SITE --store {path}` makes one")
        try:
            self._connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        self.write("PRAGMA foreign_keys = ON")

    def version(self) -> int | None:
        # Tables first: another process may be making the store right now, and sets all three at one stroke.
        tables: int = self.row("SELECT count(*) FROM sqlite_master")[0]
        owner: int = self.row("PRAGMA application_id")[0]
        version: int = self.row("PRAGMA user_version")[0]
        return None if owner != _APPLICATION and (tables or owner) else version

    def set_version(self, number: int) -> None:
        self.write(f"PRAGMA application_id = {_APPLICATION}")
        self.write(f"PRAGMA user_version = {number}")

    def prepare(self) -> None:
        self.row("PRAGMA journal_mode = WAL")
        self.write("PRAGMA synchronous = NORMAL")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        try:
            return self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def named(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        try:
            cursor = self._connection.execute(sql, values)
            found = cursor.fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error
        names = [column[0] for column in cursor.description]
        return dict(zip(names, found, strict=True)) if found else None

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> int:
        try:
            return self._connection.executemany(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        self.write("BEGIN IMMEDIATE")
        try:
            yield
            self.write("COMMIT")
        except BaseException:
            self.rollbacks += 1
            with suppress(sqlite3.Error):  # a full disk has rolled back already
                self._connection.rollback()
            raise

    @contextmanager
    def crawling(self, who: str, *, wait: bool = False) -> Iterator[None]:
        lock = CrawlLock(self.path, who, wait=wait)
        try:
            yield
        finally:
            lock.release()

    def wait_at_most(self, seconds: float) -> None:
        self.row(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def size(self) -> int:
        return self.path.stat().st_size

    def close(self) -> None:
        self._connection.close()  # without other users the WAL is folded in and removed

    def _explained(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        if str(error).startswith("Could not decode"):  # the driver's own, without a code and with the whole text
            return StoreError(f"{self.name}: the store {_ADVICE[sqlite3.SQLITE_CORRUPT]}")
        if "not supported" in str(error) or (code is not None and code & 0xFF in _REFUSED):
            return RefusedValueError(f"{self.name}: a value cannot be stored ({error})")
        advice = _ADVICE.get(code & 0xFF) if code is not None else None  # the low byte is the primary code
        return StoreError(f"{self.name}: the store {advice} ({error})" if advice else f"{self.name}: {error}")
