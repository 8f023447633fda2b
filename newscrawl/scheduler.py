"""Scrapy's scheduler over the store's frontier: it decides what is fetched next.

The frontier is queue and seen set in one, so there is no duplicate filter. The scheduler takes a few rows of each site
into memory and hands out requests of the sites in rotation, of those that have fewer requests in flight than they may
have and do not rest. Scrapy's downloader slots keep the delay. Rows that were taken and not finished return to the
queue when the crawl closes; after a kill, at the next start. The other parts of the crawl tell the scheduler what
happened by the signals of newscrawl.crawling.signals.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals as scrapy_signals
from scrapy.core.scheduler import BaseScheduler

from newscrawl.crawling import signals
from newscrawl.crawling.failures import error_reason
from newscrawl.crawling.request_meta import meta_of, row_of
from newscrawl.crawling.scope import is_selected
from newscrawl.crawling.scrapy_internals import wake
from newscrawl.crawling.session import Session
from newscrawl.discovery.page_numbers import is_further
from newscrawl.net.pace import LONGEST_WAIT
from newscrawl.store.rows import TakenUrl
from newscrawl.urls import origin_of, site_of

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

# Rows of one site in memory. Few, because what is found later may be newer; a refill costs 0.1 ms.
_ROWS_AHEAD = 16
_LAST_LOOK = 0.05  # seconds
_HEAD_START = 2.0  # seconds for which a site's first request is its only one: longer than nearly every response takes


class _SiteQueue:
    """One site: rows taken from the frontier, requests returned by middlewares, and requests in flight."""

    __slots__ = ("alone", "articles", "broken", "busy", "handed_out", "most", "returned", "rows", "site", "sources")

    def __init__(self, site: str, most: int) -> None:
        self.site = site
        self.most = most
        self.rows: deque[TakenUrl] = deque()
        self.returned: deque[Request] = deque()
        self.busy: set[int] = set()
        self.handed_out = 0  # rows, in this run
        self.alone: bool | None = None  # whether the first request is still the only one; None before it
        self.sources: set[int] = set()  # in flight, or fetched and not read yet
        self.articles: set[int] = set()  # likewise
        self.broken = False  # whether it gives no more pages in this run

    def next_row(self) -> TakenUrl | None:
        """The row to hand out now.

        A section waits for the other sources, which may make it unnecessary. A further page waits for the articles in
        flight, of which one may include it.
        """
        return next(filter(self._is_ready, self.rows), None)

    def _is_ready(self, row: TakenUrl) -> bool:
        if row.kind == "section":
            return not self.sources
        return not (self.articles and row.kind == "article" and is_further(row.url))


class FrontierScheduler(BaseScheduler):
    """Hands out the next request of the site that waited longest, of those that are ready."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = Session.of(crawler)
        self._queues: dict[str, _SiteQueue] = {}
        self._open: dict[str, None] = {}  # sites that may have a request, the longest waiting first
        self._taken = self._session.pages.in_flight
        self._articles_in_flight: set[int] = set()
        self._held: dict[str, None] = {}  # sites that wait, since the articles in flight may reach the limit
        self._timers: dict[int | str, asyncio.TimerHandle] = {}
        self._stopped = False
        self._closing: asyncio.Future[None] | None = None  # held here: the loop alone would let it be collected
        # Not when a request leaves the downloader: a refusal must reach the pace before the next request is handed out.
        crawler.signals.connect(self._answered, scrapy_signals.response_received)
        crawler.signals.connect(self._rows_added, signals.rows_added)
        crawler.signals.connect(self._finished, signals.row_finished)
        crawler.signals.connect(self._release, signals.row_deferred)
        crawler.signals.connect(self._page_held, signals.page_held)
        crawler.signals.connect(self._stop, signals.crawl_failed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Begin the run, if `process.run_crawl` has not done so, and open the sites of the frontier."""
        self._session.run.begin()
        # Rows that the named sites led to may wait at other sites, and an unchanged home page would not name those.
        waiting = self._session.store.frontier.sites(self._session.scope.sites)
        self._rows_added(self._session.scope.own((*self._session.scope.sites, *waiting)))

    def close(self, reason: str) -> None:
        """Return the unfinished rows to the queue."""
        self._stopped = True
        for timer in self._timers.values():
            timer.cancel()
        self._session.run.requeue(self._taken.values())

    def _stop(self) -> None:
        """Hand out nothing more and close the spider: the crawl has failed."""
        if not self._stopped:
            self._stopped = True
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="failed"))

    def has_pending_requests(self) -> bool:
        """Whether a request is ready or will be within a minute. Scrapy calls it when nothing is in flight."""
        if self._stopped or self._limit_reached():
            return False
        return bool(self._timers) or any(self._has_requests(self._queue(site)) for site in list(self._open))

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request that a middleware returns (redirect, retry) or a user's own spider makes."""
        if self._stopped:
            return False
        try:
            self._enqueue(request)
        except Exception as error:
            self._session.pages.lose(row_of(request), error)
            return False
        return True

    def _enqueue(self, request: Request) -> None:
        wait = meta_of(request).pop("not_before", 0.0) - monotonic()
        if wait > 0:
            key = -_key(request)
            self._timers[key] = asyncio.get_running_loop().call_later(wait, self._resume, key, request)
        else:
            self._put(request)

    def _resume(self, key: int | str, request: Request) -> None:
        del self._timers[key]
        self.enqueue_request(request)
        self._wake()

    def _put(self, request: Request) -> None:
        row = row_of(request)
        queue = self._queue(row.site if row else site_of(request.url))
        queue.busy.discard(_key(request))
        queue.returned.append(request)
        self._open[queue.site] = None

    def next_request(self) -> Request | None:
        """The next request that may be made now; None when every site is busy, resting or finished."""
        while self._open and not self._stopped:
            queue = self._queue(next(iter(self._open)))
            del self._open[queue.site]
            try:
                request = None if self._is_resting(queue) else self._from(queue)
            except Exception as error:
                self._give_up(queue, error)
                continue
            if request is not None:
                queue.busy.add(_key(request))
                if len(queue.busy) < queue.most or queue.returned:
                    self._open[queue.site] = None
                return request
        self._release_held()
        return None

    def _release_held(self) -> None:
        """Let the held pages go on of sites that have nothing else under way. Every site had its chance before."""
        for site in self._session.pages.held.sites():
            if self._is_quiet(self._queue(site)):
                self._session.pages.held.release(site)

    def _is_quiet(self, queue: _SiteQueue) -> bool:
        """Whether nothing of a site is under way but held pages, nothing is to be tried again, and it does not rest."""
        if queue.returned or queue.site in self._timers or any(isinstance(key, int) for key in self._timers):
            return False
        return (queue.busy | queue.sources | queue.articles) <= self._session.pages.held.rows(queue.site)

    def _page_held(self, row: TakenUrl) -> None:
        self._reopen(row.site)

    def _rows_added(self, sites: Iterable[str]) -> None:
        """Return the rows in memory to the frontier: the new ones may be more urgent."""
        for site in sites:
            self._open[site] = None
            rows = self._queue(site).rows
            self._session.run.requeue(rows)
            for row in rows:
                self._taken.pop(row.id, None)
            rows.clear()

    def _finished(self, row: TakenUrl) -> None:
        """Forget a row whose page is stored, or given up."""
        self._taken.pop(row.id, None)
        self._release(row)

    def _release(self, row: TakenUrl) -> None:
        """Let the row's site go on. A row that is left to another run stays in flight until the crawl closes."""
        self._articles_in_flight.discard(row.id)
        self._open |= self._held
        self._held.clear()
        queue = self._queue(row.site)
        queue.sources.discard(row.id)
        queue.articles.discard(row.id)
        self._free(row.site, row.id)

    def _from(self, queue: _SiteQueue) -> Request | None:
        if queue.returned:
            return self._session.requests.limited(queue.returned.popleft())
        if len(queue.busy) >= self._most(queue) or not self._has_requests(queue):
            return None
        row = queue.next_row()
        if row is None:
            return None
        if row.kind == "article":
            if self._limit_reached(len(self._articles_in_flight)):
                self._held[queue.site] = None
                return None
            self._articles_in_flight.add(row.id)
            queue.articles.add(row.id)
        else:
            queue.sources.add(row.id)
        queue.rows.remove(row)
        queue.handed_out += 1
        if queue.alone is None:
            queue.alone = True
            asyncio.get_running_loop().call_later(_HEAD_START, self._end_head_start, queue)
        requests = self._session.requests
        try:
            return requests.limited(requests.for_row(row, now=self._session.now()))
        except Exception as error:
            self._session.pages.lose(row, error)  # that opens the site for its next row
            return None

    def _most(self, queue: _SiteQueue) -> int:
        """Concurrent requests that the site may have.

        It is one until the first response, which may set a cookie without which the site gives no page. A first page
        that never arrives does not hold up the others.
        """
        waits = queue.alone is not False and queue.site not in self._session.tally.reached
        return 1 if waits else queue.most

    def _end_head_start(self, queue: _SiteQueue) -> None:
        queue.alone = False  # not computed from the time: another clock may be a moment behind the timer's
        self._reopen(queue.site)

    def _has_requests(self, queue: _SiteQueue) -> bool:
        """Whether the site has a request; rows are taken from the frontier when memory has none."""
        most = self._session.config.limits.pages
        if queue.handed_out >= most and not queue.returned:
            self._session.tally.errors[queue.site][f"more than {most:,} pages: the others wait for the next run"] = 1
            return False
        try:
            while not queue.broken and not queue.returned and not self._has_wanted(queue):
                if not self._take(queue):
                    return False
        except Exception as error:
            self._give_up(queue, error)
        return not queue.broken and not self._stopped

    def _take(self, queue: _SiteQueue) -> bool:
        """Take rows of a site from the frontier; whether there are any."""
        taken = self._session.store.frontier.take(
            queue.site, _ROWS_AHEAD, now=self._session.now(), owners=self._session.scope.owners_at(queue.site)
        )
        self._taken.update((row.id, row) for row in taken)
        queue.rows.extend(filter(self._is_for_this_run, taken))
        return bool(taken)

    def _give_up(self, queue: _SiteQueue, error: Exception) -> None:
        """Fetch no more of a site in this run, after an error that belongs to no page."""
        self._session.pages.lose(None, error)
        queue.broken = True
        if not self._stopped:
            self._session.tally.errors[queue.site][error_reason(error)] += 1

    def _has_wanted(self, queue: _SiteQueue) -> bool:
        """Whether memory has a row of the site. Rows that need no request any more are finished before."""
        for row in list(queue.rows):
            try:
                if not self._session.discovery.skips(row):
                    continue
                self._session.discovery.skip(row, now=self._session.now())
                self._taken.pop(row.id, None)
            except Exception as error:
                self._session.pages.lose(row, error)
            if row in queue.rows:
                queue.rows.remove(row)
        return bool(queue.rows)

    def _is_for_this_run(self, row: TakenUrl) -> bool:
        """Whether to fetch a row. Others stay in flight until the crawl closes, and return to the queue then."""
        try:
            is_reachable = origin_of(row.url) not in self._session.declarations.unreachable
            return is_reachable and is_selected(row, self._session.scope.selection)
        except Exception as error:
            self._session.pages.lose(row, error)
            return False

    def _limit_reached(self, under_way: int = 0) -> bool:
        limit = self._session.config.limit
        return limit is not None and self._session.tally.counts["articles"] + under_way >= limit

    def _is_resting(self, queue: _SiteQueue) -> bool:
        """Whether the site rests. A timer ends a rest that the run waits for."""
        wait = self._session.politeness.pace(queue.site).rests_until - monotonic()
        if wait <= 0:
            return False
        if wait <= LONGEST_WAIT and queue.site not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[queue.site] = loop.call_later(wait, self._end_rest, queue.site)
        return True

    def _end_rest(self, site: str) -> None:
        del self._timers[site]
        self._reopen(site)

    def _answered(self, request: Request) -> None:
        row = row_of(request)
        self._free(row.site if row else site_of(request.url), _key(request))

    def _free(self, site: str, key: int) -> None:
        self._queue(site).busy.discard(key)
        self._reopen(site)
        # The engine notices the end of a crawl only when it looks again after its last page.
        asyncio.get_running_loop().call_later(_LAST_LOOK, self._wake)

    def _reopen(self, site: str) -> None:
        self._open[site] = None
        self._wake()

    def _wake(self) -> None:
        if not self._stopped:
            wake(self._crawler)

    def _queue(self, site: str) -> _SiteQueue:
        if site not in self._queues:
            self._queues[site] = _SiteQueue(site, self._session.politeness.per_host(site))
        return self._queues[site]


def _key(request: Request) -> int:
    """The key of a request in flight: its row's number, or for a request without a row a negative number."""
    row = row_of(request)
    return row.id if row else -id(request)
