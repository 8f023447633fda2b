"""A crawl whose pages are not read on at first: `python -m tests.crawling.heldcrawl`, in a process of its own.

A step before the extraction holds every page until the servers have been asked nothing for a while. Prints as JSON how
many articles were fetched by then, and how many were found at the end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import ExitStack

from newscrawl.configuration import load
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.runner.process import run_crawl
from newscrawl.settings import ITEM_PIPELINES
from tests.servers import reply
from tests.smallsite import SmallSite, article

SITES, ARTICLES, PER_HOST = 3, 80, 8
PAGE = 400_000  # bytes
_QUIET = 2.0  # seconds


class Held:
    """Lets article pages through once nothing more is fetched."""

    sites: Sequence[SmallSite] = ()
    fetched_at_most = 0

    def __init__(self) -> None:
        self._opened = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    async def process_item(self, item: FetchedPage) -> FetchedPage:
        if item.row.kind == "article":
            self._watching = self._watching or asyncio.ensure_future(self._watch())
            await self._opened.wait()
        return item

    async def _watch(self) -> None:
        while (asked := self._asked()) > Held.fetched_at_most:
            Held.fetched_at_most = asked
            await asyncio.sleep(_QUIET)
        self._opened.set()

    def _asked(self) -> int:
        return sum(path.startswith("/news/") for site in self.sites for path in site.paths())


def main() -> None:
    filling = f"<script>{'x' * PAGE}</script></head>".encode()
    Held.sites = [SmallSite(articles=ARTICLES) for _ in range(SITES)]
    for number, site in enumerate(Held.sites):
        for one in range(ARTICLES):
            page = article(number * ARTICLES + one).replace(b"</head>", filling)
            site.answers[site.path(one)] = reply(page)
    with ExitStack() as stack:
        origins = [stack.enter_context(site.serving(f"127.0.0.{n}")) for n, site in enumerate(Held.sites, start=2)]
        summary = run_crawl(
            load(sites=origins, delay=0, per_host=PER_HOST),
            settings={"ITEM_PIPELINES": {**ITEM_PIPELINES, Held: 150}, "LOG_LEVEL": "ERROR"},
        )
    print(json.dumps({"held": Held.fetched_at_most, "articles": summary.counts["articles"]}))


if __name__ == "__main__":
    main()
