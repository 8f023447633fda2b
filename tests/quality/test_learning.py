"""Labels and training, on answers that are known."""

from __future__ import annotations

import numpy as np

from tests.quality import labels, learning
from tests.quality.train import auroc

TRUTH = "The council voted on Tuesday to rebuild the bridge. Why? It was old, said the mayor of the town."


def test_long_blocks_are_found_by_their_words_short_ones_beside_them() -> None:
    first, second = "The council voted on Tuesday to rebuild the bridge.", "It was old, said the mayor of the town."
    texts = ["Why?", first, "Why?", second, "Something else was said by nobody here."]
    inside, sure = labels.by_text(texts, TRUTH)
    assert inside.tolist() == [0, 1, 1, 1, 0]
    assert sure.tolist() == [1, 1, 1, 1, 1]


def test_doubles_and_optional_paragraphs_teach_nothing() -> None:
    first, second = "The council voted on Tuesday to rebuild the bridge.", "It was old, said the mayor of the town."
    inside, sure = labels.by_text([first, first, second], TRUTH, [second])
    assert sure.tolist() == [1, 0, 0]
    assert inside[0] == 1


def test_snippets_teach_only_of_the_blocks_that_hold_them() -> None:
    inside, sure = labels.by_snippets(
        ["a wanted text", "an unwanted one", "another"], ["wanted text"], ["unwanted one"]
    )
    assert (inside.tolist(), sure.tolist()) == ([1, 0, 0], [1, 1, 0])


def test_a_block_weighs_its_share_of_the_body() -> None:
    inside, sure, words = np.array([1, 1, 0], np.float32), np.ones(3, np.float32), np.array([100, 10, 900], np.float32)
    weights = labels.weights(inside, sure, words, snippets=False)
    assert weights[0] > weights[1]
    assert weights[2] == np.float32(0.3)


def test_a_net_learns_what_a_line_cannot() -> None:
    rng = np.random.default_rng(1)
    features = rng.uniform(-1, 1, (4096, 2)).astype(np.float32)
    answers = (features[:, 0] * features[:, 1] > 0).astype(np.float32)
    recipe = learning.Recipe(hidden=16, epochs=30, batch=64, dropout=0, rate=0.01)
    net = learning.train_net(features, answers, np.ones(4096, np.float32), 1, recipe)
    assert ((learning.logits(net, features) > 0) == (answers > 0)).mean() > 0.95
    assert np.array_equal(net[0], learning.train_net(features, answers, np.ones(4096, np.float32), 1, recipe)[0])


def test_a_regression_finds_the_weights() -> None:
    rng = np.random.default_rng(2)
    features = rng.standard_normal((5000, 2)).astype(np.float32)
    chances = 1 / (1 + np.exp(-(2 * features[:, 0] - features[:, 1] + 0.5)))
    weights, bias = learning.train_logistic(features, (rng.random(5000) < chances).astype(np.float32), 1e-3)
    assert np.allclose([*weights, bias], [2, -1, 0.5], atol=0.2)


def test_auroc_counts_pairs() -> None:
    assert auroc([0.1, 0.4], [0.4, 0.9]) == (1 + 1 + 1 + 0.5) / 4
