"""The whole way of a page: the pipelines over a real store, then real outputs, and everything read back."""

from __future__ import annotations

import asyncio
import csv
import logging
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet
from scrapy import Request
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse

from newscrawl import pipelines
from newscrawl.configuration import CrawlConfig
from newscrawl.crawling import priorities
from newscrawl.crawling.page import Page
from newscrawl.crawling.requests import headers_of
from newscrawl.discovery.crawl_scope import CrawlScope
from newscrawl.discovery.found import Source
from newscrawl.discovery.reader import read_source
from newscrawl.export.formats import FORMATS
from newscrawl.export.outputs import open_output
from newscrawl.net.address_guard import Guard
from newscrawl.net.pace import Pace
from newscrawl.net.request_headers import identity
from newscrawl.net.sniffing import classify
from newscrawl.record.article import Article
from newscrawl.rights import SiteRights
from newscrawl.rights.rsl import RslFile
from newscrawl.store import Finished, FrontierUrl, Store
from newscrawl.store.rows import TakenUrl
from newscrawl.urls import absolute, site_of
from tests.fuzz import tokens
from tests.fuzz.message import NEXT, Message, pages
from tests.fuzz.seeds import pages as seeds
from tests.fuzz.target import Target, promise
from tests.fuzz.targets.pages import check

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUFFIXES = (".jsonl", ".csv", ".parquet", ".md", ".json")
STEPS = ("Unchanged", "Extract", "Join", "Rights", "Clean", "Validate", "Keep")
_MOST = 8  # pages of one input


class Manners:
    """No site is waited for: nothing is fetched."""

    def pace(self, site: str) -> Pace:
        return Pace(base=0.0)


@dataclass
class Crawl:
    """A session without a crawl around it: the store is real, further pages come from the same input."""

    store: Store
    pages: dict[str, Message]
    scope: CrawlScope = field(default_factory=CrawlScope)
    config: CrawlConfig = field(default_factory=CrawlConfig)
    rights: dict[str, SiteRights] = field(default_factory=dict)
    licences: defaultdict[str, dict[str, RslFile | None]] = field(default_factory=lambda: defaultdict(dict))
    drops: Counter[str] = field(default_factory=Counter)
    manners: Manners = field(default_factory=Manners)
    identity: dict[str, str] = field(default_factory=lambda: dict(identity(None)))
    guard: Guard = field(default_factory=lambda: Guard.of([]))
    archive: None = None
    scheduler: None = None
    failure: BaseException | None = None
    noted: list[Finished] = field(default_factory=list)
    at: datetime = NOW

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def note(self, page: Page, finished: Finished) -> None:
        self.noted.append(finished)

    def fail(self, error: BaseException) -> None:
        raise error

    def was_refused(self, url: str) -> None:
        return None

    def explain(self, error: BaseException, url: str) -> str:
        return str(error)

    async def download(self, request: Request) -> HtmlResponse:
        """A further page or a licence, if the input holds it."""
        found = self.pages.get(request.url)
        body, headers = (found.body, _sent(found)) if found else (b"", {})
        return HtmlResponse(request.url, status=200 if found else 404, headers=headers, body=body, request=request)


def travel(data: bytes) -> None:
    """Every page of an input goes the whole way; then each output holds what the store holds."""
    visits = [one for one in pages(data)[:_MOST] if absolute(one.url)]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, _logged(), Store.open(Path(folder, "news.db")) as store:
        crawl = Crawl(store, {one.url: one for one in visits})
        steps = [getattr(pipelines, name)(crawl) for name in STEPS]
        asyncio.run(_visit(crawl, steps, visits))
        stored = [record.article for record in store.articles.since()]
        kept = [one for one in crawl.noted if one.verdict in ("new", "revised")]
        promise(len(kept) == len(stored), "the store does not hold what was kept", len(kept), len(stored))
        for one, record in zip(kept, stored, strict=True):
            promise(one.article == record, "a stored record is not the one that was kept")
            check(record)
            if record.url:
                promise(bool(store.articles.history(record.url)), "a stored article has no history", record.url)
        _export(Path(folder), store, stored)


