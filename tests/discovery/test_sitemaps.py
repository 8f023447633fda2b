from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discovery.sitemaps import MAX_DEPTH, MAX_URLS, Sitemap, read_sitemap, worth_reading

SITEMAPS = Path(__file__).parents[2] / "fixtures" / "sitemaps"
URL = "https://gazette.example/sitemap.xml"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)


def read(name: str, **options: object) -> Sitemap:
    return read_sitemap((SITEMAPS / name).read_bytes(), URL, **options)  # type: ignore[arg-type]


def urlset(*entries: str) -> bytes:
    return ("<urlset>" + "".join(f"<url>{entry}</url>" for entry in entries) + "</urlset>").encode()


def test_a_urlset_keeps_dates_images_and_languages() -> None:
    first, second, third = read("urlset.xml").found
    assert first.modified == "2026-11-23T11:05:00+00:00"
    assert first.image == "https://gazette.example/images/keeper.jpg"
    assert first.alternates == (("cy", "https://gazette.example/cy/2026/11/23/ceidwad-goleudy/"),)
    assert second.url == "https://gazette.example/2026/11/22/ferry-runs-aground-at-dawn/?a=1&b=2"
    assert third.url == "https://gazette.example/2026/11/21/relative-by-mistake/"
    assert [found.rank for found in (first, second, third)] == [0, 1, 2]


def test_a_news_sitemap_is_known_and_keeps_its_news_fields() -> None:
    sitemap = read("news.xml")
    (found,) = sitemap.found
    assert found.where == "news sitemap"
    assert (found.title, found.language) == ("Council votes on & off the record", "en")
    assert found.published == "2026-11-23T12:00:00Z"
    assert (found.publisher, found.keywords) == ("The Harbour Gazette", ("council", "votes"))


def test_an_index_gives_children_one_deeper() -> None:
    children = read("index.xml", depth=1).children
    assert len(children) == 6
    assert {child.depth for child in children} == {2}
    assert children[2].modified == "2026-11-23T11:05:00Z"


def test_children_worth_reading_are_newest_first_news_before_all_and_only_of_articles() -> None:
    names = [child.url.rpartition("/")[2] for child in worth_reading(read("index.xml").children)]
    assert names == ["news-sitemap.xml", "sitemap-2026-11.xml.gz", "sitemap-2026-10.xml", "sitemap-2026-09.xml"]


def test_since_spares_the_children_that_are_older() -> None:
    names = [child.url.rpartition("/")[2] for child in worth_reading(read("index.xml").children, SINCE)]
    assert names == ["news-sitemap.xml", "sitemap-2026-11.xml.gz"]


def test_where_every_child_sounds_like_none_of_articles_all_are_read() -> None:
    body = b"<sitemapindex><sitemap><loc>/page-sitemap.xml</loc></sitemap></sitemapindex>"
    assert len(worth_reading(read_sitemap(body, URL).children)) == 1


def test_an_index_of_indexes_ends_at_the_depth_limit() -> None:
    depth, steps = 0, 0
    itself = b"<sitemapindex><sitemap><loc>/s.xml</loc></sitemap></sitemapindex>"
    while children := worth_reading(read_sitemap(itself, URL, depth=depth).children):
        depth, steps = children[0].depth, steps + 1
    assert steps == MAX_DEPTH


def test_since_leaves_out_surely_older_entries() -> None:
    body = urlset(
        "<loc>/a-changed</loc><lastmod>2026-11-21</lastmod>",
        "<loc>/b-old</loc><lastmod>2026-11-01T10:00:00Z</lastmod>",
        "<loc>/2026/10/01/c-old-by-address</loc>",
        "<loc>/d-undated</loc>",
        "<loc>/e-same-day</loc><lastmod>2026-11-19</lastmod>",
    )
    sitemap = read_sitemap(body, URL, since=SINCE)
    assert [found.url[24] for found in sitemap.found] == ["a", "d", "e"]
    assert len(sitemap.old) == 2


def test_sloppy_xml_gives_what_can_be_read() -> None:
    urls = [found.url for found in read("no-namespace.xml").found]
    assert urls[:2] == ["https://gazette.example/a/one-two-three-four", "https://gazette.example/a/unescaped?x=1&y=2"]


def test_a_text_sitemap_is_read_by_lines() -> None:
    assert [found.url[-3:] for found in read("list.txt").found] == ["one", "two", "ree"]


