"""One parse, a tree that is always there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newscrawl
from newscrawl.html.document import Document
from tests.fuzz import growing


def document(page: bytes | str, url: str | None = "https://news.example/a/b.html") -> Document:
    return Document.parse(page, url, {"Content-Type": "text/html"})


@pytest.mark.parametrize("page", [b"", "", b"\0\0", "<!-- a comment -->", "   ", "<?xml version='1.0'?>", "\ud800"])
def test_a_page_of_nothing_is_an_empty_page(page: bytes | str) -> None:
    assert document(page).tree.tag == "html"


def test_header_names_are_lower_case() -> None:
    assert document("<p>a").headers == {"content-type": "text/html"}


def test_links_are_relative_to_the_base_of_the_page() -> None:
    page = document('<head><base href="/sub/"></head><body>')
    assert page.base_url == "https://news.example/sub/"
    assert page.absolute("c.html") == "https://news.example/sub/c.html"


@pytest.mark.parametrize("href", ["mailto:a@b.example", "javascript:void(0)", "", None, "data:text/html,x"])
def test_what_is_no_web_address_is_none(href: str | None) -> None:
    assert document("<p>a").absolute(href) is None


def test_an_address_without_a_page_address_stays_as_it_is() -> None:
    assert document("<p>a", None).absolute("https://news.example/x") == "https://news.example/x"


def test_text_as_sent_is_kept_for_those_who_look_for_it() -> None:
    assert document("<p>Zoë</p>".encode()).html == "<p>Zoë</p>"


def test_a_bomb_of_nested_elements_neither_crashes_nor_stalls() -> None:
    assert document("<div>" * 200_000 + "text").tree.tag == "html"
    assert growing.work(document, b"<div>", after=b"text", sizes=(4000, 16_000, 64_000, 256_000, 1_000_000)) is None


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_no_page_raises(page: bytes | str) -> None:
    assert document(page).tree is not None


def test_what_stands_behind_an_early_end_of_the_page_is_read() -> None:
    for end in ("</body></html>", "</BODY></HTML>"):
        page = f"<html><body><p>One.</p>{end}<ul><li>Two.</li></ul>{end}<p>Three.</p>{end}"
        document = Document.parse(page, None, {})
        assert "".join(document.tree.itertext()) == "One.Two.Three."


def test_a_thousand_tags_of_formatting_that_nobody_closes_cost_no_text() -> None:
    lines = "".join(f"<p><font color=red><b>Line {number} of the report" for number in range(1500))
    document = Document.parse(f"<html><body>{lines}", None, {})
    assert "Line 1499 of" in "".join(map(str, document.tree.itertext()))
    assert not document.is_too_deep


def test_a_page_that_nests_deeper_than_the_parser_goes_says_so() -> None:
    deep = newscrawl.extract("<div>The council voted. " * 3000, "https://news.example/a")
    assert deep.meta.quality.warnings[-1].startswith("deep: ")
    flat = newscrawl.extract("<div>The council voted.</div>" * 3000, "https://news.example/a")
    assert not any(warning.startswith("deep: ") for warning in flat.meta.quality.warnings)


@pytest.mark.parametrize("sign", ["\x9c", "\x1b", "\u202e", "\ud800", "\n"])
def test_an_address_that_acts_is_read_without_what_acts(sign: str) -> None:
    assert document("<p>a", f"https://news.example/a{sign}").url == "https://news.example/a"
    assert document("<p>a", "https://news.example/ä").url == "https://news.example/ä"
