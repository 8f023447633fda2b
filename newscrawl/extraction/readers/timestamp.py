"""A stated time and what it is about, as names and words tell: <meta> keys, class names, the words before a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from newscrawl.dates import ParsedDate
from newscrawl.lang import Language

Kind = Literal["published", "modified", "unlabelled", "impossible"]


@dataclass(frozen=True, slots=True)
class Timestamp:
    """One stated time, what it is about, and where it stood."""

    date: ParsedDate
    kind: Kind
    source: str


# Keys of <meta>, in lower case. Dozens are in use; they are made of few words.
_PUBLISHED_META = re.compile(
    r"publi(?:sh|shed|cation)?[-_.: ]?(?:time|date)"
    r"|date[-_.: ]?publi|pub[-_.]?date|date[-_.: ]?(?:issued|release|created)"
    r"|(?:^|[-_.:])(?:issued|created|published|sailthru\.date|displaydate|ptime|citation_date)$|"
    r"^(?:date|dc\.date|dcterms\.date|article_date_original|weibo:article:create_at)$"
)
_MODIFIED_META = re.compile(r"modif|updat|last[-_.]?mod|revised")
_NOT_OURS_META = re.compile(r"expir|video|image|start|end[-_]|event|site|copyright|fetch|reading|timezone")
_MODIFIED_NAME = re.compile(r"updat|modif|aktualisiert|actualiz|lastmod", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publi|pubdate|(?<![a-z])posted|created|entry-date", re.IGNORECASE)


@lru_cache(maxsize=4096)
def meta_kind(key: str) -> Kind | None:
    """What the `<meta>` of that name states: `article:published_time` the publication, `og:updated_time` a change."""
    if _NOT_OURS_META.search(key):
        return None
    return "modified" if _MODIFIED_META.search(key) else "published" if _PUBLISHED_META.search(key) else None


def name_kind(names: str) -> Kind | None:
    """What the class, id or item property of an element says its time is about.

    "entry-date published updated" is WordPress's for a time of publication: the article was never changed since.
    """
    if _PUBLISHED_NAME.search(names):
        return "published"
    return "modified" if _MODIFIED_NAME.search(names) else None


@dataclass(frozen=True, slots=True)
class DateLabels:
    """The words of a language before a time, and its words for days near the fetch, ready to match."""

    updated: re.Pattern[str]
    published: re.Pattern[str]
    words: tuple[str, ...]
    days: tuple[str, ...]


@lru_cache(maxsize=64)
def labels_of(language: Language) -> DateLabels:
    """The labels of one language."""
    updated, published = (
        tuple(label.casefold().rstrip(":") for label in labels) for labels in (language.updated, language.published)
    )
    days = (*language.before_yesterday, *language.yesterday, *language.today)
    longest_first = sorted(map(str.casefold, days), key=len, reverse=True)
    return DateLabels(_whole_words(updated), _whole_words(published), (*updated, *published), tuple(longest_first))


def label_kind(lead: str, languages: Sequence[DateLabels]) -> Kind:
    """What the words before a date say it is about."""
    folded = lead.casefold()
    for labels in languages:
        if not any(word in folded for word in labels.words):  # most leads: a tenth of what the patterns take
            continue
        if labels.updated.search(folded):
            return "modified"
        if labels.published.search(folded):
            return "published"
    return "unlabelled"


def _whole_words(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])" if words else "(?!)")
