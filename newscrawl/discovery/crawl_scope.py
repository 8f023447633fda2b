"""How far discovery goes on one site: a value object with defaults, and the decisions that follow from it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from newscrawl.configuration import LIMITS

OVERLONG = "address of too many characters"
# What a reading calls that which its ceilings left out.
CEILINGS = frozenset({
    "trap", "links of a page beyond the first ones", "pages of a list beyond the first ones", "end of a longer sitemap",
    "sitemap below too many indexes", "entries of a feed beyond the first ones", OVERLONG,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlScope:
    """What a crawl of one site wants.

    `since` (aware) leaves out what is surely older. `sections` is how many section pages of a site are read, `pages`
    how many further pages of each. `include` and `exclude` are searched in the whole address; where `include` is
    given, one of them must be found. `only_sections` are starts of paths ("/politics/"): only these section pages are
    read, and articles count that such a page or feed lists, or that stand below these paths. `backfill` walks date
    archives and every kind of sitemap, `listings` also tag and author pages.

    The ceilings against traps: `links` are read of one page (more is a trap or a site map, and its first ones are as
    good as any), `sitemap_urls` of one sitemap, `feed_entries` of one feed; `sitemap_depth` indexes are followed; an
    address has at most `url_length` characters, and one with more than `path_depth` segments, with one segment more
    than `path_repeats` times, or in which `calendars` is found, is a trap.

    `likely` is the likelihood from which a link on a page is taken for an article; `listed` the same for an entry of a
    sitemap, lower because a sitemap lists pages that are meant to be read (measured: tests/bench/address_shapes.py).
    """

    since: datetime | None = None
    sections: int = 40
    pages: int = LIMITS.list_pages
    feeds: int = 40
    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    only_sections: tuple[str, ...] = ()
    backfill: bool = False
    listings: bool = False
    links: int = LIMITS.links
    sitemap_urls: int = LIMITS.sitemap_urls
    sitemap_depth: int = LIMITS.sitemap_depth
    feed_entries: int = LIMITS.feed_entries
    url_length: int = LIMITS.url_length
    calendars: re.Pattern[str] = re.compile(LIMITS.calendars)
    path_depth: int = LIMITS.path_depth
    path_repeats: int = LIMITS.path_repeats
    likely: float = 0.5
    listed: float = 0.2

    def wants(self, url: str) -> bool:
        """Whether an article's address passes `include` and `exclude`."""
        if self.exclude and any(pattern.search(url) for pattern in self.exclude):
            return False
        return not self.include or any(pattern.search(url) for pattern in self.include)

    def wants_section(self, url: str) -> bool:
        """Whether a section page is among `only_sections` and not excluded."""
        return self.is_inside(url) and not any(pattern.search(url) for pattern in self.exclude)

    def is_inside(self, url: str) -> bool:
        """Whether an address stands below `only_sections`, where they are given."""
        if not self.only_sections:
            return True
        path = urlsplit(url).path.rstrip("/") + "/"
        return any(path.startswith(_rooted(start)) for start in self.only_sections)

    def wants_next(self, depth: int, *, new: int, in_time: bool = True) -> bool:
        """Whether the page after one of `depth` is worth a request.

        `new` is how many addresses of this page the crawl had not met, `in_time` whether any of them may be younger
        than `since`. A page that brings nothing new ends the walk: what is behind it was met before.
        """
        return depth < self.pages and in_time and (new > 0 or self.backfill)

    def is_trap(self, url: str) -> bool:
        """Whether an address looks like one of endless many: repeated path segments, great depth, a calendar."""
        segments = [segment for segment in url.partition("?")[0].split("/")[3:] if segment]
        if len(segments) > self.path_depth or self.calendars.search(url):
            return True
        return len(set(segments)) < len(segments) and max(Counter(segments).values()) > self.path_repeats


def _rooted(start: str) -> str:
    return "/" + start.strip("/") + "/" if start.strip("/") else "/"
