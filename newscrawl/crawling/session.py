"""The session of a crawl: what the components that Scrapy builds share. They get it by `Session.of(crawler)`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.configuration import CrawlConfig
from newscrawl.crawling.declarations import Declarations
from newscrawl.crawling.discovery_memory import DiscoveryMemory
from newscrawl.crawling.failures import Failures
from newscrawl.crawling.page_results import PageResults
from newscrawl.crawling.politeness import Politeness
from newscrawl.crawling.requests import RequestBuilder
from newscrawl.crawling.run import CrawlRun
from newscrawl.crawling.scope import Scope
from newscrawl.crawling.tally import CrawlTally
from newscrawl.store.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Session:
    """One crawl in one process. Each job has its own part; the session builds the parts and passes them to one another.

    part          job
    scope         which sites and addresses belong to the crawl
    run           begin and end, WARC files, summary
    tally         counters
    failures      why the crawl failed, why addresses give no page
    pages         results of pages, rows in flight, pages that wait for others
    discovery     where sites name their articles, which requests that saves
    declarations  what hosts declare about use
    politeness    how fast requests are made to each site
    requests      requests with their headers, guard, credentials and cookies
    """

    def __init__(self, crawler: Crawler, config: CrawlConfig) -> None:
        settings, sender = crawler.settings, crawler.signals
        self.config = config
        self.store: Store = Store.open(config.store)
        self.scope = Scope(
            config,
            starter=settings.getint("NEWSCRAWL_WORKER"),
            elsewhere=settings.getlist("NEWSCRAWL_ELSEWHERE"),
        )
        self.tally = CrawlTally()
        self.failures = Failures(self.store, sender)
        self.declarations = Declarations()
        self.discovery = DiscoveryMemory(config, self.store, self.scope, self.declarations, sender)
        self.politeness = Politeness(crawler, config, self.store.hosts)
        self.requests = RequestBuilder(crawler, config, self.scope, self.politeness)
        self.pages = PageResults(self.store, self.scope, self.tally, self.discovery, self.failures, sender)
        self.run = CrawlRun(config, self.store, self.scope, self.tally, self.failures)

    @staticmethod
    def of(crawler: Crawler) -> Session:
        """The session of a crawler. The spider holds it, so that it is freed with the crawler.

        newscrawl.runner.process gives the spider its session. Any other spider gets one here, with its configuration.
        """
        spider = crawler.spider
        assert spider is not None, "Scrapy makes the spider before everything else"
        session: Session | None = getattr(spider, "crawl_session", None)
        if session is None:
            session = Session(crawler, getattr(spider, "config", None) or CrawlConfig())
            spider.crawl_session = session  # type: ignore[attr-defined]
        return session

    @staticmethod
    def now() -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)
