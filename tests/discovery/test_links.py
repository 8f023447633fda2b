from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discovery.crawl_scope import OVERLONG, CrawlScope
from newscrawl.discovery.links import read_links
from newscrawl.discovery.url_classifier import UrlClassifier
from tests.discovery.page import HOST, MENU, cards, document, paths

SLUGS = ("council-votes-on-harbour-tax", "ferry-runs-aground-at-dawn", "lighthouse-keeper-retires")
PARTNER = '<a href="https://other.example/a-long-story-elsewhere/">Partner</a>'
FOOTER = f'<footer><a href="/privacy/">Privacy</a> {PARTNER}</footer>'


def test_articles_sections_and_the_rest_of_a_home_page() -> None:
    links = read_links(document(MENU + cards(*SLUGS) + FOOTER))
    assert paths(links.articles) == [f"/2026/11/23/{slug}/" for slug in SLUGS]
    assert paths(links.sections) == ["/politics/", "/sport/", "/harbour/"]
    assert links.dropped["other site"] == 1
    assert links.articles[0].title == "Council votes on harbour tax"


def test_one_article_linked_by_image_headline_and_more_is_found_once_with_its_headline() -> None:
    body = """<div><a href="/a/tax-108234"><img alt="A harbour"></a><h3><a href="/a/tax-108234?utm_source=home">Council
    votes on tax</a></h3><a href="/a/tax-108234#comments">3 comments</a></div>"""
    (found,) = read_links(document(body)).articles
    assert found.title == "Council votes on tax"


def test_a_card_within_one_anchor_is_titled_by_its_heading() -> None:
    body = "<a href='/a/tax-vote-in-council-1'><h2>Council votes on tax</h2><p>Long teaser text and more of it.</p></a>"
    (found,) = read_links(document(body)).articles
    assert found.title == "Council votes on tax"


def test_opaque_addresses_in_a_list_of_headlines_are_articles() -> None:
    rows = "".join(f"<li class='row'><a href='/n/{n}'>The council has voted on tax {n}</a></li>" for n in range(5))
    assert paths(read_links(document(f"<ul>{rows}</ul>")).articles) == [f"/n/{n}" for n in range(5)]


def test_what_the_site_calls_articles_decides_about_short_links() -> None:
    body = "<p><a href='/x/a7'>Tax</a> <a href='/x/b8'>Ferry</a></p>"
    assert read_links(document(body)).articles == ()
    taught = UrlClassifier().learned(f"{HOST}/x/{letter}{n}" for letter in "abc" for n in range(9))
    assert paths(read_links(document(body), classifier=taught).articles) == ["/x/a7", "/x/b8"]


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<link rel="next" href="/politics/seite-2">', "", "/politics/seite-2"),
        ("", '<a rel="next" href="/politics/?start=20">»</a>', "/politics/?start=20"),
        ("", '<a href="/politics/page/2/">2</a>', "/politics/page/2/"),
        ("", '<a href="?page=2">2</a><a href="?page=3">3</a>', "/politics/?page=2"),
        ("", '<a class="older" href="/politics/?paged=2">x</a>', "/politics/?paged=2"),
        ("", '<a href="/politics/?offset=20">Ältere Beiträge »</a>', "/politics/?offset=20"),
        ("", '<a href="/politics/?offset=20">下一页</a>', "/politics/?offset=20"),
        ("", '<button class="load-more" data-url="/politics/?page=2">More</button>', "/politics/?page=2"),
        ("", '<div data-next-url="/politics/?cursor=abc"></div>', "/politics/?cursor=abc"),
        ("", '<a href="/politics/index_2.html">2</a>', "/politics/index_2.html"),
    ],
)
def test_the_next_page_of_a_list_is_found(head: str, body: str, expected: str) -> None:
    links = read_links(document(body, f"{HOST}/politics/", head))
    assert paths(links.next_pages) == [expected]


