from __future__ import annotations

import subprocess
import sys

import pytest

from newscrawl.discovery.found import FoundUrl
from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import HOUR, NOW, article, page, publish, taken

SITE = "news.example"
HOME = f"https://{SITE}/"


def urls(count: int) -> list[FrontierUrl]:
    return [FrontierUrl(url=f"{HOME}story/{n}") for n in range(count)]


def test_an_address_is_queued_once_whatever_its_spelling(store: Store) -> None:
    spellings = [f"https://{SITE}/a?utm_source=x", f"http://{SITE}/a/", f"https://{SITE}/a#top"]
    assert store.frontier.add([FrontierUrl(url=url) for url in spellings], now=NOW) == 1
    assert store.frontier.add([FrontierUrl(url=f"https://{SITE}/a")], now=NOW) == 0
    assert store.frontier.counts() == {"queued": 1}


def test_the_most_urgent_address_is_taken_first_then_the_oldest(store: Store) -> None:
    store.frontier.add([*urls(2), FrontierUrl(url=HOME, kind="home", priority=10)], now=NOW)
    assert [one.url for one in store.frontier.take(SITE, 2, now=NOW)] == [HOME, f"{HOME}story/0"]
    assert [one.url for one in store.frontier.take(SITE, 9, now=NOW)] == [f"{HOME}story/1"]
    assert store.frontier.take(SITE, 9, now=NOW) == []


def test_what_a_source_says_comes_back_when_taken(store: Store) -> None:
    found = FoundUrl(
        url=f"{HOME}a", where="feed", title="Bridge", published="2026-11-23", modified="2026-11-23T09:00:00+02:00"
    )
    store.frontier.add([FrontierUrl.of(found, kind="article", priority=3, found_on=f"{HOME}rss")], now=NOW)
    (one,) = store.frontier.take(SITE, 1, now=NOW)
    assert (one.title, one.published, one.where, one.found_on) == ("Bridge", "2026-11-23", "feed", f"{HOME}rss")
    assert one.modified == "2026-11-23T07:00:00.000Z"
    assert (one.tries, one.checked_at, one.kind, one.priority) == (1, None, "article", 3)


def test_sites_have_queues_of_their_own(store: Store) -> None:
    store.frontier.add([FrontierUrl(url=f"http://127.0.0.1:{port}/a") for port in (8001, 8002)], now=NOW)
    assert sorted(store.frontier.sites()) == ["127.0.0.1:8001", "127.0.0.1:8002"]
    assert [one.url for one in store.frontier.take("127.0.0.1:8002", 5, now=NOW)] == ["http://127.0.0.1:8002/a"]
    assert store.frontier.sites() == ["127.0.0.1:8001"]


def test_what_was_in_flight_returns_after_a_crash_behind_the_rest(where: str) -> None:
    with Store.open(where) as store:
        store.frontier.add(urls(3), now=NOW)
        store.frontier.take(SITE, 1, now=NOW)
    with Store.open(where) as store:
        assert store.frontier.counts() == {"in_flight": 1, "queued": 2}
        assert store.frontier.recover() == 1
        assert [one.url[-1] for one in store.frontier.take(SITE, 9, now=NOW)] == ["1", "2", "0"]


def test_recovery_leaves_the_sites_of_others_alone(store: Store) -> None:
    taken(store, f"{HOME}a")
    assert store.frontier.recover(["other.example"]) == 0
    assert store.frontier.recover(["other.example", SITE]) == 1


def test_what_was_taken_and_not_fetched_can_be_put_back(store: Store) -> None:
    one = taken(store, f"{HOME}a")
    store.frontier.put_back([one])
    (again,) = store.frontier.take(SITE, 1, now=NOW)
    assert again.tries == 1


def test_a_failed_page_is_tried_again_at_its_time(store: Store) -> None:
    one = taken(store, f"{HOME}a")
    store.finish_page(page(one, outcome="failed", reason="503", retry_at=NOW + HOUR))
    assert store.frontier.take(SITE, 1, now=NOW) == []
    (again,) = store.frontier.take(SITE, 1, now=NOW + HOUR)
    assert again.tries == 2


