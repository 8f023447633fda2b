"""The licence of the text. https://schema.org/license, https://microformats.org/wiki/rel-license"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.html.jsonld import link, text
from newscrawl.text import normalize

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    for node in (evidence.jsonld.article, evidence.jsonld.page):
        for said in evidence.jsonld.follow(node.get("license")):
            value = link(said) or text(said)
            if value:
                yield Candidate(evidence.document.absolute(value) or normalize(value), "jsonld:license", 0.95)


def from_head(evidence: Evidence) -> Iterator[Candidate[str]]:
    for one in evidence.meta.linked("license"):
        url = evidence.document.absolute(one.href)
        if url:
            yield Candidate(url, "link:license", 0.95)
    for key, said in evidence.meta.read("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights"):
        yield Candidate(said, f"meta:{key}", 0.8)


def from_page(evidence: Evidence) -> Iterator[Candidate[str]]:
    """`<a rel="license">`, but not one that speaks of a picture."""
    for element in evidence.document.related("license"):
        if next(element.iterancestors("figure"), None) is None:
            url = evidence.document.absolute(element.get("href"))
            if url:
                yield Candidate(url, "dom:rel=license", 0.85)


SOURCES = (ruled("license"), from_jsonld, from_head, from_page)


def choose(evidence: Evidence) -> Choice[str]:
    """The first stated licence: an address where there is one, else its words."""
    return first(gather(evidence, SOURCES))
