"""Scrapy's scheduler over the store's frontier: what is fetched next, site by site in turn.

The frontier is queue and seen set in one, so there is no duplicate filter. A few rows of each site are taken into
memory at a time; a site is handed out while it has fewer requests under way than it may have, and does not rest. The
delay between its requests is kept by Scrapy's downloader slot. Rows that were taken and not finished go back to the
queue when the crawl closes; after a kill they do so at the next start.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.defer import _schedule_coro

from newscrawl.crawling.failures import error_reason
from newscrawl.crawling.requests import request_for
from newscrawl.crawling.selection import is_chosen
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
_HEAD_START = 2.0  # seconds that a site's first request goes alone: longer than nearly every answer takes


class _Queue:
    """One site: rows taken from the frontier, requests handed back by middlewares, and what is under way."""

    __slots__ = ("again", "alone", "articles", "broken", "busy", "given", "most", "rows", "site", "sources")

    def __init__(self, site: str, most: int) -> None:
        self.site = site
        self.most = most
        self.rows: deque[TakenUrl] = deque()
        self.again: deque[Request] = deque()
        self.busy: set[int] = set()
        self.given = 0  # rows handed out in this run
        self.alone: bool | None = None  # whether the first request still goes alone; None before it
        self.sources: set[int] = set()  # fetched or under way, and not read yet
        self.articles: set[int] = set()  # likewise
        self.broken = False  # whether it gives no more pages in this run

    def next_row(self) -> TakenUrl | None:
        """The row to hand out now.

        A section waits for the other sources: what they name may make it needless. A further page waits for the
        articles under way: one of them may be its own.
        """
        return next(filter(self._may_go, self.rows), None)

    def _may_go(self, row: TakenUrl) -> bool:
        if row.kind == "section":
            return not self.sources
        return not (self.articles and row.kind == "article" and is_further(row.url))


class FrontierScheduler(BaseScheduler):
    """Next request of the site that waited longest, of those that may be asked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = Session.of(crawler)
        self._session.scheduler = self
        self._queues: dict[str, _Queue] = {}
        self._open: dict[str, None] = {}  # sites that may have something to hand out, the longest waiting first
        self._taken: dict[int, TakenUrl] = {}
        self._articles_under_way: set[int] = set()
        self._held: dict[str, None] = {}  # sites that wait, since the articles under way may be all that are wanted
        self._timers: dict[int | str, asyncio.TimerHandle] = {}
        self._stopped = False
        # Not already when a request leaves the downloader: a refusal must reach the pace before the next one goes out.
        crawler.signals.connect(self._answered, signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Begin the crawl, if `process.run_crawl` has not: the seeds are queued. The frontier's sites stand open."""
        self._session.begin()
        # What the named sites lead to may wait elsewhere, and their home pages may have nothing new to say so.
        waiting = self._session.store.frontier.sites(self._session.sites)
        self.notice(self._session.open_to_us((*self._session.sites, *waiting)))

    def close(self, reason: str) -> None:
        """Return to the frontier what was not finished."""
        self._stopped = True
        for timer in self._timers.values():
            timer.cancel()
        self._session.put_back(self._taken.values())

    def stop(self, reason: str) -> None:
        """Hand out nothing more and close the spider."""
        if not self._stopped:
            self._stopped = True
            _schedule_coro(self._crawler.engine.close_spider_async(reason=reason))

    def has_pending_requests(self) -> bool:
        """Whether there is, or will be within a minute, something to hand out; asked when nothing is under way."""
        if self._stopped or self._enough():
            return False
        return bool(self._timers) or any(self._has_some(self._queue(site)) for site in list(self._open))

    def enqueue_request(self, request: Request) -> bool:
        """A request handed back by a middleware (redirect, retry) or made by a spider of one's own."""
        if self._stopped:
            return False
        try:
            self._enqueue(request)
        except Exception as error:
            self._session.lose(request.meta.get("asked"), error)
            return False
        return True

    def _enqueue(self, request: Request) -> None:
        wait = request.meta.pop("not_before", 0.0) - monotonic()
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
        asked: TakenUrl | None = request.meta.get("asked")
        queue = self._queue(asked.site if asked else site_of(request.url))
        queue.busy.discard(_key(request))
        queue.again.append(request)
        self._open[queue.site] = None

    def next_request(self) -> Request | None:
        """The next request that may be made now; None when every site is busy, resting or done."""
        while self._open and not self._stopped:
            queue = self._queue(next(iter(self._open)))
            del self._open[queue.site]
            try:
                request = None if self._rests(queue) else self._from(queue)
            except Exception as error:
                self._break(queue, error)
                continue
            if request is not None:
                queue.busy.add(_key(request))
                if len(queue.busy) < queue.most or queue.again:
                    self._open[queue.site] = None
                return request
        return None

    def notice(self, sites: Iterable[str]) -> None:
        """Something was added to the frontier of these sites. It may be more urgent than what is in memory."""
        for site in sites:
            self._open[site] = None
            rows = self._queue(site).rows
            self._session.put_back(rows)
            for row in rows:
                self._taken.pop(row.id, None)
            rows.clear()

    def holds(self, asked: TakenUrl) -> bool:
        """Whether the row was taken and its page is not stored yet."""
        return asked.id in self._taken

    def finished(self, asked: TakenUrl) -> None:
        """The row's page is stored (or given up); its site may be asked again."""
        self._taken.pop(asked.id, None)
        self._done_with(asked)

    def leave(self, asked: TakenUrl) -> None:
        """Fetch this row in another run: it stays in flight until the crawl closes, and is queued again then."""
        self._done_with(asked)

    def _done_with(self, asked: TakenUrl) -> None:
        self._articles_under_way.discard(asked.id)
        self._open |= self._held
        self._held.clear()
        queue = self._queue(asked.site)
        queue.sources.discard(asked.id)
        queue.articles.discard(asked.id)
        self._free(asked.site, asked.id)

    def _from(self, queue: _Queue) -> Request | None:
        if queue.again:
            return self._session.addressed(queue.again.popleft())
        if len(queue.busy) >= self._most(queue) or not self._has_some(queue):
            return None
        asked = queue.next_row()
        if asked is None:
            return None
        if asked.kind == "article":
            if self._enough(len(self._articles_under_way)):
                self._held[queue.site] = None
                return None
            self._articles_under_way.add(asked.id)
            queue.articles.add(asked.id)
        else:
            queue.sources.add(asked.id)
        queue.rows.remove(asked)
        queue.given += 1
        if queue.alone is None:
            queue.alone = True
            asyncio.get_running_loop().call_later(_HEAD_START, self._end_head_start, queue)
        try:
            return self._session.addressed(request_for(asked, self._session))
        except Exception as error:
            self._session.lose(asked, error)  # the site is open again then, for its next row
            return None

    def _most(self, queue: _Queue) -> int:
        """Requests that the site may have under way. One until its first answer, which may bring the cookie without
        which every other one is sent away; but a first page that never comes holds up no other.
        """
        waits = queue.alone is not False and queue.site not in self._session.reached
        return 1 if waits else queue.most

    def _end_head_start(self, queue: _Queue) -> None:
        queue.alone = False  # noted here: a clock that is asked again may be a moment behind the timer's
        self._reopen(queue.site)

    def _has_some(self, queue: _Queue) -> bool:
        """Whether the site has something to hand out; rows are taken from the frontier when memory holds none."""
        most = self._session.config.limits.pages
        if queue.given >= most and not queue.again:
            self._session.errors[queue.site][f"more than {most:,} pages: the others wait for the next run"] = 1
            return False
        try:
            while not queue.broken and not queue.again and not self._has_wanted(queue):
                if not self._take(queue):
                    return False
        except Exception as error:
            self._break(queue, error)
        return not queue.broken and not self._stopped

    def _take(self, queue: _Queue) -> bool:
        """Take rows of a site from the frontier; whether there were any."""
        taken = self._session.store.frontier.take(
            queue.site, _ROWS_AHEAD, now=self._session.now(), owners=self._session.owners_at(queue.site)
        )
        self._taken.update((row.id, row) for row in taken)
        queue.rows.extend(filter(self._is_for_this_run, taken))
        return bool(taken)

    def _break(self, queue: _Queue, error: Exception) -> None:
        """An error that belongs to no page: its site gives no more of them in this run."""
        self._session.lose(None, error)
        queue.broken = True
        if not self._stopped:
            self._session.errors[queue.site][error_reason(error)] += 1

    def _has_wanted(self, queue: _Queue) -> bool:
        """Whether memory holds a row of the site; first those are finished that need no request any more."""
        for row in list(queue.rows):
            try:
                if not self._session.spares(row):
                    continue
                self._session.spare(row)
                self._taken.pop(row.id, None)
            except Exception as error:
                self._session.lose(row, error)
            if row in queue.rows:
                queue.rows.remove(row)
        return bool(queue.rows)

    def _is_for_this_run(self, row: TakenUrl) -> bool:
        """Other rows stay in flight until the crawl closes, and are queued again then."""
        try:
            return origin_of(row.url) not in self._session.unreachable and is_chosen(row, self._session.scope)
        except Exception as error:
            self._session.lose(row, error)
            return False

    def _enough(self, under_way: int = 0) -> bool:
        limit = self._session.config.limit
        return limit is not None and self._session.counts["articles"] + under_way >= limit

    def _rests(self, queue: _Queue) -> bool:
        """Whether the site must not be asked now. A rest that the run will wait for sets a timer."""
        wait = self._session.manners.pace(queue.site).rests_until - monotonic()
        if wait <= 0:
            return False
        if wait <= LONGEST_WAIT and queue.site not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[queue.site] = loop.call_later(wait, self._rested, queue.site)
        return True

    def _rested(self, site: str) -> None:
        del self._timers[site]
        self._reopen(site)

    def _answered(self, request: Request) -> None:
        asked: TakenUrl | None = request.meta.get("asked")
        self._free(asked.site if asked else site_of(request.url), _key(request))

    def _free(self, site: str, key: int) -> None:
        self._queue(site).busy.discard(key)
        self._reopen(site)
        # The engine sees that a crawl is over only when it is asked after the last page has left its hands.
        asyncio.get_running_loop().call_later(_LAST_LOOK, self._wake)

    def _reopen(self, site: str) -> None:
        self._open[site] = None
        self._wake()

    def _wake(self) -> None:
        """Let the engine ask again. It has no public call for that; its own timer would come up to 5 s later."""
        slot = self._crawler.engine._slot
        if slot is not None and not self._stopped:
            slot.nextcall.schedule()

    def _queue(self, site: str) -> _Queue:
        if site not in self._queues:
            self._queues[site] = _Queue(site, self._session.manners.per_host(site))
        return self._queues[site]


def _key(request: Request) -> int:
    """What is under way: a frontier row, or for a spider's own request the request itself (made unlike any row)."""
    asked: TakenUrl | None = request.meta.get("asked")
    return asked.id if asked else -id(request)
