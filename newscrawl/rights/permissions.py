"""What one statement says: a verdict for each use that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from newscrawl.record.model import Verdict

Use = Literal["index", "quote", "train", "redistribute"]
USES: tuple[Use, ...] = ("index", "quote", "train", "redistribute")
"""`index`: build a search index and link to the page. `quote`: show excerpts, or give them to a model that answers.
`train`: mine the text and train models on it. `redistribute`: pass on the whole text."""

Permissions = Mapping[Use, Verdict]
NOTHING: Permissions = {}


def strictest(statements: Iterable[Permissions]) -> Permissions:
    """All of them at once: a no is stronger than a yes (draft-ietf-aipref-vocab, "Combining Preferences")."""
    said: dict[Use, Verdict] = {}
    for permissions in statements:
        for use, verdict in permissions.items():
            if verdict == "no" or use not in said:
                said[use] = verdict
    return said
