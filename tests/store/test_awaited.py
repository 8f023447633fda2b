"""A story that its source names before it is there: looked for soon, then ever later, while a source names it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import HOUR, NOW, article, page, publish, taken

SITE = "https://lantern.example/"
STORY = f"{SITE}2026/11/23/the-ferry-is-late"
FEED = f"{SITE}feed"
SECOND = timedelta(seconds=1)


def named(where: str = "feed", **fields: Any) -> FrontierUrl:
    return FrontierUrl(url=STORY, where=where, found_on=FEED, **fields)  # type: ignore[arg-type]


def visit(store: Store, at: datetime, **fields: Any) -> bool:
    """A run that names the story and visits it if it is taken; whether it was."""
    begin(store, at)
    store.frontier.add([named(**{k: fields.pop(k) for k in ("where", "published", "modified") if k in fields})], now=at)
    return visited(store, at, **fields)


def begin(store: Store, at: datetime) -> None:
    store.frontier._remembered.clear()  # another process
    store.frontier.begin_run(now=at)
    store.resume(["lantern.example"], now=at)


def visited(store: Store, at: datetime, **fields: Any) -> bool:
    rows = [one for one in store.frontier.take("lantern.example", 9, now=at) if one.url == STORY]
    for row in rows:
        store.finish_page(page(row, at=at + SECOND, **fields))
    return bool(rows)


GONE = {"outcome": "gone", "status": 404, "reason": "HTTP 404"}
STUB = {"outcome": "no article", "reason": "no article: missing: no article text found", "status": 200}


def test_what_is_not_there_yet_is_looked_for_in_the_next_run_then_ever_later(store: Store) -> None:
    looks = [minute for minute in range(3000) if visit(store, NOW + minute * 60 * SECOND, **GONE)]
    assert looks[:4] == [0, 1, 3, 7]
    assert len(looks) < 15
    begin(store, at := NOW + timedelta(days=40))
    store.frontier.add([named()], now=at)
    assert visited(store, at, record=article(STORY))
    assert store.articles.count() == 1


@pytest.mark.parametrize("how", ["another feed", "nobody", "an unchanged feed", "the feed that moved"])
def test_it_is_looked_for_while_a_source_names_it(store: Store, how: str) -> None:
    store.finish_page(page(taken(store, FEED, kind="feed"), found=(named(),)))
    assert visited(store, NOW, **GONE)
    at = NOW + HOUR
    begin(store, at)
    if how == "another feed":
        store.frontier.add([FrontierUrl(url=STORY, where="feed", found_on=f"{SITE}other")], now=at)
    elif how != "nobody":
        (feed,) = (one for one in store.frontier.take("lantern.example", 9, now=at) if one.url == FEED)
        address = FEED if how == "an unchanged feed" else f"{SITE}moved"
        store.finish_page(page(feed, outcome="unchanged", at=at, url=address))
    assert visited(store, at, **GONE) == (how in ("another feed", "an unchanged feed"))


def test_it_is_not_asked_for_twice_in_one_run(store: Store) -> None:
    assert visit(store, NOW, **GONE)
    for seconds in (2, 5, 60):
        store.frontier._remembered.clear()
        store.frontier.add([named()], now=NOW + seconds * SECOND)
        assert not visited(store, NOW + seconds * SECOND, **GONE)


def test_an_old_link_that_leads_nowhere_is_left_alone_as_long_as_it_is_old(store: Store) -> None:
    old = {"where": "sitemap", "modified": (NOW - timedelta(days=100)).isoformat()}
    assert visit(store, NOW, **old, **GONE)
    assert not visit(store, NOW + timedelta(days=99), **old, **GONE)
    assert visit(store, NOW + timedelta(days=101), **old, **GONE)


def test_a_410_is_for_good_until_the_source_says_that_it_changed(store: Store) -> None:
    assert visit(store, NOW, **(GONE | {"status": 410}))
    assert not visit(store, NOW + timedelta(days=9), **GONE)
    changed = (NOW + timedelta(days=8)).isoformat()
    assert visit(store, NOW + timedelta(days=9), modified=changed, **GONE)


@pytest.mark.parametrize("later", [timedelta(minutes=20), 2 * HOUR, 20 * HOUR, timedelta(days=3), timedelta(days=20)])
@pytest.mark.parametrize("how", ["a feed", "a dated sitemap", "a page that looks like one", "a bot check"])
def test_a_stub_is_read_again_later(store: Store, how: str, later: timedelta) -> None:
    cases: dict[str, dict[str, Any]] = {
        "a feed": {"where": "feed"},
        "a dated sitemap": {"where": "sitemap", "modified": NOW.isoformat()},
        "a page that looks like one": {"where": "section", "is_doubted": True},
        "a bot check": {"where": "section", "reason": "no article: wall: the page shows a bot check"},
    }
    told = cases[how]
    assert visit(store, NOW, **(STUB | told))
    assert visit(store, NOW + later, **(STUB | told | {"outcome": "unchanged", "reason": None}))
    assert visit(store, NOW + 2 * later + 10 * SECOND, record=article(STORY))
    assert store.articles.count() == 1


def test_a_page_that_nobody_calls_a_story_is_looked_at_once_more(store: Store) -> None:
    for days, looked in ((0, True), (1, False), (13, False), (15, True), (100, False)):
        assert visit(store, NOW + timedelta(days=days), where="section", **STUB) == looked


@pytest.mark.parametrize("field", ["published", "modified"])
@pytest.mark.parametrize("state", ["article", "no article", "gone", "failed"])
def test_a_newer_day_of_the_source_brings_the_visit_forward(store: Store, state: str, field: str) -> None:
    first = {field: (NOW - HOUR).isoformat()}
    outcomes: dict[str, dict[str, Any]] = {
        "article": {"record": article(STORY, date_published="2026-11-23")},
        "no article": STUB,
        "gone": GONE | {"status": 410},
        "failed": {"outcome": "failed", "reason": "HTTP 403"},
    }
    outcome = outcomes[state]
    assert visit(store, NOW, **first, **outcome)
    at = NOW + timedelta(minutes=5)
    assert not visit(store, at, **first, **outcome)
    newer = {field: (NOW + timedelta(minutes=3)).isoformat()}
    assert visit(store, at, **newer, **outcome)
    assert not visit(store, at + SECOND, **newer, **outcome)


def test_a_feed_that_dates_all_entries_anew_is_not_believed_for_long(store: Store) -> None:
    publish(store, article(STORY, date_published="2020-01-01"))
    runs = [NOW + timedelta(minutes=minute) for minute in range(1, 40)]
    looks = [visit(store, at, published=at.isoformat(), outcome="unchanged") for at in runs]
    assert sum(looks) <= 4
