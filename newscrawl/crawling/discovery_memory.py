"""Discovery in one run: which sources the sites have, and which requests that saves or adds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from scrapy.signalmanager import SignalManager

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import priorities, signals
from newscrawl.crawling.declarations import Declarations
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.scope import Scope
from newscrawl.discovery.coverage import Coverage
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import Reading, news_weight
from newscrawl.discovery.survey import usual_places
from newscrawl.store.rows import PageResult, TakenUrl
from newscrawl.store.store import Store
from newscrawl.urls import origin_of, site_of
from newscrawl.version import AGENT

# A section page is read every seventh time all the same: sitemaps that were complete may not stay so.
_SKIPPED = 7
_TURNED_AWAY = frozenset({401, 403, 429, 451})


class DiscoveryMemory:
    """`sitemaps` are those that an origin's robots.txt declares, `coverage` is what a site's sitemaps list.

    `guessed` are addresses that nobody named, so that they need not exist. `untried` are a site's well-known paths of
    feeds and sitemaps that the run has not tried yet; `telling` is how much each of a site's sources tells of news.
    """

    def __init__(
        self, config: CrawlConfig, store: Store, scope: Scope, declarations: Declarations, sender: SignalManager
    ) -> None:
        self._declarations = declarations
        self.telling: defaultdict[str, Counter[str]] = defaultdict(Counter)
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

    def look_further(self, page: FetchedPage, *, now: datetime) -> None:
        """Try the next well-known path of a site of which one source at most lists what is new, once those are
        read that it names. A site that turns us away is not asked further. Raises StoreError."""
        row, site = page.row, page.row.owner
        if page.outcome == "unchanged":
            self.telling[site][row.identity] += 1
        if page.status in _TURNED_AWAY:
            self.untried.pop(site, None)
        if not self.untried.get(site) or self.telling[site].total() > 1:
            return
        waiting = self._store.frontier.sources(site, now=now)
        if all(url == row.url or origin_of(url) in self._declarations.unreachable for url in waiting):
            self.try_next_path(site, now=now)

    def try_next_path(self, site: str, *, now: datetime) -> None:
        """Try the next of a site's well-known paths. Raises StoreError."""
        while self.untried.get(site):
            path = self.untried[site].pop(0)
            self.guessed.add(path.url)
            if self._queue([path], site, found_on=path.url, now=now):
                break

    def look_beside(self, row: TakenUrl, *, now: datetime) -> None:
        """Queue the sources of a site whose home page gave no page, as far as its robots.txt allows them. Raises
        StoreError."""
        origin = origin_of(row.url)
        if origin in self._declarations.unreachable:
            return
        rights = self._declarations.rights.get(origin)
        rules = rights.robots if rights is not None else None
        named = [one for one in self.declared_sitemaps([row.url]) if rules is None or rules.allowed(one.url, AGENT)]
        if named:
            self._queue(named, row.owner, found_on=row.url, now=now)
            self._learn_usual(row.owner, [row.url], has_feeds=False)

    def _queue(self, sources: Sequence[Source], owner: str, *, found_on: str, now: datetime) -> int:
        """Queue sources that no page names; how many of them are new."""
        rows = [priorities.source(one, found_on=found_on, rank=rank, now=now) for rank, one in enumerate(sources)]
        added = self._store.frontier.add(rows, now=now, owner=owner)
        sites = self._scope.own(site_of(row.url) for row in rows)
        self._sender.send_catch_log(signals.rows_added, sites=sites)
        return added

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

    def declared_sitemaps(self, urls: Sequence[str], *, guess: bool = True) -> list[Source]:
        """The sitemaps that the robots.txt of these origins names; without any, the most usual address at each."""
        origins = dict.fromkeys(map(origin_of, urls))
        declared = [sitemap for origin in origins for sitemap in self.sitemaps.get(origin, ())]
        if not declared and guess:
            declared = [usual_places(url, feeds=False)[0].url for url in reversed(urls)]
            self.guessed.update(declared)
        return [Source(url=sitemap, kind="sitemap") for sitemap in dict.fromkeys(declared)]

    def beside_home(self, row: TakenUrl, url: str, reading: Reading) -> list[Source]:
        """The sitemaps that a home page's hosts declare. A feed that is named as a site is all that is wanted of it."""
        return self.declared_sitemaps(_homes(row.url, url, reading), guess=reading.kind == "html")

    def learn_paths(self, row: TakenUrl, url: str, reading: Reading, *, now: datetime) -> None:
        """Keep the well-known paths of the kinds of sources that a home page does not name; drop those of a kind that
        gave something."""
        site = row.owner
        self.telling[site][row.identity] = news_weight(reading, now)
        if row.kind == "home":
            if reading.kind == "html":
                has_feeds = any(source.kind == "feed" for source in reading.sources)
                self._learn_usual(site, _homes(row.url, url, reading), has_feeds=has_feeds)
        elif reading.reason is None and site in self.untried:
            self.untried[site] = [path for path in self.untried[site] if path.kind != reading.source.kind]

    def _learn_usual(self, site: str, urls: Sequence[str], *, has_feeds: bool) -> None:
        is_declared = any(self.sitemaps.get(origin_of(url)) for url in urls)
        known = self._store.frontier.known
        usual = (
            one for url in reversed(urls) for one in usual_places(url, feeds=not has_feeds, sitemaps=not is_declared)
        )
        self.untried[site] = [
            path for path in dict.fromkeys(usual) if path.url not in self.guessed and known(path.url) is None
        ]


def _homes(asked: str, url: str, reading: Reading) -> list[str]:
    """Where a site may have its sources: where its home page is, and where it was asked for if that one is barren."""
    return [asked, url] if origin_of(asked) != origin_of(url) and not reading.found else [url]
