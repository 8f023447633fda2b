"""Texts that stood in the place of a site's stories, and at how many addresses (newscrawl.processing.site_notices)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from newscrawl.processing import site_notices as notices
from newscrawl.processing.site_notices import Words
from newscrawl.store.database import Database
from newscrawl.store.timestamps import moment, stamp

# A notice that names the hour or the reader is another text at each visit: so many of a site's newest are compared.
_NEWEST = 30
_BELIEVED_AFTER = timedelta(days=7)
_NEW = "INSERT INTO notices (site, words, address, addresses, since) VALUES (?, ?, ?, 1, ?)"
_FORGET = """
DELETE FROM notices WHERE site = ? AND id NOT IN (SELECT id FROM notices WHERE site = ? ORDER BY id DESC LIMIT ?)
"""


class Notice(NamedTuple):
    """A text: the first address where it stood in a story's place, the number of such addresses (2 stands for more),
    and since when."""

    id: int
    words: str
    address: str
    addresses: int
    since: str

    @property
    def is_everywhere(self) -> bool:
        """Whether it stands in the place of several stories."""
        return self.addresses > 1

    def lasts(self, now: datetime) -> bool:
        """Whether it has stood so long in the place of one story that it is that story's text now."""
        return now - moment(self.since) >= _BELIEVED_AFTER


class Notices:
    """The notice rows of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, site: str, words: Words) -> Notice | None:
        """The notice of a site that has these words."""
        if not words:
            return None
        sql = f"SELECT {', '.join(Notice._fields)} FROM notices WHERE site = ? ORDER BY id DESC"
        rows = self._database.rows(Notice, sql, (site,))
        return next((row for row in rows if notices.is_same(words, frozenset(row.words.split()))), None)

    def note(self, site: str, words: Words, address: str, *, now: datetime) -> Notice:
        """Remember that a text stands at an address (its identity) in a story's place; part of `Store.finish_page`."""
        notice = self.find(site, words)
        if notice is None:
            joined = " ".join(sorted(words))
            self._database.write(_NEW, (site, joined, address, stamp(now)))
            self._database.write(_FORGET, (site, site, _NEWEST))
            return Notice(0, joined, address, 1, stamp(now))
        if notice.address != address and not notice.is_everywhere:
            self._database.write("UPDATE notices SET addresses = 2 WHERE id = ?", (notice.id,))
            return notice._replace(addresses=2)
        return notice
