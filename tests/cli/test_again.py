"""What a second crawl into a store does: wait, fetch again, look further back; and one article a story."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest

from newscrawl.store import Store
from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb
from tests.servers import reply
from tests.smallsite import SmallSite, article
from tests.waiting import until

SITE = "harbour-ledger"
ARTICLES = 8


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    news = NewsWeb(sites=[SITE, "twin-news"], articles=12)
    with news.serving():
        yield news


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


@contextmanager
def gated_site() -> Iterator[tuple[str, Semaphore]]:
    """A site that gives an article for each time that one may pass the gate."""
    gate, site = Semaphore(2), SmallSite(articles=ARTICLES)

    def answer(number: int) -> bytes:
        gate.acquire()
        return reply(article(number))

    site.answers = {site.path(number): partial(answer, number) for number in range(ARTICLES)}
    with site.serving() as origin:
        yield origin, gate


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A crawl in the background."""
    command = [sys.executable, "-m", "newscrawl", "crawl", *arguments]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


def holding(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A crawl in the background that has the right to the store."""
    process = started(folder, *arguments)
    until((folder / "out.jsonl").exists)
    return process


def waiting(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A crawl in the background that has said that it waits."""
    process = started(folder, *arguments, "--wait")
    assert process.stderr is not None
    assert "waiting: " in process.stderr.readline()
    return process


def test_a_second_crawl_is_refused_or_waits_its_turn(tmp_path: Path) -> None:
    with gated_site() as (origin, gate):
        crawl = (origin, "--store", "news.db", "-o", "out.jsonl", "--delay", "0")
        first = holding(tmp_path, *crawl)
        refused = newscrawl("crawl", *crawl, cwd=tmp_path)
        assert refused.code == 1
        assert f"process {first.pid}: crawl of" in refused.err
        assert "--wait" in refused.err
        second = waiting(tmp_path, *crawl)
        gate.release(ARTICLES)
        assert first.wait() == 0
        assert second.wait() == 3
    headlines = [record["headline"] for record in records(tmp_path / "out.jsonl")]
    assert len(headlines) == len(set(headlines)) == ARTICLES


def test_a_crawl_that_waits_can_be_interrupted_and_takes_over_from_a_killed_one(tmp_path: Path) -> None:
    with gated_site() as (origin, gate):
        crawl = (origin, "--store", "news.db", "-o", "out.jsonl", "--delay", "0")
        first = holding(tmp_path, *crawl)
        second = waiting(tmp_path, *crawl)
        second.send_signal(signal.SIGINT)
        assert second.wait() == 130
        third = waiting(tmp_path, *crawl)
        first.kill()
        first.wait()
        gate.release(2 * ARTICLES)
        assert third.wait() == 0
    headlines = [record["headline"] for record in records(tmp_path / "out.jsonl")]
    assert len(headlines) == len(set(headlines)) == ARTICLES


def test_refetch_asks_for_everything_and_writes_nothing_twice(web: NewsWeb, tmp_path: Path) -> None:
    crawl = ("crawl", web.origins[SITE], "--store", "news.db", "-o", "out.jsonl", "--delay", "0")
    assert newscrawl(*crawl, cwd=tmp_path).code == 0
    before = (tmp_path / "out.jsonl").read_bytes()
    web.log.clear()
    assert newscrawl(*crawl, "--refetch", cwd=tmp_path).code == 3
    hits = web.log.of(SITE)
    assert sum(hit.status == 200 for hit in hits) >= len(web[SITE].truth())
    assert not any(hit.conditional for hit in hits)
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_what_since_left_out_comes_with_a_crawl_that_reaches_further_back(web: NewsWeb, tmp_path: Path) -> None:
    crawl = ("crawl", web.origins[SITE], "--store", "news.db", "-o", "out.jsonl", "--delay", "0")
    dates = sorted(article.date_published for article in web[SITE].truth())
    assert newscrawl(*crawl, "--since", dates[-4], cwd=tmp_path).code == 0
    assert len(records(tmp_path / "out.jsonl")) == 4
    assert newscrawl(*crawl, cwd=tmp_path).code == 0
    headlines = [record["headline"] for record in records(tmp_path / "out.jsonl")]
    assert len(headlines) == len(set(headlines)) == len(dates)


def test_a_key_of_the_configuration_does_what_the_flag_does(web: NewsWeb, tmp_path: Path) -> None:
    keys = f'sites = ["{web.origins[SITE]}"]\nwarc = "kept"\nstore = "news.db"\nrefetch = true\nunique_stories = true\n'
    (tmp_path / "news.toml").write_text(f"{keys}wait = true\ndelay = 0\nlimit = 2\n")
    result = newscrawl("crawl", "--config", "news.toml", cwd=tmp_path)
    assert result.code == 0, result.err
    assert list((tmp_path / "kept").glob("*.warc.gz"))


def test_a_store_that_somebody_holds_ends_the_crawl_in_one_line(web: NewsWeb, tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "news.db", isolation_level=None)) as browser:
        browser.execute("BEGIN IMMEDIATE")
        web.log.clear()
        result = newscrawl("crawl", web.origins[SITE], "--store", "news.db", cwd=tmp_path)
    assert result.code == 1
    (line,) = result.err.splitlines()
    assert "news.db: the store is locked by another program: let it end" in line
    assert web.log.hits == []
