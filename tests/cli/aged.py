"""A store as it is some time after its last run: every time in it is earlier by that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from newscrawl.store.timestamps import moment, stamp

_TIMES = {
    "sites": ("added_at", "crawled_at", "since"),
    "frontier": ("due", "found_at", "published", "modified", "checked_at"),
    "articles": ("first_seen", "changed_at", "gone_at"),
    "revisions": ("seen_at",),
    "runs": ("started_at", "finished_at"),
    "hosts": ("robots_expires", "rights_expires", "backoff_until", "asked_until"),
    "left_out": ("at",),
    "notices": ("since",),
}


def aged(store: Path, **time: float) -> None:
    """Let so much time go by; negative time is a clock that was ahead. `time` is what `timedelta` takes."""
    by = timedelta(**time)
    with closing(sqlite3.connect(store)) as database, database:
        database.create_function(
            "aged", 1, lambda at: stamp(moment(at) - by) if at and "T" in at and "+" not in at else at
        )
        for table, columns in _TIMES.items():
            database.execute(f"UPDATE {table} SET {', '.join(f'{one} = aged({one})' for one in columns)}")
