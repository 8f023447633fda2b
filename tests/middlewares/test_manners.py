"""The manners of a crawl, as the server's own log shows them."""

from __future__ import annotations

import gzip
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import brotli
import pytest

import newscrawl
from newscrawl.api import Crawl
from newscrawl.errors import CrawlError, FetchError
from newscrawl.net.robots_txt import UNREACHABLE_LIMIT
from newscrawl.runner.site_survey import survey
from newscrawl.store.hosts import Host
from newscrawl.store.store import Store
from tests.servers import reply, server
from tests.smallsite import SmallSite, article
from tests.virtual_crawl import EXACT, Once, Place, place


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


def crawled(at: Place, folder: Path, *options: str, urls: Iterable[str] = ()) -> int:
    """Crawl the site, or addresses of it, by the virtual clock; how many articles that gave."""
    (folder / "crawl.toml").write_text(f"urls = {json.dumps(list(urls))}", "utf8")
    command = ("--config", "crawl.toml") if urls else (at.origin,)
    done = at.run("crawl", *command, *options, "-o", "out.jsonl", cwd=folder)
    assert done.returncode == 0, done.stderr
    return len((folder / "out.jsonl").read_bytes().splitlines())


def addresses(at: Place, count: int) -> list[str]:
    return [at.origin + at.site.path(number) for number in range(count)]


def shortest_gap(site: SmallSite) -> float:
    return min(later - earlier for earlier, later in pairwise(site.times()))


def pause_after(site: SmallSite, path: str) -> float:
    """Seconds between the first request for a path and the next request of any."""
    first = site.times(path)[0]
    return min(at for at in site.times() if at > first) - first


def test_the_delay_is_held_between_all_requests_to_a_site(tmp_path: Path) -> None:
    site = SmallSite(articles=4, robots=b"User-agent: *\nAllow: /\n")
    with place(site) as at:
        assert crawled(at, tmp_path, "--delay", "0.3") == 4
    assert len(site.hits) >= 6
    assert shortest_gap(site) >= 0.3 - EXACT


def test_connections_are_kept_for_as_many_requests_as_may_be_under_way() -> None:
    site, connections = SmallSite(articles=40), set[object]()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            connections.add(self.client_address)
            answer = site._answer(self.path, self.connection)
            assert answer is not None
            self.wfile.write(answer.replace(b"Connection: close", b"Connection: keep-alive"))

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        assert finished(newscrawl.crawl(f"http://127.0.0.1:{web.server_port}", delay=0, per_host=4)) == 40
        web.shutdown()
    assert 1 < len(connections) <= 4


def test_a_crawl_delay_of_robots_becomes_the_delay(tmp_path: Path) -> None:
    site = SmallSite(articles=3, robots=b"User-agent: newscrawl\nCrawl-delay: 0.5\n")
    with place(site) as at:
        assert crawled(at, tmp_path, "--delay", "0") == 3
    assert shortest_gap(site) >= 0.5 - EXACT


def test_retry_after_is_held_for_the_whole_site(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=b"")
    first = site.path(0)
    site.answers[first] = Once(reply(b"", "429 Too Many Requests", retry_after="20"), site._pages()[first])
    with place(site) as at:
        assert crawled(at, tmp_path, "--delay", "0", urls=addresses(at, 2)) == 2
    assert pause_after(site, first) >= 20 - EXACT
    assert len(site.times(first)) == 2


def test_requests_that_wait_for_a_pause_together_do_not_leave_together(tmp_path: Path) -> None:
    """One is refused half a second after it came; three others have left the scheduler by then."""
    site = SmallSite(articles=8, robots=b"")
    refused, refusal = site.path(3), reply(b"", "429 Too Many Requests", retry_after="20")
    site.answers[refused] = Once(refusal, site._pages()[refused], seconds=0.5)
    with place(site) as at:
        assert crawled(at, tmp_path, "--delay", "0.3", "--per-host", "4", urls=addresses(at, 8)) == 8
    assert shortest_gap(site) >= 0.3 - EXACT
    refused_at = site.times(refused)[0] + 0.5
    assert not [time for time in site.times() if refused_at < time < refused_at + 20 - EXACT]


def test_a_pause_that_robots_and_other_files_of_a_host_ask_for_is_held(tmp_path: Path) -> None:
    site = SmallSite(articles=1)
    refusals = {"/robots.txt": "503 Service Unavailable", "/ai.txt": "429 Too Many Requests"}
    for path, status in refusals.items():
        site.answers[path] = Once(reply(b"", status, retry_after="20"), reply(status="404 Not Found"))
    with place(site) as at:
        assert crawled(at, tmp_path, "--delay", "0", urls=addresses(at, 1)) == 1
    for path in refusals:
        assert pause_after(site, path) >= 20 - EXACT


