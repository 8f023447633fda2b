"""How likely is each block body text? Two small nets in sequence; the second sees the first's scores around a block.

The numbers stand in `weights.npz` beside this file; `tests/quality/train.py` writes it and says how it was trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.columns import COLUMNS
from newscrawl.extraction.body.features import NUMBERS, PageFeatures, features_around, measure
from newscrawl.extraction.body.hints import PageHints
from newscrawl.extraction.body.surroundings import Matrix

WEIGHTS = Path(__file__).with_name("weights.npz")
_SPREAD = 6.0  # features are cut at so many standard deviations, in training as well: one odd page cannot shout
_LEAK = 0.01  # slope of the leaky rectifier below zero
# Products of one multiplication. A larger one makes OpenBLAS wake its threads, which on a busy machine cost 20 ms of
# waiting for 0.4 ms of work; this many stay in one thread and lose nothing against the whole on an idle one.
_PRODUCTS = 490_000
_ROWS = 512  # rows scaled at once: the copies of a page of thousands of blocks would take more room than the page

PART = 3000
"""So many blocks are scored at once, which bounds the memory; the most on a corpus page is 2,617. A longer page is
scored part by part, each behind the page's first blocks, where headline and lead stand, and between its neighbours.
"""
_HEAD, _NEIGHBOURS = 250, 50
MOST = 30_000
"""So many blocks of a page are scored, the first ones (3 MB of paragraphs): huge lists of links have a bound."""


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

    def split(self, columns: int) -> tuple[Net, NameLayer]:
        """This net for its first columns alone, and what the others, ones and zeros, add to its hidden units."""
        zero = np.clip(-self.mean * self.scale, -_SPREAD, _SPREAD)[columns:]
        one = np.clip((1 - self.mean) * self.scale, -_SPREAD, _SPREAD)[columns:]
        weights = self.hidden[columns:]
        layer = NameLayer((one - zero)[:, None] * weights, zero @ weights)
        first = replace(self, mean=self.mean[:columns], scale=self.scale[:columns], hidden=self.hidden[:columns])
        return first, layer

    def logits(self, features: Matrix, added: Matrix | None = None) -> Matrix:
        """The net's answer for every row, as log odds. `added` is what other columns add to the hidden units."""
        inner = np.empty((len(features), self.hidden.shape[1]), dtype=np.float32)
        for begin in range(0, len(features), _ROWS):
            scaled = features[begin : begin + _ROWS] - self.mean
            scaled *= self.scale
            np.clip(scaled, -_SPREAD, _SPREAD, out=scaled)
            _multiply(scaled, self.hidden, inner[begin : begin + _ROWS])
        inner += self.hidden_bias
        if added is not None:
            inner += added
        np.maximum(inner, _LEAK * inner, out=inner)
        return np.asarray(inner @ self.out + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class NameLayer:
    """What tags and names add to the hidden units of the first net, reckoned once for each set of them."""

    weights: Matrix
    base: Matrix

    def of(self, page: PageFeatures) -> Matrix:
        """The sums for every block."""
        sums = np.empty((len(page.name_sets), self.weights.shape[1]), dtype=np.float32)
        _multiply(page.name_sets.astype(np.float32), self.weights, sums)
        sums += self.base
        return sums[page.set_of]


def _multiply(rows: Matrix, weights: Matrix, out: Matrix) -> None:
    step = max(1, _PRODUCTS // weights.size)
    for begin in range(0, len(rows), step):
        np.matmul(rows[begin : begin + step], weights, out=out[begin : begin + step])


@cache
def nets() -> tuple[Net, NameLayer, Net]:
    """Both nets, the first one in two parts, read when the first page is scored.

    ValueError says that they were trained on other columns than `features` measures.
    """
    with np.load(WEIGHTS) as table:
        trained = tuple(table["columns"].tolist())
        if trained != COLUMNS:
            raise ValueError(f"{WEIGHTS.name} was trained on other columns: run tests/quality/train.py")
        return *Net.read(table, "first").split(NUMBERS), Net.read(table, "second")


def sigmoid(logits: Matrix) -> Matrix:
    """Log odds to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """Per block: how likely it is body text (0 to 1), and its words. Blocks from `limit` on were not looked at.

    `look` is what the nets saw, where they saw the whole page at once.
    """

    body: Matrix
    words: Matrix
    limit: int
    look: PageFeatures | None = None


def page_features(blocks: Blocks, hints: PageHints) -> PageFeatures:
    """What the nets see of a page with at least one block, or of its first PART blocks."""
    return measure(blocks.part(0, PART), hints)


def score(blocks: Blocks, hints: PageHints) -> Scores:
    """The scores of all blocks of a page, up to the first MOST."""
    scores = Scores(np.zeros(len(blocks), np.float32), np.ones(len(blocks), np.float32), min(len(blocks), MOST))
    step = scores.limit if scores.limit <= PART else PART - _HEAD - 2 * _NEIGHBOURS
    for start in range(0, scores.limit, step or 1):
        stop = min(start + step, scores.limit)
        low, high = max(0, start - _NEIGHBOURS), min(stop + _NEIGHBOURS, scores.limit)
        head = min(_HEAD, low)
        page, logits = _scored(blocks.part(low, high, head=head), hints)
        own = slice(head + start - low, head + stop - low)
        scores.body[start:stop], scores.words[start:stop] = sigmoid(logits[own]), page.words[own]
        if stop - start == len(blocks):
            return replace(scores, look=page)
    return scores


def _scored(blocks: Blocks, hints: PageHints) -> tuple[PageFeatures, Matrix]:
    """What both nets make of blocks that stand together."""
    first, layer, second = nets()
    page = measure(blocks, hints)
    guess = first.logits(page.numbers, layer.of(page))
    seen = features_around(sigmoid(guess), page.words, page.around)
    again = second.logits(np.concatenate((page.second_input, seen), axis=1))
    return page, np.float32(0.5) * (guess + again)
