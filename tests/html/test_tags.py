"""Tags with very many attributes are cut before libxml2 reads them, wherever a page hides them."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from newscrawl.html import tags
from newscrawl.html.document import Document, _parser
from newscrawl.html.tags import MOST, bounded
from tests.extraction.pages import URL

FEW = 3
PIECES = [
    *(b"<p", b"<a", b"<script", b"<title", b"</script>", b"</title>", b"<style", b"</style", b"<!--", b"-->", b"--!>"),
    *(b"<!", b"<?", b"</", b"</p", b">", b">", b">", b'"', b"'", b"=", b"='", b'="', b" ", b"/", b"x", b"<", b"-"),
    *(b" a1 b2 c3 d4 e5", b' q1=">" q2', b"<![CDATA[", b"]]>", b"<!DOCTYPE", b"<svg", b"<textarea", b"</textarea>"),
    *(b"<html", b"<body", b"<head>", b"\n", b"</script", b"<noscript>", b"<plaintext>", b"<iframe", b"</iframe>"),
    *(b"\x0c", b"\xff", b"&", b";"),
]


def attributes(page: bytes) -> list[int]:
    """The numbers of attributes of the elements that libxml2 reads."""
    return [len(element.attrib) for element in Document.parse(page, URL, {}).tree.iter(etree.Element)]


def many(count: int, row: str = "a{}") -> bytes:
    return " ".join(row.format(number) for number in range(count)).encode()


@pytest.mark.parametrize(
    "row", ["a{}", "a{}=1", "a{}='<b>'", 'a{}=">"', 'a{} = "\'>"', "a{}/", "x:a{}=''", "a{}=\n'\n'"]
)
@pytest.mark.parametrize(
    "around", ["<p {}>x", "<p {}", "<p {} a='", "<script {}></script>", "</i><body {}>", "<p/{}>x"]
)
def test_no_element_has_more_attributes_than_are_read(row: str, around: str) -> None:
    before, _, behind = around.partition("{}")
    page = before.encode() + many(4 * MOST, row) + behind.encode()
    assert max(attributes(page), default=0) <= MOST
    assert len(bounded(page)) < len(page) / 2
    assert attributes(before.encode() + many(40, row) + b">x")[-1] == 40 or behind != ">x"


def test_what_stands_around_a_cut_tag_stays() -> None:
    tag = b"<p " + many(2 * MOST, 'a{}=">"') + b">"
    page = b"<h1>Before</h1>" + tag + b"Within" + tag + b"</p><!-- " + tag + b" --><p class=last>Behind"
    document = Document.parse(page, URL, {})
    assert [text for text in map(str, document.tree.itertext()) if text.strip()] == ["Before", "Within", "Behind"]
    assert document.tree.xpath("//p[@class='last']")


@pytest.mark.parametrize(
    "page",
    [
        b"<p class=a>x" * 3000,
        b"<script>for(var i=0;i<n;i++){" + b"a = b " * 5000 + b"}</script><p>text",
        b"<!-- <p " + many(100) + b" -->" * 50 + b"<p>text",
        b"1 <2 and " + b"words = words " * 5000,
        b"<title>i<n " + b"word " * 5000 + b"</title>",
    ],
)
def test_other_pages_stay_as_they_are(page: bytes) -> None:
    assert bounded(page) is page


def test_whatever_libxml2_takes_for_a_tag_is_found() -> None:
    chance, found = random.Random(20261130), 0
    pattern = tags._page(FEW)
    for _ in range(30_000):
        page = b"".join(chance.choices(PIECES, k=chance.randint(3, 25)))
        root = etree.fromstring(b"<html><body>" + page, _parser())
        if any(len(element.attrib) > FEW for element in root.iter(etree.Element)):
            found += 1
            end = pattern.match(page)
            assert end is not None
            assert end.end() < len(page), page
    assert found > 1_000
