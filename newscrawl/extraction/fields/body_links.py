"""Links in the body with their text. https://schema.org/citation"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newscrawl.extraction.candidates import Candidate, Choice, gather
from newscrawl.record.model import Link
from newscrawl.text import normalize

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence


def from_body(evidence: Evidence) -> Iterator[Candidate[tuple[Link, ...]]]:
    links = tuple(dict.fromkeys(_links(evidence)))
    if links:
        yield Candidate(links, "body:a", evidence.body.confidence)


def _links(evidence: Evidence) -> Iterator[Link]:
    """The links of the kept blocks; an element that holds other blocks speaks for its own text only."""
    blocks, absolute, own = evidence.blocks, evidence.document.absolute, (evidence.document.url or "").partition("#")[0]
    for owner in dict.fromkeys([blocks.owners[number] for number in evidence.body.kept]):
        if not any(blocks.link_sizes[blocks.firsts[owner] : blocks.lasts[owner]]):
            continue  # six of seven have no link: spares the walks
        for element in blocks.nodes[owner].iter("a"):
            href = element.get("href")
            url = absolute(href) if href and href[0] != "#" else None
            if url and url.partition("#")[0] != own and evidence.layout.node_of(element) == owner:
                words = "".join(map(str, element.itertext())) if len(element) else element.text
                yield Link(url=url, text=normalize(words or "") or None)


SOURCES = (from_body,)


def choose(evidence: Evidence) -> Choice[tuple[Link, ...]]:
    """Every link of the body, each with its first text, in page order."""
    candidates = gather(evidence, SOURCES)
    return Choice(candidates[0].value, candidates[0], candidates) if candidates else Choice((), None)
