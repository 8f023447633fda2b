"""Whether a site's other sources list all that its pages show: then its other section pages need no request. Pure.

coverage = Coverage()
coverage.add(reading, unknown)     # of every source of the site that was read in this run, with what was new in it
coverage.is_complete               # the sections that were never read would bring nothing
coverage.is_current                # those that were read in an earlier run would bring nothing new
"""

from __future__ import annotations

from collections.abc import Collection

from newscrawl.discovery.reader import Reading
from newscrawl.urls import canonical_form

# Of what home page and feeds show, how much must be listed. Not all: a home page also links what only looks like an
# article. On the local web complete sitemaps list 100 %, feeds and news sitemaps 30 to 90 %.
_SHARE = 0.95


class Coverage:
    """One site in one run.

    Two proofs are asked for. What home page and feeds show for the first time is listed: by a sitemap, or, as far as
    only news is wanted, by a feed or news sitemap that reaches back to what was known before. And the section page read
    last showed nothing new either.
    """

    def __init__(self) -> None:
        self._shown: set[str] = set()
        self._listed: set[str] = set()
        self._told: set[str] = set()
        self._sampled = False

    def add(self, reading: Reading, unknown: Collection[str]) -> None:
        """Take a reading into account; `unknown` are those of its found addresses that the crawl had not met.

        Of a sitemap that is no news sitemap, they are not needed.
        """
        kind, new = reading.source.kind, set(map(canonical_form, unknown))
        if kind == "section":
            self._sampled = len(new) <= (1 - _SHARE) * len(reading.found)
        elif kind == "home":
            self._shown |= new
        elif reading.listed:
            named = set(map(canonical_form, reading.listed))
            if named - new - self._shown:
                self._told |= named
            self._shown |= new
        elif kind == "sitemap" and len(self._listed) < len(self._shown):
            self._listed.update(self._shown.intersection(canonical_form(one.url) for one in reading.found))

    @property
    def is_complete(self) -> bool:
        """Whether a sitemap lists everything."""
        return self._sampled and self._is_most(self._listed)

    @property
    def is_current(self) -> bool:
        """Whether feeds and news sitemaps list everything since the last run."""
        return self._sampled and self._is_most(self._told & self._shown)

    def _is_most(self, part: set[str]) -> bool:
        return bool(self._shown) and len(part) >= _SHARE * len(self._shown)
