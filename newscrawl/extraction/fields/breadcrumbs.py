"""The path from the home page to the article, as names. https://schema.org/BreadcrumbList"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.candidates import Candidate, Choice, agreed, gather, ruled
from newscrawl.extraction.titles import title_parts
from newscrawl.html.jsonld import as_list, text
from newscrawl.text import fold

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

Path = tuple[str, ...]

_TRAIL = bit_of("breadcrumb")
MAX_STEPS = 8
MAX_STEP = 60  # characters; a longer step is the article's own title, or a menu

_ruled_steps = ruled("breadcrumbs")


def from_rule(evidence: Evidence) -> Iterator[Candidate[Path]]:
    yield from _path([one.value for one in _ruled_steps(evidence)], "rule:breadcrumbs", evidence)


def from_jsonld(evidence: Evidence) -> Iterator[Candidate[Path]]:
    for node in evidence.jsonld.of_type("BreadcrumbList"):
        steps = [one for one in as_list(node.get("itemListElement")) if isinstance(one, dict)]
        yield from _path([_step(one) for one in sorted(steps, key=_position)], "jsonld:BreadcrumbList", evidence)


def _step(one: dict[str, Any]) -> str:
    return text(one.get("name")) or text(one.get("item") if isinstance(one.get("item"), dict) else None)


def _position(one: dict[str, Any]) -> float:
    try:
        return float(one.get("position") or 0)
    except (TypeError, ValueError, OverflowError):  # "position": 1e999, or 400 digits
        return 0.0


def from_microdata(evidence: Evidence) -> Iterator[Candidate[Path]]:
    for item in evidence.microdata.of_type("BreadcrumbList"):
        steps = [one.name for one in item.all("itemListElement")]
        yield from _path(steps, "microdata:BreadcrumbList", evidence)


def from_page(evidence: Evidence) -> Iterator[Candidate[Path]]:
    """The lines of the first place that calls itself breadcrumb."""
    blocks = evidence.blocks
    for node in [node for node, bits in enumerate(blocks.own_bits) if bits & _TRAIL]:
        if 0 < blocks.lasts[node] - blocks.firsts[node] <= MAX_STEPS * 2:
            lines = blocks.texts[blocks.firsts[node] : blocks.lasts[node]]
            steps = [part for line in lines if not line.endswith(":") for part in title_parts(line)]
            if len(steps) > 1:  # a lone step is a link back to the home page
                yield from _path(steps, "dom:breadcrumb", evidence)
                return


def _path(steps: Sequence[str], source: str, evidence: Evidence) -> Iterator[Candidate[Path]]:
    """The steps without the article's own title, doubles and mere signs."""
    headline = fold(evidence.chosen["headline"].value or "")
    kept = [step.strip(" /»›>") for step in steps]
    kept = [step for step in dict.fromkeys(kept) if fold(step) and fold(step) != headline and len(step) <= MAX_STEP]
    if kept:
        yield Candidate(tuple(kept[:MAX_STEPS]), source, 0.5)


SOURCES = (from_rule, from_jsonld, from_microdata, from_page)


def choose(evidence: Evidence) -> Choice[Path]:
    """The first path in order of trust; of several lists of one source the longest (sites state one per section)."""
    candidates = gather(evidence, SOURCES)
    first = candidates[0].source if candidates else ""
    longest = sorted(candidates, key=lambda one: (one.source != first, -len(one.value)))
    return agreed("breadcrumbs", longest, lambda path: tuple(fold(step) for step in path[-1:]))
