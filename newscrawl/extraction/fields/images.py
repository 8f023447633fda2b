"""Pictures of the body with caption, credit, alternative text and size. https://schema.org/image"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.record.model import Image

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_CONFIDENCE = 0.7  # 71 % of the pictures found are also those of hand-written parsers (111 pages of fundus)


def from_page(evidence: Evidence) -> Iterator[Candidate[tuple[Image, ...]]]:
    if evidence.pictures:
        yield Candidate(evidence.pictures, "dom:img", _CONFIDENCE)


SOURCES = (from_page,)


def choose(evidence: Evidence) -> Choice[tuple[Image, ...]]:
    """The pictures that stand between the headline and the end of the body."""
    candidates = gather(evidence, SOURCES)
    return Choice(candidates[0].value, candidates[0], candidates) if candidates else Choice((), None)
