"""How a field finds its value: candidates from a tuple of sources, one choice, the losers kept for `explain`.

A choice is `first` (the order of trust decides), `agreed` (independent sources that say the same raise the
confidence) or weighed by learned votes (`learned`).

Sources are independent when they belong to different families: JSON-LD, meta tags, microdata, the visible page, the
title, the address. A site fills its meta tags and its JSON-LD from one database, so two families weigh less than two
people would; the measured table PRECISION says how much.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document

T = TypeVar("T")
E = TypeVar("E")


class Candidate(NamedTuple, Generic[T]):  # a page makes a hundred: a frozen dataclass takes three times as long
    """One possible value: `source` names where it stood (`jsonld:headline`, `meta:og:title`, `dom:h1`).

    `confidence` is 0 to 1, `note` says what was done to it.
    """

    value: T
    source: str
    confidence: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """The value a field took, the candidate it came from, and all that were weighed, in order of trust.

    `fault` says why the field could not be read, where the page was too much for its reader.
    """

    value: T | None
    winner: Candidate[T] | None
    candidates: tuple[Candidate[T], ...] = ()
    fault: str | None = None

    @property
    def confidence(self) -> float:
        return self.winner.confidence if self.winner else 0.0


def gather(evidence: E, sources: Sequence[Callable[[E], Iterable[Candidate[T]]]]) -> tuple[Candidate[T], ...]:
    """Every candidate, in order of trust."""
    return tuple(chain.from_iterable([source(evidence) for source in sources]))


def first(candidates: Sequence[Candidate[T]]) -> Choice[T]:
    """The simplest choice: the first candidate of the trust order."""
    winner = candidates[0] if candidates else None
    return Choice(winner.value if winner else None, winner, tuple(candidates))


# -- agreement --------------------------------------------------------------------------------------------------------

# Share of right values by number of agreeing families: one, two, three and more. Keywords: how many of them a corpus
# with known topics (102 pages) has as well. The others: 57 pages of three sets read by eye, so the last digit is soft.
PRECISION: dict[str, tuple[float, float, float]] = {
    "publisher": (0.92, 0.96, 0.99),
    "canonical_url": (0.97, 0.98, 0.995),
    "description": (0.95, 0.97, 0.98),
    "article_section": (0.83, 0.93, 0.97),
    "breadcrumbs": (0.9, 0.95, 0.98),
    "keywords": (0.72, 0.9, 0.95),
}


def family(source: str) -> str:
    """The family a source belongs to: `meta` of `meta:og:title`."""
    return source.partition(":")[0]


def agreed(name: str, candidates: Sequence[Candidate[T]], key: Callable[[T], Hashable]) -> Choice[T]:
    """The first candidate, with the confidence that the families agreeing on it give."""
    if not candidates:
        return Choice(None, None, ())
    first = candidates[0]
    if family(first.source) == "rule":
        return Choice(first.value, first, tuple(candidates))
    wanted = key(first.value)
    families = {family(one.source) for one in candidates if key(one.value) == wanted}
    winner = first._replace(confidence=PRECISION[name][min(len(families), 3) - 1])
    return Choice(winner.value, winner, (winner, *candidates[1:]))


# -- learned votes ----------------------------------------------------------------------------------------------------

# `fields/headline.py` and `fields/authors.py` say what votes there are. `weights.json` holds the log-odds that each
# adds; `tests/quality/train_fields.py` writes it and says how it was trained and how well it does.
WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def learned(field: str) -> dict[str, float]:
    """Vote -> log-odds, for the field "headline" or "authors"."""
    return {vote: float(weight) for vote, weight in json.loads(WEIGHTS.read_text("utf-8"))[field].items()}


def weighed_votes(votes: Iterable[str], weights: Mapping[str, float]) -> str:
    """What votes add to a score, the heaviest first: "stated and printed +1.9, 1 word -1.2"."""
    known = sorted(((weights[vote], vote) for vote in votes if vote in weights), key=lambda one: -abs(one[0]))
    return ", ".join(f"{vote} {weight:+.1f}" for weight, vote in known)


# -- what the site's rule selects -------------------------------------------------------------------------------------

_TRUST = 0.99  # somebody looked at the site and wrote it down


class RuledPage(Protocol):
    """A page with the rules of its site."""

    @property
    def rules(self) -> SiteRules | None: ...

    @property
    def document(self) -> Document: ...


def ruled(name: str) -> Callable[[RuledPage], Iterator[Candidate[str]]]:
    """A source for the front of a field's SOURCES: the texts that the site's rule selects, as `rule:<name>`."""

    def read(page: RuledPage) -> Iterator[Candidate[str]]:
        if page.rules is None:
            return
        for text in page.rules.texts(name, page.document.tree):
            yield Candidate(text, f"rule:{name}", _TRUST, page.rules.name)

    return read
