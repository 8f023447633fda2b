"""A store that may only be read: on a read-only disk, in a folder or a file without the right to write.

SQLite reads a file in WAL mode without writing only while the files beside it are there, or when it is told that nobody
writes (`immutable`, https://sqlite.org/wal.html#read_only_databases). What neither way opens, and a store of an older
schema, is read from a copy that is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from newscrawl.errors import StoreError
from newscrawl.store.sqlite import SqliteDatabase
from newscrawl.store.temporary import TemporaryFolder


def is_unwritable(path: Path) -> bool:
    """Whether this process may not write a file that is there, or not into its folder."""
    return path.is_file() and not all(os.access(one, os.W_OK, effective_ids=True) for one in (path, path.parent))


def read_only(
    path: Path, *, name: str, busy_seconds: float, steps: int
) -> tuple[SqliteDatabase, TemporaryFolder | None]:
    """The database, and the folder of the copy where it had to be copied: its own is the caller's to migrate.

    `steps` are those of the schema that can be read as it is. Raises StoreError.
    """
    for options in ("mode=ro", "mode=ro&immutable=1"):
        if "immutable" in options and _has_wal(path):
            continue  # what was committed last stands in it
        database = SqliteDatabase(path, name=name, create=False, busy_seconds=busy_seconds, options=options)
        try:
            if database.version() == steps:
                return database, None
        except StoreError:
            pass
        database.close()
    folder = TemporaryFolder()
    try:
        copy = folder.path / "store.db"
        for end in ("", "-wal"):
            if (source := path.with_name(path.name + end)).is_file():
                shutil.copyfile(source, copy.with_name(copy.name + end))
        return SqliteDatabase(copy, name=name, create=False, busy_seconds=busy_seconds), folder
    except OSError as error:
        folder.remove()
        raise StoreError(f"{name}: the store cannot be read: {error.strerror}") from error


def _has_wal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.is_file() and wal.stat().st_size > 0
