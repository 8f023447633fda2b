"""Edits of a text as a person reads them: [-removed-] and {+added+} words, as `wdiff` marks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import click

from newscrawl.text import IDEOGRAPHS, KANA

_AROUND = 8  # words shown on each side of an edit
_ALIKE = 0.5  # below this share of common words two texts are shown one after the other
# A word, or one sign of a script without spaces: there a sentence would be one word.
_SIGNS = KANA + IDEOGRAPHS  # not Thai or Lao, whose signs above and below letters cannot stand alone
_WORD = re.compile(rf"[{_SIGNS}]|[^\s{_SIGNS}]+|\s+")


def marked_paragraphs(before: str | None, after: str | None) -> Iterator[str]:
    """The paragraphs that differ, a line each, edits marked and long unchanged runs left out."""
    old, new = (before or "").split("\n\n"), (after or "").split("\n\n")
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            yield from map(marked, old[a:b], new[c:d])
        elif kind != "equal":
            yield from (_removed(paragraph) for paragraph in old[a:b])
            yield from (_added(paragraph) for paragraph in new[c:d])


def marked(before: str, after: str) -> str:
    """One line: the words of both texts, edits marked."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return f"{_removed(before)} {_added(after)}"
    steps = matcher.get_opcodes()
    pieces = []
    for number, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal":
            pieces.append(_shortened(old[a:b], first=number == 0, last=number == len(steps) - 1))
        else:
            pieces += [_removed("".join(old[a:b])), _added("".join(new[c:d]))]
    return "".join(pieces).strip()


def _removed(text: str) -> str:
    return click.style(f"[-{text}-]", fg="red") if text else ""


def _added(text: str) -> str:
    return click.style(f"{{+{text}+}}", fg="green") if text else ""


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    """An unchanged run: its ends next to an edit."""
    count = 2 * _AROUND  # each word has its space
    head = [] if first else words[:count]
    tail = [] if last else words[-count:]
    if len(words) <= len(head) + len(tail) + 2:
        return "".join(words)
    return "".join(head) + ("... " if first else " ..." if last else " ... ") + "".join(tail)
