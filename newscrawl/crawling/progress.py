"""The numbers of a crawl, while it runs and when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from newscrawl.store.run_history import Tally

Ending = Literal["done", "nothing new", "partly failed", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a crawl has done so far. `found` counts addresses, `fetched` pages, `articles` records."""

    found: int = 0
    fetched: int = 0
    articles: int = 0
    errors: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, tally: Tally, seconds: float) -> Progress:
        counts = tally.counts
        return cls(
            found=counts.get("found", 0), fetched=counts.get("pages", 0), articles=counts.get("articles", 0),
            errors=counts.get("errors", 0), seconds=seconds,
        )  # fmt: skip

    @property
    def per_second(self) -> float:
        """Pages fetched a second."""
        return self.fetched / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """How a crawl ended.

    `counts`: pages, articles, sources, unchanged, duplicates, dropped, errors, found. `drops`: pages that gave no
    record, by reason. `errors`: by host and reason. `waiting`: addresses that are still queued. `unreached`: sites that
    gave no page at all. `doubted` says by site that the verdict left out many pages, `refused` that every story was
    refused.
    `requests` and `new_articles` count by site.
    `silent`: feeds, sitemaps and pages that named no article, by address, with the reason.
    `left_out`: addresses at which newscrawl itself failed in too many runs, with the reason.
    `examples`: an address for each reason of `drops` and `errors`.
    `message` says why it failed, for a person. `store` is None when it was a temporary one.
    `outputs`: what became of each output file, for a person.
    """

    ending: Ending
    counts: Mapping[str, int] = field(default_factory=dict)
    drops: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    seconds: float = 0.0
    waiting: int = 0
    unreached: tuple[str, ...] = ()
    requests: Mapping[str, int] = field(default_factory=dict)
    new_articles: Mapping[str, int] = field(default_factory=dict)
    doubted: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None
    store: str | None = None
    outputs: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        return self.counts.get("articles", 0)

    @property
    def explanation(self) -> str:
        """Why the crawl failed, in one line."""
        if self.message:
            return self.message
        if self.errors:
            return "; ".join(f"{host}: {', '.join(reasons)}" for host, reasons in self.errors.items())
        return f"no page of {', '.join(self.unreached)} could be fetched"

    @property
    def progress(self) -> Progress:
        """The same in the form of the progress line."""
        return Progress.of(Tally(counts=self.counts), self.seconds)
