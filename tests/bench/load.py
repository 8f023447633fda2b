"""What a crawl is under load: `python -m tests.bench.load start|pace|memory|giants [options]`, each figure by itself.

start   seconds from the command to the first record of a near site (aim: under 1.5), the median of five
pace    requests of many hosts beside what their delay allows (aim: 95 %), over `--seconds`. A page a second from each
        of 1,000 hosts is more than two cores read, so `--delay` is 10 seconds: as many sites, a tenth of their pages
memory  resident memory while `--articles` are read and 100,000 addresses wait in the queue of a slow site (aim: under
        300 MB, and flat)
giants  how long a page of some megabytes holds up the others (aim: 200 ms): the longest gap between two turns of the
        crawl's loop, beside that of a crawl without it
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import newscrawl
from newscrawl.store.rows import FrontierUrl
from newscrawl.store.store import Store
from tests.bench.bigweb import serving
from tests.servers import reply
from tests.smallsite import SmallSite, article

QUEUED = 100_000
_FIRST = "import sys, newscrawl; print(next(newscrawl.crawl(sys.argv[1], delay=0)).url, flush=True); sys.stdin.read()"
# A crawl whose loop notes how late its turns come.
_GAPS = """
import asyncio, sys, time
from newscrawl.configuration import load
from newscrawl.runner.process import run_crawl

class Ticks:
    @classmethod
    def from_crawler(cls, crawler):
        from scrapy import signals
        one = cls()
        one.longest, one.last = 0.0, None
        crawler.signals.connect(one.tick, signals.spider_opened)
        crawler.signals.connect(one.closed, signals.spider_closed)
        return one
    def tick(self):
        now = time.monotonic()
        if self.last is not None:
            self.longest = max(self.longest, now - self.last - 0.005)
        self.last = now
        asyncio.get_running_loop().call_later(0.005, self.tick)
    def closed(self):
        print(self.longest, flush=True)

from newscrawl.settings import EXTENSIONS
settings = {"EXTENSIONS": {**EXTENSIONS, Ticks: 1}, "LOG_LEVEL": "ERROR"}
run_crawl(load(sites=sys.argv[1:], delay=0, per_host=8), settings=settings)
"""


def start(options: argparse.Namespace) -> None:
    taken = []
    with serving(sites=1, articles=20) as web:
        for _ in range(5):
            began = time.monotonic()
            child = subprocess.Popen(
                [sys.executable, "-c", _FIRST, web.origins[0]], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert child.stdout is not None
            child.stdout.readline()
            taken.append(time.monotonic() - began)
            child.kill()
            child.wait()
    print(f"start   first record after {statistics.median(taken):.2f} s ({min(taken):.2f} to {max(taken):.2f})")


def pace(options: argparse.Namespace) -> None:
    articles = int(options.seconds / options.delay) + 5
    command = [sys.executable, "-m", "newscrawl", "crawl", "--delay", str(options.delay), "--jobs", str(options.jobs)]
    with serving(sites=options.hosts, articles=articles, scripts_kb=0) as web:
        crawl = subprocess.Popen([*command, *web.origins], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(options.seconds)
        hits = web.hits()
        crawl.send_signal(signal.SIGINT)
        _, _, used = os.wait4(crawl.pid, 0)
        crawl.returncode = 0
    crawled = [times for times in hits.values() if len(times) > 1]
    gaps = [later - sooner for times in crawled for sooner, later in pairwise(times)]
    end = max(times[-1] for times in crawled)
    silent = options.hosts - sum(end - times[-1] < 2 * options.delay for times in crawled)
    print(
        f"pace    {len(crawled):,} of {options.hosts:,} hosts asked again and again, {silent} fell silent;"
        f" {len(gaps):,} gaps of {options.delay:g} s and more: {options.delay * len(gaps) / sum(gaps):.1%} of the rate"
        f" that this allows, the shortest {min(gaps):.3f} s; {used.ru_utime + used.ru_stime:.0f} s of CPU"
    )


def memory(options: argparse.Namespace) -> None:
    sites, slow = 40, SmallSite(articles=1)
    with ExitStack() as stack:
        origin = stack.enter_context(slow.serving("127.0.9.1"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "crawl.toml").write_text(f'[site."{origin.partition("//")[2]}"]\ndelay = 2\n', "utf8")
        with Store.open(folder / "store.db") as store:
            queued = (FrontierUrl(url=f"{origin}/news/2026/11/bridge-story-{n}") for n in range(QUEUED))
            store.frontier.add(queued, now=datetime.now(UTC))
        before = (folder / "store.db").stat().st_size
        per_site = -(-options.articles // (sites * 3 // 4))  # one site in four shows its newest 80 only
        web = stack.enter_context(serving(sites=sites, articles=per_site, scripts_kb=100))
        crawl = newscrawl.crawl(
            [origin, *web.origins], delay=0, per_host=2, limit=options.articles, config=str(folder / "crawl.toml"),
            store=str(folder / "store.db"),
        )  # fmt: skip
        step = max(options.articles // 10, 1)
        for number, _ in enumerate(stack.enter_context(crawl), start=1):
            if number % step == 0:
                assert crawl._child is not None
                resident = _resident(crawl._child.pid)
                each = ((folder / "store.db").stat().st_size - before) / number / 1000
                print(f"memory  {resident:4.0f} MB after {number:,} articles, {each:.1f} KB of store each", flush=True)
    print(f"memory  {QUEUED:,} addresses were queued before: {before / QUEUED:.0f} bytes of store each")


def _resident(pid: int) -> float:
    """Megabytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def giants(options: argparse.Namespace) -> None:
    for megabytes in (0, 1, 4, 15):
        site = SmallSite(articles=20)
        if megabytes:
            paragraphs = "".join(
                f"<p>Paragraph {n} of the minutes is read out to the council.</p>" for n in range(16_000)
            )
            body = article(3).replace(b"</article>", (paragraphs * megabytes).encode() + b"</article>")
            site.answers[site.path(3)] = reply(body)
        with site.serving() as origin:
            done = subprocess.run([sys.executable, "-c", _GAPS, origin], capture_output=True, text=True, check=True)
        longest = float(done.stdout.split()[-1])
        print(f"giants  a page of {megabytes:2} MB: the longest gap is {1000 * longest:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("what", choices=["start", "pace", "memory", "giants"])
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--delay", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--articles", type=int, default=6000)
    options = parser.parse_args()
    {"start": start, "pace": pace, "memory": memory, "giants": giants}[options.what](options)


if __name__ == "__main__":
    main()
