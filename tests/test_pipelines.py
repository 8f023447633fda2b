"""From a fetched page to a stored record: each step alone, over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from newscrawl import pipelines
from newscrawl.configuration import CrawlConfig
from newscrawl.crawling.declarations import Declarations
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.scope import Scope
from newscrawl.discovery.limits import Selection
from newscrawl.errors import StoreError
from newscrawl.record.article import Article
from newscrawl.rights import SiteRights
from newscrawl.rights.tdmrep import TdmFile
from newscrawl.store import Finished, FrontierUrl, PageResult, Store
from tests.smallsite import article
from tests.store.newsroom import current

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://news.example/2026/11/20/story"


@dataclass
class Failed:
    """What ended the crawl."""

    fatal: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        self.fatal = error


@dataclass
class Results:
    """What became of the pages."""

    noted: list[Finished] = field(default_factory=list)

    def finished(self, page: FetchedPage, finished: Finished) -> None:
        self.noted.append(finished)


@dataclass
class OneStore:
    """A session with a store and without a crawl around it."""

    store: Any
    config: CrawlConfig = field(default_factory=CrawlConfig)
    scope: Scope = field(default_factory=lambda: Scope(CrawlConfig()))
    declarations: Declarations = field(default_factory=Declarations)
    failures: Failed = field(default_factory=Failed)
    pages: Results = field(default_factory=Results)

    def now(self) -> datetime:
        return NOW


class FullDisk:
    """A store that cannot write."""

    def finish_page(self, page: PageResult, *, unique_stories: bool) -> Finished:
        raise StoreError("news.db: the store cannot grow, the disk is full")


@pytest.fixture
def session() -> Iterator[OneStore]:
    with Store.open() as store:
        session = OneStore(store)
        session.scope.whole.add("news.example")
        yield session


def page(session: OneStore, body: bytes = b"", **values: Any) -> FetchedPage:
    """A fetched page of the frontier's only address."""
    store = session.store
    store.frontier.add([FrontierUrl(url=URL, title="From the feed", where="feed")], now=NOW)
    (row,) = store.frontier.take("news.example", 1, now=NOW)
    return FetchedPage(row=row, url=URL, fetched_at=NOW, status=200, headers={"etag": '"1"'}, body=body, **values)


def awaited(result: Any) -> Any:
    """What a step gives, of those that may wait as well."""
    return asyncio.run(result) if asyncio.iscoroutine(result) else result


def run(session: OneStore, item: FetchedPage, *, last: str = "Keep") -> Any:
    """The page through the pipelines, in their order, up to one of them."""
    result: Any = item
    for name in ("Unchanged", "Extract", "Rights", "Clean", "Validate", "Keep"):
        result = awaited(getattr(pipelines, name)(session).process_item(result))
        if name == last:
            break
    return result


def test_an_article_page_becomes_a_stored_record(session: OneStore) -> None:
    record = run(session, page(session, article(1)))
    assert isinstance(record, Article)
    assert (record.meta.status, record.meta.source, record.requested_url) == (200, "feed", URL)
    assert current(session.store, URL) == record
    assert [finished.verdict for finished in session.pages.noted] == ["new"]


def test_the_bytes_of_the_last_visit_are_not_read_again(session: OneStore) -> None:
    item = page(session, article(1), found=(FrontierUrl(url=f"{URL}-2"),))
    item.row = replace(item.row, content_hash=sha256(item.body).hexdigest())
    assert run(session, item, last="Validate").outcome == "unchanged"
    assert item.article is None
    assert item.found == ()


def test_a_page_without_an_article_is_dropped_with_its_reason_and_remembered(session: OneStore) -> None:
    with pytest.raises(DropItem, match="no article"):
        run(session, page(session, b"<!doctype html><title>Topics</title><p>Sport</p>"))
    row = session.store.frontier.row(URL)
    assert (row.state, row.note) == ("done", "no article: missing: no article text found")


def test_what_the_site_says_of_use_is_kept_and_holds_where_that_is_wanted(session: OneStore) -> None:
    session.declarations.rights["https://news.example"] = SiteRights(
        tdm=TdmFile.parse(b'[{"location": "/", "tdm-reservation": 1}]')
    )
    item = page(session, article(1))
    assert run(session, item, last="Rights").article.usage_info.train == "no"
    session.config = CrawlConfig(respect_tdm=True)
    item.article = None
    with pytest.raises(DropItem, match="reserved against text and data mining"):
        run(session, item)


def test_an_article_before_since_is_dropped(session: OneStore) -> None:
    session.scope.selection = Selection(since=datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(DropItem, match="older than --since"):
        run(session, page(session, article(1)))


def test_sources_pass_by_the_extraction(session: OneStore) -> None:
    item = page(session, article(1), outcome="source", found=(FrontierUrl(url=f"{URL}-2"),))
    with pytest.raises(DropItem, match="source"):
        run(session, item)
    assert session.pages.noted[0].added == 1
    assert session.store.articles.count() == 0


def test_an_error_of_the_heart_loses_one_page_and_not_the_crawl(
    session: OneStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Article:
        raise RuntimeError("not promised")

    monkeypatch.setattr(pipelines, "extract_with_body", broken)
    with pytest.raises(DropItem, match="an error in newscrawl: RuntimeError"):
        run(session, page(session, article(1)))
    assert session.failures.fatal is None


def test_a_write_that_fails_fails_the_crawl_and_marks_nothing_done(session: OneStore) -> None:
    item = run(session, page(session, article(1)), last="Validate")
    broken = OneStore(FullDisk())
    with pytest.raises(DropItem, match="disk is full"):
        awaited(pipelines.Keep(broken).process_item(item))  # type: ignore[arg-type]
    assert isinstance(broken.failures.fatal, StoreError)
    assert session.store.frontier.row(URL).state == "in_flight"
    with pytest.raises(DropItem, match="the crawl has failed"):
        awaited(pipelines.Keep(broken).process_item(item))  # type: ignore[arg-type]


def test_very_many_found_addresses_are_queued_in_pieces_and_counted_once(session: OneStore) -> None:
    found = tuple(FrontierUrl(url=f"https://news.example/2026/11/20/story-{number % 2400}") for number in range(2500))
    with pytest.raises(DropItem, match="source"):
        run(session, page(session, found=found, outcome="source"))
    assert [finished.added for finished in session.pages.noted] == [2400]
    assert session.store.frontier.counts() == {"queued": 2400, "done": 1}


def test_a_crawl_that_failed_queues_nothing_more(session: OneStore) -> None:
    session.failures.fatal = StoreError("full")
    found = tuple(FrontierUrl(url=f"https://news.example/2026/11/20/story-{number}") for number in range(2500))
    with pytest.raises(DropItem, match="the crawl has failed"):
        run(session, page(session, found=found, outcome="source"))
    assert session.store.frontier.counts() == {"in_flight": 1}
