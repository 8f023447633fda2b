"""The spider of whole sites: `scrapy crawl site -a url=https://news.example/ -O articles.jsonl`.

What is fetched next is the frontier's business (newscrawl.scheduler): the spider turns each answer into one `Page`, and
reads sources for what they name. Pages of articles are read by the pipelines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.http import Response

from newscrawl import configuration
from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import offload, priorities
from newscrawl.crawling.content_types import unreadable
from newscrawl.crawling.failures import ends_the_crawl, error_reason, is_unexpected
from newscrawl.crawling.page import Page
from newscrawl.crawling.refusals import Disallowed, Ended, Unreachable
from newscrawl.crawling.requests import headers_of
from newscrawl.crawling.session import Session
from newscrawl.discovery.found import Source
from newscrawl.discovery.limits import Policy
from newscrawl.discovery.reader import Reading, read_source
from newscrawl.discovery.survey import usual_places
from newscrawl.discovery.url_classifier import Shape
from newscrawl.rights.rsl import RslFile
from newscrawl.store.rows import FrontierUrl, TakenUrl
from newscrawl.text import visible
from newscrawl.urls import absolute, origin_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from newscrawl.crawling.progress import Progress

_logger = logging.getLogger(__name__)
_LISTS = ("allow_net", "exclude", "ignore_robots", "include", "output", "rules", "sections")
_GONE = frozenset({404, 410})
_RSL_SIGN = b"rsl"  # in the namespace of its elements, and in its media type
_IN_ONE_GO = 1000  # found addresses: 10 ms; a sitemap's 50,000 would hold up the others' downloads


class SiteSpider(Spider):
    """Finds and fetches the articles of sites.

    Arguments (`-a name=value`): `url`, one or several with commas between; `config`, a TOML file; any option of
    newscrawl.configuration.CrawlConfig by its name (`since=7d`, `limit=100`, `store=news.db`).
    """

    name = "site"

    def __init__(
        self,
        url: str | None = None,
        config: CrawlConfig | str | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.on_progress = on_progress
        self.config = config if isinstance(config, CrawlConfig) else self.configured(url, config, options)
        self._shapes: dict[str, Shape] = {}

    @staticmethod
    def configured(url: str | None, file: str | None, options: dict[str, Any]) -> CrawlConfig:
        """The configuration that Scrapy's spider arguments say."""
        listed: dict[str, Any] = {name: options[name].split(",") for name in _LISTS if name in options}
        return configuration.load(file, sites=url.split(",") if url else (), **(options | listed))

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the scheduler hands out the rows of the frontier."""
        requests: tuple[Any, ...] = ()
        for request in requests:
            yield request

    async def parse(self, response: Response, **named: Any) -> AsyncIterator[Page]:
        """The page of any answer."""
        assert response.request is not None
        meta = response.request.meta
        asked: TakenUrl = meta["asked"]
        page = Page(
            asked=asked, url=response.url, fetched_at=meta.get("fetched_at") or self._session.now(),
            status=response.status, headers=headers_of(response), redirects=meta.get("redirects", ()),
            retry_at=meta.get("retry_at"), warc=meta.get("warc"),
        )  # fmt: skip
        content_type = page.headers.get("content-type", "")
        if asked.kind == "home" and response.status in (200, 304):
            self._session.learn_home(asked, page.url)
        if response.status == 304:
            page.outcome = "unchanged"
        elif response.status in _GONE:
            page.outcome, page.reason = "gone", f"HTTP {response.status}"
        elif response.status != 200:
            page.outcome, page.reason = "failed", f"HTTP {response.status}"
        elif reason := unreadable(content_type, self.config.limits.content_types):
            page.drop(reason, f"{page.url} ({visible(content_type)})")
        else:
            page.body = response.body
            if asked.kind != "article":
                await self._read(page)
        yield page

    def failed(self, failure: Failure) -> Iterator[Page]:
        """The page of a request that got no answer."""
        request = failure.request  # type: ignore[attr-defined]
        asked: TakenUrl = request.meta["asked"]
        error = failure.value
        assert error is not None
        if isinstance(error, Unreachable | Ended):
            assert self._session.scheduler is not None
            self._session.scheduler.leave(asked)
            return
        if ends_the_crawl(error) or not isinstance(error, Exception):
            self._session.fail(error)
            return
        page = Page(
            asked=asked, url=request.url, fetched_at=self._session.now(), headers={}, outcome="failed",
            reason=self._session.explain(error, request.url), retry_at=request.meta.get("retry_at"),
        )  # fmt: skip
        if isinstance(error, Disallowed) and asked.kind == "article":
            page.drop(str(error))
        elif is_unexpected(error) and not self._session.was_refused(request.url):
            _logger.error("%s: %s", request.url, error_reason(error), exc_info=error)
            page.fail(error)
        yield page

    async def _read(self, page: Page) -> None:
        """What a source names becomes rows of the frontier. A stranger's page must not end the crawl."""
        page.outcome = "source"
        asked = page.asked
        site, also = self._session.listed_site(asked, page.url), self._session.also_listed(asked)
        source = Source(
            url=page.url, kind="sitemap" if asked.kind == "news sitemap" else asked.kind, depth=asked.depth,  # type: ignore[arg-type]
            title=asked.title, modified=asked.modified,
        )  # fmt: skip
        policy, shape = self._session.policy, self._shapes.get(site)
        try:
            reading = await offload.read(
                page.body,
                lambda: read_source(source, page.body, page.headers, policy=policy, shape=shape, site=site, also=also),
            )
        except Exception as error:
            _logger.error("%s: %s", page.url, error_reason(error), exc_info=True)
            page.fail(error)
            return
        self._shapes[site] = self._shapes.get(site, Shape()).learned(reading.told)
        page.reason = reading.reason
        self._session.count_limits(reading.dropped)
        if reading.feed is not None:
            await self._learn_licence(page)
        if reading.feed is not None and reading.feed.ttl is not None:
            page.kept_for = timedelta(seconds=reading.feed.ttl)
        found: list[FrontierUrl] = []
        for number, lead in enumerate(self._leads(page, reading, policy), start=1):
            if self._may_lead(page.url, lead.url):
                found.append(lead)
            if number % _IN_ONE_GO == 0:
                await asyncio.sleep(0)
        page.found, page.left_out = tuple(found), reading.left_out

    def _may_lead(self, url: str, target: str) -> bool:
        """Whether a page may name this address: one that the guard refuses is no row, lest a stranger's row stand in
        the way of the one that its own site names."""
        if origin_of(target) == origin_of(url) or self._session.guard.url_refusal(target, url) is None:
            return True
        self._session.drops["link to what may not be reached"] += 1
        return False

    async def _learn_licence(self, page: Page) -> None:
        """A feed may hold the terms of its items, or name their document (RSL)."""
        if _RSL_SIGN not in page.body:
            return
        terms = await offload.read(page.body, lambda: RslFile.parse(page.body, page.url))
        named = self._session.licences[page.asked.owner]
        for one in terms.named:
            if (address := absolute(one, page.url)) and self._may_lead(page.url, address):
                named[address] = None
        if terms.contents:
            named[page.url] = terms

    def _leads(self, page: Page, reading: Reading, policy: Policy) -> Iterator[FrontierUrl]:
        now, is_home = page.fetched_at, page.asked.kind == "home"
        # A sitemap has no next page, and asking the store for each of its 50,000 entries takes seconds.
        is_long = reading.source.kind == "sitemap" and not reading.told
        following, unknown = reading.next_page, [] if is_long else self._unknown(reading)
        self._session.coverage[page.asked.owner].add(reading, unknown)
        if following is not None and policy.wants_next(reading.source.depth, new=len(unknown), in_time=reading.in_time):
            yield priorities.next_page(following, found_on=page.url, now=now)
        for found in reading.found:
            yield priorities.article(found, found_on=page.url, now=now)
        sources = [*reading.sources, *(self._named_by_robots(page) if is_home else ())]
        self._learn_places(page, reading)
        spoken_for = _spoken_for(sources) if is_home and unknown else ()
        for rank, source in enumerate(sources):
            lead = priorities.changed if source in spoken_for else priorities.source
            yield lead(source, found_on=page.url, rank=rank, now=now)

    def _unknown(self, reading: Reading) -> list[str]:
        """Those of the found addresses that the crawl had not met."""
        known = self._session.store.frontier.known
        return [found.url for found in reading.found if known(found.url) is None]

    def _named_by_robots(self, page: Page) -> Iterator[Source]:
        """The sitemaps that robots.txt names; without any, the address at which most sites have theirs."""
        origins = dict.fromkeys((origin_of(page.asked.url), origin_of(page.url)))
        named = [url for origin in origins for url in self._session.sitemaps.get(origin, ())]
        if not named:
            named = [usual_places(page.url, feeds=False)[0].url]
            self._session.guessed.update(named)
        for url in dict.fromkeys(named):
            yield Source(url=url, kind="sitemap")

    def _learn_places(self, page: Page, reading: Reading) -> None:
        """Of the kinds that a site does not name, where they may be; of those that gave something, no more."""
        site, places = page.asked.owner, self._session.places
        if page.asked.kind == "home":
            is_named = any(self._session.sitemaps.get(origin_of(url)) for url in (page.asked.url, page.url))
            has_feeds = any(source.kind == "feed" for source in reading.sources)
            usual = usual_places(page.url, feeds=not has_feeds, sitemaps=not is_named)
            known, guessed = self._session.store.frontier.known, self._session.guessed
            places[site] = [one for one in usual if one.url not in guessed and known(one.url) is None]
            places[site].sort(key=lambda one: one.kind != "sitemap")
        elif reading.reason is None and site in places:
            kind = reading.source.kind
            places[site] = [one for one in places[site] if one.kind != kind]

    @property
    def _session(self) -> Session:
        return Session.of(self.crawler)


def _spoken_for(sources: Sequence[Source]) -> list[Source]:
    """The sources of a home page that need a look only when it shows something new: see `leads.changed`."""
    kinds = ("feed", "section", "sitemap") if any(map(priorities.is_news_sitemap, sources)) else ("feed", "section")
    return [source for source in sources if source.kind in kinds and not priorities.is_news_sitemap(source)]
