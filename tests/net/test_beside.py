"""Pages of many hosts beside each other: order, one at a time of a host, an early end, errors."""

from __future__ import annotations

import threading
from collections import Counter
from urllib.parse import urlsplit

import pytest

from newscrawl.net.beside import _AHEAD, in_order

HOSTS = [f"https://h{number}.example" for number in range(40)]


def never() -> bool:
    return False


def test_results_come_in_the_order_asked_and_a_host_has_one_reader() -> None:
    urls = [f"{HOSTS[(number * 7) % 40]}/{number}" for number in range(600)]
    under_way, most, lock = Counter[str](), Counter[str](), threading.Lock()

    def read(url: str) -> str:
        host = urlsplit(url).hostname or ""
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        with lock:
            under_way[host] -= 1
        return url.upper()

    assert list(in_order(urls, read, ends=never)) == [(url, url.upper()) for url in urls]
    assert set(most.values()) == {1}


def test_hosts_are_read_beside_each_other() -> None:
    """Each of two pages is read only once the other one is under way."""
    meeting = threading.Barrier(2)
    urls = [f"{HOSTS[0]}/a", f"{HOSTS[1]}/b"]
    assert len(list(in_order(urls, lambda url: meeting.wait(), ends=never))) == 2


def test_a_slow_page_does_not_let_the_others_run_away() -> None:
    """Records wait in memory for the page before them: no more than so many are read."""
    urls = [f"{HOSTS[0]}/slow", *(f"{HOSTS[1]}/{number}" for number in range(_AHEAD + 500))]
    goes_on, reached, read_first = threading.Event(), threading.Event(), []

    def read(url: str) -> str:
        if url.endswith("/slow"):
            reached.wait()
            read_first.append(len(others))
            goes_on.wait()
        else:
            others.append(url)
            if len(others) == _AHEAD - 1:
                reached.set()
        return url

    others: list[str] = []
    results = in_order(urls, read, ends=never)
    threading.Thread(target=lambda: (reached.wait(), goes_on.set()), daemon=True).start()
    assert [url for url, _ in results] == urls
    assert read_first[0] <= _AHEAD


def test_an_end_that_is_wanted_leaves_the_rest_unread() -> None:
    read: list[str] = []
    urls = [f"{HOSTS[0]}/{number}" for number in range(100)]
    goes_on = threading.Event()

    def slow(url: str) -> str:
        read.append(url)
        if len(read) > 3:
            goes_on.wait()
        return url

    taken = []
    for url, _ in in_order(urls, slow, ends=lambda: len(read) > 3):
        taken.append(url)
    goes_on.set()
    assert taken == urls[:3]
    assert len(read) == 4


def test_an_unexpected_error_of_a_reader_is_raised() -> None:
    def fail(url: str) -> str:
        raise ZeroDivisionError(url)

    with pytest.raises(ZeroDivisionError, match="h0"):
        list(in_order([f"{HOSTS[0]}/a"], fail, ends=never))


def test_no_address_gives_nothing() -> None:
    assert list(in_order([], str, ends=never)) == []
