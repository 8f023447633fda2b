"""The by-line as printed: the line near the headline, or at the article's end, that says who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

# How often such a line names a true author, on 980 pages (tests/quality/train_fields.py --trust); photo credits aside.
_TRUST = {
    "dom:head:marked": 0.91, "dom:lead:marked": 0.9, "dom:head:link": 0.85, "dom:end:link": 0.77,
    "dom:end:marked": 0.77, "dom:lead:link": 0.75, "dom:head:label": 0.68, "dom:end:class": 0.59,
    "dom:head:class": 0.58, "dom:lead:label": 0.56, "dom:lead:class": 0.5, "dom:end:label": 0.47, "dom:end:bare": 0.44,
}  # fmt: skip
_PHOTO = "photo"


def from_page(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The lines that name somebody, the best first; a photographer's credit is none."""
    lines = [line for line in evidence.bylines if any(author.role != _PHOTO for author in line.people)]
    for line in sorted(lines, key=lambda line: -_TRUST[line.source]):
        yield Candidate(line.text, line.source, _TRUST[line.source])


SOURCES = (ruled("byline"), from_page)


def choose(evidence: Evidence) -> Choice[str]:
    """The best line."""
    return first(gather(evidence, SOURCES))
