"""The words of by-lines, ready to match: labels before and after a name, conjunctions, roles, job titles, accounts.

They come from the language tables. English is always among them: by-lines of all languages borrow from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.extraction.people.labels import BylineLabels, capitalised
from newscrawl.lang import Language, load
from newscrawl.text import fold

# Accounts that are family names, or stand after a name.
_PEOPLE_TOO = frozenset(["user", "guest", "author", "reporter", "writer"])


@dataclass(frozen=True, eq=False)
class BylineWords:
    """The by-line words of one language, ready to match; texts are folded."""

    labels: BylineLabels
    glued: re.Pattern[str]  # a label that lost its space: "ByJane"
    after: re.Pattern[str] | None
    suffixes: frozenset[str]  # labels that also stand behind a name: "沈清和 記者"
    between: re.Pattern[str]
    prompt: re.Pattern[str] | None
    frame: re.Pattern[str] | None  # a prompt around a name: "查看{name}的所有文章"
    roles: dict[str, str]
    accounts: frozenset[str]
    desks: frozenset[str]  # one-word accounts that also end longer ones: "Example Times Staff"
    titles: frozenset[str]
    ranks: frozenset[str]  # the words that job titles of several words begin with: "senior", "chief"
    stamps: frozenset[str]  # words before a time: "Updated"
    calendar: frozenset[str]  # months and weekdays
    nobody: frozenset[str]  # whole lines that hold no name


@lru_cache(maxsize=64)
def byline_words(language: Language) -> BylineWords:
    """The words of a language and of English."""
    both = (language, load("en"))
    roles = {fold(label): role for one in both for role, labels in one.roles.items() for label in labels}
    bylines = {word for one in both for word in one.byline}
    role_labels = {word for one in both for group in one.roles.values() for word in group}
    boxes = [line for one in both if "author_box" in one.boilerplate for line in one.boilerplate["author_box"].lines]
    after = {word for one in both for word in one.byline_after}
    suffixes = frozenset(map(fold, after & bylines))
    prompts = {line.partition("{")[0].strip() for line in boxes if "{name}" in line}
    frames = [
        rf"{re.escape(before)}(.{{1,200}}?){re.escape(behind)}"
        for before, name, behind in (line.partition("{name}") for line in boxes)
        if name and before and behind
    ]
    accounts = frozenset(fold(word) for one in both for word in one.role_accounts)
    return BylineWords(
        labels=BylineLabels(bylines, role_labels),
        glued=re.compile(rf"(?:{_any_of(capitalised(bylines))})(?=[A-Z])"),
        after=re.compile(rf"(?:(?<!\s)\s++)?(?:{_any_of(after)})\s*$", re.I) if after else None,
        suffixes=suffixes,
        between=re.compile(rf"(?<!\s)\s++(?:{_any_of(word for one in both for word in one.conjunctions)})\s+", re.I),
        prompt=re.compile(rf"^(?:{_any_of(prompts - {''})})(?:\s+|\s*:\s*|$)", re.I) if prompts else None,
        frame=re.compile("|".join(frames)) if frames else None,
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


def find_labels(text: str, words: BylineWords) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded label) of every label in a line."""
    end = 0
    if glued := words.glued.match(text):
        end = glued.end()
        yield 0, end, fold(glued[0])
    for start, stop, label in words.labels.find(text, end):
        yield start, stop, fold(label)


@lru_cache(maxsize=4096)  # every line is looked at again for the one behind it, and menus on every page of a site
def begins_with_label(text: str, words: BylineWords) -> bool:
    """Does a line begin with a by-line label?"""
    return words.labels.begins(text) or words.glued.match(text) is not None
