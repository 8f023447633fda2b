"""The spider of whole sites: `scrapy crawl site -a url=https://news.example/ -O articles.jsonl`.

The scheduler (newscrawl.scheduler) decides what is fetched. The spider turns each response into one `FetchedPage` and
reads the sources; the pipelines read the articles.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response

from newscrawl import configuration
from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import offload, priorities
from newscrawl.crawling.content_types import is_wanted, unlike_a_page, unreadable
from newscrawl.crawling.failures import ends_the_crawl, error_reason, is_unexpected
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.refusals import Disallowed, Ended, Unreachable
from newscrawl.crawling.request_meta import meta_of, redirects_of
from newscrawl.crawling.requests import headers_of
from newscrawl.crawling.session import Session
from newscrawl.discovery.found import Source
from newscrawl.discovery.limits import Selection
from newscrawl.discovery.reader import Reading, read_source
from newscrawl.discovery.url_classifier import UrlClassifier, may_be_article
from newscrawl.errors import StoreError
from newscrawl.net.bot_checks import refusal_reason
from newscrawl.net.sniffing import classify
from newscrawl.net.statuses import holds_page
from newscrawl.rights.rsl import RslFile
from newscrawl.store.rows import FrontierUrl, TakenUrl
from newscrawl.text import visible
from newscrawl.urls import absolute, origin_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from newscrawl.crawling.progress import Progress

_logger = logging.getLogger(__name__)
_LISTS = configuration.LISTS - {"sites", "urls"}
_GONE = frozenset({404, 410})
_STORY = 0.75  # likelihood; sections with long names stay below
_NO_PAGE = frozenset({"failed", "gone", "no article"})
# Without a server its usual places are not there either.
_NOBODY_THERE = (Ended, CannotResolveHostError, DownloadConnectionRefusedError)
_RSL_MARK = b"rsl"  # part of the namespace of RSL elements and of their media type
_BATCH = 1000  # found addresses: 10 ms; 50,000 of a sitemap in one go would delay all downloads


class SiteSpider(Spider):
    """Finds and fetches the articles of sites.

    Arguments (`-a name=value`): `url`, one or several with commas between; `config`, a TOML file; any option of
    newscrawl.configuration.CrawlConfig by its name (`since=7d`, `limit=100`, `store=news.db`). What begins with an
    underscore is a scheduler's own (`_job` of scrapyd): an attribute of the spider, as Scrapy makes it.
    """

    name = "site"

    def __init__(
        self,
        url: str | None = None,
        config: CrawlConfig | str | None = None,
        crawl_session: Session | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**{name: options.pop(name) for name in [*options] if name.startswith("_")})
        self.on_progress = on_progress
        self.crawl_session = crawl_session
        if crawl_session is not None:
            config = crawl_session.config
        self.config = config if isinstance(config, CrawlConfig) else self.configured(url, config, options)
        self._classifiers: dict[str, UrlClassifier] = {}

    @staticmethod
    def configured(url: str | None, file: str | None, options: dict[str, Any]) -> CrawlConfig:
        """The configuration from Scrapy's spider arguments."""
        listed: dict[str, Any] = {name: options[name].split(",") for name in _LISTS if name in options}
        return configuration.load(file, sites=url.split(",") if url else (), **(options | listed))

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the scheduler makes the requests from the rows of the frontier."""
        requests: tuple[Any, ...] = ()
        for request in requests:
            yield request

    async def parse(self, response: Response, **named: Any) -> AsyncIterator[FetchedPage]:
        """Yield the page of a response, whatever its status."""
        assert response.request is not None
        meta = meta_of(response.request)
        row = meta["row"]
        page = FetchedPage(
            row=row, url=response.url, fetched_at=meta.get("fetched_at") or self._session.now(),
            status=response.status, headers=headers_of(response), redirects=redirects_of(response.request),
            retry_at=meta.get("retry_at"), warc=meta.get("warc_place"),
        )  # fmt: skip
        content_type = page.headers.get("content-type", "")
        is_page = holds_page(response.status, page.headers.get("content-range"))
        if row.kind == "home" and (is_page or response.status == 304):
            self._session.discovery.learn_home(row, page.url, now=self._session.now())
        if response.status == 304:
            page.outcome = "unchanged"
        elif response.status in _GONE:
            page.outcome, page.reason = "gone", f"HTTP {response.status}"
        elif not is_page:
            page.outcome, page.reason = "failed", refusal_reason(response.status, page.headers, response.body)
        elif reason := self._is_no_page(row, content_type, response.body):
            page.drop(reason, f"{page.url} ({visible(content_type)})")
        else:
            page.body = response.body
            if row.kind != "article":
                await self._read_source(page)
        if row.kind == "home" and page.outcome in _NO_PAGE and response.status != 429 and page.retry_at is None:
            self._look_beside(row)
        yield page

    def _is_no_page(self, row: TakenUrl, content_type: str, body: bytes) -> str | None:
        """Why an answer holds nothing to read, by its type, or where that says nothing by its bytes."""
        wanted, is_source = self.config.limits.content_types, row.kind != "article"
        reason = unreadable(content_type, wanted, is_source=is_source)
        if reason or is_source or is_wanted(content_type, wanted) or classify(body, "") == "html":
            return reason
        return unlike_a_page(content_type)

    def failed(self, failure: Failure) -> Iterator[FetchedPage]:
        """Yield the page of a request that got no response."""
        request = failure.request  # type: ignore[attr-defined]
        meta = meta_of(request)
        row = meta["row"]
        error = failure.value
        assert error is not None
        if row.kind == "home" and isinstance(error, Exception) and not isinstance(error, _NOBODY_THERE):
            self._look_beside(row)
        if isinstance(error, Unreachable | Ended):
            self._session.pages.defer(row)
            return
        if ends_the_crawl(error) or not isinstance(error, Exception):
            self._session.failures.fail(error)
            return
        page = FetchedPage(
            row=row, url=request.url, fetched_at=self._session.now(), headers={}, outcome="failed",
            reason=self._session.failures.explain(error, request.url), retry_at=meta.get("retry_at"),
        )  # fmt: skip
        if isinstance(error, Disallowed) and row.kind == "article":
            page.drop(str(error), is_final=True)
        elif is_unexpected(error) and not self._session.failures.was_refused(request.url):
            _logger.error("%s: %s", request.url, error_reason(error), exc_info=error)
            page.fail(error)
        yield page

    async def _read_source(self, page: FetchedPage) -> None:
        """Turn what a source names into frontier rows. No page may end the crawl."""
        page.outcome = "source"
        row = page.row
        site, also = self._session.scope.listed_site(row, page.url), self._session.scope.also_listed(row)
        source = Source(
            url=page.url, kind="sitemap" if row.kind == "news sitemap" else row.kind, depth=row.depth,  # type: ignore[arg-type]
            title=row.title, modified=row.modified,
        )  # fmt: skip
        selection, classifier = self._session.scope.selection, self._classifiers.get(site)
        try:
            reading = await offload.read(
                page.body,
                lambda: read_source(
                    source, page.body, page.headers, selection=selection, classifier=classifier, site=site, also=also
                ),
            )
        except Exception as error:
            _logger.error("%s: %s", page.url, error_reason(error), exc_info=True)
            page.fail(error)
            return
        if row.url in self._session.discovery.guessed and reading.kind == "html":
            page.outcome, page.reason = "gone", reading.reason  # many sites answer anything with a page
            return
        self._classifiers[site] = self._classifiers.get(site, UrlClassifier()).learned(reading.listed)
        page.reason = reading.reason
        if reading.reason and reading.kind == "html" and page.is_refusal():
            page.outcome, page.reason = "failed", refusal_reason(page.status or 200, page.headers, page.body)
            return
        self._session.tally.count_limits(reading.dropped)
        if reading.feed is not None:
            await self._learn_licence(page)
        if reading.feed is not None and reading.feed.ttl is not None:
            page.kept_for = timedelta(seconds=reading.feed.ttl)
        found: list[FrontierUrl] = []
        for number, named in enumerate(self._rows(page, reading, selection), start=1):
            if self._is_reachable(page.url, named.url):
                found.append(named)
            if number % _BATCH == 0:
                await asyncio.sleep(0)
        page.found, page.left_out = tuple(found), reading.left_out
        if row.kind == "home" and reading.kind == "html" and _is_story(page.url):
            page.outcome, page.reason = None, None
            _logger.warning(
                "%s is the address of a story: it is read, and what it links; name the site's home page to crawl the "
                "site, or use `newscrawl scrape` for single stories", page.url,
            )  # fmt: skip

    def _is_reachable(self, url: str, target: str) -> bool:
        """Whether the guard allows an address that a page names. Without this check, the row of a foreign page would
        take the place of the row that the address's own site names."""
        if origin_of(target) == origin_of(url) or self._session.requests.guard.url_refusal(target, url) is None:
            return True
        self._session.tally.drops["link to what may not be reached"] += 1
        return False

    async def _learn_licence(self, page: FetchedPage) -> None:
        """Keep the terms of its items that a feed holds, or the addresses of their documents (RSL)."""
        if _RSL_MARK not in page.body:
            return
        terms = await offload.read(page.body, lambda: RslFile.parse(page.body, page.url))
        named = self._session.declarations.licences[page.row.owner]
        for one in terms.named:
            if (address := absolute(one, page.url)) and self._is_reachable(page.url, address):
                named[address] = None
        if terms.contents:
            named[page.url] = terms

    def _rows(self, page: FetchedPage, reading: Reading, selection: Selection) -> Iterator[FrontierUrl]:
        now, is_home = page.fetched_at, page.row.kind == "home"
        # A sitemap has no next page, and asking the store for each of its 50,000 entries takes seconds.
        is_long = reading.source.kind == "sitemap" and not reading.listed
        following, unknown = reading.next_page, [] if is_long else self._unknown(reading)
        self._session.discovery.coverage[page.row.owner].add(reading, unknown)
        if following is not None and selection.wants_next(
            reading.source.depth, new=len(unknown), in_time=reading.in_time
        ):
            yield priorities.next_page(following, found_on=page.url, now=now)
        for found in reading.found:
            yield priorities.article(found, found_on=page.url, now=now)
        discovery = self._session.discovery
        sources = [*reading.sources, *(discovery.beside_home(page.row, page.url, reading) if is_home else ())]
        discovery.learn_paths(page.row, page.url, reading, now=now)
        covered = _covered_by_home(sources) if is_home and unknown else ()
        for rank, source in enumerate(sources):
            row_of_source = priorities.changed if source in covered else priorities.source
            yield row_of_source(source, found_on=page.url, rank=rank, now=now)

    def _unknown(self, reading: Reading) -> list[str]:
        """Those of the found addresses that the frontier does not know yet."""
        known = self._session.store.frontier.known
        return [found.url for found in reading.found if known(found.url) is None]

    def _look_beside(self, row: TakenUrl) -> None:
        """A home page gave no page: its site's sources are asked all the same, unless the guard refuses its host."""
        if self._session.failures.was_refused(row.url):
            return
        try:
            self._session.discovery.look_beside(row, now=self._session.now())
        except StoreError as error:
            self._session.failures.fail(error)

    @property
    def _session(self) -> Session:
        return Session.of(self.crawler)


def _is_story(url: str) -> bool:
    """Whether an address that is named as a site is rather that of a story."""
    return may_be_article(url) and UrlClassifier().likelihood(url) >= _STORY


def _covered_by_home(sources: Sequence[Source]) -> list[Source]:
    """The sources of a home page that are read only when it shows something new: see `priorities.changed`."""
    kinds = ("feed", "section", "sitemap") if any(map(priorities.is_news_sitemap, sources)) else ("feed", "section")
    return [source for source in sources if source.kind in kinds and not priorities.is_news_sitemap(source)]
