"""The connection to one SQLite file: opening, transactions, and errors that name the file and say what to do.

WAL mode lets readers work beside one writer. `synchronous=NORMAL` means that a committed transaction outlives any kill
of the process; a power cut may take back the last ones, but never leaves half of one (https://sqlite.org/wal.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from newscrawl.errors import StoreError

BUSY_SECONDS = 10.0

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


class Database:
    """One connection. Every failure is a StoreError; a failed transaction leaves nothing behind."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.rollbacks = 0  # whoever remembers what it wrote forgets it when this number changes
        try:
            self._connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        self.write("PRAGMA foreign_keys = ON")

    def prepare(self) -> None:
        """Switch the file to WAL. Only called once the file is known to be ours."""
        self.row("PRAGMA journal_mode = WAL")
        self.write("PRAGMA synchronous = NORMAL")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query (or of a RETURNING clause), as tuples."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query, or None."""
        try:
            return self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def named(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row of a query by column name, or None."""
        try:
            cursor = self._connection.execute(sql, values)
            found = cursor.fetchone()
        except sqlite3.Error as error:
            raise self._explained(error) from error
        names = [column[0] for column in cursor.description]
        return dict(zip(names, found, strict=True)) if found else None

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; the number of rows it touched."""
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> int:
        """Run one statement for many rows; the number of rows touched in all."""
        try:
            return self._connection.executemany(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another transaction it is a part of that one."""
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

    def close(self) -> None:
        """Close the file; without other users its WAL is folded in and removed."""
        self._connection.close()

    def _explained(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        advice = _ADVICE.get(code & 0xFF) if code is not None else None  # the low byte is the primary code
        return StoreError(f"{self.path}: the store {advice} ({error})" if advice else f"{self.path}: {error}")
