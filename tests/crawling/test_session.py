"""The session of a crawl: its parts are small, its crawler's components find it, and nothing outlives the crawl."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler

from newscrawl.configuration import load
from newscrawl.crawling import signals
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.session import Session
from newscrawl.spiders.site_spider import SiteSpider
from newscrawl.store.rows import FrontierUrl, TakenUrl

SITE = "https://news.example/"
MOST = 11  # attributes of one object


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(get_crawler(SiteSpider), load(sites=[SITE]))
    yield made
    made.run.close()


def taken(session: Session) -> TakenUrl:
    """The row of the site's home page, in flight."""
    session.run.begin()
    (row,) = session.store.frontier.take("news.example", 1, now=session.now())
    session.pages.in_flight[row.id] = row
    return row


class Heard:
    """Writes down the crawl's signals."""

    def __init__(self, session: Session) -> None:
        self.names: list[str] = []
        sender = session.pages._sender
        for name in ("rows_added", "row_finished", "row_deferred", "crawl_failed"):
            sender.connect(lambda name=name: self.names.append(name), getattr(signals, name), weak=False)


def test_no_part_of_a_session_knows_everything(session: Session) -> None:
    parts = [session, *(part for part in vars(session).values() if type(part).__module__.startswith("newscrawl.crawl"))]
    sizes = {type(part).__name__: len(getattr(part, "__dict__", ())) for part in parts}
    assert len(sizes) > 8
    assert max(sizes.values()) <= MOST, sizes


def test_every_component_of_a_crawler_has_the_session_that_its_spider_holds(session: Session) -> None:
    crawler = get_crawler(SiteSpider)
    crawler.spider = SiteSpider.from_crawler(crawler, crawl_session=session)
    assert Session.of(crawler) is Session.of(crawler) is session
    assert crawler.spider.config is session.config


def test_a_spider_of_ones_own_gets_a_session_with_its_configuration() -> None:
    class Own(Spider):
        name = "own"
        config = load(sites=[SITE])

    crawler = get_crawler(Own)
    crawler.spider = Own.from_crawler(crawler)
    session = Session.of(crawler)
    assert session.config is Own.config
    assert Session.of(crawler) is session
    session.run.close()


def test_a_session_ends_with_its_crawler() -> None:
    crawler = get_crawler(SiteSpider)
    crawler.spider = SiteSpider.from_crawler(crawler, url=SITE)
    session = Session.of(crawler)
    session.run.close()
    gone = weakref.ref(session)
    del crawler, session
    gc.collect()
    assert gone() is None


def test_the_scheduler_hears_what_became_of_a_page(session: Session) -> None:
    row, heard = taken(session), Heard(session)
    page = FetchedPage(row=row, url=row.url, fetched_at=session.now(), headers={}, outcome="source", status=200)
    page.found = (FrontierUrl(url=f"{SITE}2026/11/20/story"),)
    session.pages.finished(page, session.store.finish_page(page.result()))
    session.pages.defer(row)
    session.failures.fail(OSError("gone"))
    session.failures.fail(OSError("gone again"))
    assert heard.names == ["row_finished", "rows_added", "row_deferred", "crawl_failed"]
    assert str(session.failures.fatal) == "gone"


def test_an_error_costs_a_page_only_while_its_row_is_in_flight(session: Session, caplog: Any) -> None:
    row, heard = taken(session), Heard(session)
    session.pages.lose(row, RuntimeError("unexpected"))
    state = session.store.frontier.row(row.url)
    assert state is not None
    assert state.note == "an error in newscrawl: RuntimeError"
    assert heard.names == ["row_finished"]
    del session.pages.in_flight[row.id]
    session.pages.lose(row, RuntimeError("after it was stored"))
    assert heard.names == ["row_finished"]
    assert sum(session.tally.errors["news.example"].values()) == 1
