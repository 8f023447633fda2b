"""The learned weights of the votes for titles and names: what each kind of statement is worth.

`fields/headline.py` and `fields/authors.py` say what votes there are. `weights.json` beside this file holds the
log-odds that each adds; `tests/quality/train_fields.py` writes it and says how it was trained and how well it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def learned(field: str) -> dict[str, float]:
    """Vote -> log-odds, for the field "headline" or "authors"."""
    return {vote: float(weight) for vote, weight in json.loads(WEIGHTS.read_text("utf-8"))[field].items()}


def weighed_votes(votes: Iterable[str], weights: Mapping[str, float]) -> str:
    """What votes add to a score, the heaviest first: "stated and printed +1.9, 1 word -1.2"."""
    known = sorted(((weights[vote], vote) for vote in votes if vote in weights), key=lambda one: -abs(one[0]))
    return ", ".join(f"{vote} {weight:+.1f}" for weight, vote in known)
