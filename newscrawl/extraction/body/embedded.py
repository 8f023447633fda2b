"""Text that the page's elements do not show: an articleBody in JSON-LD, the state that scripts draw the page from.

A fallback, used when the visible body is missing, or is only the start of what is declared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from lxml import etree

from newscrawl.extraction.body.blocks import read_all
from newscrawl.extraction.body.elements import INLINE, MUTE
from newscrawl.extraction.body.hydration import rich_text, values
from newscrawl.html.document import Document
from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS, normalize, unescape

_ENDS_OF_PARAGRAPHS = re.compile(r"</p\s*>|<br\s*/?>\s*<br\s*/?>|</h[1-6]\s*>|</li\s*>|\n\s*\n", re.I)
_TAG = re.compile(r"</?(\w*)[^<>]{0,500}>")
_SMALLEST_STATE = 500  # characters: shorter scripts hold no article
_SHORTEST = 40  # characters of a string that may be a paragraph
_STOPS = frozenset(SENTENCE_ENDS + CLOSING_QUOTES)
_WITHIN_WORDS = INLINE | {"a", "b", "strong", "i", "em", "cite"}
_OF_RUNS = ("$",)  # where the lines of React's elements are gathered: the keys above them say nothing
_NODES = 200_000  # values looked at in one state, so that no page costs more than its parse


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a declared text, with or without markup in it."""
    if "<" in text or "&" in text:
        pieces = (_plain(piece) for piece in _ENDS_OF_PARAGRAPHS.split(text))
    else:
        pieces = (normalize(piece) for piece in re.split(r"\n+", text))
    return [piece for piece in pieces if piece]


def _plain(markup: str) -> str:
    return normalize(unescape(_TAG.sub(lambda tag: "" if tag[1].lower() in _WITHIN_WORDS else " ", markup)))


def read_state(document: Document) -> list[str]:
    """The paragraphs of an article in the state of scripts (`states` knows their kinds); empty when there are none.

    The texts of a state are grouped by the keys that lead to them, list positions left out; the article is the group
    with most prose, with the short lines in it (headings, answers of one word).
    """
    scripts = (script for script in document.elements("script") if "ld+json" not in (script.get("type") or ""))
    texts = (script.text for script in scripts if script.text and len(script.text) >= _SMALLEST_STATE)
    return _most_prose(group for state in values(texts) for group in _groups(state))


def read_unshown(document: Document) -> list[str]:
    """The paragraphs in <noscript> or <template>: what readers without scripts see, or scripts put on the page."""
    elements = document.tree.iter("noscript", "template")
    return _most_prose(
        [text for child in element if child.tag not in MUTE for text in read_all(child).texts] for element in elements
    )


def _most_prose(groups: Iterable[list[str]]) -> list[str]:
    best = max(groups, key=_prose, default=[])
    return best if _prose(best) else []


def _prose(texts: list[str]) -> int:
    return sum(len(text) for text in texts if _is_prose(text))


def _groups(state: Any) -> Iterable[list[str]]:
    """All texts of one state, in page order, by the last keys above them."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    waiting: list[tuple[tuple[str, ...], Any]] = [((), state)]
    for _ in range(_NODES):
        if not waiting:
            break
        path, value = waiting.pop()
        if run := rich_text(value):
            groups[_OF_RUNS if isinstance(value, list) else path].extend(paragraphs(run))
        elif isinstance(value, dict):
            waiting.extend(((*path, key)[-4:], item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((path, item) for item in reversed(value))
        elif isinstance(value, str) and (_is_prose(value) or _is_line(value)):
            groups[path].extend(paragraphs(value))
    return groups.values()


def _is_prose(text: str) -> bool:
    if len(text) < _SHORTEST or text.startswith(("http", "/", "{", "function", "data:")):
        return False
    spaces = text.count(" ")
    return spaces * 15 > len(text) or (not text.isascii() and any(mark in text for mark in "。，、"))


def _is_line(text: str) -> bool:
    """A short text that may stand between paragraphs: words with a capital, or a sentence; no key and no address."""
    if not 1 < len(text) < _SHORTEST:
        return False
    return text[-1] in _STOPS or (" " in text and text[0].isupper())


def scripts_size(tree: etree._Element) -> int:
    """Characters in scripts: a page that has many of them and no text is drawn by them."""
    return sum(len(script.text or "") + 200 * (script.get("src") is not None) for script in tree.iter("script"))
