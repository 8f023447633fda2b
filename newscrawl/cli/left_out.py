"""What became of the pages of folders and WARC files: the sum of written, left out and failed is all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_MOST = 8  # reasons in the line


@dataclass(slots=True)
class Pages:
    """Counts pages by what they gave. `kinds` has the reasons of those that were left out."""

    written: int = 0
    failed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def leave_out(self, reason: str) -> None:
        """Count a page without a record, by its reason without numbers."""
        from newscrawl.processing.validation import kind_of

        self.kinds[kind_of(reason)] += 1

    @property
    def all(self) -> int:
        return self.written + self.failed + self.kinds.total()

    def line(self) -> str:
        """`399 pages: 391 written, 8 left out (no article: little text 5, ...), 0 failed`."""
        ranked = self.kinds.most_common()
        reasons = [f"{reason} {count:,}" for reason, count in ranked[:_MOST]]
        if rest := ranked[_MOST:]:
            reasons.append(f"other reasons {sum(count for _, count in rest):,}")
        why = f" ({', '.join(reasons)})" if reasons else ""
        return (
            f"{self.all:,} page{'s' * (self.all != 1)}: {self.written:,} written, "
            f"{self.kinds.total():,} left out{why}, {self.failed:,} failed"
        )
