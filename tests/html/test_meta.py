"""What a page's head says."""

from __future__ import annotations

from newscrawl.html.document import Document
from newscrawl.html.meta import plain, read_meta
from tests.extraction.pages import URL


def read(head: str, body: str = ""):
    return read_meta(
        Document.parse(f"<html lang='de-AT'><head>{head}</head><body>{body}</body></html>", URL, {}).elements
    )


def test_keys_are_compared_without_case_in_all_three_attributes() -> None:
    meta = read('<meta property="OG:Title" content="A"><meta name="Author" content="B"><meta itemprop="c" content="C">')
    assert (meta.get("og:title"), meta.get("author"), meta.get("c")) == ("A", "B", "C")


def test_the_first_key_with_a_value_wins_and_empty_values_do_not_count() -> None:
    meta = read('<meta name="a" content=" "><meta name="b" content="B"><meta name="b" content="B2">')
    assert meta.get("a", "b") == "B"
    assert meta.all("a", "b") == ["B", "B2"]
    assert list(meta.read("b")) == [("b", "B"), ("b", "B2")]
    assert meta.get("nothing") is None


def test_values_are_plain_text() -> None:
    assert read('<meta name="a" content="Fish &amp;amp; chips &lt;b&gt;now&lt;/b&gt;">').get("a") == "Fish & chips now"
    assert plain("a < b and b > c") == "a < b and b > c"


def test_the_first_title_is_the_pages_even_with_pictures_that_have_titles() -> None:
    assert read("<title>The\n page</title>", "<svg><title>icon</title></svg>").title == "The page"


def test_links_are_found_by_their_relation() -> None:
    icon = '<link rel="alternate icon" href="/b" type="Image/PNG">'
    meta = read(f'<link rel="Canonical" href=" /a ">{icon}')
    assert meta.linked("canonical")[0].href == "/a"
    assert meta.linked("icon")[0].type == "image/png"
    assert meta.linked("stylesheet") == []


def test_language_and_scripts_come_along() -> None:
    meta = read('<script type="application/LD+JSON; charset=utf-8">{"a": 1}</script><script>var x</script>')
    assert meta.language == "de-AT"
    assert list(meta.jsonld) == ['{"a": 1}']


def test_tags_in_the_body_count_as_well() -> None:
    assert read("", '<meta property="og:title" content="Late">').get("og:title") == "Late"
