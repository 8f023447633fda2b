"""Whether a site's sitemaps list all that its pages and feeds show: then its other section pages need no request. Pure.

coverage = Coverage()
coverage.add(reading, unknown)     # of every source of the site that was read in this run, with what was new in it
coverage.is_complete               # the sections that are not read yet would bring nothing
"""

from __future__ import annotations

from collections.abc import Collection

from newscrawl.discovery.reading import Reading
from newscrawl.urls import canonical_form

# Of what home page and feeds show, how much a sitemap must list. Not all: a home page also links what only looks like
# an article. On the local web complete sitemaps list 100 %, news sitemaps (which do not count) 30 to 90 %.
_SHARE = 0.95


class Coverage:
    """One site in one run.

    Two proofs are asked for: a sitemap that is no news sitemap lists what home page and feeds show for the first time,
    and the section page read last showed nothing new either.
    """

    def __init__(self) -> None:
        self._shown: set[str] = set()
        self._listed: set[str] = set()
        self._sampled = False

    def add(self, reading: Reading, unknown: Collection[str]) -> None:
        """Take a reading into account; `unknown` are those of its found addresses that the crawl had not met."""
        if reading.source.kind == "sitemap":
            if len(self._listed) < len(self._shown):
                named = (canonical_form(one.url) for one in reading.found if one.where == "sitemap")
                self._listed.update(self._shown.intersection(named))
        elif reading.source.kind in ("home", "feed"):
            self._shown.update(map(canonical_form, unknown))
        elif reading.source.kind == "section":
            self._sampled = len(unknown) <= (1 - _SHARE) * len(reading.found)

    @property
    def is_complete(self) -> bool:
        """Whether both proofs are there."""
        return self._sampled and bool(self._shown) and len(self._listed) >= _SHARE * len(self._shown)
