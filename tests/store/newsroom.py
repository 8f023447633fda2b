"""Made pages and articles for the tests of the store and its outputs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.export import Output, open_output
from newscrawl.export.formats import of_path
from newscrawl.record.article import Article
from newscrawl.record.model import Block
from newscrawl.store import FrontierUrl, PageResult, Store, TakenUrl
from newscrawl.urls import site_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = (
    "The council voted on Monday to keep the old harbour bridge open for walkers and close it to lorries after a long "
    "debate about safety money and the memory of the town which began in the spring of last year"
)


def article(url: str, *, number: int = 0, **fields: Any) -> Article:
    """An article whose words belong to its number alone."""
    body = fields.pop("article_body", f"{WORDS} {number}.\n\nStory {number} ends here, and {number} readers wrote.")
    paragraphs = tuple(Block(kind="paragraph", text=text) for text in body.split("\n\n"))
    made = {"url": url, "headline": f"Bridge stays open, part {number}", "article_body": body, "blocks": paragraphs}
    return Article(**(made | fields))


def taken(store: Store, url: str, *, now: datetime = NOW, **told: Any) -> TakenUrl:
    """Queue an address and take it."""
    store.frontier.add([FrontierUrl(url=url, **told)], now=now)
    (one,) = [one for one in store.frontier.take(site_of(url), 1000, now=now) if one.url == url]
    return one


def page(asked: TakenUrl, record: Article | None = None, *, at: datetime = NOW, **fields: Any) -> PageResult:
    """The result of a fetch: an article, or a source that was read."""
    outcome = fields.pop("outcome", "article" if record else "source")
    return PageResult(asked=asked, outcome=outcome, fetched_at=at, article=record, **fields)


def publish(store: Store, record: Article, *, url: str | None = None, at: datetime = NOW) -> Any:
    """Crawl one article: found, taken, finished. A known address is queued again."""
    url = url or record.url or ""
    known = store.frontier.known(url)
    if known is None:
        return store.finish_page(page(taken(store, url, now=at), record, at=at))
    return store.finish_page(page(known, record, at=at))


def current(store: Store, url: str) -> Any:
    """The current record of the article at an address; None where there is none."""
    history = store.articles.history(url)
    return history[-1].record if history else None


def output_of_all(path: Path, store: Store) -> Output:
    """The output of a file that was there before the store had a record."""
    if store.outputs.get(path.resolve()) is None:
        store.outputs.start(path.resolve(), of_path(path).name, first=0)
    return open_output(path, store)
