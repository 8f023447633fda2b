"""Text that the page's elements do not show: an articleBody in JSON-LD, the state that scripts draw the page from.

A fallback with its own witness: used when the visible body is missing, or is only the start of what is declared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from lxml import etree

from newscrawl.extraction.document import Document
from newscrawl.text import normalize

_ENDS_OF_PARAGRAPHS = re.compile(r"</p\s*>|<br\s*/?>\s*<br\s*/?>|</h[1-6]\s*>|</li\s*>|\n\s*\n", re.I)
_TAG = re.compile(r"<[^<>]{1,500}>")
_ASSIGNED = re.compile(r"^\s*(?:window\.|var\s+|self\.)?[\w.$\[\]\"']+\s*=\s*(?=[{\[])")
_SMALLEST_STATE = 500  # characters: shorter scripts hold no article
_SHORTEST = 40  # characters of a string that may be a paragraph
_NODES = 200_000  # values looked at in one state, so that no page costs more than its parse


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a declared text, with or without markup in it."""
    if "<" in text or "&" in text:
        pieces = (_plain(piece) for piece in _ENDS_OF_PARAGRAPHS.split(text))
    else:
        pieces = (normalize(piece) for piece in re.split(r"\n+", text))
    return [piece for piece in pieces if piece]


def _plain(markup: str) -> str:
    from html import unescape

    return normalize(unescape(_TAG.sub(" ", markup)))


def read_state(document: Document) -> list[str]:
    """The paragraphs of an article in a script's state (`__NEXT_DATA__` and its kin); empty when there are none.

    The strings of a state are grouped by the keys that lead to them, list positions left out; the article is the group
    with most prose.
    """
    best: list[str] = []
    for script in document.marks("script"):
        text = script.text
        if text and len(text) >= _SMALLEST_STATE and "ld+json" not in (script.get("type") or ""):
            found = _most_prose(_load(text))
            if sum(map(len, found)) > sum(map(len, best)):
                best = found
    return best


def _load(script: str) -> Any:
    """The value a script consists of or assigns first; None when it is a program."""
    text = _ASSIGNED.sub("", script, count=1).lstrip()
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _most_prose(state: Any) -> list[str]:
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    waiting: list[tuple[tuple[str, ...], Any]] = [((), state)]
    for _ in range(_NODES):
        if not waiting:
            break
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, key)[-4:], item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((path, item) for item in reversed(value))
        elif isinstance(value, str) and _is_prose(value):
            groups[path].extend(paragraphs(value))
    return max(groups.values(), key=lambda texts: sum(map(len, texts)), default=[])


def _is_prose(text: str) -> bool:
    if len(text) < _SHORTEST or text.startswith(("http", "/", "{", "function", "data:")):
        return False
    spaces = text.count(" ")
    return spaces * 15 > len(text) or (not text.isascii() and any(mark in text for mark in "。，、"))


def scripts_size(tree: etree._Element) -> int:
    """Characters in scripts: a page that has many of them and no text is drawn by them."""
    return sum(len(script.text or "") + 200 * (script.get("src") is not None) for script in tree.iter("script"))
