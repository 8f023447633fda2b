"""How a field finds its value: candidates from a tuple of sources, one choice, the losers kept for `explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

T = TypeVar("T")


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
    """The value a field took, the candidate it came from, and all that were weighed, in order of trust."""

    value: T | None
    winner: Candidate[T] | None
    candidates: tuple[Candidate[T], ...] = ()

    @property
    def confidence(self) -> float:
        return self.winner.confidence if self.winner else 0.0


Source = Callable[["Evidence"], Iterable[Candidate[T]]]


def gather(evidence: Evidence, sources: Sequence[Source[T]]) -> tuple[Candidate[T], ...]:
    """Every candidate, in order of trust."""
    return tuple(chain.from_iterable([source(evidence) for source in sources]))


def first(candidates: Sequence[Candidate[T]]) -> Choice[T]:
    """The simplest choice: the first candidate of the trust order."""
    winner = candidates[0] if candidates else None
    return Choice(winner.value if winner else None, winner, tuple(candidates))