def test_a_retry_after_beyond_patience_is_left_to_the_next_run() -> None:
    site = SmallSite(articles=3, robots=b"")
    site.answers[site.path(0)] = reply(b"", "503 Service Unavailable", retry_after="3600")
    with site.serving() as origin:
        crawl = newscrawl.crawl(origin, delay=0)
        finished(crawl)
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


NAMES = ("127.0.0.1", "127.1", "2130706433")  # of one address


def test_sites_at_one_address_are_asked_in_turn(tmp_path: Path) -> None:
    site = SmallSite(articles=3, robots=b"")
    with place(site) as at:
        urls = [at.origin.replace(NAMES[0], name) + site.path(number) for name in NAMES for number in range(3)]
        crawled(at, tmp_path, "--delay", "0.3", urls=urls)
    assert len(site.hits) == 9 + 3 * 3  # pages, and each name's robots.txt, tdmrep.json and ai.txt
    assert shortest_gap(site) >= 0.3 - EXACT


def test_requests_are_counted_for_each_site_of_one_address() -> None:
    site = SmallSite(articles=3, robots=b"")
    with site.serving() as origin:
        urls = [origin.replace(NAMES[0], name) + site.path(number) for name in NAMES for number in range(3)]
        crawl = newscrawl.crawl(urls=urls, delay=0)
        assert finished(crawl) >= 3
    assert crawl.summary is not None
    assert sum(crawl.summary.requests.values()) == len(site.hits)
    assert len(crawl.summary.requests) == 3


@pytest.mark.parametrize(
    "body",
    [
        "User-agent: *\nDisallow: /news/\n".encode("utf-16"),
        gzip.compress(b"User-agent: *\nDisallow: /news/\n", mtime=0),
        b"\xef\xbb\xbfUser-agent: *\rDisallow: /news/\r",
        b"# \0 d\xe9fense\nUser-agent: *\nDisallow: /news/\n",
    ],
)
def test_the_rules_of_an_odd_robots_hold_in_the_next_run_too(body: bytes, tmp_path: Path) -> None:
    site, store = SmallSite(articles=2, robots=body), str(tmp_path / "news.db")
    with site.serving() as origin:
        for number in range(2):
            finished(newscrawl.crawl(urls=[origin + site.path(number)], delay=0, store=store))
    assert site.paths() == ["/robots.txt"]


def test_robots_are_asked_for_again_after_a_day(tmp_path: Path) -> None:
    site, store = SmallSite(articles=1, robots=b"User-agent: *\nDisallow: /\n"), str(tmp_path / "news.db")
    with site.serving() as origin:
        urls = [origin + site.path(0)]
        finished(newscrawl.crawl(urls=urls, delay=0, store=store))
        site.robots = b""
        finished(newscrawl.crawl(urls=urls, delay=0, store=store, refetch=True))
        assert site.paths() == ["/robots.txt"]
        known = _host(store, origin)
        assert known.robots_expires is not None
        assert timedelta(hours=23) < known.robots_expires - datetime.now(UTC) <= timedelta(hours=24)
        _learn(store, known.host, robots_expires=datetime.now(UTC))
        finished(newscrawl.crawl(urls=urls, delay=0, store=store, refetch=True))
    assert site.path(0) in site.paths()


def test_a_host_without_an_answer_for_30_days_is_read_as_one_without_robots(tmp_path: Path) -> None:
    site, store = SmallSite(articles=1), str(tmp_path / "news.db")
    site.answers["/robots.txt"] = reply(b"", "500 Internal Server Error")
    with site.serving() as origin:
        urls = [origin + site.path(0)]
        with pytest.raises(CrawlError):
            finished(newscrawl.crawl(urls=urls, delay=0, store=store))
        since = _host(store, origin).robots_expires
        assert since is not None
        _learn(store, origin.removeprefix("http://"), robots_expires=since - UNREACHABLE_LIMIT)
        assert finished(newscrawl.crawl(urls=urls, delay=0, store=store)) == 1


def _host(store: str, origin: str) -> Host:
    with Store.open(store) as opened:
        known = opened.hosts.get(origin.removeprefix("http://"))
    assert known is not None
    return known


def _learn(store: str, host: str, *, robots_expires: datetime) -> None:
    with Store.open(store) as opened:
        opened.hosts.learn(host, robots_expires=robots_expires)


