"""Whole crawls side by side: `python -m tests.bench.crawl [--sites 200] [--articles 6] [--jobs 2] [--scripts-kb 150]`.

newscrawl with one process and with several, the peers of tests/bench/peers.py, and the yardstick: Scrapy's empty
callback plus our extraction alone. All visit the same local web, which a process of its own serves without delays, 8
requests at a time to a site. Printed per crawler: articles found of those there are, articles a second, CPU
milliseconds an article (all of its processes, their start included), seconds, peak memory of its largest process,
requests; then how they compare. A peer that is not installed is left out; `--only newscrawl` measures those whose names
begin so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench.bigweb import BigWeb, serving
from tests.bench.peers import PARALLEL

PEERS = {  # printed name -> its function, what it visits, the package it needs
    "afternoon spider": ("afternoon", "sites", "trafilatura"),
    "newspaper4k": ("newspaper", "sites", "newspaper"),
    "trafilatura, URL list": ("downloads", "articles", "trafilatura"),
    "empty callback": ("empty", "articles", "scrapy"),
    "extraction alone": ("extraction", "articles", "newscrawl"),
}


@dataclass(frozen=True)
class Measured:
    """One crawl: articles found of those there are, and what it cost."""

    name: str
    true: int
    found: int
    seconds: float
    cpu: float
    peak_mb: float
    requests: int

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.found / self.seconds

    @property
    def cpu_ms(self) -> float:
        """An article."""
        return 1000 * self.cpu / max(self.found, 1)

    def __str__(self) -> str:
        return (
            f"{self.name:22} {self.found:5}/{self.true:<5} {self.rate:7.1f} articles/s"
            f" {self.cpu_ms:6.1f} ms CPU/article {self.seconds:6.1f} s"
            f" {self.peak_mb:5.0f} MB {self.requests:6} requests"
        )


def measured(name: str, command: Sequence[str], web: BigWeb) -> Measured:
    """One crawl. In `command` OUTPUT stands for a file, ORIGINS for the sites, SITES and ARTICLES for lists of them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lists = {"OUTPUT": folder / "out.jsonl", "SITES": folder / "sites", "ARTICLES": folder / "articles"}
        lists["SITES"].write_text("\n".join(web.origins), "utf8")
        lists["ARTICLES"].write_text("\n".join(web.articles), "utf8")
        words = [str(lists.get(word, word)) for word in command if word != "ORIGINS"]
        words += web.origins if "ORIGINS" in command else []
        web.hits()
        began = time.monotonic()
        with (folder / "log").open("wb") as log:
            crawl = subprocess.Popen(words, stdout=log, stderr=log)
            _, status, used = os.wait4(crawl.pid, 0)
        seconds = time.monotonic() - began
        crawl.returncode = os.waitstatus_to_exitcode(status)
        requests = sum(map(len, web.hits().values()))
        output = lists["OUTPUT"]
        if not output.exists():
            raise SystemExit(f"{name} wrote nothing:\n{(folder / 'log').read_text('utf8', 'replace')[-2000:]}")
        records = [json.loads(line) for line in output.read_text("utf8").splitlines()]
    cpu = records.pop(0)["cpu"] if records and "cpu" in records[0] else used.ru_utime + used.ru_stime
    found = {record.get("canonical_url") or record["url"].partition("?")[0] for record in records}
    found &= set(web.articles)
    return Measured(name, len(web.articles), len(found), seconds, cpu, used.ru_maxrss / 1024, requests)


def crawlers(jobs: int) -> Iterator[tuple[str, list[str]]]:
    """Names and commands of what can be measured here."""
    ours = [sys.executable, "-m", "newscrawl", "crawl", "-o", "OUTPUT", "--delay", "0", "--per-host", str(PARALLEL)]
    yield "newscrawl", [*ours, "--jobs", "1", "ORIGINS"]
    if jobs > 1:
        yield f"newscrawl --jobs {jobs}", [*ours, "--jobs", str(jobs), "ORIGINS"]
    for name, (function, listed, package) in PEERS.items():
        if find_spec(package):
            yield name, [sys.executable, "-m", "tests.bench.peers", function, "OUTPUT", listed.upper()]


def comparison(rows: dict[str, Measured]) -> Iterator[str]:
    """What the rows come to, line by line."""
    ours = rows.get("newscrawl")
    if ours is None:
        return
    for name, other in rows.items():
        if name.startswith("newscrawl --jobs"):
            yield f"{name}: {other.rate / ours.rate:.2f} x the articles a second of one process"
        elif name in ("afternoon spider", "newspaper4k", "trafilatura, URL list"):
            rate, cpu = ours.rate / max(other.rate, 0.001), other.cpu_ms / ours.cpu_ms
            yield f"newscrawl gives {rate:.1f} x the articles a second of {name}, with 1/{cpu:.1f} of its CPU each"
    if "empty callback" in rows and "extraction alone" in rows:
        least = rows["empty callback"].cpu_ms + rows["extraction alone"].cpu_ms
        times = ours.cpu_ms / least
        yield f"newscrawl takes {times:.2f} x the CPU of an empty callback and the extraction ({least:.1f} ms)"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crawl", description=__doc__)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--articles", type=int, default=6, help="of each site")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scripts-kb", type=int, default=150)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    rows: dict[str, Measured] = {}
    with serving(sites=options.sites, articles=options.articles, scripts_kb=options.scripts_kb) as web:
        for name, command in crawlers(options.jobs):
            if name.startswith(options.only):
                rows[name] = measured(name, command, web)
                print(rows[name], flush=True)
    print(*comparison(rows), sep="\n")


if __name__ == "__main__":
    main()
