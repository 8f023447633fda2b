"""The learned weights of the votes for titles and names: what each kind of statement is worth.

`fields/headline.py` and `fields/authors.py` say what votes there are. `weights.json` beside this file holds the
log-odds that each adds; `tests/quality/train_fields.py` writes it and says how it was trained and how well it does.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def learned(field: str) -> dict[str, float]:
    """Vote -> log-odds, for the field "headline" or "authors"."""
    return {vote: float(weight) for vote, weight in json.loads(WEIGHTS.read_text("utf-8"))[field].items()}
