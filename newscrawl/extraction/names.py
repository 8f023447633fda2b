"""From a printed by-line to people: "By Jane Doe and John Roe, Senior Editors | 3 May" gives two names.

The words come from the language tables: labels before and after a name, conjunctions, roles, job titles, role accounts,
agencies. English is always among them: by-lines of all languages borrow from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from newscrawl.article import Author
from newscrawl.extraction.masthead import is_site_name
from newscrawl.lang import Language, agencies, load
from newscrawl.text import fold, normalize

MAX_LINE = 300  # characters; a longer line is a paragraph
MAX_NAME = 60
MAX_WORDS = 6

_LATE = 2  # signs that may stand before a label: "(By", "– Von"
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"\s*[,;|•·●/、，；‧・&+]\s*|\s+[-–—]+\s+|\s{2,}")
_COMMAS = re.compile(r"\s*[,;/、，；&]\s*")
_INITIAL = re.compile(r"(?:^|[\s.])\w$|\b[JS]r$")
_PARENTHESIS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?")
ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+|(?<!\w)@\w+")
"""An e-mail address, a link or an account name beside a name."""
_EDGES = " \t.,:;|-–—•·*/\\\"'“”„«»()[]{}<>~_=#!?‘’（）【】［］「」《》〈〉"
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_UNSPACED_NAME = 12  # signs without a space between; more are a sentence, foreign names in their scripts are shorter
# Lower-case words that belong to names.
_PARTICLES = frozenset(
    [
        "de", "da", "do", "dos", "das", "del", "della", "di", "du", "d", "la", "le", "les", "lo", "el", "al", "van",
        "von", "der", "den", "dem", "ter", "ten", "te", "tot", "vom", "zu", "zum", "zur", "und", "af", "av", "bin",
        "ibn", "ben", "bint", "abu", "y", "e", "i", "ve", "mc", "mac", "st", "san", "santa", "het", "dal", "degli",
        "dei",
    ]
)  # fmt: skip
_PREPOSITIONS = frozenset(["for", "in", "at", "from", "via", "on", "with"])
# Accounts that are family names, or stand after a name.
_PEOPLE_TOO = frozenset(["user", "guest", "author", "reporter", "writer"])


@dataclass(frozen=True, slots=True)
class Reader:
    """How a by-line is read: in a language, on a site that has these names.

    `whole` is for names that a page states one by one (JSON-LD): "Example online" is not cut before the small word.
    """

    language: Language
    site_names: frozenset[str] = frozenset()
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Wording:
    """The by-line words of one language, ready to match; texts are folded."""

    labels: Mapping[str, tuple[set[str], set[str]]]  # first word -> labels of by-lines, labels of roles
    glued: re.Pattern[str]  # a label that lost its space: "ByJane"
    after: re.Pattern[str] | None
    suffixes: frozenset[str]  # labels that also stand behind a name: "沈清和 記者"
    between: re.Pattern[str]
    prompt: re.Pattern[str] | None
    roles: dict[str, str]
    accounts: frozenset[str]
    desks: frozenset[str]  # one-word accounts that also end longer ones: "Example Times Staff"
    titles: frozenset[str]
    ranks: frozenset[str]  # the words that job titles of several words begin with: "senior", "chief"
    stamps: frozenset[str]  # words before a time: "Updated"
    calendar: frozenset[str]  # months and weekdays
    nobody: frozenset[str]  # whole lines that hold no name


@lru_cache(maxsize=64)
def wording(language: Language) -> Wording:
    """The words of a language and of English."""
    both = (language, load("en"))
    roles = {fold(label): role for one in both for role, labels in one.roles.items() for label in labels}
    bylines = {word for one in both for word in one.byline}
    role_labels = {word for one in both for group in one.roles.values() for word in group}
    boxes = [line for one in both if "author_box" in one.boilerplate for line in one.boilerplate["author_box"].lines]
    after = {word for one in both for word in one.byline_after}
    suffixes = frozenset(map(fold, after & bylines))
    prompts = {line.partition("{")[0].strip() for line in boxes if "{name}" in line}
    accounts = frozenset(fold(word) for one in both for word in one.role_accounts)
    return Wording(
        labels=_by_first_word(bylines, role_labels),
        glued=re.compile(rf"(?:{_any_of(_capitalised(bylines))})(?=[A-Z])"),
        after=re.compile(rf"\s*(?:{_any_of(after)})\s*$", re.I) if after else None,
        suffixes=suffixes,
        between=re.compile(rf"\s+(?:{_any_of(word for one in both for word in one.conjunctions)})\s+", re.I),
        prompt=re.compile(rf"^(?:{_any_of(prompts - {''})})(?:\s+|\s*:\s*|$)", re.I) if prompts else None,
        roles=roles,
        accounts=accounts,
        desks=frozenset(one for one in accounts if " " not in one and len(one) > 3) - _PEOPLE_TOO,
        titles=frozenset(fold(word) for one in both for word in one.job_titles),
        ranks=frozenset(fold(word).split()[0] for one in both for word in one.job_titles if " " in word),
        stamps=frozenset(fold(label).split(" ")[0] for one in both for label in one.published + one.updated),
        calendar=frozenset(fold(word) for one in both for group in one.months + one.weekdays for word in group),
        nobody=frozenset(fold(word) for word in {*boxes, *bylines, *role_labels} if "{" not in word) - accounts,
    )


def _any_of(words: Iterable[str]) -> str:
    """One pattern for these words, the longest first."""
    return "|".join(re.escape(word.rstrip(" :")) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _by_first_word(bylines: set[str], roles: set[str]) -> dict[str, tuple[set[str], set[str]]]:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for place, labels in enumerate((bylines, roles)):
        for label in labels:
            first = _WORD.search(label.casefold())
            found.setdefault(first[0] if first else "", (set(), set()))[place].add(label)
    return found


@lru_cache(maxsize=4096)
def _label(words: Wording, opener: str | None) -> re.Pattern[str]:
    """The pattern of the labels that begin with a word, of all for None. Compiled when a line asks."""
    chosen = words.labels.values() if opener is None else [words.labels[opener]]
    return _label_pattern({one for pair in chosen for one in pair[0]}, {one for pair in chosen for one in pair[1]})


def _label_pattern(bylines: set[str], roles: set[str]) -> re.Pattern[str]:
    """A label at the start of the line or after a sign; one of several words, or with a colon, anywhere.

    "Mark von Berg" keeps its "von", "Photo Jane" its "Photo"; "Text: Jane Doe Photos: John Roe" loses both labels.
    """
    several = {label for label in bylines | roles if " " in label or _HAS_UNSPACED.search(label)}
    # The wide ranges of signs take milliseconds to compile: only for labels in such signs.
    runs_on = rf"|(?<=[{_UNSPACED}])(?=[{_UNSPACED}])" if any(map(_HAS_UNSPACED.search, several)) else ""
    closing = rf"(?-i:\s*[:：/／｜|]\s*|\s+{runs_on}|$)"
    signs = r"[\d,;|•·(（.)/]"
    branches = (
        (rf"(?:^|(?<={signs})|(?<={signs}\s))", _any_of(bylines | several), closing),
        (r"(?<=\s)", _any_of(several), closing),
        (r"(?<=\s)", f"(?-i:{capitals})" if (capitals := _any_of(_capitalised(bylines))) else "", closing),
        (r"(?<![^\W_])", _any_of(bylines | roles), r"\s*[:：]\s*"),
    )
    return re.compile("|".join(f"{before}({labels}){after}" for before, labels, after in branches if labels), re.I)


def _capitalised(labels: set[str]) -> set[str]:
    """Labels that no part of a name looks like: "By", but neither "von" nor "di"."""
    return {label for label in labels if label[0].isupper() and not _is_particle(label)}


def find_labels(text: str, words: Wording) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded label) of every label in a line. Asked only where a word opens one: the pattern is slow."""
    end = 0
    opening = ""
    if glued := words.glued.match(text):
        end = glued.end()
        yield 0, end, fold(glued[0])
    if _HAS_UNSPACED.search(text):
        found: Iterator[re.Match[str] | None] = iter(_label(words, None).finditer(text))
    else:
        openers = [(key, one.start()) for one in _WORD.finditer(text) if (key := one[0].casefold()) in words.labels]
        found = (_label(words, key).match(text, start) or _again(text, start, opening) for key, start in openers)
    for match in found:
        if match is not None and match.start() >= end and not _is_syllable(match, text):
            end = match.end()
            label = match[match.lastindex or 0]
            opening = opening or (label if match.start() <= _LATE and label[0].isupper() else " ")
            yield match.start(), end, fold(label)


