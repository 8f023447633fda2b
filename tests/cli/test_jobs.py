"""`newscrawl crawl --jobs N`: several processes, one crawl."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import newscrawl as library
from newscrawl import configuration
from newscrawl.runner.workers import shares
from newscrawl.store.store import Store
from tests.cli.run import newscrawl
from tests.newsweb import NewsWeb
from tests.servers import closed_port, reply
from tests.smallsite import SmallSite, article
from tests.waiting import is_alive, until, workers_of

SITES = ["harbour-ledger", "meridian", "kreisbote"]


@pytest.fixture
def web() -> Iterator[NewsWeb]:
    news = NewsWeb(sites=SITES, articles=16)
    with news.serving():
        yield news


def headlines(path: Path) -> list[str]:
    return sorted(json.loads(line)["headline"] for line in path.read_text("utf8").splitlines())


def true_headlines(web: NewsWeb) -> list[str]:
    return sorted(article.headline for name in SITES for article in web[name].truth())


def command(web: NewsWeb, *options: str) -> list[str]:
    files = ("--store", "news.db", "-o", "out.jsonl")
    return ["crawl", *(web.origins[name] for name in SITES), *files, "--jobs", "2", *options]


def test_sites_are_dealt_to_workers_and_never_to_two() -> None:
    sites = [f"https://www.news{number}.example/" for number in range(5)]
    config = configuration.load(sites=sites, urls=["https://news0.example/story"], output=["a.jsonl"], jobs=3)
    dealt = shares(config)
    assert [len(one.sites) for one in dealt] == [2, 2, 1]
    assert dealt[0].urls == ("https://news0.example/story",)
    assert all(one.output == () for one in dealt)
    assert len(shares(config.model_copy(update={"jobs": 9}))) == 5


def test_sites_at_one_server_have_one_owner() -> None:
    names = ("127.0.0.1", "127.0.0.2", "127.1", "127.2", "2130706433", "127.0.0.3")
    config = configuration.load(sites=[f"http://{name}:8000/" for name in names], jobs=9)
    dealt = [[url.split("/")[2].partition(":")[0] for url in share.sites] for share in shares(config)]
    assert dealt == [["127.0.0.1", "127.1", "2130706433"], ["127.0.0.2", "127.2"], ["127.0.0.3"]]
    assert len(shares(config.model_copy(update={"jobs": 2}))) == 2


def test_two_workers_give_every_article_once_and_one_run(web: NewsWeb, tmp_path: Path) -> None:
    result = newscrawl(*command(web, "--delay", "0"), cwd=tmp_path)
    assert result.code == 0, result.err
    assert headlines(tmp_path / "out.jsonl") == true_headlines(web)
    assert f"{len(true_headlines(web))} articles" in result.err
    with Store.open(tmp_path / "news.db") as store:
        (run,) = store.runs.last()
    assert (run.state, run.tally.counts["articles"]) == ("finished", len(true_headlines(web)))
    assert newscrawl(*command(web, "--delay", "0"), cwd=tmp_path).code == 3


def test_without_a_store_the_records_go_to_standard_output(web: NewsWeb) -> None:
    result = newscrawl("crawl", *(web.origins[name] for name in SITES), "--delay", "0", "--jobs", "3")
    assert result.code == 0, result.err
    assert sorted(str(record["headline"]) for record in result.records) == true_headlines(web)


def test_the_python_door_takes_jobs(web: NewsWeb) -> None:
    with library.crawl([web.origins[name] for name in SITES], delay=0, jobs=2) as crawl:
        assert sorted(str(article.headline) for article in crawl) == true_headlines(web)
    assert crawl.summary is not None
    assert crawl.summary.ending == "done"


def test_a_site_that_fails_does_not_fail_the_others(web: NewsWeb, tmp_path: Path) -> None:
    refused = f"127.0.0.1:{closed_port()}"
    result = newscrawl("crawl", refused, web.origins["meridian"], "--delay", "0", "--jobs", "2", cwd=tmp_path)
    assert result.code == 4, result.err
    assert f"{refused}: no page of it could be fetched" in result.err
    assert len(result.records) == len(web["meridian"].truth())


@pytest.mark.parametrize("how", ["ctrl-c", "kill"])
def test_an_end_at_any_instant_loses_nothing_and_repeats_nothing(web: NewsWeb, tmp_path: Path, how: str) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", *command(web, "--delay", "0.5")],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: (tmp_path / "out.jsonl").exists() and (tmp_path / "out.jsonl").stat().st_size > 0)
    workers = workers_of(started.pid)
    assert len(workers) == 2
    if how == "ctrl-c":
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate()
        assert started.returncode == 130, errors
        assert "Run the same command again to go on" in errors
    else:
        for number in (started.pid, *workers):
            os.kill(number, signal.SIGKILL)
        started.communicate()
    assert newscrawl(*command(web, "--delay", "0"), cwd=tmp_path).code == 0
    assert headlines(tmp_path / "out.jsonl") == true_headlines(web)


def test_workers_end_by_themselves_when_their_starter_is_killed(web: NewsWeb, tmp_path: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", *command(web, "--delay", "1")], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    until(lambda: len(workers_of(started.pid)) == 2 and len(web.log.hits) > 4)
    workers = workers_of(started.pid)
    started.kill()
    started.wait()
    until(lambda: not any(map(is_alive, workers)))


def test_they_end_although_the_pages_that_they_wait_for_never_come(tmp_path: Path) -> None:
    """At their second report: a page has ten minutes here."""
    gate = threading.Semaphore(4)

    def answer() -> bytes | None:
        gate.acquire()
        return reply(article(0))

    sites = [SmallSite(articles=9) for _ in range(2)]
    (tmp_path / "limits.toml").write_text("[limits]\ntimeout = 600\n")
    with ExitStack() as stack:
        origins = [stack.enter_context(site.serving(f"127.0.0.{number}")) for number, site in enumerate(sites, 1)]
        for site in sites:
            site.answers = {site.path(number): answer for number in range(9)}
        crawl = (*origins, "--config", "limits.toml", "--store", "news.db", "--delay", "0", "--jobs", "2",
                 "--allow-net", "127.0.0.0/8")  # fmt: skip
        started = subprocess.Popen(
            [sys.executable, "-m", "newscrawl", "crawl", *crawl], cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        until(lambda: sum("/news/" in path for site in sites for path in site.paths()) == 6)
        workers = workers_of(started.pid)
        started.kill()
        started.wait()
        until(lambda: not any(map(is_alive, workers)))
        assert sum("/news/" in path for site in sites for path in site.paths()) == 6
        gate.release(100)
