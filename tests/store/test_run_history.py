from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from newscrawl.store import Host, Store, Tally
from tests.store.newsroom import HOUR, NOW


def test_a_run_is_remembered_with_what_came_of_it(store: Store) -> None:
    run = store.runs.start({"sites": ["news.example"], "limit": 10}, now=NOW)
    (running,) = store.runs.last()
    assert (running.state, running.finished_at, running.pages_per_second) == ("running", None, None)
    counts, errors = {"pages": 600, "articles": 40}, {"news.example": {"timeout": 2}}
    tally = Tally(counts=counts, drops={"duplicate": 3}, errors=errors)
    store.runs.finish(run, tally, now=NOW + timedelta(minutes=1))
    (ended,) = store.runs.last()
    assert (ended.state, ended.command["limit"], ended.tally) == ("finished", 10, tally)
    assert (ended.started_at, ended.finished_at) == (NOW, NOW + timedelta(minutes=1))
    assert ended.pages_per_second == 10


def test_a_run_that_never_ended_was_killed(store: Store) -> None:
    store.runs.start({}, now=NOW)
    store.runs.start({}, now=NOW + HOUR)
    assert [run.state for run in store.runs.last()] == ["running", "killed"]
    assert len(store.runs.last(1)) == 1


def test_the_command_may_hold_paths(store: Store) -> None:
    store.runs.start({"output": Path("a.jsonl")}, now=NOW)
    assert store.runs.last()[0].command == {"output": "a.jsonl"}


def test_a_host_is_remembered_as_it_was(store: Store) -> None:
    robots = "User-agent: *\nDisallow: /x"
    store.hosts.learn("127.0.0.1:8000", robots=robots, robots_status=200, robots_expires=NOW + 24 * HOUR)
    store.hosts.learn("127.0.0.1:8000", delay=1.5, backoff_until=NOW + HOUR)
    assert store.hosts.get("127.0.0.1:8000") == Host(
        host="127.0.0.1:8000", robots=robots, robots_expires=NOW + 24 * HOUR, delay=1.5, backoff_until=NOW + HOUR
    )
    assert store.hosts.get("other.example") is None


class Site(NamedTuple):
    site: str
    url: str


def test_sites_are_listed_with_their_start(store: Store) -> None:
    store.sites.add("b.example", "https://b.example/", now=NOW)
    store.sites.add("a.example", "https://a.example/", now=NOW)
    store.sites.add("b.example", "https://b.example/en/", now=NOW + HOUR)
    rows = store._database.rows(Site, "SELECT site, url FROM sites ORDER BY site")
    assert rows == [("a.example", "https://a.example/"), ("b.example", "https://b.example/en/")]
