from __future__ import annotations

import re

import pytest

from newscrawl.discovery.crawl_scope import CrawlScope

HOST = "https://gazette.example"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/politics/2026/11/23/a-story", False),
        ("/news/uk/news/a-story", False),
        ("/a/a/a/", True),
        ("/en/en/en/en/", True),
        ("/x/y/x/y/x/y/", True),
        ("/" + "/".join(map(str, range(13))), True),
        ("/calendar/2026/03/", True),
        ("/events/month/2031-04", True),
        ("/events/summer-fair", False),
        ("/kalender/?tribe-bar-date=2026-11-01", True),
        ("/2026/11/23/", False),
    ],
)
def test_endless_addresses_are_known(path: str, trap: bool) -> None:
    assert CrawlScope().is_trap(HOST + path) is trap


def test_ceilings_against_traps_can_be_set() -> None:
    scope = CrawlScope(path_depth=2, path_repeats=1, calendars=re.compile("/diary/"))
    assert [scope.is_trap(HOST + path) for path in ("/a/b/c", "/a/a", "/diary/1", "/calendar/2026/")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_include_and_exclude_decide_about_articles() -> None:
    scope = CrawlScope(include=(re.compile("/news/"),), exclude=(re.compile("/live/"),))
    assert scope.wants(f"{HOST}/news/a")
    assert not scope.wants(f"{HOST}/sport/a")
    assert not scope.wants(f"{HOST}/news/live/a")
    assert CrawlScope().wants(f"{HOST}/anything")


@pytest.mark.parametrize("start", ["/politics/", "politics", "/politics"])
def test_only_sections_are_starts_of_whole_path_segments(start: str) -> None:
    scope = CrawlScope(only_sections=(start,))
    assert scope.wants_section(f"{HOST}/politics/")
    assert scope.wants_section(f"{HOST}/politics/local/")
    assert not scope.wants_section(f"{HOST}/politics-of-sport/")


def test_a_walk_through_pages_ends_where_nothing_is_new_or_all_is_too_old() -> None:
    scope = CrawlScope(pages=3)
    assert scope.wants_next(0, new=5)
    assert not scope.wants_next(0, new=0)
    assert not scope.wants_next(3, new=5)
    assert not scope.wants_next(0, new=5, in_time=False)
    assert CrawlScope(backfill=True).wants_next(0, new=0)
