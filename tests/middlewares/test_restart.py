"""What a host asked for outlives the run: the pause between requests, and every Retry-After."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.store.store import Store
from tests.servers import reply
from tests.smallsite import SmallSite
from tests.virtual_crawl import EXACT, Ending, Place, place


def command(at: Place, *options: str) -> tuple[str, ...]:
    return ("crawl", at.origin, "--store", "news.db", "-o", "out.jsonl", *options)


def pause(site: SmallSite, before: int) -> float:
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
    with place(site) as at:
        at.run(*command(at, *options), cwd=tmp_path, ending=Ending(how, request=2))
        before = len(site.hits)
        at.run(*command(at, *options), cwd=tmp_path, ending=Ending(signal.SIGKILL, request=1))
    assert (before, len(site.hits)) == (2, 3)
    assert pause(site, before) >= 12 - EXACT


def test_a_run_that_ended_by_itself_has_noted_when_it_asked_last(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=b"")
    with place(site) as at:
        for _ in range(2):
            before = len(site.hits)
            done = at.run(*command(at, "--delay", "20", "--refetch"), cwd=tmp_path)
            assert done.returncode in (0, 3), done.stderr
    assert pause(site, before) >= 20 - EXACT


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("path", ["article", "/robots.txt", "/ai.txt"])
def test_a_short_retry_after_is_kept_between_two_runs(how: int, path: str, tmp_path: Path) -> None:
    """The first run ends as soon as it has noted the pause."""
    site = SmallSite(articles=2, robots=b"")
    path = site.path(0) if path == "article" else path
    site.answers[path] = reply(b"", "429 Too Many Requests", retry_after="9")
    with place(site) as at:
        at.run(*command(at, "--delay", "0"), cwd=tmp_path, ending=Ending(how))
        before, refused = len(site.hits), site.times(path)
        del site.answers[path]
        done = at.run(*command(at, "--delay", "0"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(refused) == 1
    assert site.times()[before] - refused[0] >= 9 - EXACT
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
    with place(site) as at:
        assert at.run(*command(at, "--delay", "0.05"), cwd=tmp_path).returncode == 0
    with closing(sqlite3.connect(tmp_path / "news.db")) as raw:
        (written,) = raw.execute("SELECT count(*) FROM noted").fetchone()
    assert len(site.hits) > 30
    assert written < 12
