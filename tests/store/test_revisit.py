from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.store.revisit import Visit, next_visit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def visit(kind: str = "article", outcome: str = "article", **fields: object) -> Visit:
    return Visit(kind=kind, outcome=outcome, at=NOW, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["home", "feed", "news sitemap", "section", "archive", "sitemap"])
@pytest.mark.parametrize("outcome", ["source", "unchanged"])
def test_sources_are_read_in_every_run(kind: str, outcome: str) -> None:
    assert next_visit(visit(kind, outcome, unchanged=9)) == NOW


def test_a_sitemap_part_whose_index_dates_it_waits_for_the_index() -> None:
    assert next_visit(visit("sitemap", "source", dated_by_source=True, depth=1)) is None
    assert next_visit(visit("feed", "source", dated_by_source=True)) == NOW


def test_a_section_that_its_home_page_dates_is_read_once_a_day_and_its_further_pages_when_named() -> None:
    assert next_visit(visit("section", "source", dated_by_source=True)) == NOW + DAY
    assert next_visit(visit("section", "source", dated_by_source=True, depth=1)) is None


@pytest.mark.parametrize(("stated", "pause"), [(0, 0), (30, 30), (60, 60), (1440, 60)])
def test_a_feed_is_left_alone_as_long_as_it_asks_up_to_an_hour(stated: int, pause: int) -> None:
    kept_for = timedelta(minutes=stated)
    assert next_visit(visit("feed", "source", kept_for=kept_for)) == NOW + timedelta(minutes=pause)


def test_a_sitemap_beside_a_news_sitemap_is_read_once_a_day() -> None:
    assert next_visit(visit("sitemap", "source", dated_by_source=True)) == NOW + DAY


@pytest.mark.parametrize(
    ("age", "pause"),
    [(HOUR, HOUR), (7 * HOUR, 4 * HOUR), (2 * DAY, DAY), (5 * DAY, 3 * DAY), (20 * DAY, 14 * DAY), (40 * DAY, None)],
)
def test_an_article_is_visited_less_the_older_it_is(age: timedelta, pause: timedelta | None) -> None:
    assert next_visit(visit(published=NOW - age)) == (NOW + pause if pause else None)


def test_an_article_without_a_date_counts_as_new() -> None:
    assert next_visit(visit()) == NOW + HOUR


def test_visits_that_find_nothing_double_the_pause_four_times() -> None:
    pauses = [next_visit(visit(outcome="unchanged", unchanged=n, published=NOW)) for n in range(6)]
    assert pauses == [NOW + hours * HOUR for hours in (1, 2, 4, 8, 16, 16)]


def test_failures_wait_longer_up_to_a_week() -> None:
    pauses = [next_visit(visit(outcome="failed", failures=n)) for n in (0, 1, 2, 20)]
    assert pauses == [NOW + HOUR, NOW + 2 * HOUR, NOW + 4 * HOUR, NOW + 7 * DAY]


@pytest.mark.parametrize("known_for", [timedelta(seconds=2), HOUR, 9 * DAY, 800 * DAY])
def test_a_page_that_is_not_there_is_looked_for_after_as_long_as_it_has_been_known(known_for: timedelta) -> None:
    """A story that its source has just named soon; what is no story is not asked for twice within a day."""
    gone = {"outcome": "gone", "status": 404, "known_for": known_for}
    assert next_visit(visit(**gone, is_awaited=True)) == NOW + known_for
    assert next_visit(visit(**gone)) == NOW + max(known_for, DAY)
    assert next_visit(visit(**(gone | {"status": 410}), is_awaited=True)) is None
    assert next_visit(visit(**(gone | {"known_for": 3_000_000 * DAY}))) is None


@pytest.mark.parametrize("known_for", [timedelta(seconds=2), HOUR, 9 * DAY, 29 * DAY])
def test_a_stub_is_looked_at_soon_then_ever_later_for_a_month(known_for: timedelta) -> None:
    stub = {"outcome": "no article", "is_awaited": True, "known_for": known_for}
    assert next_visit(visit(**stub)) == NOW + max(known_for, timedelta(minutes=10))
    assert next_visit(visit(**(stub | {"known_for": 30 * DAY, "unchanged": 5}))) is None


def test_a_page_without_article_gets_one_more_look() -> None:
    assert next_visit(visit(outcome="no article")) == NOW + 14 * DAY
    assert next_visit(visit(outcome="no article", unchanged=1)) is None
