"""A net that sees every block within its page: what stands around it, among its kin, before, behind and beside it.

A first layer reads each block alone. From its answer every block says four things: values, how loud they are, masses
(a likelihood times its words) and a word to its neighbours. The values are averaged by loudness and the masses summed
over six ranges and two groups of kin (`Places`). A second layer reads the block again together with all that.

Learned end to end, so that the net itself chooses what is worth telling; `tests/quality` trains it. Blocks are the last
axis everywhere: numpy's inner loops then run over the page. The first axis are nets that were trained from different
seeds and answer side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.extraction.body.features import Kin, Surroundings

Matrix = NDArray[np.float32]
Numbers = NDArray[np.int64]

VALUES, HEADS, MASSES = 16, 4, 2
SAID = VALUES + HEADS + MASSES + VALUES
"""What every block says, in this order: values, loudness of each fourth of them, masses, a word to the neighbours."""

RANGES, PAGE, KIN = 6, 3, 2  # PAGE: the range that is the whole page
OTHERS = [number for number in range(RANGES + KIN) if number != PAGE]
STEPS = (1, -1, 2, -2, 3, -3)
LEAK = np.float32(0.01)  # slope of the leaky rectifier below zero
LOUDEST = np.float32(5)  # loudness is a logarithm cut here on both sides
_WORDS = np.float32(0.01)  # masses are in hundreds of words
LEAST_LOUD, LEAST_MASS = np.float32(0.01), np.float32(0.1)  # added to sums that are empty where a range holds no block
_SPREAD = 6.0  # features are cut at so many standard deviations, in training as well: one odd page cannot shout
# Multiplications handed to OpenBLAS at once. A larger product makes it wake its threads, which on a busy machine cost
# 20 ms of waiting for 0.4 ms of work; this much stays in one thread and loses nothing on an idle one.
_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where every block looks, each array for all blocks of a page one after the other.

    `firsts` and `lasts` bound the blocks below the parent of its element and two steps above, of the page, of all
    before and all behind it; `kin` are the groups of like blocks; `beside` are the indexes of its neighbours, the
    number of blocks where there is none.
    """

    firsts: Numbers
    lasts: Numbers
    kin: tuple[Kin, ...]
    beside: Numbers

    @classmethod
    def of(cls, around: Surroundings) -> Places:
        """The places of one page."""
        count = len(around.kin[0].group)
        here, zero = np.arange(count), np.zeros(count, np.int64)
        spans = around.spans[1:]
        near = np.concatenate([here + step for step in STEPS])
        return cls(
            np.concatenate([*(first for first, _ in spans), zero, zero, here + 1]),
            np.concatenate([*(last for _, last in spans), zero + count, here, zero + count]),
            tuple(around.kin),
            np.where((near >= 0) & (near < count), near, count),
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """`inputs` of the second layer (nets, columns, blocks); the `rows` that were summed (nets, columns, blocks) and
    their sums (nets, columns, ranges and kin, blocks), which training needs.
    """

    inputs: Matrix
    rows: Matrix
    sums: Matrix


def rectified(rows: Matrix) -> Matrix:
    return np.asarray(np.maximum(rows, LEAK * rows))


def see(hidden: Matrix, said: Matrix, words: Matrix, places: Places) -> Seen:
    """What every block sees: itself, averages and sums around it, its neighbours' words."""
    nets, _, count = said.shape
    rows = np.empty((nets, VALUES + HEADS + MASSES, count), np.float32)
    loud = np.exp(np.clip(said[:, VALUES : VALUES + HEADS], -LOUDEST, LOUDEST), out=rows[:, VALUES : VALUES + HEADS])
    rows[:, :VALUES] = (said[:, :VALUES].reshape(nets, HEADS, -1, count) * loud[:, :, None]).reshape(nets, -1, count)
    rows[:, VALUES + HEADS :] = words * _WORDS / (1 + np.exp(-said[:, VALUES + HEADS : -VALUES]))
    sums = _sums(rows, places)
    mass = np.maximum(sums[:, VALUES + HEADS :], 0)
    share = mass[:, :, OTHERS] / (mass[:, :, PAGE, None] + LEAST_MASS)
    beside = np.zeros((nets, VALUES, count + 1), np.float32)
    beside[..., :count] = said[:, -VALUES:]
    parts = hidden, means_of(sums), share, np.log1p(mass) / 2, beside.take(places.beside, axis=2)
    return Seen(np.concatenate([part.reshape(nets, -1, count) for part in parts], axis=1), rows, sums)


def means_of(sums: Matrix) -> Matrix:
    """The averages of the values by loudness."""
    values, loud = sums[:, :VALUES], np.maximum(sums[:, VALUES : VALUES + HEADS, None], 0) + LEAST_LOUD
    return np.asarray((values.reshape(len(sums), HEADS, -1, *sums.shape[2:]) / loud).reshape(values.shape))


def _sums(rows: Matrix, places: Places) -> Matrix:
    """The rows' sums over every range and every group of kin."""
    nets, columns, count = rows.shape
    flat = rows.reshape(-1, count)
    total = np.zeros((len(flat), count + 1))
    np.cumsum(flat, axis=1, out=total[:, 1:])
    out = np.empty((len(flat), RANGES + KIN, count), np.float32)
    out[:, :RANGES] = (total.take(places.lasts, 1) - total.take(places.firsts, 1)).reshape(-1, RANGES, count)
    for number, kin in enumerate(places.kin, RANGES):
        out[:, number] = kin.sums(flat)
    return out.reshape(nets, columns, RANGES + KIN, count)


@dataclass(frozen=True, slots=True)
class PageNet:
    """Nets trained from different seeds, side by side; their mean answers.

    `hidden` holds their first layers as rows; `say`, `join` and `out` have a first axis for the nets.
    """

    mean: Matrix
    scale: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    say: Matrix
    say_bias: Matrix
    join: Matrix
    join_bias: Matrix
    out: Matrix
    bias: float

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> PageNet:
        """The net in the table of weights."""
        names = [name for name in cls.__slots__ if name != "bias"]
        parts = {name: table[f"net_{name}"].astype(np.float32) for name in names}
        return cls(**parts, bias=float(table["net_bias"]))

    def logits(self, features: Matrix, words: Matrix, around: Surroundings) -> Matrix:
        """The answer for every block, as log odds."""
        scaled = features - self.mean
        scaled *= self.scale
        np.clip(scaled, -_SPREAD, _SPREAD, out=scaled)
        first = rectified(_times(self.hidden, scaled.T) + self.hidden_bias)
        hidden = first.reshape(len(self.say), -1, len(scaled))
        seen = see(hidden, _times(self.say, hidden) + self.say_bias, words, Places.of(around))
        hidden += rectified(_times(self.join, seen.inputs) + self.join_bias)
        return np.asarray((self.out @ hidden).mean(0)[0] + self.bias, dtype=np.float32)


def _times(matrix: Matrix, columns: Matrix) -> Matrix:
    """The product, some columns at a time."""
    out = np.empty((*matrix.shape[:-1], columns.shape[-1]), np.float32)
    size = max(1, _AT_ONCE // (matrix.shape[-1] * matrix.shape[-2]))
    for start in range(0, columns.shape[-1], size):
        np.matmul(matrix, columns[..., start : start + size], out=out[..., start : start + size])
    return out
