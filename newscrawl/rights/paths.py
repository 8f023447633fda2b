"""Patterns of paths, as robots.txt, TDMRep, RSL and ai.txt write them: `*` is anything, `$` at the end is the end.

RFC 9309, 2.2.2 and 2.2.3. No regular expression is made of a stranger's pattern: matching takes linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

_ESCAPE = re.compile("%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_SAFE = "%/?:@!&'()+,;=[]"


def request_target(url: str) -> str:
    """Path and query of an address (RFC 9112, 3.2.1), ready for `matches`; "/" where it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), _SAFE)


def matches(pattern: str, path: str) -> bool:
    """Does the pattern match the start of the path (a result of `request_target`)?"""
    first, rest, anchored = _pieces(pattern)
    if not path.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not anchored or place == len(path)
    for piece in rest[:-1]:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    if anchored:
        return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= place
    return path.find(rest[-1], place) >= 0


def octets(pattern: str) -> int:
    """The length of a pattern, however it is escaped: of those that match, the longest counts (RFC 9309, 2.2.2)."""
    return len(_normal(pattern, _SAFE + "*$"))


@lru_cache(maxsize=4096)  # the rules of a host are asked for every page of it
def _pieces(pattern: str) -> tuple[str, tuple[str, ...], bool]:
    """(what stands before the first `*`, what stands behind each, does the end count) of a pattern."""
    pattern = _normal(pattern, _SAFE + "*$")
    first, *rest = pattern.removesuffix("$").split("*")
    return first, tuple(rest), pattern.endswith("$")


def _normal(text: str, safe: str) -> str:
    """Unreserved characters plain, all others escaped, so that two spellings of one path are equal."""
    return quote(_ESCAPE.sub(_plain, text), safe=safe, errors="replace")


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
