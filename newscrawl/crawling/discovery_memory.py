"""Discovery in one run: which sources the sites have, and which requests that saves or adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from scrapy.signalmanager import SignalManager

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import priorities, signals
from newscrawl.crawling.scope import Scope
from newscrawl.discovery.coverage import Coverage
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import Reading
from newscrawl.discovery.survey import usual_places
from newscrawl.store.rows import PageResult, TakenUrl
from newscrawl.store.store import Store
from newscrawl.urls import origin_of, site_of

# A section page is read every seventh time all the same: sitemaps that were complete may not stay so.
_SKIPPED = 7


class DiscoveryMemory:
    """`sitemaps` are those that an origin's robots.txt declares, `coverage` is what a site's sitemaps list.

    `guessed` are addresses that nobody named, so that they need not exist. `untried` are a site's well-known paths of
    feeds and sitemaps that the run has not tried yet.
    """

    def __init__(self, config: CrawlConfig, store: Store, scope: Scope, sender: SignalManager) -> None:
        self.sitemaps: dict[str, tuple[str, ...]] = {}
        self.coverage: defaultdict[str, Coverage] = defaultdict(Coverage)
        self.guessed: set[str] = set()
        self.untried: dict[str, list[Source]] = {}
        self._config, self._store, self._scope, self._sender = config, store, scope, sender

    def skips(self, row: TakenUrl) -> bool:
        """Whether a queued row needs no request: a section page whose articles the site's other sources list."""
        if row.kind != "section" or self._config.backfill or row.unchanged % _SKIPPED == _SKIPPED - 1:
            return False
        coverage = self.coverage[row.owner]
        return coverage.is_complete or (row.checked_at is not None and coverage.is_current)

    def skip(self, row: TakenUrl, *, now: datetime) -> None:
        """Finish a row without a request, as if its page had not changed."""
        reason = "spared: other sources list all"
        self._store.finish_page(PageResult(asked=row, outcome="unchanged", fetched_at=now, reason=reason))

    def try_next_path(self, site: str, *, now: datetime) -> None:
        """Try the next of a site's well-known paths. Raises StoreError."""
        if self.untried.get(site):
            path = self.untried[site].pop(0)
            self.guessed.add(path.url)
            row = priorities.source(path, found_on=path.url, rank=0, now=now)
            self._store.frontier.add([row], now=now, owner=site)
            self._sender.send_catch_log(signals.rows_added, sites={site_of(path.url)})

    def learn_home(self, row: TakenUrl, url: str, *, now: datetime) -> None:
        """Note at which address the home page of a named site is: that site belongs to the crawl. Raises StoreError."""
        site, home, scope = row.owner, site_of(url), self._scope
        if home == scope.homes.get(site, site):
            return
        scope.homes[site] = home
        self._store.sites.lead(site, home)
        if home not in scope.whole and not scope.has_elsewhere(home):
            scope.whole.add(home)
            self._store.resume([home], now=now, refetch=self._config.refetch)
            self._sender.send_catch_log(signals.rows_added, sites={home})

    def declared_sitemaps(self, row: TakenUrl, url: str) -> Iterable[Source]:
        """The sitemaps that the robots.txt of a home page's hosts names; without any, the most usual address."""
        origins = dict.fromkeys((origin_of(row.url), origin_of(url)))
        declared = [sitemap for origin in origins for sitemap in self.sitemaps.get(origin, ())]
        if not declared:
            declared = [usual_places(url, feeds=False)[0].url]
            self.guessed.update(declared)
        return [Source(url=sitemap, kind="sitemap") for sitemap in dict.fromkeys(declared)]

    def learn_paths(self, row: TakenUrl, url: str, reading: Reading) -> None:
        """Keep the well-known paths of the kinds of sources that a home page does not name; drop those of a kind that
        gave something."""
        site = row.owner
        if row.kind == "home":
            is_declared = any(self.sitemaps.get(origin_of(each)) for each in (row.url, url))
            has_feeds = any(source.kind == "feed" for source in reading.sources)
            usual, known = usual_places(url, feeds=not has_feeds, sitemaps=not is_declared), self._store.frontier.known
            untried = [path for path in usual if path.url not in self.guessed and known(path.url) is None]
            self.untried[site] = sorted(untried, key=lambda path: path.kind != "sitemap")
        elif reading.reason is None and site in self.untried:
            self.untried[site] = [path for path in self.untried[site] if path.kind != reading.source.kind]
