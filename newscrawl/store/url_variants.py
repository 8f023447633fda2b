"""Forms of one address: with a slash at the end or without, `http:` or `https:`, with `index.html`.

They have one identity, and are one page once one of them has answered. Until then each form that a source names is
tried: one that gives no page does not stand in for the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from newscrawl.store.database import Database
from newscrawl.store.queries import Text

_MOST = 4  # forms of one address
_KNOWN = """
SELECT id, identity, url, state IN ('gone', 'failed') AS failed FROM frontier
WHERE identity IN (SELECT value FROM json_each(?)) AND (checked_at IS NULL OR state IN ('gone', 'failed'))
"""
_REMEMBER = """
INSERT INTO url_variants (row, url, failed) SELECT ?, ?, 0 WHERE (SELECT count(*) FROM url_variants WHERE row = ?) < ?
ON CONFLICT (row, url) DO NOTHING
"""
_FAILED = "INSERT INTO url_variants (row, url, failed) VALUES (?, ?, 1) ON CONFLICT (row, url) DO UPDATE SET failed = 1"
_NEXT = "SELECT url AS value FROM url_variants WHERE row = ? AND failed = 0 AND url <> ? ORDER BY url LIMIT 1"


class _Known(NamedTuple):
    id: int
    identity: str
    url: str
    failed: int


class UrlVariants:
    """The rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, named: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
        """Remember the forms of known addresses (pairs of identity and form) of which none has answered.

        The rows whose form so far gave no page, each with a form that was not tried yet. Part of `Frontier.add`.
        """
        forms: dict[str, list[str]] = {}
        for identity, url in named:
            forms.setdefault(identity, []).append(url)
        untried: dict[int, str] = {}
        for row in self._database.rows(_Known, _KNOWN, (json.dumps(list(forms)),)):
            others = [url for url in forms[row.identity] if url != row.url]
            self._database.write_many(_REMEMBER, [(row.id, url, row.id, _MOST) for url in others])
            if others and row.failed and (following := self.next(row.id, row.url)):
                untried[row.id] = following
        return list(untried.items())

    def next(self, row: int, url: str) -> str | None:
        """The form to try now that this one gave no page; None where all were tried: then all may be tried again."""
        following = self._database.row(Text, _NEXT, (row, url))
        if following is None:
            self._database.write("UPDATE url_variants SET failed = 0 WHERE row = ? AND failed = 1", (row,))
            return None
        self._database.write(_FAILED, (row, url))
        return following.value

    def forget(self, row: int) -> None:
        """A form has answered."""
        self._database.write("DELETE FROM url_variants WHERE row = ?", (row,))
