"""Audit of a crawl's manners by the servers' own logs: `python -m tests.bench.politeness [--hosts 50] [--delay 0.5]`.

Hosts are of these makes in turn: plain, with a Crawl-delay, with a 429 that asks for a pause in seconds, with paths
that robots.txt forbids, with a 503 that asks for a pause by a date, with a Request-rate, one server under two names.
Prints the violations of delay, Retry-After and robots.txt (have to be none), and how much of the rate that politeness
allows was used.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite

MAKES = ("plain", "crawl-delay", "429", "forbidding", "503 until", "request-rate", "two names")
PAUSE = 3.0  # seconds that a refusing host asks for
SLOW = 1.0  # seconds that a host asks for in its robots.txt
# What a connection's set-up may take from a gap between two starts, as the server sees them.
SLACK = 0.01
# A date has whole seconds: the pause that it asks for is up to one shorter.
PAUSES = {"429": PAUSE, "503 until": PAUSE - 1.0}


def make_of(number: int) -> str:
    return MAKES[number % len(MAKES)]


def hosts(count: int) -> list[SmallSite]:
    """The hosts, by their make in turn."""
    made = []
    for number in range(count):
        site = SmallSite(articles=6, robots=b"User-agent: *\nDisallow: /private/\n")
        match make_of(number):
            case "crawl-delay":
                site.robots = f"User-agent: *\nCrawl-delay: {SLOW}\n".encode()
            case "request-rate":
                site.robots = f"User-agent: *\nRequest-rate: 10/{SLOW * 10:g}\n".encode()
            case "429":
                asked = lambda: reply(b"", "429 Too Many Requests", retry_after=f"{PAUSE:g}")  # noqa: E731
                site.answers[site.path(2)] = refusing_once(site, asked)
            case "503 until":
                site.answers[site.path(2)] = refusing_once(site, unavailable)
            case "forbidding":
                site.links = tuple(f"/private/2026/11/20/a-headline-of-many-words-{n}" for n in range(5))
        made.append(site)
    return made


def unavailable() -> bytes:
    until = datetime.now(UTC) + timedelta(seconds=PAUSE)
    return reply(b"", "503 Service Unavailable", retry_after=format_datetime(until, usegmt=True))


def refusing_once(site: SmallSite, refusal: Callable[[], bytes]) -> Callable[[], bytes]:
    """An answer that asks for a pause at its first request."""
    page, refusals = site._pages()[site.path(2)], [refusal]
    return lambda: refusals.pop()() if refusals else page


def violations(number: int, site: SmallSite, delay: float) -> list[str]:
    """What a host has to complain about."""
    make = make_of(number)
    least = max(delay, SLOW) if make in ("crawl-delay", "request-rate") else delay
    times, name = site.times(), f"host {number} ({make})"
    found = [f"{name}: gap of {later - earlier:.3f} s" for earlier, later in pairwise(times)
             if later - earlier < least - SLACK]  # fmt: skip
    found += [f"{name}: {path} is forbidden" for path in site.paths() if path.startswith("/private/")]
    if pause := PAUSES.get(make):
        refused = site.times(site.path(2))[0]
        found += [
            f"{name}: asked {at - refused:.2f} s after it refused" for at in times if refused < at < refused + pause
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.politeness", description=__doc__)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--delay", type=float, default=0.5)
    options = parser.parse_args()
    sites = hosts(options.hosts)
    with ExitStack() as stack:
        origins = [stack.enter_context(site.serving(f"127.0.0.{number + 2}")) for number, site in enumerate(sites)]
        # A server's second name: another way to write its address.
        origins += [origin.replace("127.0.0.", "127.") for number, origin in enumerate(origins)
                    if make_of(number) == "two names"]  # fmt: skip
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