def test_a_page_that_failed_for_good_waits_longer_from_run_to_run(store: Store) -> None:
    one = taken(store, f"{HOME}a")
    store.finish_page(page(one, outcome="failed", reason="timeout"))
    row = store.frontier.row(f"{HOME}a")
    assert row is not None
    assert (row.state, row.note) == ("failed", "timeout")
    assert store.frontier.requeue_due(now=NOW + HOUR / 2) == 0
    assert store.frontier.requeue_due(now=NOW + HOUR) == 1
    (again,) = store.frontier.take(SITE, 1, now=NOW + HOUR)
    store.finish_page(page(again, outcome="failed", reason="timeout", at=NOW + HOUR))
    assert store.frontier.requeue_due(now=NOW + 2 * HOUR) == 0
    assert store.frontier.requeue_due(now=NOW + 3 * HOUR) == 1


def test_sources_are_due_in_every_run_and_articles_by_their_age(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}rss", kind="feed")))
    publish(store, article(f"{HOME}new", date_published="2026-11-23T11:00:00Z"))
    publish(store, article(f"{HOME}old", number=2, date_published="2020-01-01"))
    assert store.frontier.requeue_due(now=NOW) == 1
    assert [one.url for one in store.frontier.take(SITE, 9, now=NOW)] == [f"{HOME}rss"]
    assert store.frontier.requeue_due(now=NOW + 100 * HOUR) == 1
    assert [one.url for one in store.frontier.take(SITE, 9, now=NOW + 100 * HOUR)] == [f"{HOME}new"]


def test_validators_are_kept_through_an_unchanged_answer(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}rss", kind="feed"), etag='"1"', last_modified="Mon", content_hash="h"))
    store.frontier.requeue_due(now=NOW)
    (again,) = store.frontier.take(SITE, 1, now=NOW)
    assert (again.etag, again.last_modified, again.content_hash, again.checked_at) == ('"1"', "Mon", "h", NOW)
    store.finish_page(page(again, outcome="unchanged", status=304))
    known = store.frontier.known(f"{HOME}rss")
    assert known is not None
    assert (known.etag, known.content_hash, known.unchanged) == ('"1"', "h", 1)


def test_a_new_answer_without_validators_forgets_the_old_ones(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}rss", kind="feed"), etag='"1"'))
    known = store.frontier.known(f"{HOME}rss")
    assert known is not None
    store.finish_page(page(known, content_hash="h2"))
    known = store.frontier.known(f"{HOME}rss")
    assert known is not None
    assert known.etag is None


@pytest.mark.parametrize(
    ("before", "after", "queued"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z", False),
        ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00+02:00", False),  # the same time in another zone
        ("2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", True),
        ("2026-11-20T10:00:00Z", "2026-11-19T10:00:00Z", False),
        (None, "2026-11-20T10:00:00Z", False),  # older than our visit
        (None, "2026-11-24T10:00:00Z", True),
        ("2026-11-20", "2026-11-21", True),
        ("2026-11-20", None, False),
    ],
)
def test_a_known_article_is_fetched_again_only_when_its_source_says_it_changed(
    store: Store, before: str | None, after: str | None, queued: bool
) -> None:
    one = taken(store, f"{HOME}a", modified=before)
    store.finish_page(page(one, article(f"{HOME}a")))
    store.frontier.add([FrontierUrl(url=f"{HOME}a", modified=after)], now=NOW + HOUR)
    assert len(store.frontier.take(SITE, 9, now=NOW + HOUR)) == queued


def test_a_site_that_always_claims_a_change_is_not_believed_forever(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}a"), article(f"{HOME}a")))
    visits = 0
    for day in range(1, 10):
        at = NOW + day * 24 * HOUR
        store.frontier.add([FrontierUrl(url=f"{HOME}a", modified=at.isoformat())], now=at)
        for one in store.frontier.take(SITE, 9, now=at):
            visits += 1
            store.finish_page(page(one, outcome="unchanged", at=at))
    assert visits == 3


