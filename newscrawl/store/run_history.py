"""Runs: one row for every crawl, what it was asked and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import orjson

from newscrawl.store.database import Database
from newscrawl.store.queries import Text
from newscrawl.store.timestamps import moment, stamp

Ending = Literal["finished", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run counted: pages and articles by name, dropped pages by reason, errors by host and reason.

    `examples` has an address for each reason.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    drops: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as the store remembers it. `seconds` and `finished_at` are None while it runs and after a kill."""

    id: int
    command: Mapping[str, Any]
    started_at: datetime
    finished_at: datetime | None
    state: str
    tally: Tally
    seconds: float | None

    @property
    def pages_per_second(self) -> float | None:
        """Pages fetched a second, from the count `pages`."""
        return self.tally.counts.get("pages", 0) / self.seconds if self.seconds else None


class _RunRow(NamedTuple):
    id: int
    command: str
    started_at: str
    finished_at: str | None
    state: str
    counts: str
    drops: str
    errors: str
    examples: str
    seconds: float | None


class Runs:
    """The run rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, command: Mapping[str, Any], *, now: datetime) -> int:
        """A new row; its number. Runs that never ended are marked as killed: the caller holds the crawl lock."""
        with self._database.transaction():
            self._database.write("UPDATE runs SET state = 'killed' WHERE state = 'running'")
            sql = "INSERT INTO runs (command, started_at, state) VALUES (?, ?, 'running') RETURNING id"
            return self._database.number(sql, (_json(command), stamp(now)))

    def finish(self, run: int, tally: Tally, *, now: datetime, ending: Ending = "finished") -> None:
        """Close the row of a run."""
        row = self._database.row(Text, "SELECT started_at FROM runs WHERE id = ?", (run,))
        assert row is not None, run
        seconds = (now - moment(row.value)).total_seconds()
        self._database.write(
            "UPDATE runs SET finished_at = ?, state = ?, counts = ?, drops = ?, errors = ?, examples = ?, seconds = ? "
            "WHERE id = ?",
            (stamp(now), ending, _json(tally.counts), _json(tally.drops), _json(tally.errors), _json(tally.examples),
             seconds, run),
        )  # fmt: skip

    def last(self, limit: int = 20) -> list[Run]:
        """The newest runs first."""
        sql = f"SELECT {', '.join(_RunRow._fields)} FROM runs ORDER BY id DESC LIMIT ?"
        return [_run(row) for row in self._database.rows(_RunRow, sql, (limit,))]


def _run(row: _RunRow) -> Run:
    tally = Tally(
        counts=orjson.loads(row.counts), drops=orjson.loads(row.drops), errors=orjson.loads(row.errors),
        examples=orjson.loads(row.examples),
    )  # fmt: skip
    return Run(
        id=row.id, command=orjson.loads(row.command), started_at=moment(row.started_at),
        finished_at=moment(row.finished_at) if row.finished_at else None, state=row.state, tally=tally,
        seconds=row.seconds,
    )  # fmt: skip


def _json(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