def _is_syllable(label: re.Match[str], text: str) -> bool:
    """A label of one sign that runs on into a word, without a space or a mark: "图" of "图书馆"."""
    return label.end() - label.start() == 1 and label.end() < len(text) and bool(_HAS_UNSPACED.match(label[0]))


def _again(text: str, start: int, opening: str) -> re.Match[str] | None:
    """The label that opened the line once more, in its own line of the by-line: "Von Jane Doe Von John Roe"."""
    if not opening.strip() or not text.startswith(f"{opening} ", start):
        return None
    return re.compile(rf"({re.escape(opening)})\s+").match(text, start)


def begins_with_label(text: str, words: Wording) -> bool:
    """Does a line begin with a by-line label?"""
    first = _WORD.search(text)
    if first is None or first.start() > _LATE:
        return False
    key = first[0].casefold()
    if key in words.labels or _HAS_UNSPACED.match(key):
        label = _label(words, None if _HAS_UNSPACED.match(key) else key).match(text, first.start())
        return label is not None and not _is_syllable(label, text)
    return words.glued.match(text) is not None


def read_names(line: str, reader: Reader, *, labelled: bool = False) -> list[Author]:
    """The people and organisations of a by-line, in order, each once. With `labelled` only those after a label."""
    words = wording(reader.language)
    text = ADDRESS.sub(" ", normalize(line)[:MAX_LINE])
    if fold(text) in words.nobody:
        return []
    found: dict[str, Author] = {}
    for role, said in _segments(text, words, labelled):
        for piece in _pieces(said, words, reader.whole):
            author = _read_name(piece, reader, role)
            if author is not None:
                found.setdefault(name_key(author.name), author)
    return _without_scraps(list(found.values()), words)