async def _visit(crawl: Crawl, steps: list[Any], visits: list[Message]) -> None:
    """As the scheduler does: queue, take, fetch, read. What the pages name is queued too, and not fetched."""
    for one in visits:
        url = absolute(one.url) or ""
        await _finish(crawl, steps, one, url)
        for row in crawl.store.frontier.take(site_of(url), 4, now=crawl.now()):
            Request(row.url)


async def _finish(crawl: Crawl, steps: list[Any], one: Message, url: str) -> None:
    frontier = crawl.store.frontier
    frontier.add([FrontierUrl(url=url, title="From the feed", published="2026-11-20", where="feed")], now=crawl.now())
    frontier.requeue_all([site_of(url)], now=crawl.now())
    taken = [row for row in frontier.take(site_of(url), 64, now=crawl.now()) if row.url == url]
    frontier.put_back([])
    for asked in taken[:1]:
        item = _page(crawl, one, asked)
        try:
            for step in steps:
                result = step.process_item(item)
                item = await result if asyncio.iscoroutine(result) else result
        except DropItem:
            pass


def _page(crawl: Crawl, one: Message, asked: TakenUrl) -> Page:
    """The page as the spider makes it, with what it names."""
    request = Request(asked.url)
    response = HtmlResponse(asked.url, headers=_sent(one), body=one.body, request=request)
    page = Page(
        asked=asked, url=response.url, fetched_at=crawl.now(), status=200, headers=headers_of(response), body=one.body
    )
    kind = "home" if classify(one.body) == "html" else "feed"
    reading = read_source(Source(url=page.url, kind=kind), one.body, page.headers)  # type: ignore[arg-type]
    found = [priorities.article(each, found_on=page.url, now=page.fetched_at) for each in reading.found]
    found += [priorities.source(each, found_on=page.url, rank=0, now=page.fetched_at) for each in reading.sources]
    page.found = tuple(found)
    if reading.feed is not None:
        page.outcome = "source"
    return page


def _sent(one: Message) -> dict[str, str]:
    return {name: value for name, value in one.headers if name.strip()}


def _export(folder: Path, store: Store, stored: list[Article]) -> None:
    """Outputs of a crawl in every format, each written in one go and read back."""
    paths = {suffix: folder / f"articles{suffix}" for suffix in SUFFIXES}
    for path in paths.values():
        output = open_output(path, store)
        output.catch_up(now=NOW)
        output.finish(now=NOW)
    lines = paths[".jsonl"].read_bytes().splitlines()
    promise(
        [Article.from_dict(orjson.loads(line)) for line in lines] == stored, "JSON Lines do not give the records back"
    )
    promise(len(orjson.loads(paths[".json"].read_bytes())) == len(stored), "the JSON array has not all records")
    with paths[".csv"].open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    promise(len(rows) == len(stored), "CSV has not a row for each record", len(rows), len(stored))
    table = pyarrow.parquet.read_table(paths[".parquet"]).to_pylist()
    promise(len(table) == len(stored), "Parquet has not a row for each record", len(table), len(stored))
    for cells, one in zip(table, stored, strict=True):
        other = [(name, cells[name], value) for name, value in one.to_row().items() if cells[name] != value]
        promise(not other, "Parquet does not give the row back", other)
    for row, one in zip(rows, stored, strict=True):
        promise(row["identifier"] == one.identifier, "a row of the CSV is not the record's", row["identifier"])
        promise(None not in row, "a row of the CSV has too many cells")


class _Raising(logging.Handler):
    """The steps catch what extraction raises, and log it; here it is raised again."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: deque[BaseException] = deque(maxlen=1)

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.errors.append(record.exc_info[1])


@contextmanager
def _logged() -> Iterator[None]:
    handler, logger = _Raising(), logging.getLogger("newscrawl")
    logger.addHandler(handler)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
    for error in handler.errors:
        raise error


assert all(any(suffix in form.suffixes for form in FORMATS.values()) for suffix in SUFFIXES)

TARGETS = (
    Target(
        name="chain",
        run=travel,
        seeds=seeds.visits,
        cases=150,
        tokens=(NEXT, *tokens.MARKUP, *tokens.JSON, *tokens.DATES, *tokens.ADDRESSES),
    ),
)
