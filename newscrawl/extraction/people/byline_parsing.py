"""From a printed by-line to people: "By Jane Doe and John Roe, Senior Editors | 3 May" gives two names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from newscrawl.extraction.people.east_asian import is_unspaced, names_of, with_dots, without_rest
from newscrawl.extraction.people.labels import HAS_UNSPACED, is_particle
from newscrawl.extraction.people.names import NameContext, read_name
from newscrawl.extraction.people.vocabulary import BylineWords, byline_words, find_labels
from newscrawl.record.model import Author
from newscrawl.text import fold, fold_name, normalize

MAX_LINE = 300  # characters; a longer line is a paragraph
_SHORTEST_CAPITALS = 4  # letters of a given name in capitals; fewer are a degree or an agency: "MD", "AFP"
_SIGNS = re.compile(r"\s*[,;|•·●/、，；‧・&+】）〕]\s*|\s+[-–—]+\s+|\s{2,}")
_COMMAS = re.compile(r"(?:(?<!\s)\s++)?[,;/、，；&]\s*")
_PARENTHESIS = re.compile(r"(?:(?<!\s)\s++)?[(\[（【][^)\]）】]*[)\]）】]?")
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*+@\S+\.\w+|https?://\S+|www\.\S+|(?<!\w)@\w+")


def without_addresses(text: str, instead: str = "") -> str:
    """The text with e-mail addresses, links and account names replaced; most texts have none."""
    return _ADDRESS.sub(instead, text) if "@" in text or "://" in text or "www." in text else text


def read_names(line: str, context: NameContext, *, labelled: bool = False) -> tuple[Author, ...]:
    """The people and organisations of a by-line, in order, each once. With `labelled` only those after a label."""
    return _read_names(normalize(line)[:MAX_LINE], context, labelled)


@lru_cache(maxsize=1024)  # a page states its authors three times: JSON-LD, meta, by-line, and that with its links
def _read_names(line: str, context: NameContext, labelled: bool) -> tuple[Author, ...]:
    words = byline_words(context.language)
    text = without_addresses(line, " ")
    if words.frame is not None and (framed := words.frame.fullmatch(text)):
        text = framed[framed.lastindex or 0].strip()
    key = fold(text)
    if key in words.nobody:
        return ()
    # "Haber merkezi" begins with a label; "Autor" is one where it is printed, and an account where it is stated.
    if key in words.accounts and (" " in key or context.whole):
        account = read_name(text, context, None)
        return (account,) if account else ()
    if context.whole and (people := _inverted(text, context)):
        return people
    found: dict[str, Author] = {}
    for role, said in _segments(text, words, labelled):
        for piece in _named(_pieces(with_dots(said, context.language.code), words, context.whole), context):
            author = read_name(piece, context, role)
            if author is not None:
                found.setdefault(fold_name(author.name), author)
    return tuple(_without_scraps(list(found.values()), words))


def _inverted(line: str, context: NameContext) -> tuple[Author, ...]:
    """The people of "Doe, Jane; Roe, John": family names first, as catalogues write them. None for other lines."""
    pairs = [[part.strip() for part in piece.split(",")] for piece in line.split(";")]
    if not all(len(pair) == 2 and all(pair) and _is_inverted(pair[0], pair[1], context) for pair in pairs):
        return ()
    people = (read_name(f"{given} {family}", context, None) for family, given in pairs)
    return tuple(one for one in people if one is not None)


def _is_inverted(family: str, given: str, context: NameContext) -> bool:
    """One family name with its particles, and one given name with its initials; neither is a site, agency or title."""
    names = [token for token in given.split() if len(token.strip(".")) > 1]
    if (
        sum(not is_particle(token) for token in family.split()) != 1
        or len(names) != 1
        or any(map(str.isdigit, family + given))
    ):
        return False
    if not family[-1].isalpha() or (given.isupper() and len(given) < _SHORTEST_CAPITALS):  # "Doe, MD"
        return False
    known = (read_name(said, context, None) for said in (family.split()[-1], names[0]))
    return all(one is not None and one.type == "Person" for one in known)


def _is_title(one: Author, words: BylineWords) -> bool:
    """A job title that the tables know in part: "City Columnist", "Senior Autos" (Reporter)."""
    key = fold(one.name).split()
    return one.type == "Person" and bool(key) and (key[-1] in words.titles or key[0] in words.ranks)


def _without_scraps(people: list[Author], words: BylineWords) -> list[Author]:
    """Beside whole names a single word is a place ("Berlin") or a sign ("cko"), and a role account a job title."""
    if any(one.type == "Person" and " " in one.name for one in people):
        people = [one for one in people if one.role != "account" and not _is_title(one, words)]
    if not any(" " in one.name or one.type == "Organization" for one in people):
        return people
    return [one for one in people if " " in one.name or one.type == "Organization" or HAS_UNSPACED.search(one.name)]


def _segments(text: str, words: BylineWords, labelled: bool) -> Iterator[tuple[str | None, str]]:
    """(role, text) between the labels of a line. What stands before a "by" is a date or a section, no name."""
    role, start = None, 0
    known = not labelled
    for begin, end, label in find_labels(text, words):
        behind = label in words.suffixes and text[begin:end].strip()[-1:].isalpha() and bool(text[start:begin].strip())
        title = begin > start and fold(text[begin:]) in words.titles  # "Jane Doe, author"
        if known and begin > start and (start or behind or title or label in words.roles):
            yield role, text[start:begin]
        if title:
            return
        role, start, known = words.roles.get(label), end, True
    if known and start < len(text):
        yield role, text[start:]


def _pieces(said: str, words: BylineWords, whole: bool) -> Iterator[str]:
    if whole:  # "Jane Doe | Example Times": an employer, not a second name
        said = said.partition("|")[0]
    for part in (_COMMAS if whole else _SIGNS).split(_PARENTHESIS.sub(", ", said)):
        if part:
            yield from words.between.split(_without_and(part, words))


def _named(pieces: Iterable[str], context: NameContext) -> Iterator[str]:
    """The pieces; of those in scripts without spaces the names alone, where they are printed and not stated whole."""
    code = context.language.code
    for piece in pieces:
        if context.whole or not is_unspaced(piece, code):
            yield piece
            continue
        author = read_name(without_rest(piece), context, None)
        if author is not None:
            names = [author.name] if author.type == "Organization" else names_of(author.name, code)
            yield from (name.replace("．", "・" if code == "ja" else "·") for name in names)


def _without_and(part: str, words: BylineWords) -> str:
    """Without a small "and" at the start, which stood behind a comma or another element: "and John Roe"."""
    begins = words.between.match(f" {part}") if part[0].islower() else None
    return part[begins.end() - 1 :] if begins else part
