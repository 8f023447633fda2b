"""What acts on terminals, hides or turns text round reaches no value of a record, wherever a page puts it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from newscrawl import extract

POISON = "\x1b[31m\x9b2J\x00\x07\u202e\u2066\u200b\ufeff\u2028"
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
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
        <ul><li>{p("an item of a list")}</li></ul><table><tr><td>{p("a cell")}</td></tr></table>
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