def _is_title(one: Author, words: Wording) -> bool:
    """A job title that the tables know in part: "City Columnist", "Senior Autos" (Reporter)."""
    key = fold(one.name).split()
    return one.type == "Person" and bool(key) and (key[-1] in words.titles or key[0] in words.ranks)


def _without_scraps(people: list[Author], words: Wording) -> list[Author]:
    """Beside whole names a single word is a place ("Berlin") or a sign ("cko"), and a role account a job title."""
    if any(one.type == "Person" and " " in one.name for one in people):
        people = [one for one in people if one.role != "account" and not _is_title(one, words)]
    if not any(" " in one.name or one.type == "Organization" for one in people):
        return people
    return [one for one in people if " " in one.name or one.type == "Organization" or _HAS_UNSPACED.search(one.name)]


def _segments(text: str, words: Wording, labelled: bool) -> Iterator[tuple[str | None, str]]:
    """(role, text) between the labels of a line. What stands before a "by" is a date or a section, no name."""
    role, start = None, 0
    known = not labelled
    for begin, end, label in find_labels(text, words):
        behind = label in words.suffixes and text[begin:end].strip()[-1:].isalpha() and bool(text[start:begin].strip())
        if known and begin > start and (start or behind or label in words.roles):
            yield role, text[start:begin]
        role, start, known = words.roles.get(label), end, True
    if known and start < len(text):
        yield role, text[start:]


def _pieces(said: str, words: Wording, whole: bool) -> Iterator[str]:
    if whole:  # "Jane Doe | Example Times": an employer, not a second name
        said = said.partition("|")[0]
    for part in (_COMMAS if whole else _SIGNS).split(_PARENTHESIS.sub(", ", said)):
        if part:
            yield from words.between.split(part)


@lru_cache(maxsize=1024)  # a page states its authors three times: JSON-LD, meta, by-line
def _read_name(said: str, reader: Reader, role: str | None) -> Author | None:
    """The person or organisation that one piece of a by-line names; None for what is no name."""
    words = wording(reader.language)
    piece = said.strip(_EDGES)
    if words.prompt is not None:
        piece = words.prompt.sub("", piece).strip(_EDGES)
    if words.after is not None:
        piece = words.after.sub("", piece).strip(_EDGES)
    if not any(sign.isalpha() for sign in piece) or "©" in piece:
        return None
    if (known := _organization(piece, words, reader.site_names)) is not None:
        return known
    name = _person_name(piece, words, reader)
    if not name or fold(name) in words.nobody or fold(name) in words.titles:
        return None
    if _INITIAL.search(name) and f"{name}." in said:
        name += "."
    return _organization(name, words, reader.site_names) or Author(name=name, role=role)


