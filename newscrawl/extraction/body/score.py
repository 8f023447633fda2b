"""How likely is each block body text? Two small nets in sequence; the second sees the first's scores around a block.

The numbers stand in `weights.npz` beside this file; `tests/quality/train.py` writes it and says how it was trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.features import PLAIN, Matrix, Surroundings, look_around, measure
from newscrawl.extraction.body.witness import Witness

WEIGHTS = Path(__file__).with_name("weights.npz")
_SPREAD = 6.0  # features are cut at so many standard deviations, in training as well: one odd page cannot shout
_LEAK = 0.01  # slope of the leaky rectifier below zero
# Rows multiplied at once. A larger product makes OpenBLAS wake its threads, which on a busy machine cost 20 ms of
# waiting for 0.4 ms of work; eight rows stay in one thread and lose nothing against the whole on an idle one.
_ROWS = 8


MOST = 6000
"""So many blocks of a page are scored, the first ones: the time of huge lists of links has a bound. The most on a
corpus page is 2,617.
"""


@dataclass(frozen=True, slots=True)
class Net:
    """One hidden layer. Several trained from different seeds stand side by side in one matrix and are averaged."""

    mean: Matrix
    scale: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    out: Matrix
    bias: float

    @classmethod
    def read(cls, table: Mapping[str, Any], name: str) -> Net:
        """The net of this name from the table of weights."""
        names = ("mean", "scale", "hidden", "hidden_bias", "out")
        parts = {key: table[f"{name}_{key}"].astype(np.float32) for key in names}
        return cls(**parts, bias=float(table[f"{name}_bias"]))

    def logits(self, features: Matrix) -> Matrix:
        """The net's answer for every row, as log odds."""
        scaled = features - self.mean
        scaled *= self.scale
        np.clip(scaled, -_SPREAD, _SPREAD, out=scaled)
        inner = np.empty((len(scaled), self.hidden.shape[1]), dtype=np.float32)
        for row in range(0, len(scaled), _ROWS):
            np.matmul(scaled[row : row + _ROWS], self.hidden, out=inner[row : row + _ROWS])
        inner += self.hidden_bias
        np.maximum(inner, _LEAK * inner, out=inner)
        return np.asarray(inner @ self.out + self.bias, dtype=np.float32)


@cache
def nets() -> tuple[Net, Net]:
    """Both nets, read when the first page is scored."""
    with np.load(WEIGHTS) as table:
        return Net.read(table, "first"), Net.read(table, "second")


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
    first, second = nets()
    page = look(blocks, witness)
    guess = first.logits(page.features)
    seen = look_around(sigmoid(guess), page.words, page.around)
    again = second.logits(np.concatenate((page.features[:, :PLAIN], seen), axis=1))
    return page.scores(np.float32(0.5) * (guess + again), blocks)
