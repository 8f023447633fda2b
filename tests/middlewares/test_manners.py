"""The manners of a crawl, as the server's own log shows them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

import newscrawl
from newscrawl.crawling import Crawl
from newscrawl.errors import CrawlError
from tests.servers import reply
from tests.smallsite import SmallSite


def finished(crawl: Crawl) -> int:
    """Run a crawl to its end; how many articles it gave."""
    with crawl:
        return sum(1 for _ in crawl)


def test_no_request_slips_by_before_robots_is_there() -> None:
    site = SmallSite(articles=0, links=tuple(f"/private/2026/11/20/a-long-headline-of-story-{n}" for n in range(200)))
    allowed = tuple(f"/news/2026/11/20/a-long-headline-of-story-{n}" for n in range(3))

    def slow_robots() -> bytes:
        time.sleep(0.5)
        return reply(b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")

    site.answers["/robots.txt"] = slow_robots
    with site.serving() as origin:
        urls = [origin + path for path in (*site.links, *allowed)]
        finished(newscrawl.crawl(urls=urls, delay=0, per_host=16))
    assert site.paths()[0] == "/robots.txt"
    assert not [path for path in site.paths() if path.startswith("/private/")]
    assert set(site.paths()) == {"/robots.txt", "/.well-known/tdmrep.json", "/ai.txt", *allowed}
    assert len(site.paths()) == 6


def test_the_delay_is_held_between_all_requests_to_a_site() -> None:
    site = SmallSite(articles=4, robots=b"User-agent: *\nAllow: /\n")
    with site.serving() as origin:
        finished(newscrawl.crawl(origin, delay=0.3))
    assert len(site.hits) >= 6
    assert min(later - earlier for earlier, later in pairwise(site.times())) > 0.29


def test_a_crawl_delay_of_robots_becomes_the_delay() -> None:
    site = SmallSite(articles=3, robots=b"User-agent: newscrawl\nCrawl-delay: 0.5\n")
    with site.serving() as origin:
        finished(newscrawl.crawl(origin, delay=0))
    assert min(later - earlier for earlier, later in pairwise(site.times())) > 0.49


def test_retry_after_is_held_for_the_whole_site() -> None:
    site = SmallSite(articles=2, robots=b"")
    refusals = [reply(b"slow down", "429 Too Many Requests", retry_after="2")]
    first = site.path(0)
    page = site._pages()[first]
    site.answers[first] = lambda: refusals.pop() if refusals else page
    with site.serving() as origin:
        assert finished(newscrawl.crawl(urls=[origin + site.path(n) for n in range(2)], delay=0)) == 2
    refused_at = site.times(first)[0]
    assert min(at for at in site.times() if at > refused_at) - refused_at >= 1.99
    assert len(site.times(first)) == 2


def test_a_retry_after_beyond_patience_is_left_to_the_next_run() -> None:
    site = SmallSite(articles=3, robots=b"")
    site.answers[site.path(0)] = reply(b"", "503 Service Unavailable", retry_after="3600")
    with site.serving() as origin:
        crawl = newscrawl.crawl(origin, delay=0)
        began = time.monotonic()
        finished(crawl)
    assert time.monotonic() - began < 15
    assert len(site.times(site.path(0))) == 1
    assert crawl.summary is not None
    assert crawl.summary.errors == {origin.removeprefix("http://"): {"HTTP 503": 1}}


def test_robots_that_cannot_be_asked_forbid_everything() -> None:
    site = SmallSite(robots=b"")
    site.answers["/robots.txt"] = reply(b"", "500 Internal Server Error")
    with site.serving() as origin, pytest.raises(CrawlError, match=r"robots\.txt: HTTP 500"):
        finished(newscrawl.crawl(origin, delay=0))
    assert set(site.paths()) == {"/robots.txt"}


def test_robots_of_a_named_host_can_be_ignored() -> None:
    site = SmallSite(articles=2, robots=b"User-agent: *\nDisallow: /\n")
    with site.serving() as origin:
        host = origin.removeprefix("http://")
        assert finished(newscrawl.crawl(origin, delay=0, ignore_robots=[host])) == 2
