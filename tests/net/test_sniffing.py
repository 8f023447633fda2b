from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.sniffing import classify, inflated


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"<?xml version='1.0'?><!-- made by hand --><rss version='2.0'>", "text/html", "feed"),
        (b"\xef\xbb\xbf\n<feed xmlns='http://www.w3.org/2005/Atom'>", "", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "", "feed"),
        (b"<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]><rss>", "", "feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "", "feed"),
        (b"<sm:urlset xmlns:sm='x'>", "", "sitemap"),
        (b"<sitemapindex>", "text/html", "sitemap index"),
        (gzip.compress(b"<urlset>" * 9000), "application/octet-stream", "sitemap"),
        ("<?xml version='1.0'?><urlset>".encode("utf-16"), "", "sitemap"),
        (b"https://a.example/1\nhttps://a.example/2", "text/plain", "text sitemap"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "application/xml", "html"),
        (b"Warning: mysql_connect() <br /> <html>", "application/rss+xml", "html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "", "xml"),
        (b'{"html": "<a href=/x>"}', "application/json", "json"),
        (b"User-agent: *\nDisallow: /", "text/plain", "text"),
        (b"%PDF-1.7 <html>", "text/html", "binary"),
        (b"\x89PNG\r\n\x1a\n", "text/xml", "binary"),
        (b"\x00\x01\x02\x03", "text/html", "binary"),
        (b" \n ", "text/html", "empty"),
        (b"", "", "empty"),
    ],
)
def test_the_content_decides_what_a_body_is(body: bytes, content_type: str, kind: str) -> None:
    assert classify(body, content_type) == kind


def test_gzip_of_several_parts_is_read_whole_and_bombs_to_the_cap() -> None:
    assert inflated(gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"
    assert len(inflated(gzip.compress(b"0" * 10_000_000), cap=1000)) == 1000
    assert inflated(b"plain", cap=3) == b"pla"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_body_raises(body: bytes, content_type: str) -> None:
    classify(body, content_type)
    classify(b"\x1f\x8b" + body)
    inflated(b"\x1f\x8b" + body)


def test_a_doctype_of_brackets_takes_no_time() -> None:
    assert classify(b"<!DOCTYPE " + b"[]" * 2000 + b"<x") == "xml"
