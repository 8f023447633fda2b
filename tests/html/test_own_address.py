"""The address that a page gives as its own: what browsers write into saved pages, and what the page's maker states."""

from __future__ import annotations

import pytest

from newscrawl.html.document import Document
from newscrawl.html.own_address import is_home, own_address

STORY = "https://news.example/2024/bridge-reopens-after-nine-years"


def own(html: str, headers: dict[str, str] | None = None) -> tuple[str, str] | None:
    return own_address(Document.parse(html, None, headers or {}))


def head(markup: str) -> str:
    return f"<!doctype html><html><head>{markup}<title>Bridge</title></head><body><p>Text.</p></body></html>"


@pytest.mark.parametrize(
    ("page", "signal"),
    [
        (head(f'<link rel="canonical" href="{STORY}">'), "link:canonical"),
        (head(f'<meta property="og:url" content="{STORY}#top">'), "meta:og:url"),
        (head(f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"{STORY}"}}</script>'), "jsonld:url"),
        (
            head(
                '<script type="application/ld+json">{"@type":"NewsArticle","mainEntityOfPage":'
                f'{{"@type":"WebPage","@id":"{STORY}"}}}}</script>'
            ),
            "jsonld:mainEntityOfPage",
        ),
        (f"<!-- saved from url=(0057){STORY} -->\n" + head(""), "comment:saved from url"),
        (f"<!-- saved from url=(0057){STORY}-->\n" + head(""), "comment:saved from url"),
        (f"<!-- saved from url={STORY} -->\n" + head(""), "comment:saved from url"),
        (f"<!-- Mirrored from {STORY} by HTTrack Website Copier/3.x -->" + head(""), "comment:httrack"),
        (
            f"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {STORY} \n saved date: Tue\n-->"
            + head(""),
            "comment:singlefile",
        ),
        (
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: "
            f"{STORY}\r\nSubject: Bridge\r\nMIME-Version: 1.0\r\n\r\n" + head(""),
            "mhtml:content-location",
        ),
        (head(f'<meta name="savepage-url" content="{STORY}">'), "meta:savepage-url"),
    ],
)
def test_where_the_address_stands(page: str, signal: str) -> None:
    assert own(page) == (STORY, signal)


def test_a_mirror_names_host_and_path() -> None:
    page = "<!-- Mirrored from news.example/bridge.html by HTTrack Website Copier/3.x [XR&CO'2014] -->" + head("")
    assert own(page) == ("http://news.example/bridge.html", "comment:httrack")


def test_headers_of_a_saved_page_name_it() -> None:
    assert own(head(""), {"Content-Location": STORY}) == (STORY, "header:content-location")


def test_what_the_browser_noted_stands_above_what_the_page_states() -> None:
    page = f"<!-- saved from url=(0057){STORY} -->" + head('<link rel="canonical" href="https://other.example/x/y">')
    assert own(page) == (STORY, "comment:saved from url")


def test_a_home_page_s_address_counts_only_where_the_page_gives_no_other() -> None:
    home = '<link rel="canonical" href="https://news.example/">'
    assert own(head(f'{home}<meta property="og:url" content="{STORY}">')) == (STORY, "meta:og:url")
    assert own(head(home)) == ("https://news.example/", "link:canonical")


@pytest.mark.parametrize(
    "page",
    [
        head(""),
        head('<link rel="canonical" href="/relative">'),
        head('<link rel="canonical" href="{{ url }}">'),
        head('<meta property="og:url" content="undefined">'),
        "<!-- saved from url=(0014)about:internet -->" + head(""),
        "<p>Content-Location: https://news.example/a</p>",
        "",
    ],
)
def test_no_address_is_none(page: str) -> None:
    assert own(page) is None


def test_the_note_is_looked_for_at_the_start_only() -> None:
    page = head("") + f"<!-- saved from url=(0057){STORY} -->"
    assert own("<p>" + "x" * 9000 + page) is None


def test_what_a_home_page_is() -> None:
    assert [is_home(url) for url in ("https://a.example", "https://a.example/", "https://a.example/?p=1", STORY)] == [
        True, True, False, False,
    ]  # fmt: skip
