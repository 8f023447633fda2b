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
from newscrawl.extraction.body.features import PLAIN, Matrix, look_around, measure
from newscrawl.extraction.body.witness import Witness

WEIGHTS = Path(__file__).with_name("weights.npz")
_SPREAD = 6.0  # features are cut at so many standard deviations, in training as well: one odd page cannot blow up a sum
_LEAK = 0.01  # slope of the leaky rectifier below zero


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
        parts = {key: table[f"{name}_{key}"].astype(np.float32) for key in ("mean", "scale", "hidden", "hidden_bias", "out")}
        return cls(**parts, bias=float(table[f"{name}_bias"]))

    def logits(self, features: Matrix) -> Matrix:
        """The net's answer for every row, as log odds."""
        scaled = features - self.mean
        scaled *= self.scale
        np.clip(scaled, -_SPREAD, _SPREAD, out=scaled)
        inner = scaled @ self.hidden
        inner += self.hidden_bias
        np.maximum(inner, _LEAK * inner, out=inner)
        answer: Matrix = inner @ self.out + np.float32(self.bias)
        return answer


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
    """Per block: how likely it is body text (0 to 1), and its words."""

    body: Matrix
    words: Matrix


def score(blocks: Blocks, witness: Witness) -> Scores:
    """The scores of all blocks of a page."""
    if not len(blocks):
        nothing = np.zeros(0, dtype=np.float32)
        return Scores(nothing, nothing)
    first, second = nets()
    features, words, around = measure(blocks, witness)
    guess = first.logits(features)
    seen = look_around(sigmoid(guess), words, around)
    again = second.logits(np.concatenate((features[:, :PLAIN], seen), axis=1))
    return Scores(sigmoid((guess + again) / 2), words)