def test_a_sitemap_part_with_a_stated_time_waits_for_a_newer_one(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}s1.xml", kind="sitemap", modified="2026-11-01", depth=1)))
    assert store.frontier.requeue_due(now=NOW + 1000 * HOUR) == 0
    store.frontier.add([FrontierUrl(url=f"{HOME}s1.xml", kind="sitemap", modified="2026-11-02", depth=1)], now=NOW)
    assert store.frontier.due(now=NOW) == 1


def test_refetch_queues_everything_without_validators(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}a"), article(f"{HOME}a"), etag='"1"'))
    assert store.frontier.requeue_all(now=NOW) == 1
    (one,) = store.frontier.take(SITE, 1, now=NOW)
    assert one.etag is None


def test_a_rolled_back_address_is_not_taken_for_known(store: Store) -> None:
    store.finish_page(page(taken(store, f"{HOME}b"), article(f"{HOME}b")))
    known = store.frontier.known(f"{HOME}b")
    assert known is not None
    unwritable = FrontierUrl(url=f"{HOME}odd", title=object())  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.finish_page(page(known, found=(*urls(1), unwritable)))
    assert store.frontier.add(urls(1), now=NOW) == 1


def test_found_addresses_are_written_with_their_page(store: Store) -> None:
    finished = store.finish_page(page(taken(store, HOME, kind="home"), found=tuple(urls(3))))
    assert finished.added == 3
    assert store.frontier.counts() == {"done": 1, "queued": 3}


@pytest.mark.process
def test_two_processes_never_take_the_same_address(where: str) -> None:
    code = (
        "import sys\nfrom newscrawl.store import Store\nfrom tests.store.newsroom import NOW\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    while taken := store.frontier.take('news.example', 3, now=NOW):\n"
        "        print(*(one.url for one in taken), sep='\\n')\n"
    )
    with Store.open(where) as store:
        store.frontier.add(urls(600), now=NOW)
    command = [sys.executable, "-c", code, where]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [url for worker in workers for url in worker.communicate()[0].split()]
    assert sorted(taken) == sorted(one.url for one in urls(600))


def test_a_crawl_that_reaches_further_back_reopens_what_was_left_out(store: Store) -> None:
    since = NOW - 7 * 24 * HOUR
    assert not store.sites.add("news.example", "https://news.example/", now=NOW, since=since)
    source = taken(store, "https://news.example/feed", kind="feed")
    old = taken(store, "https://news.example/old")
    dropped = taken(store, "https://news.example/shop")
    store.finish_page(page(source, etag='"1"', content_hash="a"))
    store.finish_page(page(old, outcome="no article", reason="older than --since", content_hash="b"))
    store.finish_page(page(dropped, outcome="no article", reason="no article"))
    assert not store.sites.add("news.example", "https://news.example/", now=NOW, since=since + HOUR)
    assert store.sites.add("news.example", "https://news.example/", now=NOW)
    store.frontier.requeue_due(now=NOW)
    assert store.frontier.reopen("news.example", now=NOW) == 2
    again = {one.url: one for one in store.frontier.take("news.example", 10, now=NOW)}
    assert again.keys() == {"https://news.example/feed", "https://news.example/old"}
    assert all(one.etag is None and one.content_hash is None for one in again.values())


def test_a_page_that_failed_after_its_answer_leaves_no_validators(store: Store) -> None:
    """With them the next answer would be "not modified", and its article never read."""
    asked = taken(store, f"{HOME}a")
    store.finish_page(page(asked, outcome="failed", reason="broken", etag='"2"', last_modified="x", content_hash="2"))
    known = store.frontier.known(f"{HOME}a")
    assert known is not None
    assert (known.etag, known.last_modified, known.content_hash) == (None, None, None)
