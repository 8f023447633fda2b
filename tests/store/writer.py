"""A crawl without a network, for the crash tests: `python -m tests.store.writer STORE PAGES OUTPUT...`.

Page n names its children 2n+1 and 2n+2; every page is an article; the outputs follow every few pages. It says "go" on
standard output when it starts to write, and can be killed at any instant and started again until it says "done".
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from newscrawl.export import open_output
from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import article, page

SITE = "news.example"


def address(number: int) -> str:
    return f"https://{SITE}/story/{number}"


def main(where: str, pages: int, outputs: list[str]) -> None:
    now = datetime.now(UTC)
    with Store.open(where) as store, store.crawling("writer"):
        files = [open_output(path, store) for path in outputs]
        store.runs.start({"pages": pages}, now=now)
        store.frontier.recover()
        store.frontier.add([FrontierUrl(url=address(0))], now=now)
        print("go", flush=True)
        while taken := store.frontier.take(SITE, 16, now=now):
            for asked in taken:
                number = int(asked.url.rsplit("/", 1)[1])
                children = [n for n in (2 * number + 1, 2 * number + 2) if n < pages]
                found = tuple(FrontierUrl(url=address(n)) for n in children)
                store.finish_page(page(asked, article(asked.url, number=number), at=now, found=found))
            for file in files:
                file.catch_up(now=now)
        for file in files:
            file.finish(now=now)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
