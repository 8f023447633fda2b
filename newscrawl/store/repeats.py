"""Which lines the articles of a site share, and which of them are its template (newscrawl.processing.site_template)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from newscrawl.store.database import Database
from newscrawl.store.queries import Text

# A line is template once so many articles had it, and one in `_SHARE` of those since it was first seen.
# What comes back on a news page is mostly template, but what the body still has is not: on 251 pages of 58 sites of the
# development corpus (three to eleven a site) 7 lines came on two pages of a site, none on three, and 6 of them stood in
# the true text. So the limits are strict. They come from arithmetic: a line that is news in three of ten of 500
# articles (how a war began, in every report on it) passes 10 articles and a third in 76 % of runs, 10 and a half in
# 10 %, 20 and a half in 2 %. A line of nine in ten always passes, after 22 articles.
_ARTICLES = 20
_SHARE = 2
_WINDOW = 500  # articles after which a line that did not get so far is forgotten

_SITE = """
INSERT INTO repeats (site, line, first, articles) VALUES (?, '', 1, 1)
ON CONFLICT (site, line) DO UPDATE SET articles = repeats.articles + 1 RETURNING articles
"""
# All lines of an article at one stroke: one by one they took a third of a page's time on a server. (SQLite wants the
# WHERE, to tell this ON from that of a join.)
_LINES = f"""
INSERT INTO repeats (site, line, first, articles) SELECT ?, value, ?, 1 FROM json_each(?) WHERE true
ON CONFLICT (site, line) DO UPDATE SET articles = repeats.articles + 1, template = CASE
  WHEN repeats.template = 1 THEN 1
  WHEN repeats.articles + 1 >= {_ARTICLES}
    AND {_SHARE} * (repeats.articles + 1) >= excluded.first - repeats.first + 1 THEN 1
  ELSE 0 END
"""
_FORGET = "DELETE FROM repeats WHERE site = ? AND line <> '' AND template = 0 AND first <= ?"


class Repeats:
    """The repeat rows of one store. The row of the empty line counts the articles of its site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def template(self, site: str) -> frozenset[str]:
        """The hashes of the lines that are the site's template; a line stays one."""
        rows = self._database.rows(Text, "SELECT line FROM repeats WHERE site = ? AND template = 1", (site,))
        return frozenset(row.value for row in rows)

    def count(self, site: str, lines: Sequence[str]) -> None:
        """Count the lines of a new article, each once; part of `Store.finish_page`."""
        number = self._database.number(_SITE, (site,))
        self._database.write(_LINES, (site, number, json.dumps(lines)))
        if number % _WINDOW == 0:
            self._database.write(_FORGET, (site, number - _WINDOW))
