"""What every database does for the store, wherever it is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing

import pytest

from newscrawl.errors import StoreError
from newscrawl.store import FrontierUrl, Store
from newscrawl.store.database import connect
from tests.store.newsroom import NOW, article, current, page, publish, taken

HOME = "https://news.example/"


def python(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process that runs the code with a store of its own, `s`, at the first argument."""
    lines = f"import sys; from newscrawl.store import Store\nwith Store.open(sys.argv[1]) as s:\n    {code}"
    return subprocess.Popen([sys.executable, "-c", lines, *arguments], stdout=subprocess.PIPE)


def test_a_store_keeps_what_was_written(where: str) -> None:
    with Store.open(where) as store:
        first = publish(store, article(f"{HOME}a"))
    with Store.open(where, create=False) as store:
        assert not store.temporary
        assert current(store, f"{HOME}a") == first.article
        assert store.size() > 10_000


def test_a_missing_store_is_not_made_when_it_should_exist(where: str) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match=r": there is no store: `newscrawl crawl SITE --store .*` makes one"):
            Store.open(where, create=False)


def test_an_address_of_another_server_is_no_store() -> None:
    told = r"^mysql://: a store is a file, or an address postgresql://user@host/database"
    with pytest.raises(StoreError, match=told):
        Store.open("mysql://user:secret@db/news")


@pytest.mark.process
def test_three_processes_may_make_the_same_store_at_once(where: str) -> None:
    processes = [python("print(s.articles.count())", where) for _ in range(3)]
    assert [process.communicate()[0] for process in processes] == [b"0\n"] * 3


def test_a_page_that_cannot_be_written_whole_leaves_nothing_behind(store: Store) -> None:
    unwritable = FrontierUrl(url=f"{HOME}odd", title=object())  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        store.finish_page(page(taken(store, f"{HOME}a"), article(f"{HOME}a"), found=(unwritable,)))
    assert store.articles.count() == 0
    assert store.frontier.counts() == {"in_flight": 1}


def test_a_store_can_be_told_not_to_wait(where: str) -> None:
    Store.open(where).close()
    with Store.open(where, busy_seconds=3600) as store, closing(connect(where)) as other:
        asked = taken(store, f"{HOME}a")
        store.wait_at_most(0.01)
        with other.transaction(), pytest.raises(StoreError, match="is locked by another program"):
            store.finish_page(page(asked, article(f"{HOME}a")))


def test_a_second_crawl_is_told_who_holds_the_store(where: str) -> None:
    told = rf"another crawl uses this store \(process {os.getpid()}.*: crawl news\.example"
    with Store.open(where) as one, Store.open(where) as two:
        with one.crawling("crawl news.example"):
            with pytest.raises(StoreError, match=told), two.crawling("crawl"):
                pass
            assert two.frontier.add([FrontierUrl(url=HOME)], now=NOW) == 1  # but it may look and write
        with two.crawling("crawl"):
            pass


@pytest.mark.process
def test_a_waiting_crawl_starts_when_the_first_one_ends(where: str) -> None:
    with Store.open(where) as store:
        with store.crawling("first"):
            process = python("with s.crawling('second', wait=True): print('started')", where)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1.0)
        assert process.communicate()[0] == b"started\n"


def test_overlong_addresses_are_told_apart(store: Store) -> None:
    first, second = (HOME + "\u017e" * 3000 + str(n) for n in (1, 2))
    assert store.frontier.add([FrontierUrl(url=url) for url in (first, second, first)], now=NOW) == 2
    assert publish(store, article(first)).verdict == "new"
    assert current(store, first).url == first
    assert current(store, second) is None


def test_what_a_stranger_sends_is_kept_whatever_its_characters(store: Store) -> None:
    odd = "a\0b % ? 'c' \\ \U0001f600 /* d */"
    store.finish_page(page(taken(store, f"{HOME}rss", kind="feed", title=odd), etag=odd, reason=odd))
    row = store.frontier.row(f"{HOME}rss")
    assert row is not None
    assert row.title.replace("\0", "") == row.etag.replace("\0", "") == odd.replace("\0", "")


def test_texts_have_one_order_whatever_the_language_of_the_database(store: Store) -> None:
    """By code point, so that the order of times is that of their texts; a dictionary puts "n" before "Sunday"."""
    store.finish_page(page(taken(store, f"{HOME}a", modified="n"), article(f"{HOME}a")))
    for modified, changed in (("Sunday", 0), ("Tuesday", 1)):
        store.frontier.add([FrontierUrl(url=f"{HOME}a", modified=modified)], now=NOW)
        assert store.frontier.due(now=NOW) == changed


@pytest.mark.process
def test_two_processes_number_their_records_in_the_order_in_which_they_appear(where: str) -> None:
    """A reader who follows the numbers must never find one that was not there when a later one was."""
    code = (
        "from tests.store.newsroom import article, publish\n"
        "    for n in range(60): publish(s, article(f'https://{sys.argv[2]}.example/{n}', number=n))"
    )
    with Store.open(where) as store:
        writers = [python(code, where, site) for site in ("one", "two")]
        seen: list[int] = []
        while any(writer.poll() is None for writer in writers):
            seen += [record.sequence for record in store.articles.since(seen[-1] if seen else 0)]
        seen += [record.sequence for record in store.articles.since(seen[-1] if seen else 0)]
        assert len(seen) == len(set(seen)) == store.articles.count() == 120


def test_a_naive_time_is_a_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        store.frontier.add([FrontierUrl(url=HOME)], now=NOW.replace(tzinfo=None))
