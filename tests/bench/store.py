"""What the store costs and spares: `python -m tests.bench.store [--articles N] [--postgres]`.

Three figures, each of crawls as a user makes them on the local news web:

again      requests, seconds and CPU seconds of a second crawl of an unchanged site (aims: under 30, under 3 s)
revisions  share of pages fetched again at new counters, related boxes and most-read lists, whose article is unedited,
           that became a revision (aim: under 0.5 %)
cost       CPU time in the store's calls, as a share of that of all else in the crawl (aim: under 10 %);
           with `--postgres` the store is on a server
"""

from __future__ import annotations

import argparse
import inspect
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from newscrawl.cli import main as main_of_newscrawl
from newscrawl.store import Store
from newscrawl.store.frontier import Frontier
from newscrawl.store.hosts import Hosts, Sites
from newscrawl.store.run_history import Runs
from tests import postgres
from tests.newsweb import NewsWeb

SITES = ("meridian", "la-dorsale", "ticker-live")  # their most-read box changes every hour


def crawl(*arguments: str) -> tuple[float, float]:
    """Seconds of a crawl, and of its CPU."""
    began, used = time.monotonic(), _used()
    command = [sys.executable, "-m", "newscrawl", "crawl", *arguments, "--delay", "0"]
    subprocess.run(command, capture_output=True, check=False, timeout=1200)
    return time.monotonic() - began, _used() - used


def _used() -> float:
    """CPU seconds of the processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def again(articles: int, folder: Path) -> None:
    web = NewsWeb(sites=["meridian"], articles=articles)
    with web.serving() as origins:
        arguments = (origins["meridian"], "--store", str(folder / "again.db"))
        first, _ = crawl(*arguments)
        web.log.clear()
        second, used = crawl(*arguments)
    told = f"{len(web.log.hits)} requests in {second:.1f} s ({used:.1f} of CPU)"
    print(f"again      {articles:,} articles: first {first:.1f} s, then {told}")


def revisions(folder: Path) -> None:
    web = NewsWeb(sites=SITES, articles=60)
    store = str(folder / "revisions.db")
    with web.serving() as origins:
        crawl(*origins.values(), "--store", store)
        before = {article.url: article.revision for name in SITES for article in web[name].truth()}
        web.advance(hours=30)
        crawl(*origins.values(), "--store", store, "--refetch")
        now = (article for name in SITES for article in web[name].truth())
        edited = {article.url for article in now if article.revision != before.get(article.url)}
    shown = subprocess.run(
        [sys.executable, "-m", "newscrawl", "export", "--store", store], capture_output=True, check=True
    ).stdout
    records = [json.loads(line) for line in shown.splitlines()]
    unedited = [one for one in records if (one["canonical_url"] or one["url"]) in before.keys() - edited]
    false = [one["url"] for one in unedited if one["meta"]["revision"] > 1]
    print(f"revisions  {len(unedited):,} unedited pages fetched again, {len(false)} became a revision", *false[:5])


def cost(articles: int, address: str) -> None:
    """A crawl in a child whose calls of the store are timed: a queue in memory that costs nothing would spare them."""
    web = NewsWeb(sites=SITES, articles=articles)
    with web.serving() as origins:
        command = [sys.executable, "-m", "tests.bench.store", "--timed", "crawl", *origins.values(), "--delay", "0"]
        store = ["--per-host", "8", "--store", address]
        told = subprocess.run([*command, *store], capture_output=True, check=True, timeout=1200).stdout
    spent, rest, pages = json.loads(told.splitlines()[-1])
    each, others = (f"{1000 * seconds / pages:.2f} ms" for seconds in (spent, rest))
    print(f"cost       {pages:,} pages: {each} of CPU each in the store, {others} in all else: {spent / rest:.1%}")


@contextmanager
def on_a_server() -> Iterator[str]:
    with postgres.serving() as server, server.database() as address:
        yield address


def timed(arguments: list[str]) -> None:
    """A crawl in this process; prints the CPU seconds of its calls of the store, those of all else, and its pages."""
    import newscrawl.runner.process  # noqa: F401 - imports are no part of a crawl

    spent, pages, inside = 0.0, 0, False

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            nonlocal spent, pages, inside
            if inside:
                return method(*given, **named)
            inside, began = True, time.thread_time()
            try:
                return method(*given, **named)
            finally:
                spent, inside = spent + time.thread_time() - began, False
                pages += method.__name__ == "finish_page"

        return call

    for owner in (Store, Frontier, Hosts, Sites, Runs):
        for name, method in vars(owner).items():
            if inspect.isfunction(method) and not name.startswith("_") and name != "crawling":
                setattr(owner, name, watched(method))
    began = time.process_time()
    main_of_newscrawl(arguments, standalone_mode=False)
    print(json.dumps([spent, time.process_time() - began - spent, pages]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.store", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--only", choices=("revisions", "cost", "again"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.only in (None, "revisions"):
            revisions(Path(folder))
        if options.only in (None, "cost"):
            with on_a_server() if options.postgres else nullcontext(str(Path(folder) / "cost.db")) as address:
                cost(min(options.articles, 200), address)
        if options.only in (None, "again"):
            again(options.articles, Path(folder))


if __name__ == "__main__":
    timed(sys.argv[2:]) if sys.argv[1:2] == ["--timed"] else main()
