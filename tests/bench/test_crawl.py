"""The bench of whole crawls counts right; how long it takes is nobody's business here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.bigweb import BigWeb, serving
from tests.bench.crawl import Measured, comparison, crawlers, measured

COMMANDS = dict(crawlers(2))


@pytest.fixture(scope="module")
def web() -> Iterator[BigWeb]:
    with serving(sites=3, articles=4, scripts_kb=20) as web:
        yield web


@pytest.fixture(scope="module")
def ours(web: BigWeb) -> list[Measured]:
    return [measured(name, COMMANDS[name], web) for name in ("newscrawl", "newscrawl --jobs 2")]


def test_every_way_to_crawl_finds_every_article_with_the_same_requests(ours: list[Measured]) -> None:
    assert [(one.found, one.true) for one in ours] == [(12, 12)] * 2
    assert len({one.requests for one in ours}) == 1
    assert all(one.cpu > 0 and one.peak_mb > 0 for one in ours)


@pytest.mark.parametrize("name", ["empty callback", "extraction alone"])
def test_the_yardsticks_ask_for_every_article_once(web: BigWeb, name: str) -> None:
    one = measured(name, COMMANDS[name], web)
    assert (one.found, one.requests) == (12, 12)


def test_the_log_of_the_web_starts_anew_at_every_look(web: BigWeb) -> None:
    web.hits()
    measured("empty callback", COMMANDS["empty callback"], web)
    assert not web.hits()


def test_a_comparison_says_how_many_times_faster_and_cheaper() -> None:
    def row(name: str, seconds: float, cpu: float) -> Measured:
        return Measured(name, 100, 100, seconds, cpu, 1.0, 100)

    rows = [row("newscrawl", 2.0, 1.0), row("newscrawl --jobs 2", 1.0, 1.1), row("newspaper4k", 20.0, 5.0)]
    rows += [row("empty callback", 1.0, 0.3), row("extraction alone", 1.0, 0.5)]
    assert list(comparison({one.name: one for one in rows})) == [
        "newscrawl --jobs 2: 2.00 x the articles a second of one process",
        "newscrawl gives 10.0 x the articles a second of newspaper4k, with 1/5.0 of its CPU each",
        "newscrawl takes 1.25 x the CPU of an empty callback and the extraction (8.0 ms)",
    ]
