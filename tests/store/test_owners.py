"""Whose an address is: the named site's that led to it."""

from __future__ import annotations

from newscrawl.store import FrontierUrl, Store
from newscrawl.store.database import connect
from newscrawl.store.schema import STEPS
from tests.store.newsroom import HOUR, NOW, article, page

A, B, HOME, SERVICE = "a.example", "b.example", "moved.example", "feeds.example"


def feed(name: str) -> FrontierUrl:
    return FrontierUrl(url=f"https://{SERVICE}/{name}", kind="feed")


def story(site: str, number: int = 0) -> FrontierUrl:
    return FrontierUrl(url=f"https://{site}/story/{number}")


def named(store: Store, *sites: str) -> None:
    for site in sites:
        store.sites.add(site, f"https://{site}/", now=NOW)


def test_sources_elsewhere_are_those_of_whoever_named_them(store: Store) -> None:
    named(store, A, B)
    store.frontier.add([feed("a"), story(A)], now=NOW, owner=A)
    store.frontier.add([feed("b")], now=NOW, owner=B)
    assert sorted(store.frontier.sites([A])) == [A, SERVICE]
    assert [one.url for one in store.frontier.take(SERVICE, 9, now=NOW, owners=(A,))] == [f"https://{SERVICE}/a"]
    assert store.frontier.recover([B]) == 0
    assert store.frontier.recover([A]) == 1
    assert store.frontier.counts([B]) == {"queued": 1}
    (one,) = store.frontier.take(SERVICE, 9, now=NOW, owners=(B,))
    assert one.owner == B
    store.finish_page(page(one))
    assert store.frontier.requeue_due([A], now=NOW) == 0
    assert store.frontier.requeue_due([B], now=NOW) == 1
    assert store.frontier.due(now=NOW, sites=[B]) == 1
    assert store.frontier.reopen(B, now=NOW) == 1


def test_the_last_one_that_names_a_source_elsewhere_has_it(store: Store) -> None:
    named(store, A, B)
    store.frontier.add([feed("both")], now=NOW, owner=A)
    store.frontier.add([feed("both")], now=NOW, owner=B)
    assert (store.frontier.counts([A]), store.frontier.counts([B])) == ({}, {"queued": 1})


def test_all_of_the_site_of_a_home_page_belongs_to_the_named_one(store: Store) -> None:
    named(store, A)
    store.frontier.add([story(HOME, number) for number in range(3)], now=NOW)  # as an old store has them
    store.frontier.take(HOME, 1, now=NOW)
    assert store.frontier.recover([A]) == 0
    store.sites.lead(A, HOME)
    assert store.frontier.recover([A]) == 1
    assert store.sites.homes() == {A: HOME}
    (first, *_) = store.frontier.take(HOME, 1, now=NOW)
    assert first.owner == A
    store.finish_page(page(first, article(first.url)))
    overview = store.overview(now=NOW)
    assert list(overview.sites) == [A]
    assert (overview.sites[A].articles, overview.sites[A].states) == (1, {"queued": 2, "done": 1})
    assert len(list(store.articles.as_of(NOW + HOUR, sites=[A]))) == 1
    assert len(list(store.articles.as_of(NOW + HOUR, sites=[HOME]))) == 1
    assert not list(store.articles.as_of(NOW + HOUR, sites=[B]))


def test_a_site_that_is_named_itself_has_its_own_and_stays_the_home_of_the_other(store: Store) -> None:
    named(store, A)
    store.sites.lead(A, HOME)
    store.frontier.add([story(HOME)], now=NOW, owner=A)
    named(store, HOME)
    assert list(store.overview(now=NOW).sites) == [HOME]
    store.frontier.add([story(HOME, 1)], now=NOW, owner=A)
    assert store.frontier.counts([A]) == store.frontier.counts([HOME]) == {"queued": 2}
    store.sites.lead(A, HOME)
    assert store.overview(now=NOW).sites[HOME].states == {"queued": 2}


def test_two_sites_may_have_one_home(store: Store) -> None:
    named(store, A, B)
    for site in (A, B, A):
        store.sites.lead(site, HOME)
        store.frontier.add([story(HOME)], now=NOW, owner=site)
    assert store.frontier.counts([A]) == store.frontier.counts([B]) == {"queued": 1}
    (one,) = store.frontier.take(HOME, 9, now=NOW)
    assert one.owner == A


def test_many_named_sites_are_no_matter(store: Store) -> None:
    sites = [f"site{number}.example" for number in range(40_000)]
    store.frontier.add([feed("a")], now=NOW, owner=sites[-1])
    assert store.frontier.counts(sites) == {"queued": 1}
    assert store.frontier.recover(sites) == 0
    assert len(store.frontier.take(SERVICE, 9, now=NOW, owners=tuple(sites))) == 1


def test_a_store_of_the_schema_before_knows_whose_its_sources_elsewhere_are(where: str) -> None:
    old = connect(where)
    with old.transaction():
        for statements, _ in STEPS[:5]:
            for statement in statements.split(";\n"):
                old.write(statement)
        old.set_version(5)
        old.write("INSERT INTO sites (site, url, added_at) VALUES (?, ?, '2026')", (A, f"https://{A}/"))
        for url, site, kind, found_on in (
            (f"https://{A}/", A, "home", None),
            (f"https://{SERVICE}/a", SERVICE, "feed", f"https://{A}/"),
            (f"https://{HOME}/story/1", HOME, "article", f"https://{HOME}/"),
        ):
            old.write(
                "INSERT INTO frontier (identity, url, site, kind, state, priority, depth, found_at, found_in, "
                "found_on) VALUES (?, ?, ?, ?, 'in_flight', 0, 0, '2026', 'url', ?)",
                (url.removeprefix("https:"), url, site, kind, found_on),
            )
    old.close()
    with Store.open(where) as store:
        assert store.frontier.counts([A]) == {"in_flight": 2}
        store.sites.lead(A, HOME)  # the next run sees where its home page is
        assert store.frontier.recover([A]) == 3
        assert list(store.overview(now=NOW).sites) == [A]
