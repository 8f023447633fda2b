"""The second title, where the page has one that differs: for search, for sharing, or a subtitle.

https://schema.org/alternativeHeadline
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.extraction.fields.headline import MAX_LENGTH
from newscrawl.extraction.titles import is_site_name, without_site_name
from newscrawl.html.jsonld import texts
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    for value in texts(evidence.jsonld.article.get("alternativeHeadline")):
        if len(value) <= MAX_LENGTH:
            yield Candidate(value, "jsonld:alternativeHeadline", 0.9)


def from_losers(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The titles that were weighed for the headline and lost."""
    for one in evidence.chosen["headline"].candidates:
        if one.source.startswith(("meta:", "jsonld:", "title")):
            yield Candidate(without_site_name(one.value, evidence.site_names), one.source, 0.75, "not the headline")


SOURCES = (ruled("alternative_headline"), from_jsonld, from_losers)


def choose(evidence: Evidence) -> Choice[str]:
    """The first title that is neither the headline, nor a part of it, nor the site's name."""
    candidates = gather(evidence, SOURCES)
    headline = fold(evidence.chosen["headline"].value or "")
    other = [one for one in candidates if _differs(fold(one.value), headline)]
    choice = first([one for one in other if not is_site_name(one.value, evidence.site_names)])
    return Choice(choice.value, choice.winner, candidates)


def _differs(said: str, headline: str) -> bool:
    return bool(said and headline) and said not in headline and headline not in said and len(said.split()) > 2
