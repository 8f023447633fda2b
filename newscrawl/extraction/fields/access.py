"""What the page says of its access, and what was seen of the text.

`stated` is free, paid or metered; `observed` is what the body's reading found: full, teaser, cut, shell, wall, missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.extraction.fields import free
from newscrawl.record.model import Access

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_tier(evidence: Evidence) -> Iterator[Candidate[Access]]:
    """A metered article is neither free nor paid; only the tier says so."""
    for key, tier in evidence.meta.read(*free.TIERS):
        if tier.casefold() == "metered":
            yield Candidate(Access(stated="metered", observed=evidence.body.observed), f"meta:{key}", 0.9)


def from_statement(evidence: Evidence) -> Iterator[Candidate[Access]]:
    stated = free.choose(evidence)
    if stated.winner:
        word = Access(stated="free" if stated.value else "paid", observed=evidence.body.observed)
        yield Candidate(word, stated.winner.source, stated.confidence)


def from_body(evidence: Evidence) -> Iterator[Candidate[Access]]:
    yield Candidate(Access(observed=evidence.body.observed), "body:observed", evidence.body.confidence)


SOURCES = (from_tier, from_statement, from_body)


def choose(evidence: Evidence) -> Choice[Access]:
    """The first statement together with the observation; always a value."""
    candidates = gather(evidence, SOURCES)
    return Choice(candidates[0].value, candidates[0], candidates)
