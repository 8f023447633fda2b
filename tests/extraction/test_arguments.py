"""A wrong argument raises TypeError that names it; a page never raises; headers come in every library's form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Headers

import newscrawl
from tests.extraction.pages import page

ADDRESS = "https://news.example/2026/11/20/old-bridge-is-rebuilt"
NO_PAGES: list[Any] = [
    None, 7, [], {}, object, Path("page.html"), ADDRESS, f"  {ADDRESS}\n", "HTTP://NEWS.EXAMPLE/", "page.html",
    "pages/2026/STORY.HTM", "story.txt", "saved page.html".replace(" ", "_"),
]  # fmt: skip


@pytest.mark.parametrize("given", NO_PAGES, ids=repr)
def test_what_is_no_page_is_named(given: Any) -> None:
    with pytest.raises(TypeError, match=r"^page: "):
        newscrawl.extract(given)


@pytest.mark.parametrize("text", ["", " ", "plain words", "word", "see https://news.example/", b"https://a.example/"])
def test_a_page_of_any_words_raises_nothing(text: str | bytes) -> None:
    assert not newscrawl.extract(text).meta.quality.is_article


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_bytes_of_every_kind_are_a_page(kind: Any) -> None:
    html = page().encode()
    assert newscrawl.extract(kind(html), ADDRESS) == newscrawl.extract(html, ADDRESS)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"url": 7}, "url"), ({"url": b"x"}, "url"), ({"headers": 7}, "headers"), ({"headers": {"a": 1}}, "headers")],
)
def test_the_other_arguments_are_named_too(wrong: dict[str, Any], name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name}: "):
        newscrawl.extract(b"<p>x", **wrong)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: newscrawl.scrape(None), "url"), (lambda: newscrawl.scrape(b"https://a.example/"), "url"),
        (lambda: newscrawl.crawl(None), "sites"), (lambda: newscrawl.crawl("a.example", output=7), "output"),
        (lambda: newscrawl.clean(None), "text"), (lambda: newscrawl.clean(b"x"), "text"),
    ],
)  # fmt: skip
def test_the_other_doors_name_their_arguments(call: Any, name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name}: "):
        call()


HEADERS: list[Any] = [
    {"Content-Type": "text/html; charset=koi8-r", "ETag": '"a"'},
    {b"content-type": b"text/html; charset=koi8-r", b"etag": b'"a"'},
    {b"Content-Type": [b"text/html; charset=koi8-r"], b"ETag": [b'"a"']},
    {"CONTENT-TYPE": ["text/html; charset=koi8-r"], "ETAG": ('"a"',)},
    Headers({"Content-Type": "text/html; charset=koi8-r", "ETag": '"a"'}),
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: type(headers).__name__)
def test_headers_come_in_every_form(headers: Any) -> None:
    html = "<title>Мост</title><p>Мост через реку снова открыт".encode("koi8-r")
    meta = newscrawl.extract(html, headers=headers).meta
    assert (meta.content_type, meta.charset, meta.etag) == ("text/html; charset=koi8-r", "koi8-r", '"a"')
