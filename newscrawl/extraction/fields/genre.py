"""The kind of article: news, opinion, analysis, review, interview, live ... from schema types, labels and the address.

Labels and path segments come from the language tables. "news" is said only when the page says so itself (a plain
NewsArticle type, an `og:type` of article): silence is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.html.jsonld import texts, types
from newscrawl.lang import Language, load
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_BY_TYPE = {
    "OpinionNewsArticle": "opinion", "AnalysisNewsArticle": "analysis", "ReviewNewsArticle": "review",
    "Review": "review", "CriticReview": "review", "LiveBlogPosting": "live", "BackgroundNewsArticle": "explainer",
    "ClaimReview": "fact check",
    "AdvertiserContentArticle": "sponsored", "PressRelease": "press release",
    "ReportageNewsArticle": "news", "Interview": "interview",
}  # fmt: skip
# Path segments that hold more than the genre of that name: company blogs are no opinion, newstickers no live blogs.
_WIDE_SEGMENTS = frozenset(["blog", "blogs", "ticker", "newsticker", "news", "comment", "comments", "voices"])
_PLAIN = ("NewsArticle", "Report")


def from_types(evidence: Evidence) -> Iterator[Candidate[str]]:
    """schema.org's subtypes of NewsArticle; a ClaimReview beside the article makes it a fact check."""
    for name in types(evidence.jsonld.article):
        if name in _BY_TYPE:
            yield Candidate(_BY_TYPE[name], f"jsonld:{name}", 0.95)
    if evidence.jsonld.of_type("ClaimReview"):
        yield Candidate("fact check", "jsonld:ClaimReview", 0.93)


def from_labels(evidence: Evidence) -> Iterator[Candidate[str]]:
    """Stated genre, section, kicker and breadcrumbs that are a genre's name in the page's language or in English."""
    chosen = evidence.chosen
    said = [("jsonld:genre", one) for one in texts(evidence.jsonld.article.get("genre"))]
    said += [(name, chosen[name].value or "") for name in ("kicker", "article_section")]
    said += [("breadcrumbs", step) for step in chosen["breadcrumbs"].value or ()]
    said += [("meta:article:section", one) for one in evidence.meta.all("article:section")]
    for source, value in said:
        if genre := genre_of(value, evidence.language):
            yield Candidate(genre, source, 0.88, f"label {value!r}")


def from_url(evidence: Evidence) -> Iterator[Candidate[str]]:
    """A segment of the path: /opinion/, /live/, /kommentar/."""
    try:
        parts = urlsplit(evidence.document.url or "").path.split("/")[1:-1]
    except ValueError:
        return
    for part in parts:
        if part.casefold() in _WIDE_SEGMENTS:
            continue
        if genre := genre_of(unquote(part).replace("-", " "), evidence.language):
            yield Candidate(genre, "url", 0.85, f"segment {part!r}")


def from_plain_type(evidence: Evidence) -> Iterator[Candidate[str]]:
    if any(name in _PLAIN for name in types(evidence.jsonld.article)):
        yield Candidate("news", "jsonld:NewsArticle", 0.8)


def genre_of(label: str, language: Language) -> str | None:
    """The genre that a label names as a whole, in this language or in English."""
    return _labels(language).get(fold(label)) or _labels(load("en")).get(fold(label))


@lru_cache(maxsize=64)
def _labels(language: Language) -> dict[str, str]:
    return {fold(word): genre.replace("_", " ") for genre, words in language.genres.items() for word in words}


SOURCES = (ruled("genre"), from_types, from_labels, from_url, from_plain_type)


def choose(evidence: Evidence) -> Choice[str]:
    """The first genre in order of trust."""
    return first(gather(evidence, SOURCES))
