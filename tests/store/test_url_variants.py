"""Forms of one address are one page only when one of them has answered; one that fails stands for itself."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.store import FrontierUrl, Store
from tests.store.newsroom import HOUR, NOW, article, page

ROOT = "//lantern.example/2026/nets-are-mended"
FORMS = {
    "slash": (f"https:{ROOT}", f"https:{ROOT}/"),
    "no slash": (f"https:{ROOT}/", f"https:{ROOT}"),
    "index.html": (f"https:{ROOT}/index.html", f"https:{ROOT}/"),
    "default.aspx": (f"https:{ROOT}", f"https:{ROOT}/default.aspx"),
    "http": (f"http:{ROOT}", f"https:{ROOT}"),
    "https": (f"https:{ROOT}", f"http:{ROOT}"),
    "a session": (f"https:{ROOT};jsessionid=0A1B2C3D", f"https:{ROOT}"),
}
FAILURES: dict[str, dict[str, Any]] = {
    "404": {"outcome": "gone", "status": 404},
    "410": {"outcome": "gone", "status": 410},
    "refused": {"outcome": "failed", "reason": "connection refused"},
    "an error page": {"outcome": "no article", "reason": "no article: missing: the page says that it is gone"},
}


def take(store: Store, at: Any = NOW) -> list[str]:
    return [one.url for one in taken(store, at)]


def taken(store: Store, at: Any = NOW) -> list[Any]:
    return store.frontier.take("lantern.example", 9, now=at)


def name(store: Store, *urls: str, at: Any = NOW) -> int:
    return store.frontier.add([FrontierUrl(url=url) for url in urls], now=at)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("form", FORMS)
def test_the_other_form_is_tried_when_the_first_fails(store: Store, form: str, failure: str) -> None:
    first, second = FORMS[form]
    assert name(store, first, second) == 1
    (row,) = taken(store)
    assert row.url == first
    store.finish_page(page(row, **FAILURES[failure]))
    (row,) = taken(store)
    assert row.url == second
    assert store.finish_page(page(row, article(second))).verdict == "new"
    assert take(store) == []
    name(store, first, second)
    assert take(store) == []


@pytest.mark.parametrize("failure", FAILURES)
def test_a_form_that_is_named_only_after_the_first_has_failed_is_tried_at_once(store: Store, failure: str) -> None:
    if failure == "an error page":
        pytest.skip("it answered: the form is looked at again when it is due")
    first, second = FORMS["slash"]
    name(store, first)
    store.finish_page(page(taken(store)[0], **FAILURES[failure]))
    assert take(store) == []
    name(store, second, at=NOW + HOUR / 4)
    assert take(store, NOW + HOUR / 4) == [second]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_answers_stands_for_the_others(store: Store, form: str) -> None:
    first, second = FORMS[form]
    name(store, first, second)
    store.finish_page(page(taken(store)[0], article(first)))
    name(store, second)
    assert take(store) == []
    assert store.frontier.counts() == {"done": 1}
    assert store._database.number("SELECT count(*) FROM url_variants") == 0


def test_where_all_forms_fail_each_is_tried_once_a_visit(store: Store) -> None:
    forms = [f"https:{ROOT}", f"https:{ROOT}/", f"https:{ROOT}/index.html", f"http:{ROOT}"]
    name(store, *forms)
    for at in (NOW, NOW + 4 * HOUR):
        tried = []
        while rows := taken(store, at):
            tried.append(rows[0].url)
            store.finish_page(page(rows[0], outcome="failed", reason="HTTP 500", at=at))
        assert sorted(tried) == sorted(forms)
        store.resume(now=at + 4 * HOUR)


def test_a_trap_of_endless_forms_is_bounded(store: Store) -> None:
    name(store, f"https:{ROOT}", *(f"https:{ROOT};jsessionid={number:08X}" for number in range(1000)))
    tried = 0
    while rows := taken(store):
        tried += 1
        store.finish_page(page(rows[0], outcome="gone", status=404))
    assert tried == 5


def test_what_a_site_wants_left_alone_for_a_while_is_left_alone_in_every_form(store: Store) -> None:
    name(store, *FORMS["slash"])
    store.finish_page(page(taken(store)[0], outcome="failed", retry_at=NOW + HOUR))
    assert take(store) == []
    assert take(store, NOW + HOUR) == [FORMS["slash"][0]]


def test_a_known_story_that_moves_to_its_other_form_goes_on(store: Store) -> None:
    first, second = FORMS["slash"]
    name(store, first)
    store.finish_page(page(taken(store)[0], article(first)))
    known = store.frontier.known(first)
    assert known is not None
    store.finish_page(page(known, outcome="gone", status=404, at=NOW + HOUR))
    assert store.articles.gone_at(first) is not None
    name(store, second, at=NOW + HOUR)
    (row,) = taken(store, NOW + HOUR)
    assert store.finish_page(page(row, article(second), at=NOW + HOUR)).verdict == "same"
    assert store.articles.gone_at(first) is None
    assert store.articles.count() == 1
