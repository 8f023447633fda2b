"""Pages and texts: `extract` with every view and back, `explain`, `clean`, the decoding of bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from newscrawl.encoding import decode
from newscrawl.extraction import extract
from newscrawl.extraction.cleaning import clean, read_text
from newscrawl.extraction.explanation import explain
from newscrawl.record.article import Article
from newscrawl.store.records import from_json, to_json
from tests.extraction.pages import PARAGRAPHS
from tests.fuzz import tokens
from tests.fuzz.message import URL, Message, message
from tests.fuzz.seeds import lines, pages
from tests.fuzz.target import Pump, Target, promise

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KINDS = ("tables", "embeds", "fact_boxes", "pull_quotes", "figures")
# What acts on terminals, and hides or turns text round (tests/hostile/test_record.py), line breaks and tabs apart.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_INTEGERS = range(-(2**63), 2**63)  # of Parquet, SQLite and PostgreSQL


def read(data: bytes) -> None:
    """`extract`, all views, and the record back from each of its forms.

    A header `Read` of the input says how: `text` instead of bytes, `all` kinds of blocks.
    """
    one = Message.read(data)
    asked = one.named.get("read", "")
    page: bytes | str = one.body.decode("utf-8", "surrogateescape") if "text" in asked else one.body
    include = KINDS if "all" in asked else ()
    article = extract(page, one.url, headers=one.named, fetched_at=NOW, receipts=True, include=include)
    check(article)
    again = extract(page, one.url, headers=one.named, fetched_at=NOW, receipts=True, include=include)
    promise(again == article, "a page read twice gives two records")


def check(article: Article) -> None:
    """What holds for every record: it comes back as it was, and no value of any view acts."""
    plain = article.to_dict()
    promise(Article.from_dict(plain) == article, "the record is not what its dict gives back")
    stored = to_json(article)
    promise(from_json(stored) == article, "the record is not what its JSON gives back")
    promise(Article.from_dict(json.loads(stored)) == article, "the record is not what another JSON reader gives back")
    views = {
        "dict": plain,
        "row": article.to_row(),
        "schema.org": article.to_schemaorg(),
        "zyte": article.to_zyte(),
        "Markdown": article.to_markdown(),
        "text": article.to_text(),
    }
    for name, view in views.items():
        orjson.dumps(view)
        for where, value in leaves(view):
            if isinstance(value, str):
                acting = ACTING.search(value)
                promise(acting is None, f"a value of the {name} view acts", where, acting and acting[0])
            elif isinstance(value, int):
                promise(value in _INTEGERS, f"a number of the {name} view is no 64-bit integer", where, value)
    clean(article.to_text())


def leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar in a value, with its place."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield where, key
            yield from leaves(one, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one, f"{where}[]")
    else:
        yield where, value


def show(data: bytes) -> None:
    """What `newscrawl explain` prints."""
    one = Message.read(data)
    shown = explain(one.body, one.url, headers=one.named, fetched_at=NOW)
    shown.to_text().encode()
    orjson.dumps(shown.to_dict())


def tidy(data: bytes) -> None:
    """`newscrawl clean`: a text, cleaned, is clean; and its record."""
    text = data.decode("utf-8", "replace")
    cleaned = clean(text)
    promise(clean(cleaned) == cleaned, "cleaning clean text changes it", cleaned[:200])
    article = read_text(text, receipts=True)
    promise(Article.from_dict(json.loads(to_json(article))) == article, "the record is not what its JSON gives back")


def letters(data: bytes) -> None:
    """Bytes to text, whatever header and declaration say."""
    one = Message.read(data)
    text, charset = decode(one.body, one.named)
    promise(isinstance(text, str), "the page's text is no text", charset)
    text.encode("utf-8")


_HEAD = message("<!doctype html><html lang=en><head><title>Harbour bridge opens</title>", content_type="text/html")
_BODY = b"".join(b"<p>%s</p>" % text.encode() for text in PARAGRAPHS)
_OPEN = _HEAD + b"<body><article><h1>Harbour bridge opens</h1>" + _BODY
_LINKED = _HEAD + b'<script type="application/ld+json">'


def _inside(name: str, unit: bytes, before: bytes = b"", after: bytes = b"") -> Pump:
    return Pump(name, _OPEN + before, unit, after + b"</article>" + _BODY)


def _head(name: str, unit: bytes, before: bytes = b"", after: bytes = b"") -> Pump:
    return Pump(name, _HEAD + before, unit, after + b"<body><article><h1>Harbour bridge opens</h1>" + _BODY)


PUMPS = (
    Pump("letters of an address", b"https://news.example/", b"a", b"\n\n<p>x"),
    Pump("hyphens of an address", b"https://news.example/", b"a-", b"\n\n<p>x"),
    Pump("segments of an address", b"https://news.example/", b"a/", b"\n\n<p>x"),
    Pump("digits of an address", b"https://news.example/", b"1", b"\n\n<p>x"),
    Pump("pairs of a query", b"https://news.example/?", b"a#=1&", b"\n\n<p>x"),
    Pump("letters of a header", URL.encode() + b"\nLink: <a>; rel=license", b"; a", b"\n\n<p>x"),
    Pump("rules of a header", URL.encode() + b"\nX-Robots-Tag: ", b"unavailable_after: 25 Jun 2027, ", b"\n\n<p>x"),
    _inside("open brackets", b"<"),
    _inside("open divs", b"<div>"),
    _inside("open bolds", b"<b>"),
    _inside("divs in divs", b"<div>", after=b"</div>" * 16_000),
    _inside("lists", b"<ul><li>a"),
    _inside("tables in tables", b"<table><tr><td>a"),
    _inside("cells", b"<td>#", b"<table><tr>"),
    _inside("rows", b"<tr><td>#<td>b", b"<table>"),
    _inside("line breaks", b"a<br>"),
    _inside("empty paragraphs", b"<p>"),
    _inside("short paragraphs", b"<p>By Ann Miller #</p>"),
    _inside("headings", b"<h2>Part #</h2>"),
    _inside("links", b"<a href=/2026/#>Read more of it</a> "),
    _inside("pictures", b"<img src=/a#.jpg alt=x>"),
    _inside("figures", b"<figure><img src=/a#.jpg><figcaption>A. Photo: B C</figcaption></figure>"),
    _inside("candidates of a srcset", b"/a#.jpg #w, ", b"<img src=/x.jpg srcset='", b"'>"),
    _inside("times", b"<time datetime=2026-11-20T10:00:#>x</time>"),
    _inside("printed dates", b"<span>20 May 20#</span>"),
    _inside("tokens of itemprop", b"a# ", b"<p itemscope><b itemprop='", b"'>x</b>"),
    _inside("scopes", b"<div itemscope itemprop=a itemtype=https://schema.org/Thing>"),
    _inside("attributes", b" a#=b", b"<p", b">x</p>"),
    _inside("classes", b"a# ", b"<p class='", b"'>x</p>"),
    _inside("letters of a word", b"a"),
    _inside("letters of a line in capitals", b"A", b"<p>"),
    _inside("spaces", b" ", b"<p>x", b"x</p>"),
    _inside("newlines", b"\n", b"<pre>"),
    _inside("dots", b"<p>.</p>"),
    _inside("signs", b"-", b"<p>By "),
    _inside("by-line names", b"Ann Miller, ", b"<p class=byline>By "),
    _inside("by-line ands", b" and Ann", b"<p class=byline>By Bo"),
    _inside("quotes", b"<blockquote>a"),
    _inside("entities", b"&amp;"),
    _inside("comments", b"<!-- -->"),
    _inside("open comments", b"<!--"),
    _inside("frames", b"<iframe src=https://www.youtube.com/embed/a#></iframe>"),
    _inside("scripts", b"<script>a</script>"),
    _inside("unclosed quotes", b"<p a='"),
    _inside("surrogates", b"&#xD800;"),
    _inside("combining marks", b"\xcc\x81", b"a"),
    _inside("digits", b"1", b"<p>"),
    _inside("clock times", b"10:15 ", b"<p>"),
    _inside("slashes", b"1/", b"<p>"),
    _head("metas", b"<meta name=a# content=b>"),
    _head("dated metas", b"<meta name=date# content=2026-11-#>"),
    _head("authors", b"<meta name=author content='Ann# Miller'>"),
    _head("keywords", b"a#, ", b"<meta name=keywords content='", b"'>"),
    _head("title separators", b" | a", b"<title>b", b"</title>"),
    _head("title dashes", b"-", b"<title>b", b"</title>"),
    _head("bases", b"<base href=/a>"),
    _head("alternates", b"<link rel=alternate type=application/rss+xml href=/f#>"),
    _head("rules of use", b"unavailable_after: 25 Jun 2027, ", b"<meta name=robots content='", b"'>"),
    _head("licences", b"<link rel=license href=/l#>"),
    _head("canonicals", b"<link rel=canonical href=/l#>"),
    Pump("JSON-LD brackets", _LINKED, b"[", b"</script>" + _BODY),
    Pump("JSON-LD objects", _LINKED, b'{"a":', b"</script>" + _BODY),
    Pump("JSON-LD strings", _LINKED + b'{"@type":"NewsArticle","headline":"', b"a", b'"}</script>' + _BODY),
    Pump("JSON-LD backslashes", _LINKED + b'{"@type":"NewsArticle","headline":"', b"\\", b'"}</script>' + _BODY),
    Pump(
        "JSON-LD authors", _LINKED + b'{"@type":"NewsArticle","author":[', b'{"name":"Ann#"},', b'""]}</script>' + _BODY
    ),
    Pump("JSON-LD nodes", _LINKED + b'{"@graph":[', b'{"@id":"a#","b":{"@id":"a#"}},', b'""]}</script>' + _BODY),
    Pump(
        "JSON-LD circles",
        _LINKED + b'{"@graph":[',
        b'{"@type":"NewsArticle","@id":"a","author":{"@id":"a"}},',
        b'""]}</script>' + _BODY,
    ),
    Pump("JSON-LD scripts", _HEAD, b'<script type="application/ld+json">{"@type":"NewsArticle"}</script>', _BODY),
    Pump("JSON-LD digits", _LINKED + b'{"@type":"NewsArticle","wordCount":', b"9", b"}</script>" + _BODY),
    Pump("JSON-LD HTML", _LINKED + b'{"@type":"NewsArticle","articleBody":"', b"<p>a", b'"}</script>' + _BODY),
    Pump(
        "RSL in RSL", _HEAD + b"<script type=application/rsl+xml>", b"<content url='/'><license>", b"</script>" + _BODY
    ),
)
_TEXT = "\n\n".join(PARAGRAPHS).encode()
TEXT_PUMPS = tuple(
    Pump(f"{unit!r} in a text", _TEXT + b"\n\n", unit, b"\n\n" + _TEXT)
    for unit in (
        b"a",
        b" ",
        b"\n",
        b"a\n",
        b"By Ann Miller\n\n",
        b"- a\n",
        b"A ",
        b".",
        b"-",
        b"Read more\n\n",
        b"1",
        b"20 November 2026\n\n",
        b"Photo: ",
        b" - a",
        b"\xe3\x80\x82",
        b"\xcc\x81",
        b"By ",
        b"|",
        b"(c) ",
    )
)
_PAGE_TOKENS = (*tokens.MARKUP, *tokens.JSON, *tokens.DATES, *tokens.ADDRESSES, *tokens.CHARSETS)

TARGETS = (
    Target(name="extract", run=read, seeds=pages.seeds, tokens=_PAGE_TOKENS, pumps=PUMPS, cases=1200),
    Target(name="explain", run=show, seeds=pages.seeds, tokens=_PAGE_TOKENS, cases=150),
    Target(name="clean", run=tidy, seeds=lines.texts, tokens=tokens.DATES, pumps=TEXT_PUMPS, cases=700),
    Target(
        name="charset",
        run=letters,
        seeds=lines.charsets,
        tokens=(*tokens.CHARSETS, *tokens.MARKUP),
        cases=1500,
        pumps=tuple(
            Pump(f"{unit!r} undeclared", message("<p>x"), unit)
            for unit in (b"\xe0", b"\x1b$B", b"\0", b"<meta ", b"\xff\xfe", b"\x81", b"<html lang=", b"\xe3\x81")
        ),
    ),
)
