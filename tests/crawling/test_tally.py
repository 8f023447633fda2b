"""What a crawl counts for each page, and how the counts end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from newscrawl.crawling.failures import DISALLOWED
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.tally import OTHER_HOSTS, CrawlTally
from newscrawl.store.rows import Finished, Outcome, TakenUrl, Verdict
from tests.crawling.rows import row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def page(taken: TakenUrl, outcome: Outcome, **values: Any) -> FetchedPage:
    return FetchedPage(row=taken, url=taken.url, fetched_at=NOW, headers={}, outcome=outcome, **values)


def counted(verdict: Verdict, outcome: Outcome, *, is_guess: bool = False, **values: Any) -> CrawlTally:
    tally = CrawlTally()
    tally.count(page(row(), outcome, **values), Finished(verdict=verdict, added=3), is_guess=is_guess)
    return tally


def summary(tally: CrawlTally, *, unreached: tuple[str, ...] = (), ending: Any = "finished") -> Any:
    return tally.summary(
        ending, lasted=timedelta(seconds=2), sites=("news.example", "other.example"), unreached=unreached, waiting=0,
        left_out={}, failure=None, store=None,
    )  # fmt: skip


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_every_verdict_counts_a_page_and_what_it_found(verdict: Verdict) -> None:
    tally = counted(verdict, "failed" if verdict == "failed" else "source", status=200)
    assert (tally.counts["pages"], tally.counts["found"]) == (1, 3)
    assert sum(tally.counts.values()) == 5


def test_a_request_without_a_response_is_no_page() -> None:
    tally = counted("failed", "failed", reason="unknown host")
    assert (tally.counts["pages"], tally.counts["errors"]) == (0, 1)
    assert tally.errors["news.example"] == {"unknown host": 1}
    assert tally.unreached(["news.example"]) == ("news.example",)


def test_an_address_that_nobody_named_may_be_missing() -> None:
    tally = counted("gone", "gone", is_guess=True, status=404, reason="HTTP 404")
    assert not tally.errors
    assert tally.counts == {"pages": 1, "found": 3}
    assert not counted("source", "source", is_guess=True, reason="no feed").empty_sources


def test_reasons_have_an_example_each() -> None:
    tally = counted("no article", "no article", reason="too short", example="a page (3 words)")
    assert tally.drops == {"too short": 1}
    assert tally.examples == {"too short": "a page (3 words)"}
    assert tally.stored.examples == tally.examples


def test_hosts_beyond_very_many_are_counted_together() -> None:
    tally = CrawlTally()
    for number in range(10_001):
        taken = row(url=f"https://n{number}.example/")
        tally.count(page(taken, "failed", reason="unknown host"), Finished(verdict="failed"), is_guess=False)
    assert len(tally.errors) == 10_001
    assert tally.errors[OTHER_HOSTS] == {"unknown host": 1}


@pytest.mark.parametrize(
    ("verdict", "outcome", "reason", "ending"),
    [
        ("new", "article", None, "done"),
        ("same", "article", None, "nothing new"),
        ("failed", "failed", "unknown host", "partly failed"),
        ("failed", "failed", DISALLOWED, "nothing new"),
    ],
)
def test_pages_decide_how_a_run_ends(verdict: Verdict, outcome: Outcome, reason: str | None, ending: str) -> None:
    assert summary(counted(verdict, outcome, reason=reason)).ending == ending


def test_sites_that_gave_no_page_decide_first() -> None:
    tally = counted("new", "article")
    assert summary(tally, unreached=("other.example",)).ending == "partly failed"
    assert summary(tally, unreached=("news.example", "other.example")).ending == "failed"
    assert summary(tally, ending="interrupted", unreached=("other.example",)).ending == "interrupted"


def test_a_site_of_which_the_verdict_left_out_much_is_named_with_the_command_that_shows_a_page() -> None:
    tally = CrawlTally()
    for _ in range(8):
        tally.count(page(row(), "article"), Finished(verdict="new"), is_guess=False)
    for number in range(3):
        doubted = page(row(), "no article", reason="no article", is_doubted=True)
        tally.count(doubted, Finished(verdict="no article"), is_guess=False)
        assert bool(tally.verdicts.much_doubted()) is (number == 2)
    (said,) = summary(tally).doubted.values()
    assert said.startswith("3 of 11 pages that look like articles were left out by the verdict")
    assert f"newscrawl explain {row().url}" in said
