"""What the parts of a crawl tell its scheduler."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from newscrawl.store.rows import TakenUrl


class RequestQueue(Protocol):
    """The rows of the frontier that this process has taken, and what becomes of them (newscrawl.scheduler)."""

    def notice(self, sites: Iterable[str]) -> None:
        """Something was added to the frontier of these sites."""

    def holds(self, asked: TakenUrl) -> bool:
        """Whether the row was taken and its page is not stored yet."""

    def finished(self, asked: TakenUrl) -> None:
        """The row's page is stored, or given up."""

    def leave(self, asked: TakenUrl) -> None:
        """Fetch this row in another run."""

    def stop(self, reason: str) -> None:
        """Hand out nothing more and close the spider."""
