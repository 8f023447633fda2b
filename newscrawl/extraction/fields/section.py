"""The section of the site that the article stands in. https://schema.org/articleSection"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from newscrawl.extraction.candidates import Candidate, Choice, agreed, gather, ruled
from newscrawl.extraction.fields.keywords import rel_tags
from newscrawl.extraction.titles import is_site_name
from newscrawl.html.jsonld import texts
from newscrawl.lang import Language
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_META_KEYS = (
    "article:section", "parsely-section", "cxenseparse:recs:section", "section", "og:section", "article.section",
    "cxenseparse:section", "dc.subject", "sailthru.section",
)  # fmt: skip
MAX_LENGTH = 50  # characters; a longer one is a title or a list
_EMPTY = frozenset({
    "home", "homepage", "start", "startseite", "article", "articles", "uncategorized", "uncategorised", "null", "none",
    "undefined",
})  # fmt: skip


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    for value in texts(evidence.jsonld.article.get("articleSection")):
        yield from _section(value, "jsonld:articleSection", evidence)


def from_meta(evidence: Evidence) -> Iterator[Candidate[str]]:
    for key, value in evidence.meta.read(*_META_KEYS):
        yield from _section(value, f"meta:{key}", evidence)


def from_microdata(evidence: Evidence) -> Iterator[Candidate[str]]:
    for one in evidence.microdata.article.all("articleSection"):
        yield from _section(one.text, "microdata:articleSection", evidence)


def from_breadcrumbs(evidence: Evidence) -> Iterator[Candidate[str]]:
    path = evidence.chosen["breadcrumbs"].value or ()
    for step in path[1:2] or path[:1]:
        yield from _section(step, "dom:breadcrumbs", evidence)


def from_url(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The first part of the address that names a section in this language or in English."""
    try:
        parts = urlsplit(evidence.document.url or "").path.split("/")[1:-1]
    except ValueError:
        return
    known = _known(evidence.language)
    for part in map(unquote, parts):
        if part.casefold() in known:
            yield from _section(part.replace("-", " ").replace("_", " "), "url:section", evidence)


@lru_cache(maxsize=64)
def _known(language: Language) -> frozenset[str]:
    return frozenset(map(str.casefold, language.sections))


def from_page(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The first link that calls itself the article's category."""
    named = [name for rel, name in rel_tags(evidence) if "category" in rel]
    for name in named[:1]:
        yield from _section(name, "dom:rel=category", evidence)


def _section(value: str, source: str, evidence: Evidence) -> Iterator[Candidate[str]]:
    value = value.partition(",")[0].rsplit("/", 1)[-1].strip()
    if 1 < len(value) <= MAX_LENGTH and fold(value) not in _EMPTY and not is_site_name(value, evidence.site_names):
        yield Candidate(value, source, 0.5)


SOURCES = (ruled("article_section"), from_jsonld, from_meta, from_microdata, from_breadcrumbs, from_page, from_url)


def choose(evidence: Evidence) -> Choice[str]:
    """The first section in order of trust."""
    return agreed("article_section", gather(evidence, SOURCES), fold)