def _organization(name: str, words: Wording, site_names: frozenset[str]) -> Author | None:
    """A role account ("admin", "Sport desk"), an agency or the site itself, as what it is."""
    key = fold(name)
    if key in words.accounts or _is_desk(key.split(), words, site_names):
        return Author(name=name, type="Organization", role="account")
    if name in _agencies() or (len(name) > 4 and key in _folded_agencies()):
        return Author(name=name, type="Organization", role="agency")
    if is_site_name(name, site_names, extra=1):
        return Author(name=name, type="Organization")
    return None


def _is_desk(tokens: list[str], words: Wording, site_names: frozenset[str]) -> bool:
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


def _person_name(piece: str, words: Wording, reader: Reader) -> str:
    """The name at the start of a piece, without titles, dates and places; "" where it cannot be one."""
    every = piece.split()
    tokens = list(takewhile(lambda token: not any(sign.isdigit() for sign in token), every))
    tokens = list(takewhile(lambda token: fold(token) not in words.stamps, tokens))
    if len(tokens) > 2 and (label := next((i for i, token in enumerate(tokens) if token.endswith((":", "："))), 0)):
        tokens = tokens[:label]  # "Jane Doe Views: 1,204"
    if len(tokens) < len(every):  # a date followed: its month or weekday is no name
        while tokens and fold(tokens[-1]) in words.calendar:
            tokens.pop()
    tokens = _without_site(_without_titles(tokens, words), reader.site_names)
    name = " ".join(tokens if reader.whole and len(tokens) <= MAX_WORDS else _cut(tokens)).strip(_EDGES)
    return name if 1 < len(name) <= MAX_NAME and len(name.split()) <= MAX_WORDS and _is_spelled(name) else ""


def _is_spelled(name: str) -> bool:
    """Without a colon, and in scripts without spaces no longer than names are."""
    if ":" in name or "。" in name:
        return False
    return not _HAS_UNSPACED.match(name) or all(len(part) <= _UNSPACED_NAME for part in name.split())


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
    if not tokens or _is_particle(tokens[0]) or not (tokens[0][0].isupper() or tokens[0][0].islower()):
        return tokens
    if tokens[0][0].islower():
        return tokens if len(tokens) == 1 and tokens[0] not in _PREPOSITIONS else []
    tokens = list(takewhile(lambda token: not token[0].islower() or _is_particle(token), tokens))
    while tokens[-1][0].islower():
        tokens.pop()
    return tokens


def count_parts(name: str) -> int:
    """The words of a name without its particles: two in "Ursula von der Leyen"."""
    return sum(not _is_particle(token) for token in name.split())


def _is_particle(token: str) -> bool:
    return token.casefold().strip(".'’") in _PARTICLES or token[:2].casefold() in ("d'", "d’", "l'")


def _without_titles(tokens: list[str], words: Wording) -> list[str]:
    """Without a job title before or after a name of two words or more."""
    for size in range(min(4, len(tokens) - 2), 0, -1):
        if fold(" ".join(tokens[-size:])) in words.titles:
            return _without_titles(tokens[:-size], words)
        if fold(" ".join(tokens[:size])) in words.titles:
            return _without_titles(tokens[size:], words)
    if len(tokens) > 2 and "-" in tokens[0] and fold(tokens[0].rpartition("-")[2]) in words.titles:
        return _without_titles(tokens[1:], words)  # "Example-Reporter Jane Doe"
    return tokens


def name_key(name: str) -> str:
    """The form in which two names are compared: no case, accents, dots or quotes."""
    plain = unicodedata.normalize("NFKD", fold(name))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def same_person(one: str, other: str) -> bool:
    """Do two name keys name one person? Equal, or one holds the other's words: "jane doe" and "jane a doe"."""
    if one == other:
        return True
    first, second = set(one.split()), set(other.split())
    return len(first & second) > 1 and (first <= second or second <= first)


def merged(one: Author, other: Author) -> Author:
    """What two mentions of one person say together; the first speaks first. Who wrote and photographed has no role."""
    role = None if {one.role, other.role} == {None, "photo"} else one.role or other.role
    return replace(one, url=one.url or other.url, role=role)
