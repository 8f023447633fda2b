"""Runs: one row for every crawl, what it was asked and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson

from newscrawl.store.database import Database
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


class Runs:
    """The run rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, command: Mapping[str, Any], *, now: datetime) -> int:
        """A new row; its number. Runs that never ended are marked as killed: the caller holds the crawl lock."""
        with self._database.transaction():
            self._database.write("UPDATE runs SET state = 'killed' WHERE state = 'running'")
            sql = "INSERT INTO runs (command, started_at, state) VALUES (?, ?, 'running') RETURNING id"
            return int(self._database.row(sql, (_json(command), stamp(now)))[0])

    def finish(self, run: int, tally: Tally, *, now: datetime, ending: Ending = "finished") -> None:
        """Close the row of a run."""
        started = moment(self._database.row("SELECT started_at FROM runs WHERE id = ?", (run,))[0])
        self._database.write(
            "UPDATE runs SET finished_at = ?, state = ?, counts = ?, drops = ?, errors = ?, examples = ?, seconds = ? "
            "WHERE id = ?",
            (stamp(now), ending, _json(tally.counts), _json(tally.drops), _json(tally.errors), _json(tally.examples),
             (now - started).total_seconds(), run),
        )  # fmt: skip

    def last(self, limit: int = 20) -> list[Run]:
        """The newest runs first."""
        rows = self._database.rows(
            "SELECT id, command, started_at, finished_at, state, counts, drops, errors, examples, seconds FROM runs "
            "ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [_run(*row) for row in rows]


def _run(number: int, command: str, started: str, finished: str | None, state: str, *rest: Any) -> Run:
    *told, seconds = rest
    counts, drops, errors, examples = map(orjson.loads, told)
    tally = Tally(counts=counts, drops=drops, errors=errors, examples=examples)
    return Run(
        id=number, command=orjson.loads(command), started_at=moment(started),
        finished_at=moment(finished) if finished else None, state=state, tally=tally, seconds=seconds,
    )  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
