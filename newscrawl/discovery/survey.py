"""A look at a site in few requests: what to fetch next, until enough is known for a profile. Pure; the caller fetches.

survey = Survey("https://news.example/", robots, agent="newscrawl")
while source := survey.next():
    response = fetch(source.url)                       # the caller's: delays, guard, limits
    survey.add(source, response.body, response.headers, url=response.url, status=response.status)
print(survey.profile().to_text())
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

from newscrawl.discovery.found import Source
from newscrawl.discovery.limits import Selection
from newscrawl.discovery.profile import Profile
from newscrawl.discovery.reader import Reading, read_source
from newscrawl.discovery.url_classifier import UrlClassifier
from newscrawl.net.bot_checks import refusal_reason
from newscrawl.net.robots_txt import Robots
from newscrawl.net.statuses import holds_page
from newscrawl.urls import canonical_form, origin_of, site_of

MAX_REQUESTS = 40
# Where feeds and sitemaps stand when nothing names them, the most common first.
_USUAL_SITEMAPS = (
    "/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/wp-sitemap.xml",
    "/sitemap-index.xml", "/sitemap_news.xml", "/sitemap.xml.gz", "/sitemap.txt",
)  # fmt: skip
_USUAL_FEEDS = (
    "/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds/posts/default",
)  # fmt: skip
# Of one kind at most so many: a publisher with 300 monthly sitemaps is known from its newest.
_SHARES = {"home": 1, "feed": 12, "sitemap": 12, "section": 14, "archive": 0}
_ORDER = ("home", "feed", "sitemap", "section", "archive")


def usual_places(url: str, *, feeds: bool = True, sitemaps: bool = True) -> tuple[Source, ...]:
    """Where to try when a site names no feeds or no sitemaps: at most seventeen addresses, the most common first, a
    sitemap and a feed in turn.

    A crawl probes one kind until the first success.
    """
    origin = origin_of(url)
    maps = [Source(url=origin + path, kind="sitemap") for path in _USUAL_SITEMAPS] if sitemaps else []
    named = [Source(url=origin + path, kind="feed") for path in _USUAL_FEEDS] if feeds else []
    return tuple(one for pair in zip_longest(maps, named) for one in pair if one is not None)


class Survey:
    """The state of one look at a site. `robots` are its rules; disallowed addresses are never asked for."""

    def __init__(
        self,
        url: str,
        robots: Robots,
        *,
        agent: str,
        selection: Selection | None = None,
        max_requests: int = MAX_REQUESTS,
    ) -> None:
        self.url = url
        self.requests = 0
        self._robots = robots
        self._agent = agent
        self._selection = selection or Selection()
        self._max = max_requests
        self._classifier = UrlClassifier()
        self._readings: list[Reading] = []
        self._asked: dict[str, int] = {}
        self._seen: set[str] = set()
        self._probed = False
        self._queue = [Source(url=url, kind="home"), *(Source(url=one, kind="sitemap") for one in robots.sitemaps)]

    def next(self, made: int = 0) -> Source | None:
        """What to fetch now; None when enough is known. `made` are the requests so far, where the caller makes more
        than it is told to (robots.txt, redirects)."""
        while max(self.requests, made) < self._max:
            if not self._queue and not self._probe():
                return None
            self._queue.sort(key=lambda source: (_ORDER.index(source.kind), source.depth))
            source = self._queue.pop(0)
            if self._is_wanted(source):
                self.requests += 1
                self._asked[source.kind] = self._asked.get(source.kind, 0) + 1
                return source
        return None

    def add(
        self, source: Source, body: bytes, headers: Mapping[str, str], *, url: str | None = None, status: int = 200
    ) -> None:
        """What came: `url` is the address after redirects. An answer without a page is added with its status alone."""
        is_probe = self._is_probe(source)
        source = replace(source, url=url or source.url)
        self._seen.add(canonical_form(source.url))
        if holds_page(status, headers.get("content-range")):
            site = site_of(self.url)
            reading = read_source(
                source, body, headers, selection=self._selection, classifier=self._classifier, site=site
            )
        else:
            reading = Reading(source=source, kind="empty", reason=refusal_reason(status, headers, body))
        self._classifier = self._classifier.learned(reading.listed)
        self._queue += reading.sources
        if not (is_probe and reading.reason):  # a usual place with nothing there is no news
            self._readings.append(reading)

    def failed(self, source: Source, reason: str) -> None:
        """Nothing came at all."""
        self._readings.append(Reading(source=source, kind="empty", reason=reason))

    def profile(self) -> Profile:
        """What is known now."""
        return Profile.of(self.url, self._readings, self._robots, agent=self._agent, requests=self.requests)

    def _is_wanted(self, source: Source) -> bool:
        key = canonical_form(source.url)
        if key in self._seen or self._asked.get(source.kind, 0) >= _SHARES[source.kind]:
            return False
        if self._is_probe(source) and self._has(source.kind):
            return False
        self._seen.add(key)
        return self._robots.allowed(source.url, self._agent)

    def _probe(self) -> bool:
        """Once, when all that was named is read: the usual places of the kinds that gave nothing."""
        if self._probed:
            return False
        self._probed = True
        self._queue = [source for source in usual_places(self.url) if not self._has(source.kind)]
        return bool(self._queue)

    def _is_probe(self, source: Source) -> bool:
        return self._probed and source in usual_places(self.url)

    def _has(self, kind: str) -> bool:
        return any(one.source.kind == kind and (one.found or one.sources) for one in self._readings)
