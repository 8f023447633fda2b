"""Addresses that a source named and the crawl did not take: why, since when, and who named them.

A sitemap lists tens of thousands of old stories: a row is a hash of 8 bytes, a reason, a time and the source, about 110
bytes with its index, and only the newest ones are kept: 22 MB at most. A known address costs one look into the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from newscrawl.store.database import Database
from newscrawl.store.keys import identity_of
from newscrawl.store.timestamps import moment, stamp

KEPT = 200_000
_NOTE = """
INSERT INTO left_out (address, reason, at, source) VALUES (?, ?, ?, ?) ON CONFLICT (address) DO UPDATE
SET reason = excluded.reason, at = excluded.at, source = excluded.source WHERE left_out.reason <> excluded.reason
"""
_FORGET = "DELETE FROM left_out WHERE id <= (SELECT COALESCE(max(id), 0) FROM left_out) - ?"
_FIND = """
SELECT reason, at, frontier.url FROM left_out LEFT JOIN frontier ON frontier.id = left_out.source WHERE address = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Why an address was not taken, since when, and the source that named it."""

    reason: str
    at: datetime
    source: str | None


class LeftOutAddresses:
    """The rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, left_out: Iterable[tuple[str, str]], *, source: int, now: datetime) -> None:
        """Remember addresses, each with its reason; `source` is the frontier row that named them."""
        at = stamp(now)
        with self._database.transaction():
            self._database.write_many(_NOTE, [(_hash(url), reason, at, source) for url, reason in left_out])
            self._database.write(_FORGET, (KEPT,))

    def find(self, url: str) -> LeftOut | None:
        """What is remembered of an address."""
        row = self._database.row(_FIND, (_hash(url),))
        return LeftOut(reason=row[0], at=moment(row[1]), source=row[2]) if row else None


def _hash(url: str) -> int:
    """64 bits of an address: among 200,000 of them two are alike once in a billion stores."""
    return int.from_bytes(blake2b(identity_of(url).encode("utf-8", "replace"), digest_size=8).digest(), signed=True)
