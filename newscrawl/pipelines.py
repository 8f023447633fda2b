"""Item pipelines: from a fetched page to a stored record. Each step is a few lines over a pure function.

    Unchanged -> Extract -> Join -> Rights -> Clean -> Validate -> Hold -> Keep

A page that gives no record goes on to `Keep` as well, which stores that it was read, what it named and why it gave
none, in the same transaction. Only `Keep` returns the Article (so that Scrapy's own feed exporters can write it) or
raises DropItem, with the reason that is counted.
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
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.licence_documents import RESERVED, LicenceDocuments
from newscrawl.crawling.refusals import Disallowed, Ended, Unreachable
from newscrawl.crawling.request_meta import meta_of
from newscrawl.crawling.requests import headers_of
from newscrawl.crawling.session import Session
from newscrawl.discovery.page_numbers import is_further
from newscrawl.errors import OutputError, StoreError
from newscrawl.extraction import extract, extract_with_body
from newscrawl.extraction.rules import SiteRules, load_rules
from newscrawl.net.bot_checks import refusal_reason
from newscrawl.net.statuses import holds_page
from newscrawl.processing.multipage import Part, content_hash, further_parts, with_parts
from newscrawl.processing.site_notices import NOTICE_OF_MANY, words_of
from newscrawl.processing.site_template import line_hashes, without_template
from newscrawl.processing.template_verdict import ballot_of, decided
from newscrawl.processing.validation import TOO_OLD, fault_of, kind_of, with_fetch, with_source
from newscrawl.record.article import Article
from newscrawl.record.keeping import is_doubted, with_threshold
from newscrawl.rights import SiteRights, combined, is_reserved
from newscrawl.urls import host_of, origin_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Addresses queued in one go: 20 to 30 ms. All 50,000 of a sitemap at once would delay every download for a second.
_BATCH = 1000
_MAX_RUNS = 3  # in which an article waits for a further page that fails; then it ends before that page
_BUSY = (408, 429)  # like the statuses from 500 on: the page may be there all the same
_ANY_PAGE = "<p>The council of the harbour town met on Monday evening and decided to rebuild the old bridge.</p>"
_ELSEWHERE = "leads to another site"
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

    def _defer(self, item: FetchedPage, why: Exception) -> NoReturn:
        """Fetch the page in another run."""
        self._session.pages.defer(item.row)
        raise DropItem(str(why)) from None


class Unchanged(_Step):
    """Skips the extraction of a body that is byte for byte the one of the last visit."""

    def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.body:
            item.content_hash = content_hash(item.body)
            if item.content_hash == item.row.content_hash:
                item.outcome, item.found = "unchanged", ()
        return item


class Extract(_Step):
    """Extracts the record of an article page."""

    def open_spider(self) -> None:
        """Load weights, word tables and the language detector before the first page: that takes 0.15 s."""
        extract(_ANY_PAGE)

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.outcome is None:
            try:
                await offload.read(item.body, lambda: self._read(item))
            except Exception as error:  # `extract` promises never to raise; if it does, one page is lost, not the crawl
                _logger.error("%s: %s", item.url, error_reason(error), exc_info=True)
                item.fail(error)
        return item

    def _read(self, item: FetchedPage) -> None:
        config = self._session.config
        read = extract_with_body(
            item.body, item.url, headers=item.headers, fetched_at=item.fetched_at, rules=self._rules_of(item.url)
        )
        item.article = with_threshold(read.article, config.min_confidence)
        # Who names a threshold, or keeps more than articles, has decided for each page alone.
        if config.keep == "articles" and config.min_confidence is None and read.body and item.row.kind == "article":
            item.ballot = ballot_of(item.url, read.body, item.article.meta.quality, link=item.row.title)


class Join(_Step):
    """Fetches the further pages of an article that is split over several, and joins all into one record.

    A further page that does not exist or may not be read ends the article. When one fails, the whole article is tried
    again later. Each visit reads all pages, since any of them may have been edited.
    """

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        try:
            if item.article is not None and item.article.article_body:
                await self._fetch_further_pages(item)
        finally:
            self._release(item)
        return item

    def _release(self, item: FetchedPage) -> None:
        if self._session.run.archive is None:
            return
        try:
            self._session.run.archive.release(item.row)
        except OutputError as error:
            self._session.failures.fail(error)
            raise DropItem(str(error)) from None

    async def _fetch_further_pages(self, item: FetchedPage) -> None:
        further = further_parts(item.body, item.url)
        try:
            address = next(further)
            while True:
                address = further.send(await self._part(address, item))
        except StopIteration as end:
            if end.value:
                self._join(item, end.value)
        except (Unreachable, Ended) as error:
            self._defer(item, error)
        except Exception as error:
            if ends_the_crawl(error) or is_unexpected(error):
                raise  # as from every other step
            item.outcome, item.article = "failed", None
            item.reason = f"a further page: {self._session.failures.explain(error, item.url)}"

    def _join(self, item: FetchedPage, parts: tuple[Part, ...]) -> None:
        assert item.article is not None
        item.further = tuple(part.url for part in parts)
        item.content_hash = content_hash(item.body, parts)
        if item.content_hash == item.row.content_hash:
            item.outcome, item.found, item.article = "unchanged", (), None
        else:
            item.article = with_parts(item.article, parts, rules=self._rules_of(item.url))

    async def _part(self, address: str, item: FetchedPage) -> Part | None:
        """The further page at an address; None where the article ends."""
        if self._is_story(address):
            return None
        try:
            return await self._fetch(address, item)
        except (Unreachable, Ended):
            raise
        except Disallowed:
            return None
        except Exception as error:
            if ends_the_crawl(error) or item.row.tries < _MAX_RUNS:
                raise
            return None

    def _is_story(self, address: str) -> bool:
        """Whether an address is rather that of a story: its form says nothing (a slug may end in -2), and a feed, list
        or sitemap has named it, which do not name further pages. What was joined once stays so."""
        store = self._session.store
        is_named = not is_further(address) and store.frontier.known(address) is not None
        return is_named and not store.articles.is_further_page(address)

    async def _fetch(self, address: str, item: FetchedPage) -> Part | None:
        requests = self._session.requests
        request = requests.for_further_page(address, referrer=item.url, first_page=item.warc)
        response = await requests.download(request)
        assert response.request is not None
        if response.status >= 500 or response.status in _BUSY:
            item.retry_at = meta_of(response.request).get("retry_at")
            raise IgnoreRequest(f"HTTP {response.status}")
        if not holds_page(response.status, (response.headers.get("Content-Range") or b"").decode("latin-1")):
            return None
        fetched_at = meta_of(response.request).get("fetched_at") or self._session.now()
        return Part(url=response.url, body=response.body, headers=headers_of(response), fetched_at=fetched_at)


class Rights(_Step):
    """Adds what the site's files and the licences that the page names declare about use to what the page declares.

    With `respect_tdm`, a page that is reserved against mining is dropped.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._licences = LicenceDocuments(session)

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.article is not None:
            try:
                named = await self._licences.signals(item.article.usage_info, item.url, item.row.owner)
            except Ended as error:
                self._defer(item, error)
            site = self._session.declarations.rights.get(origin_of(item.url), SiteRights())
            info = combined(item.article.usage_info, named, site.signals(item.url))
            item.article = replace(item.article, usage_info=info)
            if self._session.config.respect_tdm and is_reserved(info):
                item.drop(RESERVED, is_final=True)
        return item


