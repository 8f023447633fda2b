"""The by-line as printed: the line near the headline, or at the article's end, that says who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.body.marks import bit_of
from newscrawl.extraction.candidate import Candidate, Choice, gather
from newscrawl.extraction.names import read_names, wording
from newscrawl.extraction.rules import ruled

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

_AUTHOR = bit_of("author")
_AWAY = bit_of("comment") | bit_of("related") | bit_of("nav") | bit_of("footer") | bit_of("popular") | bit_of("sidebar")
MAX_LENGTH = 200  # characters; a longer line is a paragraph or a biography
ABOVE, INSIDE, BELOW = 12, 3, 8  # blocks around the body's ends in which by-lines were found


def from_top(evidence: Evidence) -> Iterator[Candidate[str]]:
    """Lines between the headline and the body's first paragraphs."""
    kept = evidence.body.kept
    start = kept[0] if kept else min(len(evidence.blocks), 40)
    yield from _lines(evidence, range(max(0, start - ABOVE), min(len(evidence.blocks), start + INSIDE)), "top", 0.9)


def from_end(evidence: Evidence) -> Iterator[Candidate[str]]:
    """Lines at the body's end: "(Reporting by Jane Doe)", an author box."""
    if kept := evidence.body.kept:
        span = range(max(kept[0] + INSIDE, kept[-1] - 2), min(len(evidence.blocks), kept[-1] + 1 + BELOW))
        yield from _lines(evidence, span, "end", 0.6)


def _lines(evidence: Evidence, span: range, place: str, confidence: float) -> Iterator[Candidate[str]]:
    blocks, label = evidence.blocks, wording(evidence.language).label
    for index in span:
        line = blocks.texts[index]
        if len(line) > MAX_LENGTH:
            continue
        bits = blocks.path_bits[blocks.owners[index]]
        marked = (bits | blocks.inline_bits[index]) & _AUTHOR
        labelled = label.match(line)
        if (marked or labelled) and not bits & _AWAY:
            make = "marked" if marked and labelled else "class" if marked else "label"
            if read_names(line, evidence.language, labelled=not marked):
                yield Candidate(line, f"dom:{place}:{make}", confidence, str(index))


SOURCES = (ruled("byline"), from_top, from_end)
_ORDER = ("rule", "dom:top:marked", "dom:top:label", "dom:top:class", "dom:end:marked", "dom:end:label", "dom:end:class")


def choose(evidence: Evidence) -> Choice[str]:
    """The line that looks most like one: labelled and marked before labelled before marked, above before below."""
    candidates = gather(evidence, SOURCES)
    winner = min(candidates, key=lambda one: _ORDER.index(one.source.replace("rule:byline", "rule")), default=None)
    return Choice(winner.value if winner else None, winner, candidates)
