"""The summary that a page gives to search engines and sharing sites. https://schema.org/description"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, agreed, gather, ruled
from newscrawl.extraction.titles import is_site_name
from newscrawl.html.jsonld import text
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_META_KEYS = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
_LONGEST_NAME = 80  # characters; no site's name is longer
MAX_LENGTH = 20_000  # characters; some pages describe themselves by their whole text, the longest has 14,781
MIN_LENGTH = 12  # characters; shorter ones are section names and left-overs of templates


def from_meta(evidence: Evidence) -> Iterator[Candidate[str]]:
    for key, value in evidence.meta.read(*_META_KEYS):
        yield Candidate(value, f"meta:{key}", 0.5)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    if value := text(evidence.jsonld.article.get("description")):
        yield Candidate(value, "jsonld:description", 0.5)


def from_microdata(evidence: Evidence) -> Iterator[Candidate[str]]:
    if value := evidence.microdata.article.get("description"):
        yield Candidate(value, "microdata:description", 0.5)


SOURCES = (ruled("description"), from_meta, from_jsonld, from_microdata)


def choose(evidence: Evidence) -> Choice[str]:
    """The first summary that says something of its own: neither the headline nor the site's name again."""
    candidates = gather(evidence, SOURCES)
    headline = fold(evidence.chosen["headline"].value or "")
    telling = [one for one in candidates if _tells(one.value, headline, evidence)]
    choice = agreed("description", telling, lambda value: fold(value[:80]))
    return Choice(choice.value, choice.winner, candidates)


def _tells(value: str, headline: str, evidence: Evidence) -> bool:
    if not MIN_LENGTH <= len(value) <= MAX_LENGTH or (len(value) <= 2 * len(headline) and fold(value) == headline):
        return False
    return len(value) > _LONGEST_NAME or not is_site_name(value, evidence.site_names)
