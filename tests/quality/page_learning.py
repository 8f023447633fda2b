"""Training of the net of `newscrawl/extraction/body/context.py`, in plain numpy: whole pages in, gradients by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from newscrawl.extraction.body import context
from newscrawl.extraction.body.context import (
    HEADS,
    KIN,
    LEAK,
    OTHERS,
    PAGE,
    RANGES,
    STEPS,
    VALUES,
    Matrix,
    Numbers,
    Places,
)
from newscrawl.extraction.body.features import Kin
from tests.quality.learning import Adam, Parameters

_KINDS = RANGES + KIN
_TAUGHT = 0.3  # sum of a page's weights: below, only snippets of it are known, and its F1 says nothing
JOINED = _KINDS * VALUES + (2 * _KINDS - 1) * context.MASSES + len(STEPS) * VALUES
"""Columns that the second layer sees beside the first one's."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the net is trained. `share` is the weight of the page's soft F1 in the loss beside cross-entropy, `aside`
    the weight of what the first layer alone would answer. A batch is `pages` pages."""

    hidden: int = 48
    epochs: int = 9
    rate: float = 3e-3
    pages: int = 16
    dropout: float = 0.3
    inner_dropout: float = 0.1
    decay: float = 0.01
    share: float = 0.3
    aside: float = 0.3


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pages under each other. `starts` are the first rows of the pages, and the end."""

    features: Matrix
    answers: Matrix
    weights: Matrix
    words: Matrix
    places: Places
    starts: Numbers


def joined(places: Sequence[Places]) -> Places:
    """The places of pages that stand under each other."""
    sizes = [len(one.kin[0].group) for one in places]
    starts = np.cumsum([0, *sizes])
    moved = list(zip(places, sizes, starts[:-1], strict=True))

    def bounds(name: str) -> Numbers:
        return np.concatenate([getattr(one, name).reshape(RANGES, -1) + start for one, _, start in moved], 1).ravel()

    beside = [one.beside.reshape(len(STEPS), -1) for one in places]
    kin = []
    for number in range(KIN):
        firsts = np.cumsum([0, *(len(one.kin[number].starts) for one in places)])
        kin.append(np.concatenate([one.kin[number].group + first for one, first in zip(places, firsts, strict=False)]))
    return Places(
        bounds("firsts"),
        bounds("lasts"),
        tuple(map(Kin, kin)),
        np.concatenate(
            [
                np.where(one < size, one + start, starts[-1])
                for one, (_, size, start) in zip(beside, moved, strict=True)
            ],
            1,
        ).ravel(),
    )


def begin(columns: int, recipe: Recipe, rng: np.random.Generator) -> Parameters:
    """First layer, what is said, second layer, answer, answer of the first layer: a matrix and a bias each."""
    width = recipe.hidden
    sizes = [(columns, width), (width, context.SAID), (width + JOINED, width), (width, 1), (width, 1)]
    out: Parameters = []
    for rows, count in sizes:
        out += [(rng.uniform(-1, 1, (rows, count)) / np.sqrt(rows)).astype(np.float32), np.zeros(count, np.float32)]
    return out


def train_page_net(lessons: Iterator[tuple[Lesson, float]], columns: int, recipe: Recipe, seed: int) -> Parameters:
    """Parameters of one net, from batches of pages, each with the progress from 0 to 1."""
    rng = np.random.default_rng(seed)
    parameters = begin(columns, recipe, rng)
    adam = Adam(parameters, recipe.rate, recipe.decay)
    for lesson, progress in lessons:
        adam.step(gradients(parameters, lesson, recipe, rng), progress)
    return parameters


def _mask(rng: np.random.Generator, shape: tuple[int, ...], dropped: float) -> np.ndarray:
    """True but for the dropped share; from bytes, which cost a fifth of floats."""
    return np.frombuffer(rng.bytes(int(np.prod(shape))), np.uint8).reshape(shape) >= round(256 * dropped)


def gradients(parameters: Parameters, lesson: Lesson, recipe: Recipe, rng: np.random.Generator) -> Parameters:
    """The loss' slope by every parameter. Each page weighs the same."""
    first, first_bias, say, say_bias, join, join_bias, out, bias, early, early_bias = parameters
    features = (lesson.features * _mask(rng, lesson.features.shape, recipe.dropout)).T
    inner = first.T @ features + first_bias[:, None]
    hidden = context.rectified(inner)
    said = say.T @ hidden + say_bias[:, None]
    seen = context.see(hidden[None], said[None], lesson.words, lesson.places)
    inputs = seen.inputs[0]
    second = join.T @ inputs + join_bias[:, None]
    kept = _mask(rng, second.shape, recipe.inner_dropout) / np.float32(1 - recipe.inner_dropout)
    whole = hidden + context.rectified(second) * kept
    error = _errors((out.T @ whole)[0] + bias, lesson, recipe.share)[None]
    aside = recipe.aside * _errors((early.T @ hidden)[0] + early_bias, lesson, recipe.share)[None]
    d_whole = out @ error
    d_second = d_whole * kept * np.where(second > 0, np.float32(1), LEAK)
    d_hidden, d_said = _back(join @ d_second, said, seen, lesson.places)
    d_hidden = d_hidden + d_whole + early @ aside + say @ d_said
    d_inner = d_hidden * np.where(inner > 0, np.float32(1), LEAK)
    pairs = (features, d_inner), (hidden, d_said), (inputs, d_second), (whole, error), (hidden, aside)
    return [part for rows, slope in pairs for part in (rows @ slope.T, slope.sum(1))]


