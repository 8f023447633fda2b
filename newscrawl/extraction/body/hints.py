"""What the page says elsewhere about its text: its titles, its description, an articleBody in JSON-LD.

Hints help to find the body; they never replace it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from newscrawl.html.document import Document
from newscrawl.text import fold_words

# Nothing is given back: a choice for every character would take 130 bytes of memory for each.
_DECLARED = re.compile(r'"articleBody"\s*:\s*("[^"\\]*+(?:\\.[^"\\]*+)*+")')
_KINDS = re.compile(r'"@type"\s*+:\s*+\[?+\s*+"([A-Za-z]+)"')
_LOCKED = re.compile(r'"isAccessibleForFree"\s*:\s*"?[Ff]alse')
_COUNTED = re.compile(r'"wordCount"\s*:\s*"?(\d{1,6})\b')
_TAG = re.compile(r"<[^>]{1,200}>")
_LONG_TITLE = 20  # characters: a shorter start of <title> may be the name of the site
_TITLES = frozenset(("og:title", "twitter:title", "title", "headline", "dc.title"))
_DESCRIPTIONS = frozenset(("og:description", "description", "twitter:description"))


# Why scripts and `<meta>`s are read here once more (0.16 ms a page): the nets learned from what these patterns find.
# What `html.jsonld` and `html.meta` make of the same page differs on one page in ten of 1,279 (descriptions on 63,
# titles and types on 36 each, for values of `itemprop` and arrays of types), and would be other features.


@dataclass(frozen=True, slots=True)
class PageHints:
    """Titles and descriptions are folded (`text.fold_words`)."""

    titles: frozenset[str]
    page_title: str
    descriptions: frozenset[str]
    declared: str  # articleBody of JSON-LD, folded; "" when there is none
    declared_text: str  # the same as written, markup and all
    og_type: str
    kinds: frozenset[str]  # schema.org types named in JSON-LD
    has_date: bool
    locked: bool  # JSON-LD says that something of it is not free to read
    word_count: int  # as JSON-LD states it; 0 when it does not


def is_headline(text: str, hints: PageHints) -> bool:
    """Whether the text is the page's title, or long enough a start or end of what <title> says."""
    folded, title = fold_words(text), hints.page_title
    return folded in hints.titles or (
        len(folded) > _LONG_TITLE and (title.startswith(folded) or title.endswith(folded))
    )


def read_hints(document: Document) -> PageHints:
    """All that head and scripts say about the text."""
    titles, descriptions = set(), set()
    og_type, has_date = "", False
    for meta in document.elements("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in _TITLES:
            titles.add(fold_words(meta.get("content") or ""))
        elif name in _DESCRIPTIONS:
            descriptions.add(fold_words(meta.get("content") or ""))
        elif name == "og:type":
            og_type = (meta.get("content") or "").strip().lower()
        elif name == "article:published_time":
            has_date = True
    title = next(iter(document.elements("title")), None)
    page_title = fold_words(title.text or "") if title is not None else ""
    linked_data = tuple(document.meta.jsonld)
    declared_text = max(map(_declared, linked_data), key=len, default="")
    return PageHints(
        titles=frozenset(titles - {""}),
        page_title=page_title,
        descriptions=frozenset(descriptions - {""}),
        declared=fold_words(_TAG.sub(" ", declared_text)),
        declared_text=declared_text,
        og_type=og_type,
        kinds=frozenset(kind for text in linked_data for kind in _KINDS.findall(text)),
        has_date=has_date,
        locked=any("isAccessibleForFree" in text and _LOCKED.search(text) for text in linked_data),
        word_count=max((_word_count(text) for text in linked_data if "wordCount" in text), default=0),
    )


def _word_count(script: str) -> int:
    """The largest size that a JSON-LD script states."""
    return max(map(int, _COUNTED.findall(script)), default=0)


def _declared(script: str) -> str:
    """The articleBody of a JSON-LD script."""
    if "articleBody" not in script or not (match := _DECLARED.search(script)):
        return ""
    try:
        return str(json.loads(match[1], strict=False))
    except ValueError:
        return ""
