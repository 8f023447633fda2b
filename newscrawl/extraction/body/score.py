"""How likely is each block body text? A small net that sees the whole page (`context`) says.

The numbers stand in `weights.npz` beside this file; `tests/quality/train.py` writes it and says how it was trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.context import PageNet
from newscrawl.extraction.body.features import Matrix, Surroundings, measure
from newscrawl.extraction.body.witness import Witness

WEIGHTS = Path(__file__).with_name("weights.npz")
MOST = 6000
"""So many blocks of a page are scored, the first ones: the time of huge lists of links has a bound. The most on a
corpus page is 2,617.
"""


@cache
def net() -> PageNet:
    """The net, read when the first page is scored."""
    with np.load(WEIGHTS) as table:
        return PageNet.read(table)


def sigmoid(logits: Matrix) -> Matrix:
    """Log odds to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """Per block: how likely it is body text (0 to 1), and its words. Blocks from `limit` on were not looked at."""

    body: Matrix
    words: Matrix
    limit: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the nets see of a page: one row of features for each block, the first MOST of them."""

    features: Matrix
    words: Matrix
    around: Surroundings

    def scores(self, logits: Matrix, blocks: Blocks) -> Scores:
        """The scores of all blocks; those that were not looked at have none."""
        limit = len(logits)
        body, words = np.zeros(len(blocks), np.float32), np.ones(len(blocks), np.float32)
        body[:limit], words[:limit] = sigmoid(logits), self.words
        return Scores(body, words, limit)


def look(blocks: Blocks, witness: Witness) -> Look:
    """The features of a page with at least one block."""
    return Look(*measure(blocks.first(MOST), witness))


def score(blocks: Blocks, witness: Witness) -> Scores:
    """The scores of all blocks of a page."""
    if not len(blocks):
        return Scores(np.zeros(0, np.float32), np.zeros(0, np.float32), 0)
    page = look(blocks, witness)
    return page.scores(net().logits(page.features, page.words, page.around), blocks)
