"""May the whole article be read without paying, as the page states it. https://schema.org/isAccessibleForFree"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.candidates import Candidate, Choice, first, gather

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
# article:content_tier: Facebook's sharing metadata for publishers.
_FREE_TIERS, _PAID_TIERS = frozenset({"free"}), frozenset({"locked", "metered", "paid", "premium", "subscriber"})
TIERS = ("article:content_tier", "article:content_tier:type", "content_tier", "vr:paywall", "og:article:content_tier")


def truth(said: Any) -> bool | None:
    """A boolean as publishers write it: true, "True", "https://schema.org/False"."""
    word = str(said).strip().rsplit("/", 1)[-1].casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[bool]]:
    """The article's own statement, else that of the parts it names (Google's paywall markup: parts by CSS selector)."""
    jsonld = evidence.jsonld
    for node, source in (
        (jsonld.article, "jsonld:isAccessibleForFree"),
        (jsonld.page, "jsonld:page:isAccessibleForFree"),
    ):
        value = truth(node.get("isAccessibleForFree"))
        if value is not None:
            yield Candidate(value, source, 0.95)
        for part in jsonld.follow(node.get("hasPart")):
            closed = isinstance(part, dict) and truth(part.get("isAccessibleForFree")) is False
            if closed and (part.get("cssSelector") or "WebPageElement" in str(part.get("@type"))):
                yield Candidate(False, "jsonld:hasPart", 0.9, str(part.get("cssSelector") or "")[:80])


def from_microdata(evidence: Evidence) -> Iterator[Candidate[bool]]:
    value = truth(evidence.microdata.article.get("isAccessibleForFree"))
    if value is not None:
        yield Candidate(value, "microdata:isAccessibleForFree", 0.9)


def from_meta(evidence: Evidence) -> Iterator[Candidate[bool]]:
    for key, tier in evidence.meta.read(*TIERS):
        word = tier.casefold()
        if word in _FREE_TIERS | _PAID_TIERS:
            yield Candidate(word in _FREE_TIERS, f"meta:{key}", 0.9)


SOURCES = (from_jsonld, from_microdata, from_meta)


def choose(evidence: Evidence) -> Choice[bool]:
    """The first statement; a page that states nothing gives none."""
    return first(gather(evidence, SOURCES))
