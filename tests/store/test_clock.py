"""A clock that was ahead once, and is right again: what it noted is mended by the next run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newscrawl.store import FrontierUrl, Store
from newscrawl.store.revisit import LONGEST, Visit, next_visit
from newscrawl.store.timestamps import stamp
from tests.store.newsroom import HOUR, NOW, article, page, publish, taken

HOME = "https://news.example/"
SITE = "news.example"
AHEAD = NOW + timedelta(days=5 * 365)


def run(store: Store, at: object) -> None:
    store.runs.start({}, now=at)  # type: ignore[arg-type]
    store.resume([SITE], now=at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=2), timedelta(days=3), timedelta(days=5 * 365), timedelta(days=2900000)]
)
@pytest.mark.parametrize("end", ["finished", "killed"])
def test_what_is_due_is_due_whatever_the_clock_said_once(store: Store, end: str, ahead: timedelta) -> None:
    later = NOW + ahead
    run(store, NOW)
    publish(store, article(f"{HOME}early", date_published=NOW.isoformat()), at=NOW - HOUR)
    run(store, later)
    for number in range(2):
        publish(store, article(f"{HOME}{number}", number=number + 1, date_published=later.isoformat()), at=later)
    store.finish_page(page(taken(store, f"{HOME}feed", kind="feed", now=later), at=later))
    section = taken(store, f"{HOME}section", kind="section", modified=later.isoformat(), now=later)
    store.finish_page(page(section, at=later))
    store.finish_page(page(taken(store, f"{HOME}failed", now=later), outcome="failed", at=later))
    busy = taken(store, f"{HOME}busy", now=later)
    store.finish_page(page(busy, outcome="failed", retry_at=later + HOUR, at=later))
    taken(store, f"{HOME}died", now=later)
    store.frontier.add([FrontierUrl(url=f"{HOME}waiting")], now=later)
    expires = later + 24 * HOUR
    store.hosts.learn(SITE, robots="", robots_expires=expires, rights="{}", rights_expires=expires)
    store.hosts.learn(SITE, backoff_until=later + HOUR)
    if end == "finished":
        store.runs.finish(2, store.runs.last()[0].tally, now=later)

    now = NOW + HOUR / 2
    run(store, now)
    urls = {one.url.removeprefix(HOME) for one in store.frontier.take(SITE, 99, now=now)}
    assert urls == {"early", "0", "1", "feed", "section", "failed", "busy", "died", "waiting"}
    host = store.hosts.get(SITE)
    assert host is not None
    assert max(host.robots_expires, host.rights_expires, host.backoff_until) <= now + 26 * HOUR  # type: ignore[type-var]
    assert len(list(store.articles.as_of())) == 3
    store.frontier.recover()
    assert store.frontier.take_back_future(now=now) == 0  # and what was mended is right


def test_a_source_that_changed_since_is_believed(store: Store) -> None:
    run(store, AHEAD)
    section = taken(store, f"{HOME}section", kind="section", modified=AHEAD.isoformat(), now=AHEAD)
    store.finish_page(page(section, at=AHEAD))
    run(store, NOW)
    (again,) = store.frontier.take(SITE, 9, now=NOW)
    store.finish_page(page(again, outcome="unchanged", at=NOW))
    store.frontier.add([FrontierUrl(url=f"{HOME}section", modified=(NOW + HOUR).isoformat())], now=NOW + HOUR)
    assert store.frontier.due(now=NOW + HOUR) == 1


def test_a_clock_that_is_right_changes_nothing(store: Store) -> None:
    run(store, NOW)
    publish(store, article(f"{HOME}a", date_published="2026-11-23T11:00:00Z"))
    store.finish_page(page(taken(store, f"{HOME}busy"), outcome="failed", retry_at=NOW + 23 * HOUR))
    before = [store.frontier.row(f"{HOME}{name}") for name in ("a", "busy")]
    assert store.frontier.take_back_future(now=NOW) == 0
    run(store, NOW + HOUR / 2)
    assert [store.frontier.row(f"{HOME}{name}") for name in ("a", "busy")] == before


@pytest.mark.parametrize("ahead", [timedelta(days=61), timedelta(days=400), timedelta(days=2900000)])
@pytest.mark.parametrize("state", ["article", "failed", "no article", "queued"])
def test_no_due_time_is_further_ahead_than_any_visit_is_put_off(store: Store, state: str, ahead: timedelta) -> None:
    """Whoever wrote it: nothing else in the store says that a clock was ahead."""
    asked = taken(store, f"{HOME}story")
    outcome = {
        "article": page(asked, article(f"{HOME}story", date_published="2026-11-23T11:00:00Z")),
        "failed": page(asked, outcome="failed"),
        "no article": page(asked, outcome="no article"),
        "queued": page(asked, outcome="failed", retry_at=NOW + HOUR),
    }[state]
    store.finish_page(outcome)
    store._database.write("UPDATE frontier SET due = ?", (stamp(NOW + ahead),))
    run(store, NOW + HOUR / 2)
    assert [one.url for one in store.frontier.take(SITE, 9, now=NOW + HOUR / 2)] == [f"{HOME}story"]


def test_an_article_that_never_changes_is_visited_within_the_longest_pause(store: Store) -> None:
    visit = Visit(kind="article", outcome="unchanged", at=NOW, published=NOW - timedelta(days=20), unchanged=9)
    due = next_visit(visit)
    assert due is not None
    assert due - NOW <= LONGEST
