"""What runs beside a crawl: the guard on the connections, the outputs, the progress, and a quiet log."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import logformatter, signals
from twisted.python.failure import Failure

from newscrawl.crawling.page import Page
from newscrawl.crawling.progress import Progress as Numbers
from newscrawl.crawling.refusals import Ended
from newscrawl.crawling.session import Session
from newscrawl.errors import CrawlError, NewscrawlError
from newscrawl.export.outputs import Output, open_output
from newscrawl.files import unwritten
from newscrawl.handlers import resolve_with_care
from newscrawl.middlewares.guard import GuardedResolver
from newscrawl.text import visible_lines

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult

_EVERY = 1.0  # seconds between two looks at the outputs and the numbers


class Connections:
    """Puts the guard between name resolving and connecting."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Connections:
        return cls(crawler)

    def spider_opened(self) -> None:
        from twisted.internet import reactor

        try:
            resolve_with_care()
            resolver = GuardedResolver(reactor.nameResolver, self._session.guard, self._session.refusals)
            reactor.installNameResolver(resolver)
        except Exception as error:  # Scrapy logs what a handler raises and goes on; without the guard nothing may
            self._session.fail(CrawlError(f"the guard cannot be put before the resolver: {error!r}; please report it"))


class _Regular(ABC):
    """Something that is done every second of a crawl and once after it."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = Session.of(crawler)
        self._timer: asyncio.TimerHandle | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    def spider_opened(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_EVERY, self._tick)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._careful(self.last)

    def _tick(self) -> None:
        self._careful(self.regularly)
        self.spider_opened()

    def _careful(self, work: Callable[[], None]) -> None:
        """Nothing that goes wrong beside the crawl may stop the clock of what is done regularly, or pass unseen."""
        try:
            work()
        except Exception as error:
            self.went_wrong(error)

    def went_wrong(self, error: Exception) -> None:
        """What an error costs: the log has it, and the crawl goes on."""
        self._session.lose(None, error)

    @abstractmethod
    def regularly(self) -> None:
        """Every second."""

    @abstractmethod
    def last(self) -> None:
        """Once the crawl is over."""


class Outputs(_Regular):
    """Feeds the files named with `-o` from the store. A file that cannot be written ends the crawl as failed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session.prepare()  # another crawl may still be writing them
        self._outputs: list[Output] = [open_output(path, self._session.store) for path in self._session.config.output]

    def regularly(self) -> None:
        self._write(lambda output: output.catch_up(now=self._session.now()))

    def last(self) -> None:
        if self._session.failure is None:
            self._write(lambda output: output.finish(now=self._session.now()))

    def _write(self, write: Callable[[Output], int]) -> None:
        for output in self._outputs:
            write(output)

    def went_wrong(self, error: Exception) -> None:
        """An output that fails ends the crawl, however it fails."""
        super().went_wrong(error)
        self._session.fail(error if isinstance(error, NewscrawlError) else unwritten("an output", error))


class Progress(_Regular):
    """Hands the numbers of the crawl to `spider.on_progress`, every second and at the end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._report: Callable[[Numbers], None] | None = getattr(crawler.spider, "on_progress", None)
        self._started = monotonic()

    def regularly(self) -> None:
        if self._report is not None:
            self._report(Numbers.of(self._session.tally, monotonic() - self._started))

    def went_wrong(self, error: Exception) -> None:
        """Who cannot take the numbers gets no more of them; the crawl goes on."""
        super().went_wrong(error)
        self._report = None

    last = regularly


class Closing(_Regular):
    """Ends the session after everything else has had its last word, and makes an interrupted crawl end soon.

    When the engine closes it waits for every request it holds; those that still wait for their turn are let go, and
    their addresses return to the queue. An error that no part expected, in a callback, an errback or a pipeline, comes
    here: it costs its page.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        crawler.signals.connect(self.item_error, signals.item_error)
        crawler.signals.connect(self.spider_error, signals.spider_error)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        super().spider_closed(spider, reason)
        self._session.end(reason)

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        self._lose(failure, getattr(response, "request", None))

    def item_error(self, item: Any, failure: Failure, response: Response | Failure | None) -> None:
        self._lose(failure, getattr(response, "request", None), item)

    def _lose(self, failure: Failure, request: Request | None, item: Any = None) -> None:
        asked = item.asked if isinstance(item, Page) else request.meta.get("asked") if request is not None else None
        if isinstance(failure.value, Exception):
            self._session.lose(asked, failure.value)

    def regularly(self) -> None:
        engine = self._crawler.engine
        if engine._slot is not None and engine._slot.closing is not None:
            self._session.manners.servers.close()
            for slot in engine.downloader.slots.values():
                while slot.queue:
                    _, waiting = slot.queue.popleft()
                    waiting.errback(Failure(Ended("the crawl was ended")))  # type: ignore[no-untyped-call]

    def last(self) -> None:
        pass


class CleanLog:
    """Every line of the log is one that newscrawl or its libraries wrote, whatever a page put into a message."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setFormatter(LogFormatter(crawler.settings["LOG_FORMAT"], crawler.settings["LOG_DATEFORMAT"]))
        return cls()


class LogFormatter(logging.Formatter):
    """Further lines of a message or traceback are indented, control characters and ANSI are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        return visible_lines(super().format(record))


class QuietLog(logformatter.LogFormatter):
    """Nothing is logged page by page: what was fetched and dropped is counted, with its reasons.

    What a page's error was is logged where the page is given up, with its address; Scrapy would print the whole page.
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
