"""What one piece of a by-line names: a person, an organisation, or nobody.

Job titles, dates, places and the site's own name are taken off a name; role accounts and agencies are told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from newscrawl.extraction.people.labels import HAS_UNSPACED, is_particle
from newscrawl.extraction.people.vocabulary import BylineWords, byline_words
from newscrawl.extraction.titles import is_site_name
from newscrawl.lang import Language, agencies
from newscrawl.record.model import Author
from newscrawl.text import fold, is_placeholder, is_small

MAX_NAME = 60
MAX_WORDS = 6

_INITIAL = re.compile(r"(?:^|[\s.])\w$|\b[JS]r$")
_EDGES = " \t.,:;|-–—•·*/\\\"'“”„«»()[]{}<>~_=#!?‘’（）【】［］〔〕「」《》〈〉〓■□◆◇●▲▼★☆→←"
_BOOLEANS = frozenset(("true", "false"))
_UNSPACED_NAME = 12  # signs without a space between; more are a sentence, foreign names in their scripts are shorter
_PREPOSITIONS = frozenset(["for", "in", "at", "from", "via", "on", "with"])


@dataclass(frozen=True, slots=True)
class NameContext:
    """How a by-line is read: in a language, on a site that has these names.

    `whole` is for names that a page states one by one (JSON-LD): "Example online" is not cut before the small word.
    """

    language: Language
    site_names: frozenset[str] = frozenset()
    whole: bool = False


def read_name(said: str, context: NameContext, role: str | None) -> Author | None:
    """The person or organisation that one piece of a by-line names; None for what is no name."""
    if said in _BOOLEANS or is_placeholder(said.strip()):
        return None
    words = byline_words(context.language)
    piece = said.strip(_EDGES)
    if words.prompt is not None:
        piece = words.prompt.sub("", piece).strip(_EDGES)
    if words.after is not None and fold(piece) not in words.accounts:
        piece = words.after.sub("", piece).strip(_EDGES)
    if not any(map(str.isalpha, piece)) or "©" in piece:
        return None
    if (known := _organization(piece, words, context.site_names)) is not None:
        return known
    name = _person_name(piece, words, context)
    if not name or fold(name) in words.nobody or fold(name) in words.titles:
        return None
    if _INITIAL.search(name) and f"{name}." in said:
        name += "."
    known = None if name == piece else _organization(name, words, context.site_names)
    return known or Author(name=name, role=role)


def _organization(name: str, words: BylineWords, site_names: frozenset[str]) -> Author | None:
    """A role account ("admin", "Sport desk"), an agency or the site itself, as what it is."""
    key = fold(name)
    if key in words.accounts or _is_desk(key.split(), words, site_names):
        return Author(name=name, type="Organization", role="account")
    if name in _agencies() or (len(name) > 4 and key in _folded_agencies()):
        return Author(name=name, type="Organization", role="agency")
    if is_site_name(name, site_names, extra=1):
        return Author(name=name, type="Organization")
    return None


def _is_desk(tokens: list[str], words: BylineWords, site_names: frozenset[str]) -> bool:
    """Does the name end as a role account does, after the site's name or one word? "Jane Doe Editor" does not."""
    for size in (2, 1):
        tail, rest = " ".join(tokens[-size:]), " ".join(tokens[:-size])
        if rest and tail in (words.accounts if size > 1 else words.desks):
            return " " not in rest or is_site_name(rest, site_names)
    return False


@lru_cache(maxsize=1)
def _agencies() -> frozenset[str]:
    return frozenset(agencies())


@lru_cache(maxsize=1)
def _folded_agencies() -> frozenset[str]:
    return frozenset(map(fold, agencies()))