def _errors(odds: Matrix, lesson: Lesson, share: float) -> Matrix:
    """The slope of the loss by every answer: weighted cross-entropy and, where a page has a body, 1 - soft F1."""
    weights, answers, starts = lesson.weights, lesson.answers, lesson.starts[:-1]
    guess = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    good, guessed = weights * answers, weights * guess
    found = np.add.reduceat(guessed * answers, starts)
    size = np.add.reduceat(guessed + good, starts) + np.float32(1e-3)
    taught = np.add.reduceat(weights, starts) > _TAUGHT
    missed = np.repeat(
        np.stack((taught / size, taught * (1 - 2 * found / size) / size)), np.diff(lesson.starts), axis=1
    )
    by_guess = (weights - 2 * good) * missed[0] - weights * missed[1]
    slope = weights * (guess - answers) + np.float32(share) * guess * (1 - guess) * by_guess
    return np.asarray(slope / len(starts), np.float32)


def _back(slope: Matrix, said: Matrix, seen: context.Seen, places: Places) -> tuple[Matrix, Matrix]:
    """From the slope by the second layer's inputs: the slopes by the first layer, and by what was said."""
    count = said.shape[1]
    sizes = (len(slope) - JOINED, _KINDS * VALUES, (_KINDS - 1) * context.MASSES, _KINDS * context.MASSES)
    d_hidden, *parts, d_beside = np.split(slope, np.cumsum(sizes))
    d_means, d_share, d_logs = (
        part.reshape(columns, -1, count)
        for part, columns in zip(parts, (VALUES, context.MASSES, context.MASSES), strict=True)
    )
    d_sums = _back_to_sums(d_means, d_share, d_logs, seen.sums)
    d_said = _back_to_said(_scattered(d_sums, places), said, seen.rows[0])
    d_said[-VALUES:] = _added(d_beside.reshape(VALUES, -1), places.beside, count + 1)[:, :count]
    return d_hidden, d_said


def _back_to_sums(d_means: Matrix, d_share: Matrix, d_logs: Matrix, seen: Matrix) -> Matrix:
    """From averages by loudness, shares and logarithms of masses to the sums they were made of."""
    means, sums = context.means_of(seen)[0], seen[0]
    heads = (HEADS, -1, *means.shape[1:])
    loud = np.maximum(sums[VALUES : VALUES + HEADS], 0) + context.LEAST_LOUD
    mass = np.maximum(sums[VALUES + HEADS :], 0)
    d_share = d_share / (mass[:, PAGE, None] + context.LEAST_MASS)
    share = mass[:, OTHERS] / (mass[:, PAGE, None] + context.LEAST_MASS)
    out = np.empty_like(sums)
    out[:VALUES] = (d_means.reshape(heads) / loud[:, None]).reshape(means.shape)
    out[VALUES : VALUES + HEADS] = -(d_means * means).reshape(heads).sum(1) / loud
    out[VALUES + HEADS :] = d_logs / (2 * (1 + mass))
    out[VALUES + HEADS :, OTHERS] += d_share
    out[VALUES + HEADS :, PAGE] -= (d_share * share).sum(1)
    return out


def _back_to_said(d_rows: Matrix, said: Matrix, rows: Matrix) -> Matrix:
    """From the rows that are summed to what was said; the word to the neighbours is left open."""
    heads = (HEADS, -1, said.shape[1])
    values, volume = slice(0, VALUES), slice(VALUES, VALUES + HEADS)
    masses = slice(VALUES + HEADS, VALUES + HEADS + context.MASSES)
    d_values = d_rows[values].reshape(heads)
    out = np.empty_like(said)
    out[values] = (d_values * rows[volume, None]).reshape(VALUES, -1)
    d_volume = d_rows[volume] * rows[volume] + (d_values * rows[values].reshape(heads)).sum(1)
    out[volume] = d_volume * (np.abs(said[volume]) < context.LOUDEST)
    out[masses] = d_rows[masses] * rows[masses] / (1 + np.exp(said[masses]))
    return out


def _scattered(d_sums: Matrix, places: Places) -> Matrix:
    """The slope by the rows from that by their sums: every row gets what was asked of the sums that it is in."""
    columns, _, count = d_sums.shape
    ranges = d_sums[:, :RANGES].reshape(columns, -1)
    steps = _added(ranges, places.firsts, count + 1) - _added(ranges, places.lasts, count + 1)
    out = np.cumsum(steps, axis=1)[:, :count]
    for number, kin in enumerate(places.kin, RANGES):
        out += kin.sums(d_sums[:, number])
    return np.asarray(out, np.float32)


def _added(rows: Matrix, places: Numbers, size: int) -> np.ndarray:
    """The sums of the numbers that go to each place, row by row."""
    return np.stack([np.bincount(places, row, size) for row in rows])
