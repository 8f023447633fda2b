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
    r"(?<!\s)\s++[|｜\-–—−·•:»«›‹~/⋅∙*<>]++\s+|(?:(?<!\s)\s++)?(?:[|｜»«›‹]+|::)\s*|:\s+|(?<!\s)\s++[-–—]|[-–—]\s+|[_：]|"
    r"(?<=[^\x00-\x7f])[-–—·]"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})


def _spellings(name: str) -> Iterator[str]:
    """A joined name as a host may spell it: "börsenzeitung" is boersenzeitung or borsenzeitung there."""
    yield name
    if not name.isascii():
        yield name.translate(_UMLAUTS)
        yield "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


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
    spans = [words, *(words[cut:] for cut in range(1, extra + 1)), *(words[:-cut] for cut in range(1, extra + 1))]
    return any(_is_name(span, names) for span in spans if span is words or len("".join(span)) > 2)


def _is_name(words: list[str], names: frozenset[str]) -> bool:
    return " ".join(words) in names or any(spelling in names for spelling in _spellings("".join(words)))


@lru_cache(maxsize=1024)
def without_site_name(title: str, names: frozenset[str]) -> str:
    """The title without the site's name at its end or start, and without what stands beyond it."""
    cuts = [(title[: match.start()].strip(), title[match.end() :].strip()) for match in _SEPARATOR.finditer(title)]
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
    return [part for part in (piece.strip() for piece in _SEPARATOR.split(title)) if part]
