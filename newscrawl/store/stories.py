"""Stories: articles whose texts are nearly the same, whichever site printed them.

Copies of a text appear within days, so the bands of the newest articles are kept in memory: an index of bands in the
database would touch eight random pages of it for each article. Articles of other processes join at the next look.
"""

from __future__ import annotations

from typing import NamedTuple

from newscrawl.processing import near_duplicates
from newscrawl.store.database import Database

_NEWEST = 20_000  # articles: 25 MB, read in 0.1 s
_WIDTH = 8  # bytes of a band


class _Signed(NamedTuple):
    article: int
    story: str
    signature: bytes


class _Bands(NamedTuple):
    article: int
    bands: bytes


class Stories:
    """The story rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._articles: dict[bytes, int] = {}  # band -> the newest article that has it
        self._last = 0
        self._rollbacks = database.rollbacks

    def join(self, article: int, identifier: str, text: str | None) -> str | None:
        """Put a new article into the story that its text belongs to, else start one; the story's name.

        None for a text too short to tell. Part of `Store.finish_page`.
        """
        signed = near_duplicates.signature(text)
        if signed is None:
            return None
        self._read_new()
        bands = near_duplicates.bands(signed)
        nearest = self._nearest(signed, bands)
        story = nearest[1] if nearest else identifier
        self._database.write("INSERT INTO stories VALUES (?, ?, ?, ?)", (article, story, b"".join(bands), signed))
        return story

    def duplicate_of(self, text: str | None) -> int | None:
        """The article that tells nearly the same already; None when the text starts a story."""
        signed = near_duplicates.signature(text)
        if signed is None:
            return None
        self._read_new()
        nearest = self._nearest(signed, near_duplicates.bands(signed))
        return nearest[0] if nearest else None

    def _nearest(self, signed: bytes, bands: list[bytes]) -> tuple[int, str] | None:
        """The most similar of the articles that share a band: its row and its story."""
        found = {self._articles[band] for band in bands if band in self._articles}
        sql = "SELECT article, story, signature FROM stories WHERE article = ?"
        rows = (self._database.row(_Signed, sql, (one,)) for one in found)
        likest = max(
            ((near_duplicates.similarity(signed, row.signature), row.article, row.story) for row in rows if row),
            default=(0.0, 0, ""),
        )
        return likest[1:] if likest[0] >= near_duplicates.NEAR else None

    def _read_new(self) -> None:
        """Learn the bands of the articles since the last look."""
        if self._rollbacks != self._database.rollbacks or len(self._articles) > 2 * _NEWEST * near_duplicates.BANDS:
            self._forget()
        sql = "SELECT article, bands FROM stories WHERE article > ? ORDER BY article DESC LIMIT ?"
        for article, joined in reversed(self._database.rows(_Bands, sql, (self._last, _NEWEST))):
            self._last = article
            for at in range(0, len(joined), _WIDTH):
                self._articles[joined[at : at + _WIDTH]] = article

    def _forget(self) -> None:
        self._articles.clear()
        self._last = 0
        self._rollbacks = self._database.rollbacks
