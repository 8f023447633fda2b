"""The kicker: the short line above the headline ("Exclusive", "Middle East")."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from newscrawl.extraction.body import boilerplate
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.extraction.fields.genre import genre_of
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_LABEL = bit_of("kicker")
_AWAY = bit_of("nav") | bit_of("breadcrumb") | bit_of("related") | bit_of("date")
MAX_LENGTH = 60  # characters; a longer line above a headline is a sentence of its own
_OWN_LINE = 0.9  # 15 of 15 read by eye (1,100 pages)
_REACH = 3  # blocks above the headline


def from_heading(evidence: Evidence) -> Iterator[Candidate[str]]:
    """The first line of the heading whose last line is the headline."""
    headline = fold(evidence.chosen["headline"].value or "")
    for title, above in pairwise(evidence.chosen["headline"].candidates):
        if title.source.endswith(":line") and above.source.endswith(":kicker") and fold(title.value) == headline:
            line = _bare(above.value)
            if _is_label(line, evidence):
                yield Candidate(line, above.source, _OWN_LINE)


def from_page(evidence: Evidence) -> Iterator[Candidate[str]]:
    """A line just above the visible headline whose place calls itself kicker, eyebrow, category or section."""
    blocks = evidence.blocks
    place = evidence.headline_place or 0
    for index in range(place - 1, max(-1, place - 1 - _REACH), -1):
        bits = blocks.path_bits[blocks.owners[index]] | blocks.inline_bits[index]
        line = _bare(blocks.texts[index])
        if bits & _LABEL and not bits & _AWAY and _is_label(line, evidence):
            yield Candidate(line, "dom:kicker", 0.75)


def _bare(line: str) -> str:
    return line.strip(" /|»›>•:–—-")


def _is_label(line: str, evidence: Evidence) -> bool:
    """A few words that are no site's name, no photographer's credit ("Agency/Jane Doe"), no button, no date."""
    words, language = fold(line), evidence.language
    if not 1 < len(line) <= MAX_LENGTH or not words or "/" in line or words in evidence.site_names:
        return False
    if genre_of(line, language):  # "Sponsored", "Live"
        return True
    return boilerplate.match(line, language) is None and not boilerplate.is_date(line, language)


SOURCES = (ruled("kicker"), from_heading, from_page)


def choose(evidence: Evidence) -> Choice[str]:
    """The headline's own first line, else the line nearest to it."""
    return first(gather(evidence, SOURCES))
