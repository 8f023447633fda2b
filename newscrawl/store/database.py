"""What the store needs of a database, and the two that there are: a SQLite file, or a PostgreSQL server's.

The store speaks SQLite's SQL; newscrawl.store.postgres lists the few words that PostgreSQL says in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from newscrawl.errors import StoreError
from newscrawl.store.lock import OnWait
from newscrawl.store.queries import Row, Value
from newscrawl.store.sqlite import SqliteDatabase

BUSY_SECONDS = 10.0


class Database(Protocol):
    """One connection. Every failure is a StoreError that begins with `name`.

    name       what a person calls it: the file's path, or the server's address without its password
    path       the file; None on a server
    rollbacks  whoever remembers what it wrote forgets it when this number changes
    """

    name: str
    rollbacks: int

    @property
    def path(self) -> Path | None: ...

    def rows(self, kind: type[Row], sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query (or of a RETURNING clause); `kind` names its columns in their order."""

    def row(self, kind: type[Row], sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row of a query, or None."""

    def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        """The number that a query always gives: a count, the key of a new row."""

    def write(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run one statement; the number of rows it touched."""

    def write_many(self, sql: str, values: Iterable[Sequence[Value]]) -> int:
        """Run one statement for many rows; the number of rows touched in all."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, one at a time in a store, whoever writes. Inside another one it is a part of that one."""

    def crawling(self, who: str, *, wait: bool, on_wait: OnWait) -> AbstractContextManager[None]:
        """The right to crawl into this store, as in `Store.crawling`."""

    def working(self, starter: int) -> AbstractContextManager[None]:
        """A worker's part in a crawl, as in `Store.working`."""

    def version(self) -> int | None:
        """How many steps of the schema were taken: 0 in an empty database, None in one of another program."""

    def set_version(self, number: int) -> None:
        """Note how many steps of the schema were taken; part of their transaction."""

    def prepare(self) -> None:
        """Settings that change the database. Only called once it is known to be ours."""

    def wait_at_most(self, seconds: float) -> None:
        """From now on a write waits no longer than this for another program's transaction."""

    def size(self) -> int:
        """Bytes on disk."""

    def close(self) -> None:
        """End the connection."""


def connect(where: str | Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> Database:
    """The database of a path or of an address `postgresql://user@host/database`. Raises StoreError."""
    scheme, is_address, _ = str(where).partition("://")
    if not is_address:
        return SqliteDatabase(Path(where).absolute(), create=create, busy_seconds=busy_seconds)
    if scheme not in ("postgresql", "postgres"):
        raise StoreError(f"{scheme}://: a store is a file, or an address postgresql://user@host/database: name one")
    if not str(where).isprintable():  # bytes that are no UTF-8 among them
        raise StoreError(f"{scheme}://: a store's address is one line of text: postgresql://user@host/database")
    from newscrawl.store.postgres import PostgresDatabase

    return PostgresDatabase(str(where), create=create, busy_seconds=busy_seconds)
