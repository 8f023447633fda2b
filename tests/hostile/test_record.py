"""What acts on terminals, hides or turns text round reaches no value of a record, wherever a page puts it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl import Article, extract
from newscrawl.extraction.rules import SiteRules
from newscrawl.processing.validation import with_source
from newscrawl.record.model import UsageSignal
from newscrawl.rights import combined
from newscrawl.text import hash_words
from tests.cli.run import newscrawl

POISON = "\x1b[31m\x9b2J\x00\x07\u202e\u2066\u200b\ufeff\u2028\x85\x0c"
POISON += "\u061c\u180e\u206a\u034f\u3164\U000e0001\U000e0041\U000e0141\uffff"
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\u034f\u061c\u180e\u206a-\u206f\u3164\ufff9-\ufffb\uffff\U000e0000-\U000e0fff]"
)
WORDS = (
    "The council of the harbour town met on Monday evening and decided to rebuild the old bridge over the river before"
    " the winter comes, said the mayor."
)
URL = "https://gazette.example/2026/11/a-bridge-is-built"


def p(text: str) -> str:
    """The text with poison in its middle."""
    middle = len(text) // 2
    return text[:middle] + POISON + text[middle:]


def _page() -> str:
    linked = json.dumps({
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": p("A bridge is built in a day"),
        "alternativeHeadline": p("Built in a day"), "description": p("How the bridge was built"),
        "author": [{"@type": "Person", "name": p("Ada Marlow"), "url": p("https://gazette.example/ada")}],
        "datePublished": f"2026-11-20{POISON}", "articleSection": p("Politics"), "keywords": [p("bridge"), p("town")],
        "inLanguage": p("en"), "license": p("https://gazette.example/terms"), "copyrightNotice": p("(c) The Gazette"),
        "image": {"@type": "ImageObject", "url": p("https://gazette.example/a.jpg"), "caption": p("The bridge")},
        "publisher": {"@type": "Organization", "name": p("The Gazette"), "url": p("https://gazette.example/")},
        "video": {"@type": "VideoObject", "name": p("A film"), "contentUrl": p("https://gazette.example/a.mp4")},
    })  # fmt: skip
    paragraphs = "".join(f"<p>{p(WORDS)} Part {number}.</p>" for number in range(6))
    return f"""<!doctype html><html lang="{p("en")}"><head><title>{p("A bridge is built in a day")}</title>
        <link rel="canonical" href="{p(URL)}"><link rel="license" href="{p("https://gazette.example/terms")}">
        <meta name="robots" content="{p("noindex, noarchive")}"><meta name="tdm-policy" content="{p("https://t.example/")}">
        <meta name="tdm-reservation" content="1"><meta property="og:image" content="{p("https://gazette.example/o.jpg")}">
        <script type="application/ld+json">{linked}</script></head><body><article>
        <h1>{p("A bridge is built in a day")}</h1><p class="byline">By {p("Ada Marlow")}</p>
        <time datetime="{p("2026-11-20T10:00:00Z")}">{p("20 November")}</time>
        {paragraphs}<figure><img src="{p("https://gazette.example/i.jpg")}" alt="{p("A bridge")}"><figcaption>
        {p("The bridge at night.")} Photo: {p("Bo Smith")}</figcaption></figure><blockquote>{p(WORDS)}</blockquote>
        <pre>{p("if x {")}
  {p("return [1];")}
{p("}")}</pre><ul><li>{p("an item of a list")}</li></ul><table><tr><td>{p("a cell")}</td></tr></table>
        <p>More <a href="{p("https://gazette.example/more")}">{p("of it")}</a>. {WORDS} &#xD800;&#x202e;&#x1b;&#155;</p>
        </article><footer>&copy; {p("The Gazette")}. All rights reserved.</footer></body></html>"""


def strings(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(one, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from strings(one, f"{where}[{number}]")


@pytest.mark.parametrize("page", [_page(), _page().encode("utf-8")], ids=["text", "bytes"])
def test_no_value_of_a_record_acts(page: str | bytes) -> None:
    headers = {
        "Content-Type": f"text/html; charset=utf-8{POISON}", "ETag": p('"abc"'), "Last-Modified": POISON,
        "X-Robots-Tag": p("noai"), "Link": p("<https://gazette.example/terms>; rel=license"), "TDM-Policy": p("/terms"),
    }  # fmt: skip
    record = extract(page, URL, headers=headers, receipts=True, include=("tables", "embeds"))
    assert record.meta.quality.is_article
    assert len([*strings(record.to_dict())]) > 60
    for view in (record.to_dict(), record.to_row(), record.to_schemaorg(), record.to_markdown(), record.to_text()):
        assert [(where, text) for where, text in strings(view) if ACTING.search(text)] == []


@pytest.mark.parametrize("body", [f"<pre>{p('x = 1;')}\n{POISON}\n{p('y = [2];')}</pre>", f"<p>{p(WORDS)}</p>"])
def test_what_is_counted_and_hashed_is_the_text_that_stands_in_the_record(body: str) -> None:
    record = extract(f"<article><h1>A bridge is built in a day</h1><p>{WORDS}</p>{body}<p>{WORDS}</p></article>", URL)
    assert record.article_body
    assert not ACTING.search(record.article_body)
    assert record.word_count == len(record.article_body.split())
    assert record.meta.text_hash == hash_words(record.article_body)
    assert "\n\n".join(block.text for block in record.blocks if block.kind != "heading") in record.article_body
    assert unicodedata.is_normalized("NFC", record.article_body)


def test_an_address_is_not_composed_anew() -> None:
    picture = "https://gazette.example/gu\u0308n.jpg"
    linked = {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "The Gazette", "logo": picture}}
    script = f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>'
    record = extract(f"{script}<article><h1>Gu\u0308n ist gru\u0308n</h1><p>{WORDS}</p><p>{WORDS}</p></article>", URL)
    assert record.publisher is not None
    assert record.publisher.logo == picture
    assert record.headline == "Gün ist grün"


def test_a_hook_and_a_feed_bring_nothing_past_the_filter() -> None:
    def refine(article: Article, _: object) -> Article:
        return replace(article, kicker=POISON + "News", keywords=(p("bridge"),))

    rules = SiteRules(name="paper", refine=refine)
    record = extract(_page(), URL, rules=rules)
    assert record.kicker is not None
    assert [text for _, text in strings(record.to_dict()) if ACTING.search(text)] == []
    told = with_source(Article(), title=p("From the feed"), published=None, where="feed")
    assert told.headline is not None
    assert not ACTING.search(told.headline)


@pytest.mark.parametrize("hidden", [POISON, "\u3164", "\U000e0141", "\u034f"])
def test_what_the_files_of_a_site_say_passes_the_filter_too(hidden: str) -> None:
    said = UsageSignal(signal="robots", value=f"no{hidden}ai", url=f"https://gazette.example/{hidden}robots.txt")
    info = combined(None, [said])
    assert info is not None
    assert [text for _, text in strings([info.signals[0].value, info.signals[0].url]) if ACTING.search(text)] == []


@pytest.mark.parametrize("form", [None, "json", "jsonl"])
def test_clean_prints_nothing_that_acts(tmp_path: Path, form: str | None) -> None:
    story = f"A bridge is built\n\n{p(WORDS)}\n\n{POISON}\n\n{p(WORDS)[::-1]}\r\n"
    (tmp_path / "story.txt").write_text(story.replace("\0", ""), "utf-8", "surrogatepass")
    done = newscrawl("clean", tmp_path / "story.txt", *(("--format", form) if form else ()))
    assert "bridge" in done.out
    assert not ACTING.search(done.out)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "markdown", "text"])
def test_extract_writes_nothing_that_acts(tmp_path: Path, form: str) -> None:
    (tmp_path / "story.html").write_text(_page(), "utf-8", "surrogatepass")
    newscrawl("extract", tmp_path / "story.html", "-o", tmp_path / "out", "--format", form)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    written = (tmp_path / "out").read_text(encoding).replace("\r\n", "\n")
    assert "bridge" in written
    assert not ACTING.search(written)


def test_explain_prints_nothing_that_acts(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(_page(), "utf-8", "surrogatepass")
    assert not ACTING.search(newscrawl("explain", tmp_path / "story.html").out)
