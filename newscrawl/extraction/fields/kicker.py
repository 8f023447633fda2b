"""The kicker: the short line above the headline ("Exclusive", "Middle East")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.body.marks import bit_of
from newscrawl.extraction.candidate import Candidate, Choice, first, gather
from newscrawl.extraction.rules import ruled
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_LABEL = bit_of("kicker")
_AWAY = bit_of("nav") | bit_of("breadcrumb") | bit_of("related") | bit_of("date")
MAX_LENGTH = 60  # characters; a longer line above a headline is a sentence of its own
_REACH = 3  # blocks above the headline


def from_headings(evidence: Evidence) -> Iterator[Candidate[str]]:
    """A line just above the visible headline whose place calls itself kicker, eyebrow, category or section."""
    blocks = evidence.blocks
    place = evidence.headline_place or 0
    for index in range(place - 1, max(-1, place - 1 - _REACH), -1):
        bits = blocks.path_bits[blocks.owners[index]] | blocks.inline_bits[index]
        line = blocks.texts[index].strip(" /|»›>•")
        if bits & _LABEL and not bits & _AWAY and _is_label(line, evidence):
            yield Candidate(line, "dom:kicker", 0.75)


def _is_label(line: str, evidence: Evidence) -> bool:
    """A few words that are neither the site's name nor a photographer's credit ("Agency/Jane Doe")."""
    words = fold(line)
    return 1 < len(line) <= MAX_LENGTH and bool(words) and "/" not in line and words not in evidence.site_names


SOURCES = (ruled("kicker"), from_headings)


def choose(evidence: Evidence) -> Choice[str]:
    """The line nearest to the headline."""
    return first(gather(evidence, SOURCES))