def _person_name(piece: str, words: BylineWords, context: NameContext) -> str:
    """The name at the start of a piece, without titles, dates and places; "" where it cannot be one."""
    tokens = every = piece.split()
    if any(map(str.isdigit, piece)):
        tokens = list(takewhile(lambda token: not any(map(str.isdigit, token)), tokens))
    if not words.stamps.isdisjoint(fold(piece).split()):
        tokens = list(takewhile(lambda token: fold(token) not in words.stamps, tokens))
    if len(tokens) > 2 and (label := next((i for i, token in enumerate(tokens) if token.endswith((":", "："))), 0)):
        tokens = tokens[:label]  # "Jane Doe Views: 1,204"
    if len(tokens) < len(every):  # a date followed: its month or weekday is no name
        while tokens and fold(tokens[-1]) in words.calendar:
            tokens.pop()
    tokens = _without_site(_without_titles(tokens, words), context.site_names)
    name = " ".join(tokens if context.whole and len(tokens) <= MAX_WORDS else _cut(tokens)).strip(_EDGES)
    return name if 1 < len(name) <= MAX_NAME and len(name.split()) <= MAX_WORDS and _is_spelled(name) else ""


def _is_spelled(name: str) -> bool:
    """Without a colon, and in scripts without spaces no longer than names are."""
    if ":" in name or "。" in name:
        return False
    return not HAS_UNSPACED.match(name) or all(len(part) <= _UNSPACED_NAME for part in name.split())


def _without_site(tokens: list[str], site_names: frozenset[str]) -> list[str]:
    """Without the site's or an agency's name after a name of two words: "Jane Doe Example Times"."""
    for start in range(2, len(tokens)):
        tail = " ".join(tokens[start:])
        if is_site_name(tail, site_names) or tail in _agencies():
            return tokens[:start]
    return tokens


def _cut(tokens: list[str]) -> list[str]:
    """Up to the first word that cannot stand in a name: "For" or "in" after a name, any lower-case word."""
    end = next((i for i, token in enumerate(tokens) if i > 0 and token.casefold() in _PREPOSITIONS), len(tokens))
    tokens = tokens[:end]
    if not tokens or is_particle(tokens[0]) or not (tokens[0][0].isupper() or is_small(tokens[0][0])):
        return tokens
    if is_small(tokens[0][0]):
        return tokens if len(tokens) == 1 and tokens[0] not in _PREPOSITIONS else []
    tokens = list(takewhile(lambda token: not is_small(token[0]) or is_particle(token), tokens))
    while is_small(tokens[-1][0]):
        tokens.pop()
    return tokens


def count_parts(name: str) -> int:
    """The words of a name without the particles in it: two in "Ursula von der Leyen" and in "Ben Doe"."""
    return sum(place == 0 or not is_particle(token) for place, token in enumerate(name.split()))


def _without_titles(tokens: list[str], words: BylineWords) -> list[str]:
    """Without a job title before or after a name of two words or more."""
    if len(tokens) < 3:
        return tokens
    for size in range(min(4, len(tokens) - 2), 0, -1):
        if fold(" ".join(tokens[-size:])) in words.titles:
            return _without_titles(tokens[:-size], words)
        if fold(" ".join(tokens[:size])) in words.titles:
            return _without_titles(tokens[size:], words)
    if len(tokens) > 2 and "-" in tokens[0] and fold(tokens[0].rpartition("-")[2]) in words.titles:
        return _without_titles(tokens[1:], words)  # "Example-Reporter Jane Doe"
    return tokens


def same_person(one: str, other: str) -> bool:
    """Do two name keys name one person? Equal, or one holds the other's words: "jane doe" and "jane a doe"."""
    if one == other or (HAS_UNSPACED.match(one) and one.replace(" ", "") == other.replace(" ", "")):
        return True
    first, second = set(one.split()), set(other.split())
    return len(first & second) > 1 and (first <= second or second <= first)


def merged(one: Author, other: Author) -> Author:
    """What two mentions of one person say together; the first speaks first. Who wrote and photographed has no role."""
    if one == other:
        return one
    role = None if {one.role, other.role} == {None, "photo"} else one.role or other.role
    return replace(one, url=one.url or other.url, role=role)
