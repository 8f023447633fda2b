"""The values that a page's scripts hold: what they assign, what they parse from a string, what a server streams.

Only JSON is read, nothing is run. Known carriers: `__NEXT_DATA__`, `__NUXT_DATA__` (a script of JSON alone);
`window.__STATE__ = {...}`, `Fusion.globalContent={...}` (among the statements of a program); `JSON.parse("...")`;
`self.__next_f.push([1, "..."])` (rows of React's server components, each behind its number).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS

_OPENS = re.compile(r"(?:^|=|\bpush\(|\b(?P<parse>JSON\.parse)\()\s*(?=[\[{\"'])")
_TRIES = 100  # places of one script where a value may begin
_QUOTED = re.compile(r"'([^'\\]*+(?:\\.[^'\\]*+)*+)'", re.S)  # nothing is given back: 130 bytes a character else
_ESCAPES = re.compile(r"\\x([0-9a-fA-F]{2})|\\(['`$])|\"|\\(?=\n)")
_ROW = re.compile(rb"\s*[0-9a-f]+:(?:T([0-9a-f]{1,6}),|(?=[\[{\"])|)")
_ROWS = 20_000
_LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote"))
_CHILDREN = ("children", "content", "nodes")
_STOPS = frozenset(SENTENCE_ENDS + CLOSING_QUOTES)
_DECODER = json.JSONDecoder(strict=False)


def values(scripts: Iterable[str]) -> Iterator[Any]:
    """The JSON values of a page's scripts in page order; last one list of all rows that were streamed."""
    streamed: list[str] = []
    for script in scripts:
        for value in _assigned(script):
            if isinstance(value, list) and len(value) == 2 and value[0] == 1 and isinstance(value[1], str):
                streamed.append(value[1])
            else:
                yield value
    if streamed:
        yield list(_rows("".join(streamed).encode("utf-8", "replace")))


def _assigned(script: str) -> Iterator[Any]:
    """The values of one script; a value inside another one comes with it."""
    place = 0
    for _ in range(_TRIES):
        found = _OPENS.search(script, place)
        if found is None:
            return
        place = found.end()
        if script[place] in "[{":
            value, place = _decoded(script, place)
        elif found["parse"]:
            quoted, place = _quoted(script, place)
            value = _decoded(quoted, 0)[0] if quoted.startswith(("[", "{")) else None
        else:
            continue
        if value is not None:
            yield value


def _decoded(text: str, place: int) -> tuple[Any, int]:
    """The value that stands here and where it ends; None and the next place where none does."""
    try:
        return _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError):
        return None, place + 1


def _quoted(script: str, place: int) -> tuple[str, int]:
    """The string literal that stands here, in either kind of quotes; "" where it is none."""
    if script[place] == "'" and (literal := _QUOTED.match(script, place)):
        value, end = _decoded(f'"{_ESCAPES.sub(_in_json, literal[1])}"', 0)[0], literal.end()
    else:
        value, end = _decoded(script, place)
    return (value, end) if isinstance(value, str) else ("", place + 1)


def _in_json(escape: re.Match[str]) -> str:
    """What JSON writes for an escape that only scripts know, and for a quote that only they leave bare."""
    if escape[1]:
        return f"\\u00{escape[1]}"
    return escape[2] or ('\\"' if escape[0] == '"' else "")


def _rows(stream: bytes) -> Iterator[Any]:
    """The values of streamed rows: "1a:" before a line of JSON, "1a:T3f2," before so many bytes of text."""
    place = 0
    for _ in range(_ROWS):
        row = _ROW.match(stream, place)
        if row is None:
            return
        start = row.end()
        if row[1]:
            place = start + int(row[1], 16)
            yield stream[start:place].decode("utf-8", "replace")
            continue
        place = stream.find(b"\n", start) + 1 or len(stream)
        value = _decoded(stream[start:place].decode("utf-8", "replace"), 0)[0]
        if value is not None:
            yield value


def rich_text(node: Any) -> str:
    """The text of a node whose children are the pieces of one paragraph; "" where it is something else.

    Known are React's elements (["$", tag, key, properties]) and the trees of editors: ProseMirror, Slate and Portable
    Text keep a piece in `text`, Contentful in `value`.
    """
    if isinstance(node, list):
        line = len(node) == 4 and node[0] == "$" and node[1] in _LINES and isinstance(node[3], dict)
        return _flat(node[3].get("children")) if line else ""
    if not isinstance(node, dict):
        return ""
    pieces = [_leaf(child) for child in _children(node) if isinstance(child, dict)]
    return _flat(_children(node)) if any(pieces) and not _are_paragraphs(pieces) else ""


def _children(node: dict[str, Any]) -> list[Any]:
    return next((node[key] for key in _CHILDREN if isinstance(node.get(key), list)), [])


def _are_paragraphs(pieces: list[str]) -> bool:
    """Whether sentences would run into one another: "... the end.The next ..."."""
    pairs = pairwise(pieces)
    return any(one[-1:] in _STOPS and two[:1].isalpha() for one, two in pairs if one and two)


def _leaf(node: dict[str, Any]) -> str:
    """The text of a node that is nothing but text."""
    kind = node.get("nodeType") or node.get("_type") or node.get("type") or "text"
    text = node.get("text", node.get("value"))
    return text if kind in ("text", "span", "leaf") and isinstance(text, str) else ""


def _flat(node: Any, depth: int = 20) -> str:
    """All texts below a node, joined as they stand."""
    if isinstance(node, str):
        return "" if node.startswith("$") else node
    if depth == 0:
        return ""
    if isinstance(node, list):
        if len(node) == 4 and node[0] == "$":
            return _flat(node[3].get("children"), depth - 1) if isinstance(node[3], dict) else ""
        return "".join(_flat(child, depth - 1) for child in node)
    return (_leaf(node) or _flat(_children(node), depth - 1)) if isinstance(node, dict) else ""
