"""The standfirst: the paragraph that the page prints between headline and body. https://schema.org/abstract"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.extraction.fields.description import MAX_LENGTH
from newscrawl.html.jsonld import text

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_body(evidence: Evidence) -> Iterator[Candidate[str]]:
    if evidence.body.abstract:
        yield Candidate(evidence.body.abstract, "dom:standfirst", 0.9)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[str]]:
    value = text(evidence.jsonld.article.get("abstract"))
    if 0 < len(value) <= MAX_LENGTH:
        yield Candidate(value, "jsonld:abstract", 0.85)


SOURCES = (ruled("abstract"), from_body, from_jsonld)


def choose(evidence: Evidence) -> Choice[str]:
    """The printed standfirst, else the stated one."""
    return first(gather(evidence, SOURCES))
