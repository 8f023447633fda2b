"""Repeats: which lines the articles of a site share, and which of them are its template (newscrawl.template)."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.store.database import Database

# A line is template once so many articles had it, and so large a share of those since it was first seen. Reports on one
# matter repeat whole paragraphs, but not in a third of all that a site prints.
_ARTICLES = 10
_SHARE = 3
_WINDOW = 500  # articles after which a line that did not get so far is forgotten

_SITE = """
INSERT INTO repeats (site, line, first, articles) VALUES (?, '', 1, 1)
ON CONFLICT (site, line) DO UPDATE SET articles = repeats.articles + 1 RETURNING articles
"""
_LINE = f"""
INSERT INTO repeats (site, line, first, articles) VALUES (?, ?, ?, 1)
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
        rows = self._database.rows("SELECT line FROM repeats WHERE site = ? AND template = 1", (site,))
        return frozenset(line for (line,) in rows)

    def count(self, site: str, lines: Sequence[str]) -> None:
        """Count the lines of a new article; part of `Store.finish_page`."""
        number: int = self._database.row(_SITE, (site,))[0]
        self._database.write_many(_LINE, [(site, line, number) for line in lines])
        if number % _WINDOW == 0:
            self._database.write(_FORGET, (site, number - _WINDOW))
