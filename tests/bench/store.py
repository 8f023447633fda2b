"""What the store costs and spares: `python -m tests.bench.store [--articles N]`.

Three figures, each of crawls as a user makes them on the local news web:

again      requests and seconds of a second crawl of an unchanged site (aims: under 30, under 3 s)
revisions  share of pages fetched again at new counters, related boxes and most-read lists, whose article is unedited,
           that became a revision (aim: under 0.5 %)
cost       share of a crawl's process time that is spent in the store's transactions (aim: under 10 %)
"""

from __future__ import annotations

import argparse
import json
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.newsweb import NewsWeb

SITES = ("meridian", "la-dorsale", "ticker-live")  # their most-read box changes every hour
PROFILED = (
    "import sys, cProfile; from newscrawl.cli import main; cProfile.run('main(standalone_mode=False)', sys.argv.pop(1))"
)


def crawl(*arguments: str) -> float:
    """Seconds of a crawl."""
    began = time.monotonic()
    command = [sys.executable, "-m", "newscrawl", "crawl", *arguments, "--delay", "0"]
    subprocess.run(command, capture_output=True, check=False, timeout=1200)
    return time.monotonic() - began


def again(articles: int, folder: Path) -> None:
    web = NewsWeb(sites=["meridian"], articles=articles)
    with web.serving() as origins:
        arguments = (origins["meridian"], "--store", str(folder / "again.db"))
        first = crawl(*arguments)
        web.log.clear()
        second = crawl(*arguments)
    print(f"again      {articles:,} articles: first {first:.1f} s, then {len(web.log.hits)} requests in {second:.1f} s")


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


def cost(articles: int, folder: Path) -> None:
    web = NewsWeb(sites=["meridian"], articles=articles)
    profile = folder / "profile"
    with web.serving() as origins:
        command = [sys.executable, "-c", PROFILED, str(profile), "crawl", origins["meridian"], "--delay", "0"]
        subprocess.run([*command, "--store", str(folder / "cost.db")], capture_output=True, check=True, timeout=1200)
    stats = pstats.Stats(str(profile))
    table = stats.stats  # type: ignore[attr-defined]
    spent = sum(
        figures[3] for (file, _, name), figures in table.items()
        if file.endswith(("store/store.py", "store/frontier.py")) and name in ("finish_page", "take", "known")
    )  # fmt: skip
    idle = sum(figures[2] for (_, _, name), figures in table.items() if "epoll" in name or "run_forever" in name)
    busy = stats.total_tt - idle  # type: ignore[attr-defined]
    print(f"cost       {spent:.1f} s of {busy:.1f} s of work in the store's calls: {spent / busy:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.store", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        revisions(Path(folder))
        cost(min(options.articles, 300), Path(folder))
        again(options.articles, Path(folder))


if __name__ == "__main__":
    main()
