"""An error that nobody expected costs the page at which it comes, wherever it comes, and no other page.

`python -m tests.injected PLACE ORIGIN STORE` crawls with one error put into one place.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newscrawl.store import Store
from tests.injected import PLACES, VICTIM
from tests.smallsite import SmallSite

ARTICLES = 6


def crawled(place: str, origin: str, store: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.injected", place, origin, str(store)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip(), done.stderr
    return {**json.loads(done.stdout.splitlines()[-1]), "log": done.stderr}


@pytest.mark.parametrize("place", [name for name, what in PLACES.items() if what.costs == "a page"])
def test_an_error_costs_one_page(tmp_path: Path, place: str) -> None:
    site, store = SmallSite(articles=ARTICLES), tmp_path / "news.db"
    with site.serving() as origin:
        first = crawled(place, origin, store)
        victim = origin + site.path(VICTIM)
        with Store.open(store) as opened:
            row = opened.frontier.row(victim)
        assert first["ending"] == "partly failed", first
        assert first["articles"] == ARTICLES - 1, first["log"]
        assert row is not None
        assert (row.state, row.note, row.errors) == ("failed", "an error in newscrawl: InjectedError", 1)
        assert "Traceback" in first["log"]
        assert victim in first["log"]


@pytest.mark.parametrize("place", [name for name, what in PLACES.items() if what.costs == "nothing"])
def test_an_error_beside_the_pages_costs_none(tmp_path: Path, place: str) -> None:
    site = SmallSite(articles=ARTICLES)
    with site.serving() as origin:
        summary = crawled(place, origin, tmp_path / "news.db")
    assert (summary["ending"], summary["articles"]) == ("done", ARTICLES), summary["log"]
    assert "InjectedError" in summary["log"]


@pytest.mark.parametrize("place", [name for name, what in PLACES.items() if what.costs == "the crawl"])
def test_an_error_of_the_store_or_an_output_ends_the_crawl_and_loses_nothing(tmp_path: Path, place: str) -> None:
    site, store = SmallSite(articles=ARTICLES), tmp_path / "news.db"
    with site.serving() as origin:
        summary = crawled(place, origin, store)
        assert summary["ending"] == "failed", summary["log"]
        assert summary["message"]
        assert crawled("nowhere", origin, store)["ending"] in ("done", "nothing new")
    with Store.open(store) as opened:
        assert opened.articles.count() == ARTICLES


def test_a_page_that_keeps_failing_waits_longer_and_is_left_out_by_name(tmp_path: Path) -> None:
    site, store = SmallSite(articles=ARTICLES), tmp_path / "news.db"
    with site.serving() as origin:
        victim = origin + site.path(VICTIM)
        pauses = []
        for run in range(3):
            summary = crawled("pipeline", origin, store)
            assert summary["left_out"] == ({} if run < 2 else {victim: summary["left_out"][victim]})
            with Store.open(store) as opened:
                row = opened.frontier.row(victim)
                assert row is not None
                pauses.append(row.due)
                opened._database.write("UPDATE frontier SET due = '2000-01-01T00:00:00.000Z' WHERE due IS NOT NULL")
        assert pauses[0] < pauses[1]
        assert pauses[2] is None
        note = "left out after 3 runs: an error in newscrawl: InjectedError"
        assert summary["left_out"] == {victim: note}
        asked = site.paths().count(site.path(VICTIM))
        assert crawled("pipeline", origin, store)["left_out"] == {victim: note}  # it is named, and not asked again
        assert site.paths().count(site.path(VICTIM)) == asked == 3

        command = [sys.executable, "-m", "newscrawl"]
        for shown in (["status"], ["status", "--format", "json"], ["history", victim]):
            done = subprocess.run(
                [*command, *shown, "--store", str(store)], capture_output=True, text=True, check=False
            )
            assert note in done.stdout + done.stderr, shown
        again = [*command, "crawl", origin, "--store", str(store), "--delay", "0", "--refetch"]
        assert subprocess.run(again, capture_output=True, check=False).returncode == 0
    with Store.open(store) as opened:
        assert opened.articles.count() == ARTICLES
        assert opened.frontier.left_out() == {}
