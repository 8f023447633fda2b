"""The labels of by-lines: "By", "Von", "Text:", "文/". Where they stand in a line, and where they end.

They are compared, not searched for: one regular expression for each first word of thirty languages would take seconds
to compile, and most pages of a crawl ask for another few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from newscrawl.text import UNSPACED

_Match = Callable[[str, int], re.Match[str] | None]
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS_OF_LABELS = UNSPACED + "\uac00-\ud7af"  # Korean labels stand without a space as well
HAS_UNSPACED = re.compile(f"[{_SIGNS_OF_LABELS}]")
_COLONS = ":：៖՝"  # Latin, wide, Khmer, Armenian
_SIGNS = frozenset("0123456789,;|•·(（.)/")  # a label may stand behind them
_CLOSING = re.compile(rf"\s*[{_COLONS}/／｜|]\s*|\s+|(?<=[{_SIGNS_OF_LABELS}])(?=[{_SIGNS_OF_LABELS}])|$").match
_COLON = re.compile(rf"\s*[{_COLONS}]\s*").match
_LATE = 2  # signs that may stand before a line's first label: "(By", "– Von"
# Lower-case words that belong to names.
PARTICLES = frozenset(
    [
        "de", "da", "do", "dos", "das", "del", "della", "di", "du", "d", "la", "le", "les", "lo", "el", "al", "van",
        "von", "der", "den", "dem", "ter", "ten", "te", "tot", "vom", "zu", "zum", "zur", "und", "af", "av", "bin",
        "ibn", "ben", "bint", "abu", "y", "e", "i", "ve", "mc", "mac", "st", "san", "santa", "het", "dal", "degli",
        "dei",
    ]
)  # fmt: skip


class _Group:
    """The labels that one word opens, the longest first, by what has to stand around them."""

    __slots__ = ("anywhere", "capitals", "several", "starting")

    def __init__(self, bylines: set[str], roles: set[str]) -> None:
        several = {label for label in bylines | roles if " " in label or HAS_UNSPACED.search(label)}
        self.starting = _ordered(bylines | several)
        self.several = _ordered(several)
        self.capitals = _ordered(capitalised(bylines), lower=False)
        self.anywhere = _ordered(bylines | roles)

    def match(self, text: str, start: int) -> tuple[int, str] | None:
        """(end, label) of the label at this place, its closing sign or space included.

        A label stands at the start of the line or after a sign; one of several words, or with a colon, anywhere.
        "Mark von Berg" keeps its "von", "Photo Jane" its "Photo"; "Text: Jane Doe Photos: John Roe" loses both labels.
        """
        before = text[start - 1] if start else ""
        spaced = before.isspace()
        fresh = not before or before in _SIGNS or (spaced and start > 1 and text[start - 2] in _SIGNS)
        if fresh and (found := _begins(text, start, self.starting, _CLOSING)):
            return found
        if spaced and (found := _begins(text, start, self.several, _CLOSING)):
            return found
        if spaced and (found := _begins(text, start, self.capitals, _CLOSING, lower=False)):
            return found
        return None if before.isalnum() else _begins(text, start, self.anywhere, _COLON)


def _ordered(labels: Iterable[str], *, lower: bool = True) -> tuple[str, ...]:
    stripped = [label.rstrip(" :") for label in sorted(labels, key=lambda label: (-len(label), label))]
    return tuple(dict.fromkeys(label.lower() if lower else label for label in stripped))


def _begins(
    text: str, start: int, labels: tuple[str, ...], closing: _Match, *, lower: bool = True
) -> tuple[int, str] | None:
    for label in labels:
        end = start + len(label)
        said = text[start:end]
        if (said.lower() if lower else said) == label and (closed := closing(text, end)):
            return closed.end(), said
    return None


class BylineLabels:
    """The labels of by-lines and roles of a language, by the words that open them."""

    def __init__(self, bylines: set[str], roles: set[str]) -> None:
        found: dict[str, tuple[set[str], set[str]]] = {}
        for place, labels in enumerate((bylines, roles)):
            for label in labels:
                found.setdefault(_opener(label), (set(), set()))[place].add(label)
        self._groups = {opener: _Group(*pair) for opener, pair in found.items()}

    def begins(self, text: str) -> bool:
        """Does a line begin with a label?"""
        first = _WORD.search(text)
        if first is None or first.start() > _LATE:
            return False
        group = self._groups.get(_key(first[0]))
        found = group.match(text, first.start()) if group else None
        return found is not None and not _is_syllable(found, text, first.start())

    def find(self, text: str, end: int = 0) -> Iterator[tuple[int, int, str]]:
        """(start, end, label) of every label in a line, from a place on."""
        opening = ""
        for start, group in self._openers(text):
            found = group.match(text, start) if start >= end else None
            if found is None and start >= end and opening and text.startswith(f"{opening} ", start):
                found = start + len(opening) + 1, opening  # "Von Jane Doe Von John Roe": a line for each
            if found is not None and not _is_syllable(found, text, start):
                if not end and start <= _LATE and found[1][0].isupper():
                    opening = found[1]
                end = found[0]
                yield start, end, found[1]

    def _openers(self, text: str) -> Iterator[tuple[int, _Group]]:
        groups = self._groups
        unspaced = not text.isascii() and HAS_UNSPACED.search(text) is not None
        for word in _WORD.finditer(text):
            if group := groups.get(_key(word[0]) if unspaced else word[0].casefold()):
                yield word.start(), group
            if unspaced:
                for place in range(word.start() + 1, word.end()):
                    if (group := groups.get(text[place])) and HAS_UNSPACED.match(text[place]):
                        yield place, group


def _opener(text: str) -> str:
    """The first word of a text; of scripts without spaces its first sign."""
    first = _WORD.search(text)
    return _key(first[0]) if first else ""


def _key(word: str) -> str:
    return word.casefold() if word.isascii() or not HAS_UNSPACED.match(word) else word[0]


def _is_syllable(found: tuple[int, str], text: str, start: int) -> bool:
    """Is it a label of one sign that runs on into a word, without a space or a mark: "图" of "图书馆"?"""
    end, label = found
    return end - start == 1 and end < len(text) and HAS_UNSPACED.match(label) is not None


def capitalised(labels: set[str]) -> set[str]:
    """BylineLabels that no part of a name looks like: "By", but neither "von" nor "di"."""
    return {label for label in labels if label[0].isupper() and not is_particle(label)}


def is_particle(token: str) -> bool:
    """Does a word of lower case belong to a name: "von", "de", "d'Arc"?"""
    return token.casefold().strip(".'’") in PARTICLES or token[:2].casefold() in ("d'", "d’", "l'")