class Clean(_Step):
    """Removes the text that the site's pages repeat, and completes the record from the fetch and the source.

    The template is the one of the moment when the row was taken: an archive keeps it with the page, so that the same
    record can be made from it again.
    """

    def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.article is not None:
            row = item.row
            item.lines = line_hashes(item.article)
            article = without_template(item.article, row.template)
            article = with_source(article, title=row.title, published=row.published, where=row.where)
            item.article = with_fetch(
                article, requested_url=item.redirects[0] if item.redirects else item.url, status=item.status or 200,
                redirects=item.redirects, source=row.where, content_hash=item.content_hash or "",
            )  # fmt: skip
            item.with_meta(warc=item.warc)
        return item


class Validate(_Step):
    """Checks that the record is an article, by its own verdict or its template's, complete, and within the wanted time.

    A page that is refused and unsure keeps its vote as one that its template may decide later.
    """

    def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.article is not None:
            self._decide_by_template(item, item.article)
            since, keep = self._session.scope.selection.since, self._session.config.keep
            fault = self._is_elsewhere(item, item.article) or fault_of(item.article, since=since, keep=keep)
            if fault and fault != _ELSEWHERE and item.is_refusal():
                item.outcome = "failed"
                item.reason = refusal_reason(item.status or 200, item.headers, item.body)
            elif fault:
                ballot = item.ballot
                waits = ballot is not None and (ballot.is_overruled if ballot.is_article else ballot.follows)
                item.is_doubted = waits or is_doubted(item.article.meta.quality)
                item.drop(fault, kind=kind_of(fault), is_final=fault in (_ELSEWHERE, TOO_OLD))
                item.ballot = None if fault == _ELSEWHERE else ballot
            else:
                item.outcome = "article"
        return item

    def _decide_by_template(self, item: FetchedPage, article: Article) -> None:
        ballot = item.ballot
        if ballot is None or not ballot.follows:
            return
        item.article = decided(article, ballot, self._session.store.template_votes.others(item.row, ballot))
        if item.article is not article:
            item.ballot = ballot.overruled()

    def _is_elsewhere(self, item: FetchedPage, article: Article) -> str | None:
        """Why an address led to no page of this crawl: to an advertiser's, for one. An article that names its home here
        is one of ours."""
        named = (item.url, article.canonical_url or item.url)
        return None if any(self._session.scope.has(item.row, url) for url in named) else _ELSEWHERE


