"""From a fetched page to a stored record, step by step. Each step is a few lines over a pure function.

    Unchanged -> Extract -> Join -> Rights -> Clean -> Validate -> Keep

A page that gives no record goes on to `Keep` all the same: that it was read, what it named and why it gave none is
stored in the same transaction. Only `Keep` lets go of items: it returns the Article (so that Scrapy's own feed
exporters can write it) or raises DropItem with the reason that is counted.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NoReturn, Self

from scrapy.exceptions import DropItem, IgnoreRequest

from newscrawl.crawling import offload
from newscrawl.crawling.failures import ends_the_crawl, error_reason, is_unexpected
from newscrawl.crawling.licences import RESERVED, Licences
from newscrawl.crawling.page import Page
from newscrawl.crawling.refusals import Disallowed, Ended, Unreachable
from newscrawl.crawling.requests import headers_of, request_for_part
from newscrawl.crawling.session import Session
from newscrawl.errors import OutputError, StoreError
from newscrawl.extraction import extract
from newscrawl.extraction.rules import SiteRules, load_rules
from newscrawl.processing.multipage import Part, content_hash, further_parts, with_parts
from newscrawl.processing.site_template import line_hashes, without_template
from newscrawl.processing.validation import fault_of, with_fetch, with_source
from newscrawl.record.article import Article
from newscrawl.rights import SiteRights, combined, is_reserved
from newscrawl.urls import host_of, origin_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Addresses queued in one go: 20 to 30 ms. A sitemap's 50,000 at once would hold up every download for a second.
_PIECE = 1000
_RUNS = 3  # in which an article waits for a further page that fails; then it ends before that page
_BUSY = (408, 429)  # like the statuses from 500 on: the page may be there all the same
_ANY_PAGE = "<p>The council of the harbour town met on Monday evening and decided to rebuild the old bridge.</p>"
_logger = logging.getLogger(__name__)


class _Step:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._rules = cache(load_rules)  # read once a host: 0.6 ms of each page otherwise

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Session.of(crawler))

    def _rules_of(self, url: str) -> SiteRules | None:
        config = self._session.config
        return self._rules(host_of(url), config.rules, hooks=config.allow_hooks)

    def _leave(self, item: Page, why: Exception) -> NoReturn:
        """Fetch the page in another run."""
        assert self._session.scheduler is not None
        self._session.scheduler.leave(item.asked)
        raise DropItem(str(why)) from None


class Unchanged(_Step):
    """A body that is byte for byte the one of the last visit needs no further look."""

    def process_item(self, item: Page) -> Page:
        if item.body:
            item.content_hash = content_hash(item.body)
            if item.content_hash == item.asked.content_hash:
                item.outcome, item.found = "unchanged", ()
        return item


class Extract(_Step):
    """The record of an article page."""

    def open_spider(self) -> None:
        """Bring in nets, words and the language detector: with the first page that would hold up all others 0.15 s."""
        extract(_ANY_PAGE)

    async def process_item(self, item: Page) -> Page:
        if item.outcome is None:
            rules = self._rules_of(item.url)
            try:
                item.article = await offload.read(
                    item.body,
                    lambda: extract(item.body, item.url, headers=item.headers, fetched_at=item.fetched_at, rules=rules),
                )
            except Exception as error:  # the heart promises never to raise; if it does, one page is lost, no crawl
                _logger.error("%s: %s", item.url, error_reason(error), exc_info=True)
                item.fail(error)
        return item


class Join(_Step):
    """Articles that are split over several pages: the further ones are fetched here, and all become one record.

    A further page that is not there, or may not be read, ends the article; one that fails has the whole article tried
    again later. Any page may have been edited, so that each visit reads them all.
    """

    async def process_item(self, item: Page) -> Page:
        try:
            if item.article is not None and item.article.article_body:
                await self._read_on(item)
        finally:
            self._release(item)
        return item

    def _release(self, item: Page) -> None:
        if self._session.archive is None:
            return
        try:
            self._session.archive.release(item.asked)
        except OutputError as error:
            self._session.fail(error)
            raise DropItem(str(error)) from None

    async def _read_on(self, item: Page) -> None:
        asking = further_parts(item.body, item.url)
        try:
            address = next(asking)
            while True:
                address = asking.send(await self._part(address, item))
        except StopIteration as end:
            if end.value:
                self._join(item, end.value)
        except (Unreachable, Ended) as error:
            self._leave(item, error)
        except Exception as error:
            if ends_the_crawl(error) or is_unexpected(error):
                raise  # as from every other step
            item.outcome, item.article = "failed", None
            item.reason = f"a further page: {self._session.explain(error, item.url)}"

    def _join(self, item: Page, parts: tuple[Part, ...]) -> None:
        assert item.article is not None
        item.further = tuple(part.url for part in parts)
        item.content_hash = content_hash(item.body, parts)
        if item.content_hash == item.asked.content_hash:
            item.outcome, item.found, item.article = "unchanged", (), None
        else:
            item.article = with_parts(item.article, parts, rules=self._rules_of(item.url))

    async def _part(self, address: str, item: Page) -> Part | None:
        """The page at an address; None where the article ends."""
        try:
            return await self._fetch(address, item)
        except (Unreachable, Ended):
            raise
        except Disallowed:
            return None
        except Exception as error:
            if ends_the_crawl(error) or item.asked.tries < _RUNS:
                raise
            return None

    async def _fetch(self, address: str, item: Page) -> Part | None:
        request = request_for_part(address, self._session, via=item.url, beside=item.warc)
        response = await self._session.download(request)
        assert response.request is not None
        if response.status >= 500 or response.status in _BUSY:
            item.retry_at = response.request.meta.get("retry_at")
            raise IgnoreRequest(f"HTTP {response.status}")
        if response.status != 200:
            return None
        fetched_at = response.request.meta.get("fetched_at") or self._session.now()
        return Part(url=response.url, body=response.body, headers=headers_of(response), fetched_at=fetched_at)


class Rights(_Step):
    """What the site's files say about use, and the licences that the page names, beside what the page says itself.

    What is reserved is dropped, if so wanted.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._licences = Licences(session)

    async def process_item(self, item: Page) -> Page:
        if item.article is not None:
            try:
                named = await self._licences.signals(item.article.usage_info, item.url, item.asked.owner)
            except Ended as error:
                self._leave(item, error)
            site = self._session.rights.get(origin_of(item.url), SiteRights())
            info = combined(item.article.usage_info, named, site.signals(item.url))
            item.article = replace(item.article, usage_info=info)
            if self._session.config.respect_tdm and is_reserved(info):
                item.drop(RESERVED)
        return item


