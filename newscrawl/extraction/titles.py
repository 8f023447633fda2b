"""Titles without the site's name, which pages repeat in <title>, og:title and by-lines.

The names of a site come from what its pages declare (`readers/site_names`) and from its host.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from newscrawl.text import fold, fold_joined

_SEPARATOR = re.compile(
    r"(?<!\s)\s++[|｜\-–—−·•:»«›‹~/⋅∙*<>]++\s+|(?:(?<!\s)\s++)?(?:[|｜›‹]+|::)\s*|:\s+|(?<!\s)\s++[-–—]|[-–—]\s+|_|"
    r"(?<=[^\x00-\x7f])[-–—·]"
)
# Signs that part a title from what stands beside it, one kind at a time: in "War - and peace | Culture | Example" the
# bars do, in "Bridge: a town rejoices - Example" the dash does.
_KINDS = tuple(
    map(re.compile, (r"(?:(?<!\s)\s++)?(?:[|｜]+|::)\s*", r"(?<!\s)\s++[-–—»›·•]++\s+", r"_", r"(?:(?<!\s)\s++)?:\s+"))
)
_COLON = re.compile(r"：")  # stands inside Chinese titles as well, so that it parts them from a known name only
_PAIRED = re.compile(
    r"«[^«»]{0,200}»|“[^“”]{0,200}”|„[^„“]{0,200}“|「[^「」]{0,200}」|『[^『』]{0,200}』|《[^《》]{0,200}》"
)
_MOST_PARTS = 8  # of one kind; more are a list
_GREEK_U = re.compile(r"(?<=[αε])υ")
_LETTERS: dict[str, str] = {
    "θ": "th", "χ": "ch", "ψ": "ps", "ж": "zh", "х": "h", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya",
    "ъ": "", "ь": "", **dict(zip("αβγδεζηικλμνξοπρστυφως", "avgdeziiklmnxoprstyfos", strict=True)),
    **dict(zip("абвгдезийклмнопрстуфцыэіє", "abvgdeziiklmnoprstufcyeie", strict=True)),
}  # fmt: skip
_TRANSLITERATION = str.maketrans(_LETTERS)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})


def _spellings(name: str) -> Iterator[str]:
    """A joined name as a host may spell it: "börsenzeitung" is boersenzeitung or borsenzeitung, "правда" is pravda."""
    yield name
    if not name.isascii():
        yield name.translate(_UMLAUTS)
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
        yield plain
        if (latin := _GREEK_U.sub("v", plain).translate(_TRANSLITERATION)) != plain:
            yield latin


def host_names(url: str | None) -> Iterator[str]:
    """The joined names that an address gives: its host with and without suffix, and every label but the last."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return
    labels = [label for label in host.removeprefix("www.").split(".") if label]
    for start in range(len(labels)):
        yield fold_joined("".join(labels[start:]))
        if start < len(labels) - 1 and len(labels[start]) > 2:
            yield fold_joined(labels[start])


@lru_cache(maxsize=4096)
def is_site_name(said: str, names: frozenset[str], extra: int = 2) -> bool:
    """Is this one of the site's names, with at most so many words beside it ("Example Times Politics")?"""
    words = fold(said).split()
    if not words or len(words) > 8:
        return False
    cuts = ((front, back) for front in range(extra + 1) for back in range(extra + 1 - front))
    spans = [words, *(words[front : len(words) - back] for front, back in cuts if front + back)]
    return any(_is_name(span, names) for span in spans if span is words or len("".join(span)) > 2)


def _is_name(words: list[str], names: frozenset[str]) -> bool:
    return " ".join(words) in names or any(spelling in names for spelling in _spellings("".join(words)))


@lru_cache(maxsize=1024)
def without_site_name(title: str, names: frozenset[str]) -> str:
    """The title without the site's name at its end or start, and without what stands beyond it."""
    found = (match for pattern in (_SEPARATOR, _COLON) for match in pattern.finditer(title))
    cuts = [(title[: match.start()].strip(), title[match.end() :].strip()) for match in found]
    for head, tail in reversed(cuts):
        if tail and _is_title(head) and is_site_name(tail, names):
            return without_site_name(head, names)
    head, tail = cuts[0] if cuts else ("", "")
    if head and _is_title(tail) and is_site_name(head, names):
        return without_site_name(tail, names)
    return title


def _is_title(said: str) -> bool:
    return len(said) > 5 and (" " in said or not said.isascii())


def title_parts(title: str) -> list[str]:
    """The pieces between separators, in order."""
    return _cut(title, _SEPARATOR)


def title_pieces(title: str) -> list[str]:
    """What may be the headline in a title: the first and the longest piece between separators of each kind."""
    found: dict[str, None] = {}
    for kind in (*_KINDS, _SEPARATOR):
        parts = _cut(title, kind)
        if 1 < len(parts) <= _MOST_PARTS:
            found |= dict.fromkeys((parts[0], max(parts, key=len)))
    return list(found)


def title_heads(title: str) -> list[str]:
    """What may be the headline in a title that was freed of the site's name: what stands before a section's name."""
    cuts = (_cut(title, kind) for kind in _KINDS[:2])
    return list(dict.fromkeys(parts[0] for parts in cuts if 1 < len(parts) <= _MOST_PARTS))


def _cut(title: str, separator: re.Pattern[str]) -> list[str]:
    """The pieces between separators that stand in no quotation marks."""
    found = list(separator.finditer(title))
    if not found:  # most kinds of signs stand in no title
        return [title.strip()] if title.strip() else []
    quoted = [match.span() for match in _PAIRED.finditer(title)]
    pieces, end = [], 0
    for match in found:
        if not any(start <= match.start() < stop for start, stop in quoted):
            pieces.append(title[end : match.start()])
            end = match.end()
    return [part for part in (piece.strip() for piece in (*pieces, title[end:])) if part]
