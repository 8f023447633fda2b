"""Extensions of a crawl: the guard on the resolver, the outputs, the progress, the end, and a quiet log."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import logformatter, signals

from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.guarded_resolver import GuardedResolver
from newscrawl.crawling.progress import Progress as Numbers
from newscrawl.crawling.refusals import Ended
from newscrawl.crawling.request_meta import row_of
from newscrawl.crawling.run import OutputFile
from newscrawl.crawling.scrapy_internals import give_up_waiting, is_closing, resolve_by
from newscrawl.crawling.session import Session
from newscrawl.errors import CrawlError, NewscrawlError
from newscrawl.exporters import outputs_of
from newscrawl.files.durable import unwritten
from newscrawl.net.sockets import looked_up
from newscrawl.text import visible_lines

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure

_INTERVAL = 1.0  # seconds between two looks at the outputs and the numbers


class ResolverGuard:
    """Puts the guard between name resolution and connection."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ResolverGuard:
        return cls(crawler)

    def spider_opened(self) -> None:
        from twisted.internet import reactor

        try:
            resolve_by(looked_up)
            guard, refusals = self._session.requests.guard, self._session.failures.refusals
            resolver = GuardedResolver(reactor.nameResolver, guard, refusals)
            reactor.installNameResolver(resolver)
        except Exception as error:  # Scrapy logs what a handler raises and goes on; without the guard nothing may
            message = f"the guard cannot be put before the resolver: {error!r}; please report it"
            self._session.failures.fail(CrawlError(message))


class _Periodic(ABC):
    """Does something every second of a crawl and once after it."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._timer: asyncio.TimerHandle | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    def spider_opened(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_INTERVAL, self._on_timer)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._guarded(self.finish)

    def _on_timer(self) -> None:
        self._guarded(self.tick)
        self.spider_opened()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do work of an extension. An error is reported, and the timer goes on."""
        try:
            work()
        except Exception as error:
            self.on_error(error)

    def on_error(self, error: Exception) -> None:
        """Log an error of the extension; the crawl goes on."""
        self._session.pages.lose(None, error)

    @abstractmethod
    def tick(self) -> None:
        """Do what is done every second."""

    @abstractmethod
    def finish(self) -> None:
        """Do what is done after the crawl."""


class OutputWriter(_Periodic):
    """Writes the files of `-o` from the store. A file that cannot be written ends the crawl as failed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._outputs = outputs_of(self._session)
        self._is_complete = False

    def spider_closed(self, spider: Spider, reason: str) -> None:
        unreached = self._session.tally.unreached(self._session.scope.sites)
        self._is_complete = reason == "finished" and not unreached
        super().spider_closed(spider, reason)

    def tick(self) -> None:
        self._write(lambda output: output.catch_up(now=self._session.now()))

    def finish(self) -> None:
        if self._session.failures.fatal is None:
            self._write(lambda output: output.finish(now=self._session.now(), is_complete=self._is_complete))

    def _write(self, write: Callable[[OutputFile], int]) -> None:
        for output in self._outputs:
            write(output)

    def on_error(self, error: Exception) -> None:
        """End the crawl: an output has failed."""
        super().on_error(error)
        self._session.failures.fail(error if isinstance(error, NewscrawlError) else unwritten("an output", error))


class Progress(_Periodic):
    """Passes the numbers of the crawl to `spider.on_progress`, every second and at the end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._report: Callable[[Numbers], None] | None = getattr(crawler.spider, "on_progress", None)
        self._started = monotonic()

    def tick(self) -> None:
        if self._report is not None:
            self._report(Numbers.of(self._session.tally.stored, monotonic() - self._started))

    def on_error(self, error: Exception) -> None:
        """Report no more numbers; the crawl goes on."""
        super().on_error(error)
        self._report = None

    finish = tick


class Closing(_Periodic):
    """Ends the run after all other extensions, and makes an interrupted crawl end soon.

    A closing engine waits for all its requests; those that have not left yet are cancelled, and their rows return to
    the queue. Unexpected errors of callbacks, errbacks and pipelines arrive here: each costs its page.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        crawler.signals.connect(self.item_error, signals.item_error)
        crawler.signals.connect(self.spider_error, signals.spider_error)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        super().spider_closed(spider, reason)
        self._session.run.end(reason, self._session.politeness)

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._lose(failure, getattr(response, "request", None))

    def item_error(self, item: Any, failure: Failure, response: Response | Failure | None) -> None:
        self._lose(failure, getattr(response, "request", None), item)

    def _lose(self, failure: Failure, request: Request | None, item: Any = None) -> None:
        row = item.row if isinstance(item, FetchedPage) else row_of(request) if request is not None else None
        if isinstance(failure.value, Exception):
            self._session.pages.lose(row, failure.value)

    def tick(self) -> None:
        if is_closing(self._crawler):
            self._session.politeness.servers.close()
            self._session.pages.held.end()
            give_up_waiting(self._crawler, lambda: Ended("the crawl was ended"))

    def finish(self) -> None:
        pass


class CleanLog:
    """Gives the log a formatter with which no text of a page can look like a line of the log."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setFormatter(LogFormatter(crawler.settings["LOG_FORMAT"], crawler.settings["LOG_DATEFORMAT"]))
        return cls()


class LogFormatter(logging.Formatter):
    """Indents further lines of a message or traceback, and escapes control characters and ANSI sequences."""

    def format(self, record: logging.LogRecord) -> str:
        return visible_lines(super().format(record))


class QuietLog(logformatter.LogFormatter):
    """Logs nothing for single pages: what is fetched and dropped is counted, with its reasons.

    An error of a page is logged where the page is given up, with its address; Scrapy would print the whole page.
    """

    def crawled(self, request: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        return None

    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        return None

    def item_error(self, item: Any, exception: Any, response: Any, spider: Any) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "an item gave an error", "args": {}}

    def spider_error(self, failure: Any, request: Any, response: Any, spider: Any) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "the spider gave an error", "args": {}}

    def dropped(self, item: Any, exception: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        return None