class Clean(_Step):
    """The text without what the site's pages repeat; the record with what fetch and source know of it, where the page
    itself is silent.

    The template is that of the moment when the address was taken: an archive keeps it beside the page, and so gives the
    same record again.
    """

    def process_item(self, item: Page) -> Page:
        if item.article is not None:
            asked = item.asked
            item.lines = line_hashes(item.article)
            article = without_template(item.article, asked.template)
            article = with_source(article, title=asked.title, published=asked.published, where=asked.where)
            item.article = with_fetch(
                article, requested_url=item.redirects[0] if item.redirects else item.url, status=item.status or 200,
                redirects=item.redirects, source=asked.where, content_hash=item.content_hash or "",
            )  # fmt: skip
            item.with_meta(warc=item.warc)
        return item


class Validate(_Step):
    """Is it an article, whole, and of the time that was asked for?"""

    def process_item(self, item: Page) -> Page:
        if item.article is not None:
            fault = fault_of(item.article, since=self._session.policy.since)
            if fault:
                item.drop(fault)
            else:
                item.outcome = "article"
        return item


class Keep(_Step):
    """One transaction: article, revision, address done, found addresses. The store tells new from known and copied.

    All but the last of very many found addresses are queued before it. Until then their page is not done, so that after
    a crash it is read again.
    """

    async def process_item(self, item: Page) -> Article:
        session = self._session
        try:
            before = await self._queue_most(item)
            if session.failure is not None:
                raise DropItem("the crawl has failed")
            finished = session.store.finish_page(item.result(), unique_stories=session.config.unique_stories)
        except StoreError as error:
            if not ends_the_crawl(error):
                raise
            session.fail(error)
            raise DropItem(str(error)) from None
        if before:
            finished = replace(finished, added=finished.added + before)
        session.note(item, finished)
        if finished.verdict in ("new", "revised") and finished.article is not None:
            return finished.article
        raise DropItem(item.reason or finished.verdict)

    async def _queue_most(self, item: Page) -> int:
        """Queue all but the last piece of what was found; how many of them are new."""
        added = 0
        while len(item.found) > _PIECE and self._session.failure is None:
            piece, item.found = item.found[:_PIECE], item.found[_PIECE:]
            added += self._session.store.frontier.add(piece, now=item.fetched_at, owner=item.asked.owner)
            await asyncio.sleep(0)
        while len(item.left_out) > _PIECE and self._session.failure is None:
            first, item.left_out = item.left_out[:_PIECE], item.left_out[_PIECE:]
            self._session.store.left_out.note(first, source=item.asked.id, now=item.fetched_at)
            await asyncio.sleep(0)
        return added
