"""The net that sees the whole page: its gradients, what it can learn, and that pages keep apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.context import Places
from newscrawl.extraction.body.features import Surroundings
from newscrawl.extraction.document import Document
from tests.quality.learning import Parameters
from tests.quality.page_learning import Lesson, Recipe, begin, gradients, joined, train_page_net
from tests.quality.train import stacked, table_of

COLUMNS = 5
RECIPE = Recipe(hidden=6, dropout=0, inner_dropout=0, share=0.5, aside=0)
PAGES = (
    "<div><p>a</p><p>b</p><ul><li>c</li><li>d</li></ul></div><div class=x><div class=y><p>e</p><p>f</p></div></div>",
    "<p>alone</p>",
    "<section>" + "<div class=z><h2>g</h2><p>h</p></div>" * 7 + "</section>",
)
AROUND = [Surroundings(read_blocks(Document.parse(f"<html><body>{page}", None, {}))) for page in PAGES]
SIZES = [len(around.kin[0].group) for around in AROUND]


def lesson(rng: np.random.Generator) -> Lesson:
    count = sum(SIZES)
    return Lesson(
        rng.standard_normal((count, COLUMNS)).astype(np.float32),
        (rng.random(count) > 0.5).astype(np.float32),
        rng.random(count).astype(np.float32),
        rng.integers(1, 90, count).astype(np.float32),
        joined([Places.of(around) for around in AROUND]),
        np.cumsum([0, *SIZES]),
    )


def answers(nets: list[Parameters], pages: Lesson) -> list[np.ndarray]:
    net = stacked(nets, np.zeros(COLUMNS, np.float32), np.ones(COLUMNS, np.float32))
    bounds = zip(pages.starts, pages.starts[1:], AROUND, strict=False)
    return [net.logits(pages.features[a:b], pages.words[a:b], around) for a, b, around in bounds]


def loss(parameters: Parameters, pages: Lesson) -> float:
    """As the page net's docstring says it, from the answers that production gives page by page."""
    total = 0.0
    for number, odds in enumerate(answers([parameters], pages)):
        own = slice(pages.starts[number], pages.starts[number + 1])
        guess = 1 / (1 + np.exp(-odds.astype(np.float64)))
        weights, wanted = pages.weights[own].astype(np.float64), pages.answers[own]
        total -= float((weights * (wanted * np.log(guess) + (1 - wanted) * np.log(1 - guess))).sum())
        size = float((guess * weights).sum() + (wanted * weights).sum())
        if weights.sum() > 0.3:
            total += RECIPE.share * (size - 2 * float((guess * wanted * weights).sum())) / (size + 1e-3)
    return total / len(PAGES)


@pytest.mark.parametrize("index", range(8))
def test_gradients_are_the_slopes_of_the_loss(index: int) -> None:
    rng = np.random.default_rng(3)
    pages, parameters = lesson(rng), begin(COLUMNS, RECIPE, rng)
    parameters = [one + 0.1 * rng.standard_normal(one.shape).astype(np.float32) for one in parameters]
    slope = gradients(parameters, pages, RECIPE, rng)[index]
    way = slope / np.linalg.norm(slope) + 0.2 * rng.standard_normal(slope.shape).astype(np.float32) / slope.size**0.5
    moved = []
    for step in (5e-4, -5e-4):
        there = [*parameters]
        there[index] = parameters[index] + np.float32(step) * way.astype(np.float32)
        moved.append(loss(there, pages))
    assert (moved[0] - moved[1]) / 1e-3 == pytest.approx(float((slope * way).sum()), rel=0.02, abs=1e-3)


def test_nets_side_by_side_answer_their_mean() -> None:
    rng = np.random.default_rng(4)
    pages, nets = lesson(rng), [begin(COLUMNS, RECIPE, np.random.default_rng(seed)) for seed in (1, 2, 3)]
    for both, *single in zip(answers(nets, pages), *(answers([net], pages) for net in nets), strict=True):
        assert np.allclose(both, np.mean(single, axis=0), atol=1e-5)


def test_a_block_learns_from_the_mark_of_its_container() -> None:
    """Every block of a container that holds a mark is wanted: no block alone can tell."""
    rng = np.random.default_rng(5)
    around = AROUND[2]
    home = np.arange(SIZES[2]) // 2

    def page() -> tuple[np.ndarray, np.ndarray]:
        marks = np.zeros((SIZES[2], COLUMNS), np.float32)
        marks[:, 1] = rng.random(SIZES[2])
        marks[2 * rng.integers(0, 7) + rng.integers(0, 2), 0] = 3
        return marks, np.isin(home, home[marks[:, 0] > 0]).astype(np.float32)

    def lessons() -> Iterator[tuple[Lesson, float]]:
        for number in range(200):
            made = [page() for _ in range(8)]
            ones = np.ones(8 * SIZES[2], np.float32)
            places, starts = joined([Places.of(around)] * 8), np.arange(9) * SIZES[2]
            features, wanted = (np.concatenate(part) for part in zip(*made, strict=True))
            yield Lesson(features, wanted, ones, ones, places, starts), (number + 1) / 200

    recipe = Recipe(hidden=16, dropout=0, inner_dropout=0, rate=0.01)
    parameters = train_page_net(lessons(), COLUMNS, recipe, 1)
    net = stacked([parameters], np.zeros(COLUMNS, np.float32), np.ones(COLUMNS, np.float32))
    for features, wanted in (page() for _ in range(20)):
        assert ((net.logits(features, np.ones(SIZES[2], np.float32), around) > 0) == (wanted > 0)).all()


def test_a_net_is_blind_to_the_columns_it_was_not_shown() -> None:
    rng = np.random.default_rng(7)
    pages = lesson(rng)
    net = train_page_net(iter([(pages, 0.5), (pages, 1.0)]), COLUMNS, RECIPE, 1, blind=(1, 3))
    before = answers([net], pages)
    pages.features[:, (1, 3)] += 5
    assert all(np.array_equal(*pair) for pair in zip(before, answers([net], pages), strict=True))
    pages.features[:, 2] += 5
    assert not any(np.array_equal(*pair) for pair in zip(before, answers([net], pages), strict=True))


def test_the_kept_table_holds_everything_but_the_early_answer() -> None:
    nets = [begin(COLUMNS, RECIPE, np.random.default_rng(6))] * 2
    table = table_of(stacked(nets, np.zeros(COLUMNS, np.float32), np.ones(COLUMNS, np.float32)))
    assert table["net_join"].shape == (2, 6, 6 + 254)
    assert table["net_hidden"].dtype == np.float16