@pytest.mark.parametrize("cut", [0, 40])
def test_gzip_is_known_by_its_bytes_and_may_be_cut(cut: int) -> None:
    packed = gzip.compress(urlset(*(f"<loc>/story-{n}</loc>" for n in range(2000))))
    found = read_sitemap(packed[: len(packed) - cut], URL).found
    assert len(found) == 2000 if not cut else 500 < len(found) < 2000


def test_utf16_is_read() -> None:
    body = '<?xml version="1.0" encoding="utf-16"?><urlset><url><loc>/ä</loc></url></urlset>'.encode("utf-16")
    assert read_sitemap(body, URL).found[0].url == "https://gazette.example/ä"


def test_a_gzip_bomb_is_cut_at_the_cap() -> None:
    bomb = gzip.compress(b"<urlset>" + b"<url><loc>/a</loc></url>" * 3_000_000)
    sitemap = read_sitemap(bomb, URL)
    assert sitemap.cut
    assert len(sitemap.found) == MAX_URLS


@pytest.mark.parametrize("flood", [b"<x/>", b"<url/>", b"<a><url></url></a>", b"<x a='' b='' c=''/>"])
def test_a_flood_of_tags_is_cut_and_what_came_before_it_is_read(flood: bytes) -> None:
    sitemap = read_sitemap(gzip.compress(urlset("<loc>/a</loc>")[: -len("</urlset>")] + flood * 2_000_000), URL)
    assert sitemap.cut
    assert [found.url for found in sitemap.found] == ["https://gazette.example/a"]


def test_entities_neither_explode_nor_read_files() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(12))
    body = f'<!DOCTYPE u [{levels}<!ENTITY x SYSTEM "file:///etc/hostname">]>'.encode() + urlset(
        "<loc>/a&a11;</loc>", "<loc>/b&x;</loc>", "<loc>/c</loc>"
    )
    assert all(len(found.url) < 60 for found in read_sitemap(body, URL).found)


def test_a_file_of_the_protocols_full_size_is_read_whole_and_one_more_address_is_cut() -> None:
    entries = [f"<loc>/2026/11/23/story-{n}</loc><lastmod>2026-11-23</lastmod>" for n in range(MAX_URLS + 1)]
    full, over = read_sitemap(urlset(*entries[:-1]), URL), read_sitemap(urlset(*entries), URL)
    assert (len(full.found), full.cut) == (MAX_URLS, False)
    assert (len(over.found), over.cut) == (MAX_URLS, True)


@pytest.mark.parametrize("body", [b"", b"<html><form>Log in</form></html>", b"%PDF", b"<urlset/>", b"\xff\xfe"])
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    assert read_sitemap(body, URL) == Sitemap()


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(urlset)))
def test_no_body_raises(body: bytes) -> None:
    assert isinstance(read_sitemap(body, URL, since=SINCE), Sitemap)


@pytest.mark.parametrize("half", ["&#xD800;", "&#57343;"])
def test_half_of_a_character_costs_no_other_entry(half: str) -> None:
    entries = [f"<loc>https://gazette.example/{name}</loc>" for name in ("a", f"{half}b", "c")]
    found = read_sitemap(urlset(*entries), URL).found
    assert [one.url for one in found] == [f"https://gazette.example/{name}" for name in "abc"]


@pytest.mark.parametrize(
    "entry",
    ["&a;<loc>{0}</loc>", "<loc>{0}</loc>&a;", "<loc>{0}</loc><image:image>&a;<image:loc>{0}</image:loc></image:image>",
     "<loc>{0}</loc><news:news>&a;<news:title>A</news:title></news:news>", "<loc>{0}</loc><!-- b --><?c d?>"],
)  # fmt: skip
def test_what_is_no_element_costs_no_entry(entry: str) -> None:
    namespaces = {"image": "sitemap-image/1.1", "news": "sitemap-news/0.9"}
    spaces = " ".join(f'xmlns:{name}="http://www.google.com/schemas/{path}"' for name, path in namespaces.items())
    body = f"<urlset {spaces}><url>{entry.format('https://news.example/a')}</url></urlset>"
    assert [found.url for found in read_sitemap(body.encode(), "https://news.example/sitemap.xml").found] == [
        "https://news.example/a"
    ]
