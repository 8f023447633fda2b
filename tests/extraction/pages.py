"""Small pages for the tests of extraction: an article with whatever head, top and end a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.fields import choose_fields
from newscrawl.extraction.page import read_page

PARAGRAPHS = (
    "The council voted late on Tuesday to rebuild the old harbour bridge, ending a dispute that had divided the town "
    "for almost nine years and cost three mayors their office.",
    "Work is due to begin in the spring, when the river is low, and engineers expect the first of the two carriageways "
    "to open before the end of next year, a spokeswoman said.",
    "Residents on the southern bank, who have had to take a ferry or drive forty kilometres since the collapse, met "
    "the decision with relief and with a small concert on the quay.",
    "The opposition still doubts that the money will last. It asked for a second report on the costs of steel, which "
    "have risen by a third since the plans were drawn, and for a ceiling in the contract.",
)
URL = "https://www.exampletimes.com/politics/2024/03/harbour-bridge-will-be-rebuilt"
HEADLINE = "Harbour bridge will be rebuilt after nine years"


def page(head: str = "", top: str | None = None, end: str = "", paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """An article's HTML. `top` stands above the body, by default the headline; `end` stands below it."""
    top = f"<h1>{HEADLINE}</h1>" if top is None else top
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = '<nav><a href="/">Home</a> <a href="/politics">Politics</a> <a href="/sport">Sport</a></nav>'
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'>{head}</head>"
        f"<body>{menu}<main><article>{top}<div class='story'>{text}</div>{end}</article></main></body></html>"
    )


def evidence_of(html: str, url: str | None = URL, **options: Any) -> Evidence:
    """The evidence of a page, before any choice."""
    return read_page(html, url, **options)


def choices_of(html: str, url: str | None = URL, **options: Any) -> Mapping[str, Choice[Any]]:
    """Every field's choice on a page."""
    return choose_fields(evidence_of(html, url, **options))


def ld(script: str) -> str:
    """A JSON-LD script element."""
    return f'<script type="application/ld+json">{script}</script>'