class Hold(_Step):
    """Holds a page whose text may be a notice, until it is known whether other addresses of the site have it too."""

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.outcome == "article":
            try:
                is_notice = await self._session.pages.held.is_notice(item)
            except Ended as error:
                self._defer(item, error)
            if is_notice:
                assert item.article is not None
                item.notice = words_of(item.article.article_body)
                item.outcome, item.reason, item.article = "failed", NOTICE_OF_MANY, None
        return item


class Keep(_Step):
    """Stores article, revision, found addresses and the finished row in one transaction.

    The store decides whether the article is new, known or a duplicate. Of very many found addresses, all but the last
    batch are queued before that transaction: the page is not finished until then, so that a crash has it read again.
    """

    async def process_item(self, item: FetchedPage) -> Article:
        session = self._session
        try:
            queued = await self._queue_batches(item)
            if session.failures.fatal is not None:
                raise DropItem("the crawl has failed")
            finished = session.store.finish_page(item.result(), unique_stories=session.config.unique_stories)
        except StoreError as error:
            if not ends_the_crawl(error):
                raise
            session.failures.fail(error)
            raise DropItem(str(error)) from None
        if finished.reason is not None and item.outcome != finished.verdict:
            item.outcome, item.reason = "failed", finished.reason
        if queued:
            finished = replace(finished, added=finished.added + queued)
        session.pages.finished(item, finished)
        if finished.verdict in ("new", "revised") and finished.article is not None:
            return finished.article
        raise DropItem(item.reason or finished.verdict)

    async def _queue_batches(self, item: FetchedPage) -> int:
        """Queue all but the last batch of the found addresses; how many of them are new."""
        added = 0
        while len(item.found) > _BATCH and self._session.failures.fatal is None:
            batch, item.found = item.found[:_BATCH], item.found[_BATCH:]
            added += self._session.store.frontier.add(batch, now=item.fetched_at, owner=item.row.owner)
            await asyncio.sleep(0)
        while len(item.left_out) > _BATCH and self._session.failures.fatal is None:
            left_out, item.left_out = item.left_out[:_BATCH], item.left_out[_BATCH:]
            self._session.store.left_out.note(left_out, source=item.row.id, now=item.fetched_at)
            await asyncio.sleep(0)
        return added
