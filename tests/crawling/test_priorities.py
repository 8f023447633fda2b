"""In which order a site's addresses are fetched."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawl.crawling import priorities
from newscrawl.discovery.found import FoundUrl, Source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://news.example/"


def article(published: str | None = None, *, where: str = "feed", rank: int = 0) -> int:
    found = FoundUrl(url=f"{HERE}a", where=where, rank=rank, published=published)  # type: ignore[arg-type]
    return priorities.article(found, found_on=HERE, now=NOW).priority


def source(kind: str, *, url: str = f"{HERE}s", modified: str | None = None, depth: int = 0) -> int:
    named = Source(url=url, kind=kind, modified=modified, depth=depth)  # type: ignore[arg-type]
    return priorities.source(named, found_on=HERE, rank=0, now=NOW).priority


def test_the_first_look_comes_before_everything() -> None:
    (home,) = priorities.seeds([HERE], [])
    looks = [home.priority, source("feed"), source("sitemap", url=f"{HERE}news-sitemap.xml"), article("2026-11-23")]
    assert looks == sorted(looks, reverse=True)


def test_newer_articles_come_first_whatever_named_them() -> None:
    dates = ["2026-11-23T11:00:00+00:00", "2026-11-23T09:00:00+02:00", "2026-11-22", "2025-01-01"]
    priorities = [
        article(date, where=where) for date, where in zip(dates, ("feed", "sitemap", "section", "feed"), strict=True)
    ]
    assert priorities == sorted(priorities, reverse=True)


def test_what_stands_higher_on_an_undated_page_comes_first() -> None:
    assert article(where="section", rank=0) > article(where="section", rank=1)


def test_an_undated_link_of_the_home_page_comes_before_an_undated_entry_of_a_sitemap() -> None:
    assert article(where="section") > article(where="sitemap")


def test_a_date_of_the_future_does_not_jump_the_queue() -> None:
    assert article("2031-01-01") == article(NOW.isoformat())


def test_a_newer_sitemap_comes_before_an_older_one() -> None:
    assert source("sitemap", modified="2026-11-22") > source("sitemap", modified="2026-10-01") > source("archive")


def test_an_undated_sitemap_that_the_site_itself_names_is_read_before_its_sections() -> None:
    assert source("feed") > source("sitemap") > source("section")
    assert source("sitemap", depth=1) < source("section")


def test_the_newest_part_of_an_index_is_read_before_sections_and_older_parts_in_their_time() -> None:
    def part(rank: int) -> int:
        named = Source(url=f"{HERE}s.xml", kind="sitemap", depth=1, modified="2026-11-01")
        return priorities.source(named, found_on=HERE, rank=rank, now=NOW).priority

    assert part(0) > source("section") > part(1)


def test_a_section_comes_after_the_articles_of_its_home_page() -> None:
    last_of_home = priorities.article(FoundUrl(url=HERE, where="section", rank=50), found_on=HERE, now=NOW)
    assert last_of_home.priority > source("section")


def test_further_pages_of_a_list_come_later_and_count_as_changed_now() -> None:
    page = priorities.next_page(Source(url=f"{HERE}s?page=2", kind="section", depth=1), found_on=HERE, now=NOW)
    assert page.priority < source("section")
    assert (page.depth, page.modified) == (1, NOW.isoformat())


def test_a_section_whose_home_page_changed_counts_as_changed_now() -> None:
    row = priorities.changed(Source(url=f"{HERE}s", kind="section"), found_on=HERE, rank=0, now=NOW)
    assert (row.priority, row.modified) == (source("section"), NOW.isoformat())


def test_single_pages_are_rows_without_a_search_for_more() -> None:
    (row,) = priorities.seeds([], [f"{HERE}story"])
    assert (row.kind, row.where) == ("article", "url")
