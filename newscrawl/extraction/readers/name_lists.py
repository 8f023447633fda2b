"""Names that stand in one list: "By Jane Doe, John Roe and Max Moe", or each in an element of its own.

What stands behind a name and a comma is as often a place, an employer or a title, so a list of commas alone is one only
where the line holds nothing but whole names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newscrawl.extraction.people.labels import HAS_UNSPACED
from newscrawl.extraction.people.names import count_parts
from newscrawl.extraction.people.vocabulary import BylineWords
from newscrawl.record.model import Author
from newscrawl.text import fold

_SEPARATORS = re.compile(r"[\s,;/；]*")
_BETWEEN_UNSPACED = re.compile(r"\s*[、·・‧／]\s*")
_AND = re.compile(r"\s*[&+＆]\s*")
_LAST = 60  # characters between two names at most, such as a title: ", chief correspondent, and "
_MOST_WORDS = 4
_ROLES = (None, "reporting")


def listed(text: str, people: Sequence[Author], words: BylineWords) -> tuple[str, ...]:
    """The names of a line that stand in one list with its first; none where there is only one."""
    if len(people) < 2 or not is_whole(people[0], words):
        return ()
    names, sure, certain = [people[0].name], 1, False
    for author, gap in zip(people[1:], _gaps(text, people), strict=False):
        said_and = _ends_with_and(gap, words) or _is_sure(gap, author)
        if not (said_and or _SEPARATORS.fullmatch(gap)) or not is_whole(author, words):
            break
        names.append(author.name)
        if said_and:
            sure, certain = len(names), True
    if not certain and len(names) == len(people) and _holds_only(text, names):
        sure = len(names)
    return tuple(names[:sure]) if sure > 1 else ()


def _is_sure(gap: str, author: Author) -> bool:
    """Do the signs between two names of scripts without spaces stand between names only: "青木太郎・鈴木花子"?"""
    return HAS_UNSPACED.match(author.name) is not None and _BETWEEN_UNSPACED.fullmatch(gap) is not None


def is_whole(author: Author, words: BylineWords) -> bool:
    """A person's whole name, not of a photographer: two to four words; of scripts without spaces one is enough."""
    if author.type != "Person" or author.role not in _ROLES or any(map(str.isdigit, author.name)):
        return False
    if HAS_UNSPACED.match(author.name):
        return len(author.name) > 1
    tokens = fold(author.name).split()
    return (
        1 < count_parts(author.name) <= _MOST_WORDS
        and author.name[0].isupper()
        and tokens[-1] not in words.titles
        and _OUTLETS.isdisjoint(tokens)
    )


def is_only_and(text: str, words: BylineWords) -> bool:
    """Is a line nothing but what stands between two names?"""
    return _SEPARATORS.fullmatch(text) is not None or _ends_with_and(f" {text} ", words, whole=True)


def _gaps(text: str, people: Sequence[Author]) -> Iterator[str]:
    """What stands between each name and the next one."""
    folded, end = text.casefold(), -1
    for author in people:
        name = author.name.casefold()
        start = folded.find(name, max(end, 0))
        if start < 0:
            return
        if end >= 0:
            yield text[end:start]
        end = start + len(name)


def _ends_with_and(gap: str, words: BylineWords, *, whole: bool = False) -> bool:
    """Does "and", or the sign for it, stand right before the second name?"""
    if len(gap) > _LAST:
        return False
    if _AND.fullmatch(gap):
        return True
    found = list(words.between.finditer(gap))
    return bool(found) and found[-1].end() == len(gap) and (not whole or found[-1].start() == 0)


def _holds_only(text: str, names: Sequence[str]) -> bool:
    """Does a line hold nothing but these names, from the first one on?"""
    rest = text.casefold()
    rest = rest[max(0, rest.find(names[0].casefold())) :]
    for name in names:
        rest = rest.replace(name.casefold(), "", 1)
    return not any(map(str.isalnum, rest))


# Words of newspapers' and institutes' names: "By Jane Doe, Miami Herald" names one person.
_OUTLETS = frozenset(
    [
        "the", "times", "herald", "post", "news", "tribune", "journal", "gazette", "press", "media", "daily",
        "magazine", "weekly", "radio", "tv", "university", "institute", "agency", "center", "centre", "group", "inc",
        "ltd", "gmbh", "college", "school", "team", "staff", "desk", "bureau", "network", "service", "services",
        "zeitung", "verlag", "universität", "institut", "redaktion", "agentur", "presse", "agence", "université",
        "agencia", "universidad", "diario", "periódico", "giornale", "università", "agenzia", "agência",
        "universidade", "jornal", "magazin", "online", "kurier", "bote", "anzeiger", "tageblatt", "nachrichten",
        "rundfunk",
    ]
)  # fmt: skip
