"""Audit of a crawl's manners by the servers' own logs: `python -m tests.bench.manners [--hosts 50] [--delay 0.5]`.

Every host is one of four makes: plain, with a Crawl-delay, with a 429 that asks for a pause, with paths that robots.txt
forbids. Prints the violations of delay, Retry-After and robots.txt (have to be none), and how much of the rate that
politeness allows was used.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from itertools import pairwise

import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

PAUSE = 3.0  # seconds that a refusing host asks for
CRAWL_DELAY = 1.0
# What a connection's set-up may take from a gap between two starts, as the server sees them.
SLACK = 0.01


def hosts(count: int) -> list[SmallSite]:
    """The hosts, by their make in turn."""
    made = []
    for number in range(count):
        site = SmallSite(articles=6, robots=b"User-agent: *\nDisallow: /private/\n")
        match number % 4:
            case 1:
                site.robots = f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n".encode()
            case 2:
                site.answers[site.path(2)] = refusing_once(site)
            case 3:
                site.links = tuple(f"/private/2026/11/20/a-headline-of-many-words-{n}" for n in range(5))
        made.append(site)
    return made


def refusing_once(site: SmallSite):  # type: ignore[no-untyped-def]
    """An answer that asks for a pause at its first request."""
    page, refusals = site._pages()[site.path(2)], [reply(b"", "429 Too Many Requests", retry_after=f"{PAUSE:g}")]
    return lambda: refusals.pop() if refusals else page


def violations(number: int, site: SmallSite, delay: float) -> list[str]:
    """What a host has to complain about."""
    least = max(delay, CRAWL_DELAY) if number % 4 == 1 else delay
    times = site.times()
    found = [f"host {number}: gap of {later - earlier:.3f} s" for earlier, later in pairwise(times)
             if later - earlier < least - SLACK]  # fmt: skip
    found += [f"host {number}: {path} is forbidden" for path in site.paths() if path.startswith("/private/")]
    if number % 4 == 2:
        refused = site.times(site.path(2))[0]
        found += [
            f"host {number}: asked {at - refused:.2f} s after a 429" for at in times if refused < at < refused + PAUSE
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.manners", description=__doc__)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--delay", type=float, default=0.5)
    options = parser.parse_args()
    sites = hosts(options.hosts)
    with ExitStack() as stack:
        origins = [stack.enter_context(site.serving(f"127.0.0.{number + 2}")) for number, site in enumerate(sites)]
        began = time.monotonic()
        articles = len(list(newscrawl.crawl(origins, delay=options.delay)))
    complaints = [line for number, site in enumerate(sites) for line in violations(number, site, options.delay)]
    print(*complaints, sep="\n")
    plain = sites[0].times()
    held = options.delay * (len(plain) - 1) / (plain[-1] - plain[0])
    requests = sum(len(site.hits) for site in sites)
    print(
        f"{len(complaints)} violations in {requests} requests to {len(sites)} hosts; {articles} articles in"
        f" {time.monotonic() - began:.1f} s; a plain host was asked at {held:.0%} of the rate that the delay allows"
    )


if __name__ == "__main__":
    main()
