"""No page raises, and every record can be written and read again, whatever numbers, signs and lists a page holds."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newscrawl
from newscrawl import dates
from newscrawl.extraction import fields
from newscrawl.extraction import page as reading
from newscrawl.record.article import Article
from newscrawl.record.views import to_schemaorg
from tests.extraction.pages import HEADLINE, URL, ld, page
from tests.smallsite import article

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NUMBERS = (
    "0", "-0", "-1", "1e999", "-1e999", "NaN", "Infinity", "0x10", "1e-400", "9" * 19, "9" * 30, "9" * 400, "9" * 5000,
    "-" + "9" * 5000, "0." + "9" * 5000, "٣" * 30, "²", "1_000", "", " ", "null", "true", "[]", "{}", "1e309",
)  # fmt: skip
SIGNS = (
    "\\ud800", "\\udfff\\ud800", "&#xD800;", "&#xDFFF;", "&#55296;", "&#0;", "&#x110000;", "&#" + "9" * 5000 + ";",
    "&#" + "0" * 5000 + "65;", "&#x" + "f" * 5000 + ";", "&amp;#" + "9" * 5000 + ";", "\\u0000", "\u202e\ufeff",
    "\ud800",
)  # fmt: skip
LABELS = (
    "base64", "rot13", "zlib", "idna", "punycode", "hex", "bz2", "uu", "quopri", "undefined", "unicode_escape", "utf-7",
    "raw_unicode_escape", "utf-16", "utf-32", "cp037", "mbcs", "oem", "x" * 5000, "..", "aliases", "utf-8-sig", "hz",
)  # fmt: skip


def places(value: str) -> list[str]:
    """Pages that hold a value in every place in which a number, a name or a text may stand."""
    story = {"@type": "NewsArticle", "headline": "HERE", "wordCount": "HERE", "datePublished": "HERE",
             "author": {"@type": "Person", "name": "HERE", "url": "HERE"}, "keywords": ["HERE"], "articleBody": "HERE",
             "image": {"url": "/HERE.jpg", "width": "HERE", "height": "HERE", "caption": "HERE"},
             "isAccessibleForFree": "HERE", "inLanguage": "HERE", "publisher": {"name": "HERE", "logo": "HERE"},
             "video": {"@type": "VideoObject", "name": "HERE", "contentUrl": "/HERE", "duration": "HERE"},
             "license": "HERE", "copyrightNotice": "© HERE", "mainEntityOfPage": "HERE"}  # fmt: skip
    crumbs = [{"@type": "ListItem", "position": "HERE", "name": f"Step {n} HERE"} for n in range(3)]
    quoted = json.dumps({"@graph": [story, {"@type": "BreadcrumbList", "itemListElement": crumbs}]})
    rsl = ('<rsl xmlns="https://rslstandard.org/rsl"><content url="/HERE"><license>'
           '<permits type="HERE">all HERE</permits><prohibits type="usage">HERE</prohibits>'
           '<payment type="HERE"/></license></content></rsl>')  # fmt: skip
    names = ("keywords", "author", "date", "robots", "description", "og:image:width", "og:title", "og:url", "copyright",
             "article:published_time", "tdm-reservation", "generator", "viewport")  # fmt: skip
    metas = "".join(f'<meta name="{name}" property="{name}" content="HERE">' for name in names)
    images = ('<img src="/a.jpg" srcset="/a.jpg HEREw, /b.jpg HEREx, HERE" width="HERE" height="HERE" alt="HERE">'
              '<figure><img src="/c.jpg"><figcaption>HERE Photo: HERE</figcaption></figure>')  # fmt: skip
    items = ('<div itemscope itemtype="http://schema.org/NewsArticle">'
             '<b itemprop="datePublished" content="HERE">HERE</b><time datetime="HERE">HERE</time>'
             '<a rel="HERE" href="HERE">HERE</a></div>')  # fmt: skip
    return [
        html.replace("HERE", value)
        for html in (
            page(ld(quoted)), page(ld(quoted.replace('"HERE"', "HERE"))), page(ld(quoted + ",")), page(ld(quoted[:-9])),
            page(f'<script type="application/rsl+xml">{rsl}</script>'), page(metas), page(end=images), page(end=items),
            page(f"<script>window.__STATE__ = {quoted.replace(chr(34) + 'HERE' + chr(34), 'HERE')}</script>"),
            f'<html lang="HERE" dir="HERE"><head><base href="HERE"><title>HERE</title>{page()}',
        )
    ]  # fmt: skip


def check(html: str | bytes, headers: dict[str, str] | None = None, url: str = URL) -> Article:
    """The record of a page: nothing raised, nothing was lost on the way, and it reads back as it is."""
    article = newscrawl.extract(html, url, headers=headers, fetched_at=NOW)
    assert not [said for said in article.meta.quality.warnings if "cannot be read" in said]
    assert Article.from_dict(article.to_dict()) == article
    assert Article.from_dict(orjson.loads(orjson.dumps(article))) == article
    json.dumps(article.to_dict(), allow_nan=False).encode()
    orjson.dumps(to_schemaorg(article))
    return article


@pytest.mark.parametrize("value", [*NUMBERS, *SIGNS], ids=lambda value: ascii(value)[:20])
def test_a_value_in_any_place(value: str) -> None:
    for html in places(value):
        check(html)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label[:20])
def test_bytes_of_any_name(label: str) -> None:
    letters = "Café über straße \\ud800 +2AA- ".encode("latin-1") * 20
    for declared in (label, "windows-1252", "utf-8", ""):
        for behind in (letters, letters + b"\xff\xfe\x81", b"\xe9"):
            html = f"<meta charset={label}>".encode() + page().encode() + behind
            article = check(html, {"Content-Type": f"text/html; charset={declared}"})
            assert article.headline == HEADLINE
            check(html.replace(b"<meta charset", b"<?xml encoding", 1))


@pytest.mark.parametrize("count", [10_000])
def test_huge_lists(count: int) -> None:
    for key in ("author", "keywords", "image", "video", "articleSection", "itemListElement", "citation", "hasPart"):
        stated = {"@type": ["NewsArticle"] * 500, "headline": "Bridge", key: [f"Jane Doe {n}" for n in range(count)]}
        check(page(ld(json.dumps(stated))))
    check(page(ld("[" * count)))
    check(page(ld('{"a":' * count)))
    check(page(ld("[" * count + "]" * count + ",")))
    check(page(f"<script>window.__STATE__ = {'[' * count}</script>"))


characters = st.text(st.characters(), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | characters | st.sampled_from(SIGNS),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(characters, inner, max_size=5), max_leaves=10,
)  # fmt: skip
KEYS = (
    *("headline", "author", "datePublished", "dateModified", "image", "keywords", "publisher", "articleBody", "video"),
    *("url", "mainEntityOfPage", "isAccessibleForFree", "license", "inLanguage", "articleSection", "itemListElement"),
    *("position", "name", "@id", "@type", "width", "description", "duration", "copyrightNotice", "genre", "logo"),
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8), st.sampled_from(["", ",", "//x\n", "}"]))
def test_any_statement(stated: dict[str, Any], behind: str) -> None:
    check(page(ld(json.dumps({"@type": "NewsArticle", **stated}).replace("</", "<\\/") + behind)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(LABELS), st.text(max_size=40))
def test_any_bytes(noise: bytes, label: str, address: str) -> None:
    check(page().encode() + noise, {"content-type": f"text/html;charset={label}"}, f"https://news.example/{address}")


def test_damaged_pages() -> None:
    chance, tried = random.Random(20261130), 0
    bodies = [html.encode("utf-8", "replace") for value in (*NUMBERS[:9], *SIGNS[:8]) for html in places(value)]
    for _ in range(250):
        damaged = bytearray(chance.choice(bodies))
        for _ in range(chance.randint(1, 20)):
            place = chance.randrange(len(damaged))
            other = chance.choice(bodies)
            start = chance.randrange(len(other))
            damaged[place : place + chance.randint(0, 30)] = other[start : start + chance.randint(0, 30)]
        check(bytes(damaged))
        tried += 1
    assert tried == 250


# -- what nobody has thought of ---------------------------------------------------------------------------------------


def fails(*_: object, **__: object) -> Any:
    raise OverflowError("nobody has thought of it")


def test_a_field_that_raises_costs_that_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields.FIELDS["images"], "choose", fails)
    article = newscrawl.extract(page(), URL)
    assert article.headline
    assert article.article_body
    assert article.images == ()
    assert "images cannot be read: OverflowError" in article.meta.quality.warnings


def test_a_page_that_raises_costs_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_body", fails)
    article = newscrawl.extract(page(), URL)
    assert article.url == URL
    assert not article.meta.quality.is_article
    assert article.meta.quality.warnings == ("the page cannot be read: OverflowError",)
    assert Article.from_dict(article.to_dict()) == article


def test_a_wrong_argument_raises() -> None:
    with pytest.raises(ValueError, match="tablez"):
        newscrawl.extract(page(), URL, include=("tablez",))


@pytest.mark.process
def test_bad_pages_among_good_ones_cost_no_record(tmp_path: Path) -> None:
    images = "<p>The quay<img src=/quay.jpg srcset='/quay.jpg {0}w'><p>The river<img src=/r.jpg srcset='/r.jpg {0}x'>"
    crumbs = ld('{"@type":"BreadcrumbList","itemListElement":[{"position":HERE,"name":"News"},{"name":"Town"}]}')
    rsl = "<script type=application/rsl+xml><rsl><content url='/&#xD800;'><license/></content></rsl></script>"
    bad = [images.format("9" * 400), images.format("9" * 30), crumbs.replace("HERE", "9" * 400), rsl,
           ld(f'{{"@type":"Person","name":"&#{"9" * 5000};"}},')]  # fmt: skip
    for number, html in enumerate(("", *bad, "")):
        story = article(number).replace(b"<article>", b"<article>" + html.encode())
        (tmp_path / f"{number}.html").write_bytes(story)
    (tmp_path / "label.html").write_bytes(article(8).replace(b"<head>", b"<head><meta charset=idna>") + b"Caf\xe9")
    command = [sys.executable, "-m", "newscrawl", "extract", str(tmp_path), "-o", str(tmp_path / "out.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert len([Article.from_dict(orjson.loads(line)) for line in lines]) == len(bad) + 3


# -- dates have a budget ----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, int]]:
    """How often a page made the readers of dates work."""
    counted: dict[str, int] = {}
    for name in ("_by_dateparser", "_by_dateutil", "printed"):
        held = getattr(dates, name)

        def count(*arguments: Any, held: Any = held, name: str = name) -> Any:
            counted[name] = counted.get(name, 0) + 1
            return held(*arguments)

        monkeypatch.setattr(dates, name, count)
    return lambda: counted


def rows(row: str, count: int) -> str:
    return "".join(row.format(number) for number in range(count))


DATED = {
    "in the head": lambda n: page(rows("<meta name=publishdate{0} content='{0} xyzzy 2024'>", n)),
    "ends of a page": lambda n: page(f"<meta name=robots content='{'unavailable_after: 5 xyzzy 2031,' * 50}'>" * n),
    "ends for agents": lambda n: page(
        rows("<meta name=robots content='bot{0}: unavailable_after: {0} Foo 2031 10:15'>", n)
    ),
    "in elements": lambda n: page(end=rows("<time datetime='{} xyzzy 2024'>x</time>", n)),
    "in JSON-LD": lambda n: page(
        ld(json.dumps({"@type": "NewsArticle", "dateModified": [f"{i} xyz 2024" for i in range(n)]}))
    ),
    "in lines": lambda n: page(end=rows("<p>{} xyzzy 2024 10:15</p>", n)),
    "in microdata": lambda n: page(
        end="<div itemscope itemtype='//schema.org/Article'>"
        + rows("<b itemprop=datePublished content='{} xyzzy 2024'></b>", n)
    ),
    "in scripts": lambda n: "<p>x" + rows("<script>x={{'datePublished':'2024-99-{}T'}}</script>", n).replace("'", '"'),
}


@pytest.mark.parametrize("where", DATED)
@pytest.mark.parametrize("count", [200, 3000])
def test_a_page_has_one_budget_for_dates(where: str, count: int, asked: Callable[[], dict[str, int]]) -> None:
    newscrawl.extract(DATED[where](count), URL, fetched_at=NOW)
    assert asked().get("_by_dateparser", 0) <= 40
    assert asked().get("_by_dateutil", 0) <= 500
    assert asked().get("printed", 0) <= 2_000
