"""What an edit did to an article: pure comparison of two records of it.

Only what an editor writes counts: headline, standfirst, description, body, authors, and whether the text can be read.
Case, punctuation, quotes and white space do not, so that a new template or a smart quote is not a revision; neither do
times, tags, images and links alone: sites stamp `modified` on every rendering.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from newscrawl.record.article import Article

# Words, and the signs that change what a number means.
_TOKEN = re.compile(r"[^\W_]+|[%‰$€£¥₹₽°±]")
_SHRUNK_TO = 0.2  # a body of less than a fifth of its words was taken away
_GREW_BY = 1.2
_TYPO_DISTANCE = 2  # letters
_COMPARABLE = 4_000_000  # pairs of words: 2,000 changed words against 2,000 take 0.07 s
_READABLE = (None, "full")

Words = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An edit. `changes` holds field -> [from, to]; the body's as runs of words `[[from, to], ...]`.

    `classes` are, in this order: deleted, paywalled, headline changed, correction added, number changed, name changed,
    typo, extended, shortened, rewritten, byline changed, summary changed.
    """

    classes: tuple[str, ...]
    changes: Mapping[str, list[object]]


def compare(before: Article, after: Article) -> Edit | None:
    """The edit that made `after` out of `before`; None when no words changed."""
    if before.meta.content_hash is not None and before.meta.content_hash == after.meta.content_hash:
        return None
    changes: dict[str, list[object]] = {}
    for name in ("headline", "abstract", "description"):
        old, new = getattr(before, name), getattr(after, name)
        if tokens(old) != tokens(new):
            changes[name] = [old, new]
    if _people(before) != _people(after):
        changes["authors"] = [[a.name for a in before.authors], [a.name for a in after.authors]]
    if _walled(before) != _walled(after):
        changes["access"] = [before.access.observed, after.access.observed]
    runs = word_runs(before.article_body, after.article_body)
    if runs:
        changes["article_body"] = list(runs)
    return Edit(classes=tuple(_classes(before, after, changes)), changes=changes) if changes else None


def tokens(text: str | None) -> Words:
    """The words of a text as they are compared."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold())


def word_runs(before: str | None, after: str | None) -> list[list[str]]:
    """The word diff: runs `[from, to]` of words as printed; one is empty where words were only added or taken."""
    old, new = (before or "").split("\n\n"), (after or "").split("\n\n")
    runs: list[list[str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":  # only the paragraphs that differ are compared by word: the cost grows with the square
            runs += _runs(_printed(" ".join(old[a:b])), _printed(" ".join(new[c:d])))
    return runs


def _runs(old: Words, new: Words) -> list[list[str]]:
    folded = [word.casefold() for word in old], [word.casefold() for word in new]
    if len(old) * len(new) > _COMPARABLE and folded[0] != folded[1]:
        return [[" ".join(old), " ".join(new)]]
    steps = SequenceMatcher(None, *folded, autojunk=False).get_opcodes()
    return [[" ".join(old[a:b]), " ".join(new[c:d])] for kind, a, b, c, d in steps if kind != "equal"]


def _printed(text: str) -> Words:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def _people(article: Article) -> set[tuple[str, ...]]:
    return {tuple(tokens(author.name)) for author in article.authors}


def _walled(article: Article) -> bool:
    return article.access.observed not in _READABLE


def _classes(before: Article, after: Article, changes: Mapping[str, list[object]]) -> list[str]:
    classes = []
    if "article_body" in changes or "access" in changes:
        classes = _body_classes(before, after, changes)
    if "headline" in changes:
        classes.insert(1 if classes and classes[0] in ("deleted", "paywalled") else 0, "headline changed")
    if "authors" in changes:
        classes.append("byline changed")
    if "abstract" in changes or "description" in changes:
        classes.append("summary changed")
    return classes


def _body_classes(before: Article, after: Article, changes: Mapping[str, list[object]]) -> list[str]:
    old, new = len(tokens(before.article_body)), len(tokens(after.article_body))
    if _walled(after) and not _walled(before):
        return ["paywalled"]
    if new < old * _SHRUNK_TO:
        return ["deleted"]
    classes = ["correction added"] if _corrections(after) > _corrections(before) else []
    kinds = {_kind_of_run(*run) for run in changes.get("article_body", ())}  # type: ignore[misc]
    classes += [kind for kind in ("number changed", "name changed", "typo") if kind in kinds]
    if "rewritten" in kinds or {"extended", "shortened"} <= kinds:
        classes.append("extended" if new > old * _GREW_BY else "shortened" if old > new * _GREW_BY else "rewritten")
    else:
        classes += [kind for kind in ("extended", "shortened") if kind in kinds]
    return classes


def _corrections(article: Article) -> int:
    return sum(block.kind == "correction" for block in article.blocks)


def _kind_of_run(old: str, new: str) -> str:
    if not old or not new:
        return "extended" if new else "shortened"
    before, after = old.split(), new.split()
    if len(before) != len(after) or len(before) > 3:
        return "rewritten"
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    if any(any(map(str.isdigit, a)) or any(map(str.isdigit, b)) for a, b in pairs):
        return "number changed"
    if all(_distance(a.casefold(), b.casefold()) <= _TYPO_DISTANCE for a, b in pairs):
        return "typo"
    return "name changed" if all(a[0].isupper() and b[0].isupper() for a, b in pairs) else "rewritten"


def _distance(a: str, b: str) -> int:
    """Edit distance (Levenshtein) of two words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        left, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (x != y))
    return row[-1]
