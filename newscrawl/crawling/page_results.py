"""The results of pages: they are counted, the scheduler hears of them, and an error costs its page only."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from scrapy.signalmanager import SignalManager

from newscrawl.crawling import signals
from newscrawl.crawling.discovery_memory import DiscoveryMemory
from newscrawl.crawling.failures import Failures, ends_the_crawl, error_reason
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.held_pages import HeldPages
from newscrawl.crawling.scope import Scope
from newscrawl.crawling.tally import CrawlTally
from newscrawl.errors import StoreError
from newscrawl.store.rows import Finished, TakenUrl
from newscrawl.store.store import Store
from newscrawl.urls import site_of

# One more well-known path of a site is tried for so many new articles: 1 % more requests at most.
_ARTICLES_PER_PATH = 100
_logger = logging.getLogger(__name__)


class PageResults:
    """`in_flight` are the rows that this process took from the frontier and has not finished, by their number;
    `held` are the pages of which the text may be a notice."""

    def __init__(
        self,
        store: Store,
        scope: Scope,
        tally: CrawlTally,
        discovery: DiscoveryMemory,
        failures: Failures,
        sender: SignalManager,
    ) -> None:
        self.in_flight: dict[int, TakenUrl] = {}
        self.held = HeldPages(sender)
        self._store, self._scope, self._tally = store, scope, tally
        self._discovery, self._failures, self._sender = discovery, failures, sender
        self._since = datetime.now(UTC)

    def finished(self, page: FetchedPage, finished: Finished) -> None:
        """Count the result of a stored page, and let its site go on."""
        self._tally.count(page, finished, is_guess=page.row.url in self._discovery.guessed)
        try:
            if page.row.kind != "article":
                self._discovery.look_further(page, now=datetime.now(UTC))
            if finished.verdict == "new" and self._tally.new_articles[page.row.owner] % _ARTICLES_PER_PATH == 0:
                self._discovery.try_next_path(page.row.owner, now=datetime.now(UTC))
        except StoreError as error:
            self._failures.fail(error)
        self._sender.send_catch_log(signals.row_finished, row=page.row)
        if finished.awaited:
            self._sender.send_catch_log(signals.rows_added, sites=self._scope.own(finished.awaited))
        if finished.reopened:
            self._tally.reopen(finished.reopened, since=self._since)
            self._sender.send_catch_log(signals.rows_added, sites=self._scope.own([page.row.site]))
        if page.found:
            sites = self._scope.own(site_of(found.url) for found in page.found)
            self._sender.send_catch_log(signals.rows_added, sites=sites)

    def defer(self, row: TakenUrl) -> None:
        """Leave a row to another run."""
        self._sender.send_catch_log(signals.row_deferred, row=row)

    def lose(self, row: TakenUrl | None, error: Exception) -> None:
        """Handle an unexpected error: the page at which it came fails. An error of the store or an output ends the
        crawl, since nothing could be kept."""
        if ends_the_crawl(error):
            self._failures.fail(error)
        elif row is not None and row.id in self.in_flight:
            _logger.error("%s: %s", row.url, error_reason(error), exc_info=error)
            page = FetchedPage(row=row, url=row.url, fetched_at=datetime.now(UTC), headers={})
            page.fail(error)
            self._give_up(page)
        else:
            _logger.error("%s", error_reason(error), exc_info=error)

    def _give_up(self, page: FetchedPage) -> None:
        """Store that a page failed. A row for which even that fails waits for another run."""
        try:
            self.finished(page, self._store.finish_page(page.result()))
        except Exception as error:
            if ends_the_crawl(error):
                self._failures.fail(error)
            else:
                _logger.error("%s: %s", page.row.url, error_reason(error), exc_info=error)
                self.defer(page.row)
