"""What a host asked for outlives the run: the pause between requests, and every Retry-After."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.store.store import Store
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite
from tests.waiting import until


def command(origin: str, *options: str) -> tuple[str, ...]:
    return ("crawl", origin, "--store", "news.db", "-o", "out.jsonl", *options)


def ended(site: SmallSite, origin: str, folder: Path, how: int, *, after: int, options: tuple[str, ...]) -> int:
    """Crawl until the site was asked so often, and end it so; how often it was asked in all."""
    crawl = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", *command(origin, *options)], cwd=folder, stderr=subprocess.DEVNULL
    )
    until(lambda: len(site.hits) >= after)
    crawl.send_signal(how)
    crawl.communicate(timeout=1200)
    return len(site.hits)


def gap(site: SmallSite, before: int) -> float:
    """Seconds between the last request of the first run and the first one of the second."""
    times = site.times()
    return times[before] - times[before - 1]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize(
    ("robots", "options"),
    [(b"", ("--delay", "12")), (b"User-agent: *\nCrawl-delay: 12\n", ("--delay", "0"))],
)
def test_the_delay_is_kept_between_two_runs(how: int, robots: bytes, options: tuple[str, ...], tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=robots)
    with site.serving() as origin:
        before = ended(site, origin, tmp_path, how, after=2, options=options)
        ended(site, origin, tmp_path, signal.SIGKILL, after=before + 1, options=options)
    assert gap(site, before) > 11.99


def test_a_run_that_ended_by_itself_has_noted_when_it_asked_last(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        for _ in range(2):
            before = len(site.hits)
            assert newscrawl(*command(origin, "--delay", "2", "--refetch"), cwd=tmp_path).code in (0, 3)
    assert gap(site, before) > 1.99


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("path", ["article", "/robots.txt", "/ai.txt"])
def test_a_short_retry_after_is_kept_between_two_runs(how: int, path: str, tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=b"")
    path = site.path(0) if path == "article" else path
    page = site._pages().get(path, reply(status="404 Not Found"))
    refusals = [reply(b"", "429 Too Many Requests", retry_after="9")]
    site.answers[path] = lambda: refusals.pop() if refusals else page
    with site.serving() as origin:
        crawl = subprocess.Popen(
            [sys.executable, "-m", "newscrawl", *command(origin, "--delay", "0")],
            cwd=tmp_path,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: not refusals)
        host = origin.removeprefix("http://")

        def is_noted() -> bool:
            with Store.open(tmp_path / "news.db") as store:
                known = store.hosts.get(host)
            return known is not None and known.backoff_until is not None

        until(is_noted)
        crawl.send_signal(how)
        crawl.communicate(timeout=1200)
        before = len(site.hits)
        assert newscrawl(*command(origin, "--delay", "0"), cwd=tmp_path).code == 0
    refused = site.times(path)[0]
    assert site.times()[before] - refused > 8.99
    assert set(map(site.path, range(2))) <= set(site.paths())


def test_noting_costs_no_write_a_request(tmp_path: Path) -> None:
    """Counted by the database itself."""
    site = SmallSite(articles=30, robots=b"")
    with Store.open(tmp_path / "news.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "news.db")) as raw, raw:
        raw.execute("CREATE TABLE noted (one)")
        for event in ("INSERT", "UPDATE"):
            raw.execute(f"CREATE TRIGGER on_{event} AFTER {event} ON hosts BEGIN INSERT INTO noted VALUES (1); END")
    with site.serving() as origin:
        assert newscrawl(*command(origin, "--delay", "0.05"), cwd=tmp_path).code == 0
    with closing(sqlite3.connect(tmp_path / "news.db")) as raw:
        (written,) = raw.execute("SELECT count(*) FROM noted").fetchone()
    assert len(site.hits) > 30
    assert written < 12
