"""A crawl with an error in one place: `python -m tests.injected PLACE ORIGIN STORE`, in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from scrapy import signals

from newscrawl import extensions, pipelines, scheduler, settings
from newscrawl.configuration import load
from newscrawl.crawling.discovery_memory import DiscoveryMemory
from newscrawl.crawling.requests import RequestBuilder
from newscrawl.errors import StoreError
from newscrawl.export import outputs
from newscrawl.runner import process
from newscrawl.spiders.site_spider import SiteSpider
from newscrawl.store.articles import Articles
from newscrawl.store.frontier import Frontier
from newscrawl.store.hosts import Hosts

VICTIM = 3  # the number of the article that has the error


class InjectedError(Exception):
    """Nobody expects it."""


def injected(*_: Any, **__: Any) -> NoReturn:
    raise InjectedError("put here by a test")


def is_victim(url: str | None) -> bool:
    return f"-number-{VICTIM}-" in (url or "")


def before(owner: Any, name: str, concerns: Callable[..., bool] = lambda *_, **__: True) -> None:
    """Let a method raise where it concerns the victim."""
    real = getattr(owner, name)

    def raising(*given: Any, **named: Any) -> Any:
        if concerns(*given, **named):
            injected()
        return real(*given, **named)

    setattr(owner, name, raising)


class Middleware:
    """A downloader or spider middleware, a pipeline and an extension of a user's own: one of its methods raises."""

    method = ""

    def __getattr__(self, name: str) -> Any:
        if name != type(self).method:
            raise AttributeError(name)
        return getattr(self, f"_{name}")

    def _process_request(self, request: Any) -> None:
        if is_victim(request.url):
            injected()

    def _process_response(self, request: Any, response: Any) -> Any:
        return injected() if is_victim(request.url) else response

    def _process_spider_input(self, response: Any) -> None:
        if is_victim(response.url):
            injected()

    def _process_item(self, item: Any) -> Any:
        return injected() if is_victim(item.url) else item

    async def _process_spider_output(self, response: Any, result: Any) -> Any:
        async for one in result:
            if is_victim(response.url):
                injected()
            yield one


def setting(name: str, method: str, place: int) -> dict[str, Any]:
    made = type("Injected", (Middleware,), {"method": method})
    return {name: {**getattr(settings, name, {}), made: place}}


class Listener:
    """A handler of a signal that raises."""

    signal: Any = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> Listener:
        made = cls()
        crawler.signals.connect(injected, cls.signal, weak=False)
        return made


def listening(signal: Any) -> dict[str, Any]:
    made = type("Listening", (Listener,), {"signal": signal})
    return {"EXTENSIONS": {**settings.EXTENSIONS, made: 50}}


def of_request(*given: Any, **_: Any) -> bool:
    return any(is_victim(getattr(one, "url", None)) for one in given)


def parse() -> None:
    real = SiteSpider.parse

    async def raising(self: Any, response: Any, **named: Any) -> Any:
        if is_victim(response.url):
            injected()
        async for one in real(self, response, **named):
            yield one

    SiteSpider.parse = raising  # type: ignore[method-assign,assignment]


def errback() -> dict[str, Any]:
    before(SiteSpider, "failed", lambda self, failure: is_victim(failure.request.url))
    return setting("DOWNLOADER_MIDDLEWARES", "process_request", 10)


def output() -> None:
    before(outputs.GrowingOutput, "_append")


@dataclass(frozen=True)
class Place:
    """Where the error is, and what it costs: a page, nothing, the crawl."""

    costs: str
    put: Callable[[], Any] = lambda: None


PLACES = {
    "nowhere": Place("-"),
    "callback": Place("a page", parse),
    "errback": Place("a page", errback),
    "downloader request": Place("a page", lambda: setting("DOWNLOADER_MIDDLEWARES", "process_request", 10)),
    "downloader response": Place("a page", lambda: setting("DOWNLOADER_MIDDLEWARES", "process_response", 10)),
    "spider input": Place("a page", lambda: setting("SPIDER_MIDDLEWARES", "process_spider_input", 10)),
    "spider output": Place("a page", lambda: setting("SPIDER_MIDDLEWARES", "process_spider_output", 10)),
    "pipeline": Place("a page", lambda: setting("ITEM_PIPELINES", "process_item", 350)),
    "extraction": Place(
        "a page", lambda: before(pipelines, "extract_with_body", lambda body, url="", **_: is_victim(url))
    ),
    "join": Place("a page", lambda: before(pipelines, "further_parts", lambda body, url: is_victim(url))),
    "validation": Place("a page", lambda: before(pipelines, "fault_of", lambda one, **_: is_victim(one.url))),
    "storing": Place("a page", lambda: before(Articles, "place", lambda self, one, *_, **__: is_victim(one.url))),
    "request": Place("a page", lambda: before(RequestBuilder, "for_row", of_request)),
    "scheduler": Place("a page", lambda: before(RequestBuilder, "limited", of_request)),
    "a row is selected": Place("a page", lambda: before(scheduler, "is_selected", of_request)),
    "a row is skipped": Place("a page", lambda: before(DiscoveryMemory, "skips", of_request)),
    "a request is counted": Place("a page", lambda: before(RequestBuilder, "owner_of", of_request)),
    "progress": Place("nothing"),
    "closing": Place("nothing", lambda: before(extensions.Closing, "finish")),
    "spider_idle": Place("nothing", lambda: listening(signals.spider_idle)),
    "headers_received": Place("nothing", lambda: listening(signals.headers_received)),
    "response_received": Place("nothing", lambda: listening(signals.response_received)),
    "item_scraped": Place("nothing", lambda: listening(signals.item_scraped)),
    "spider_opened": Place("nothing", lambda: listening(signals.spider_opened)),
    "spider_closed": Place("nothing", lambda: listening(signals.spider_closed)),
    "output": Place("the crawl", output),
    "reader": Place("the crawl"),
    "guard": Place("the crawl", lambda: before(extensions, "GuardedResolver")),
    "store": Place("the crawl", lambda: broken_store()),
    "store while robots.txt is asked": Place("the crawl", lambda: unwritable(RequestBuilder, "download")),
    "store while robots.txt is kept": Place("the crawl", lambda: unwritable(Hosts, "learn")),
    "store while rows are taken": Place("the crawl", lambda: unwritable(Frontier, "take")),
    "store while a source is read": Place("the crawl", lambda: unwritable(Frontier, "known")),
}


def unwritable(owner: Any, name: str) -> None:
    """The store fails where a method uses it."""

    def raising(*_: Any, **__: Any) -> NoReturn:
        raise StoreError("the disk is full")

    setattr(owner, name, raising)


def broken_store() -> None:
    real = Frontier.finish

    def raising(self: Any, page: Any, **named: Any) -> Any:
        if is_victim(page.asked.url):
            raise StoreError("the disk is full")
        return real(self, page, **named)

    Frontier.finish = raising  # type: ignore[method-assign]


def main(place: str, origin: str, store: str) -> None:
    more = PLACES[place].put() or {}
    out = str(Path(store).with_suffix(".jsonl"))
    summary = process.run_crawl(
        load(sites=[origin], delay=0, store=store, output=[out]),
        on_progress=injected if place == "progress" else None,
        on_article=injected if place == "reader" else None,
        settings={"LOG_LEVEL": "WARNING", **more},
    )
    told = {"ending": summary.ending, "articles": summary.articles, "left_out": dict(summary.left_out)}
    print(json.dumps({**told, "message": summary.message}))


if __name__ == "__main__":
    main(*sys.argv[1:])