def test_from_a_middle_page_the_walk_goes_on_and_not_back() -> None:
    body = "".join(f'<a href="/politics/page/{n}/">{n}</a>' for n in (1, 2, 4, 5, 9))
    assert paths(read_links(document(body, f"{HOST}/politics/page/3/")).next_pages) == ["/politics/page/4/"]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/sport/">More</a>',
        '<a href="/sport/page/2/">2</a>',
        '<a class="next" href="/2026/11/23/ferry-runs-aground-at-dawn/">Next story</a>',
        '<a rel="next" href="https://other.example/politics/page/2/">2</a>',
        '<a rel="next" href="/politics/">Next</a>',
    ],
)
def test_another_list_is_no_next_page(body: str) -> None:
    assert read_links(document(body, f"{HOST}/politics/")).next_pages == ()


def test_feeds_are_found_in_the_head_and_by_name_once_per_feed_and_not_of_comments() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="Gazette RSS" href="/feed/">
    <link rel="alternate" type="application/atom+xml" title="Gazette Atom" href="/feed/atom/">
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title="On the ferry" href="/2026/11/22/ferry/feed/">
    <link rel="alternate" hreflang="cy" href="/cy/">"""
    body = '<a href="/sport/rss.xml">Sport</a><a href="/feeds-page">RSS</a><a href="/feed/">Feed</a>'
    links = read_links(document(body, head=head))
    assert paths(links.feeds) == ["/feed/", "/sport/rss.xml", "/feeds-page"]


def test_date_archives_are_told_from_articles() -> None:
    links = read_links(document('<a href="/2026/11/22/">Yesterday</a><a href="/2026/10/">October</a>'))
    assert paths(links.archives) == ["/2026/11/22/", "/2026/10/"]
    assert links.articles == links.sections == ()


def test_tag_and_author_pages_are_left_out_unless_asked_for() -> None:
    page = document('<nav><a href="/tag/ferry/">Ferry</a><a href="/author/ada-quill/">Ada Quill</a></nav>')
    assert read_links(page).sections == ()
    assert paths(read_links(page, scope=CrawlScope(listings=True)).sections) == ["/tag/ferry/", "/author/ada-quill/"]


def test_copies_files_traps_and_rubbish_are_counted() -> None:
    body = f"""<a href="/2026/11/23/ferry-runs-aground-at-dawn/amp/">x</a><a href="/a-long-story-to-print?print=1">x</a>
    <a href="/report.pdf">x</a><a href="/calendar/2026/03/">x</a><a href="/a/a/a/a/">x</a><a href="http://[::1">x</a>
    <a href="/long-{"x" * 2000}">x</a><a href="javascript:alert(1)">x</a><a href="mailto:a@b.example">x</a><a>x</a>"""
    links = read_links(document(body))
    assert links.articles == ()
    assert dict(links.dropped) == {"copy": 2, "file": 1, "trap": 2, "unreadable": 1, OVERLONG: 1}


def test_relative_links_follow_the_base_element() -> None:
    page = document('<h2><a href="a-story-with-a-long-slug">A story</a></h2>', head='<base href="/news/">')
    assert paths(read_links(page).articles) == ["/news/a-story-with-a-long-slug"]


def test_a_hundred_thousand_links_are_cut_at_the_cap() -> None:
    anchors = (f"<p><a href='/2026/11/23/a-story-of-number-{n}'>Story {n}</a></p>" for n in range(100_000))
    page = document("".join(anchors))
    links = read_links(page)
    assert links.cut
    assert CrawlScope().links == len(links.articles)


def test_a_deep_page_does_not_exhaust_the_stack() -> None:
    links = read_links(document("<div>" * 3000 + "<a href='/2026/11/23/a-story-below-everything'>A story</a>"))
    assert len(links.articles) <= 1


HREFS = st.one_of(st.text(max_size=30), st.sampled_from(["/", "//", "?", "http://[", "/a/2026/11/23/b", "#", "page/2"]))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(HREFS, st.text(max_size=20)), max_size=8), HREFS)
def test_no_links_raise(anchors: list[tuple[str, str]], base: str) -> None:
    body = "".join(f'<nav><a href="{href}" class="{text}">{text}</a></nav>' for href, text in anchors)
    links = read_links(document(body, head=f'<base href="{base}"><link rel="next" href="{base}">'))
    assert all(found.url.startswith(("http://", "https://")) for found in links.articles)
