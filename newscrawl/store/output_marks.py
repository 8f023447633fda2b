"""Outputs: how far the records of the store have reached each output file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from newscrawl.errors import OutputError
from newscrawl.store.database import Database
from newscrawl.store.timestamps import stamp


class Mark(NamedTuple):
    """The last record in a file, and the file's length in bytes after it."""

    sequence: int = 0
    offset: int = 0


class Outputs:
    """The output rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, path: Path) -> Mark | None:
        """How far a file is; None for a file that this store never wrote."""
        return self._database.row(Mark, "SELECT sequence, offset_bytes FROM outputs WHERE path = ?", (str(path),))

    def start(self, path: Path, form: str) -> Mark:
        """A file that is written from the first record on."""
        self._database.write(
            "INSERT INTO outputs (path, format, sequence, offset_bytes) VALUES (?, ?, 0, 0) ON CONFLICT (path) "
            "DO UPDATE SET format = excluded.format, sequence = 0, offset_bytes = 0, written_at = NULL",
            (str(path), form),
        )
        return Mark()

    def move(self, path: Path, before: Mark, after: Mark, *, now: datetime) -> None:
        """Commit that the file has grown. Raises OutputError when another process moved it meanwhile."""
        touched = self._database.write(
            "UPDATE outputs SET sequence = ?, offset_bytes = ?, written_at = ? "
            "WHERE path = ? AND sequence = ? AND offset_bytes = ?",
            (after.sequence, after.offset, stamp(now), str(path), before.sequence, before.offset),
        )
        if not touched:
            raise OutputError(f"{path}: another process writes this output from the same store: let it end, run again")
