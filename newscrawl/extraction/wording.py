"""The words of by-lines, ready to match: labels before and after a name, conjunctions, roles, job titles, accounts.

They come from the language tables. English is always among them: by-lines of all languages borrow from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.lang import Language, load
from newscrawl.text import fold

_LATE = 2  # signs that may stand before a label: "(By", "– Von"
_WORD = re.compile(r"[^\W\d_]+")
UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""The signs of scripts that are written without spaces, for a class of a regular expression."""
HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
# Lower-case words that belong to names.
_PARTICLES = frozenset(
    [
        "de", "da", "do", "dos", "das", "del", "della", "di", "du", "d", "la", "le", "les", "lo", "el", "al", "van",
        "von", "der", "den", "dem", "ter", "ten", "te", "tot", "vom", "zu", "zum", "zur", "und", "af", "av", "bin",
        "ibn", "ben", "bint", "abu", "y", "e", "i", "ve", "mc", "mac", "st", "san", "santa", "het", "dal", "degli",
        "dei",
    ]
)  # fmt: skip
# Accounts that are family names, or stand after a name.
_PEOPLE_TOO = frozenset(["user", "guest", "author", "reporter", "writer"])


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
    several = {label for label in bylines | roles if " " in label or HAS_UNSPACED.search(label)}
    # The wide ranges of signs take milliseconds to compile: only for labels in such signs.
    runs_on = rf"|(?<=[{UNSPACED}])(?=[{UNSPACED}])" if any(map(HAS_UNSPACED.search, several)) else ""
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
    return {label for label in labels if label[0].isupper() and not is_particle(label)}


def find_labels(text: str, words: Wording) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded label) of every label in a line. Asked only where a word opens one: the pattern is slow."""
    end = 0
    opening = ""
    if glued := words.glued.match(text):
        end = glued.end()
        yield 0, end, fold(glued[0])
    if not text.isascii() and HAS_UNSPACED.search(text):
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
    return label.end() - label.start() == 1 and label.end() < len(text) and bool(HAS_UNSPACED.match(label[0]))


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
    unspaced = not key.isascii() and HAS_UNSPACED.match(key) is not None
    if unspaced or key in words.labels:
        label = _label(words, None if unspaced else key).match(text, first.start())
        return label is not None and not _is_syllable(label, text)
    return words.glued.match(text) is not None


def is_particle(token: str) -> bool:
    """Does a word of lower case belong to a name: "von", "de", "d'Arc"?"""
    return token.casefold().strip(".'’") in _PARTICLES or token[:2].casefold() in ("d'", "d’", "l'")