def test_requests_say_who_asks_and_a_mailbox_stands_in_from() -> None:
    for contact, is_mailbox in (("desk@your.example", True), ("https://your.example/bot", False)):
        heads: list[bytes] = []

        def answer(path: str, connection: socket.socket) -> bytes:
            return reply(article(1)) if path == "/a-story" else reply(status="404 Not Found")

        with server(answer, heads=heads) as origin:
            finished(newscrawl.crawl(urls=[f"{origin}/a-story"], delay=0, contact=contact))
        assert len(heads) == 4
        assert all(f"(+{contact})".encode() in head for head in heads)
        assert all((b"From: desk@your.example\r\n" in head) is is_mailbox for head in heads)
        assert all(b"Mozilla" not in head for head in heads)


def test_a_site_is_asked_for_no_more_pages_than_the_limit_and_the_next_run_goes_on(tmp_path: Path) -> None:
    site = SmallSite(articles=5, robots=b"")
    (tmp_path / "crawl.toml").write_text("delay = 0\n[limits]\npages = 3\n", "utf8")
    with site.serving() as origin:
        urls, options = [origin + site.path(n) for n in range(5)], {"config": str(tmp_path / "crawl.toml")}
        first = newscrawl.crawl(urls=urls, store=str(tmp_path / "news.db"), **options)
        assert finished(first) == 3
        assert finished(newscrawl.crawl(urls=urls, store=str(tmp_path / "news.db"), **options)) == 2
    assert first.summary is not None
    assert list(first.summary.errors.values()) == [{"more than 3 pages: the others wait for the next run": 1}]


def test_pages_that_are_refused_together_slow_the_site_down_once() -> None:
    """Four requests are under way when the site begins to refuse; the crawl's own count of refusals is what counts."""
    site, together = SmallSite(articles=5, robots=b""), threading.Barrier(4)
    refused: set[str] = set()

    def refuse_once(path: str) -> bytes:
        if path in refused:
            return page(path)
        refused.add(path)
        together.wait()
        return reply(b"", "429 Too Many Requests", retry_after="1")

    def page(path: str) -> bytes:
        return site._pages()[path]

    for number in range(1, 5):
        path = site.path(number)
        site.answers[path] = lambda path=path: refuse_once(path)  # type: ignore[misc]
    script = (
        "import sys\n"
        "from newscrawl import configuration\n"
        "from newscrawl.crawling import politeness\n"
        "from newscrawl.runner.process import run_crawl\n"
        "refused = politeness.Politeness.refused\n"
        "def counted(self, request, response):\n"
        "    wait = refused(self, request, response)\n"
        "    print(self.pace(request.meta['download_slot']).factor)\n"
        "    return wait\n"
        "politeness.Politeness.refused = counted\n"
        "summary = run_crawl(configuration.load(urls=sys.argv[1:], delay=0, per_host=4))\n"
        "print(summary.articles)\n"
    )
    with site.serving() as origin:
        urls = [origin + site.path(n) for n in range(5)]
        done = subprocess.run([sys.executable, "-c", script, *urls], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2.0"] * 4 + ["5"], done.stderr


_RULES = b"User-agent: *\nDisallow: /news/\n"
_ENDLESS = _RULES + b"# nothing\n" * 2_000_000  # 20 MB: larger than any page may be
LARGE_ROBOTS = {
    "stated length": reply(_ENDLESS, content_type="text/plain"),
    "until the connection closes": reply(_ENDLESS, content_type="text/plain").replace(b"Content-Length", b"X-Length"),
    "gzip": reply(gzip.compress(_ENDLESS), content_type="text/plain", content_encoding="gzip"),
    "br": reply(brotli.compress(_ENDLESS, quality=1), content_type="text/plain", content_encoding="br"),
    "gzip of noise": reply(
        gzip.compress(_RULES + random.Random(1).randbytes(10_000_000).hex().encode(), 1),
        content_type="text/plain", content_encoding="gzip",
    ),
    "a gzip file": reply(gzip.compress(_ENDLESS), content_type="application/gzip"),
}  # fmt: skip


@pytest.mark.parametrize("answer", LARGE_ROBOTS.values(), ids=LARGE_ROBOTS)
def test_of_a_robots_larger_than_a_page_the_beginning_counts(answer: bytes) -> None:
    site = SmallSite(articles=2)
    site.answers["/robots.txt"] = answer
    with site.serving() as origin:
        assert finished(newscrawl.crawl(urls=[origin + site.path(0), f"{origin}/"], delay=0)) == 0
        with pytest.raises(FetchError, match=r"robots\.txt does not allow it"):
            survey(origin + site.path(0), delay=0)
    assert set(site.paths()) == {"/robots.txt", "/.well-known/tdmrep.json", "/ai.txt", "/"}
