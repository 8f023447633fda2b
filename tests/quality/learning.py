"""Training of the small models, in plain numpy: a net with one hidden layer by Adam, a logistic regression likewise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Parameters = list[Matrix]

LEAK = np.float32(0.01)
SPREAD = 6.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a net is trained. Weight decay is per step, relative to the learning rate."""

    hidden: int = 48
    epochs: int = 8
    rate: float = 2e-3
    batch: int = 1024
    dropout: float = 0.3
    decay: float = 0.01


def scaling(features: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and 1/deviation per column; rare marks keep a floor under their deviation, or one hit would shout."""
    return features.mean(0), (1 / np.maximum(features.std(0), 0.05)).astype(np.float32)


def scaled(features: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    out = features - mean
    out *= scale
    return np.clip(out, -SPREAD, SPREAD, out=out)


def train_net(features: Matrix, answers: Matrix, weights: Matrix, seed: int, recipe: Recipe) -> Parameters:
    """Parameters of one net: weighted cross-entropy, Adam, cosine rate, dropout on the inputs."""
    rng = np.random.default_rng(seed)
    rows, columns = features.shape
    parameters = [
        (rng.standard_normal((columns, recipe.hidden)) / np.sqrt(columns)).astype(np.float32),
        np.zeros(recipe.hidden, np.float32),
        (rng.standard_normal(recipe.hidden) / np.sqrt(recipe.hidden)).astype(np.float32),
        np.zeros(1, np.float32),
    ]
    adam = _Adam(parameters, recipe)
    weights = weights / weights.mean()
    batches = rows // recipe.batch
    for epoch in range(recipe.epochs):
        order = rng.permutation(rows)
        for number in range(batches):
            chosen = order[number * recipe.batch : (number + 1) * recipe.batch]
            batch = features[chosen] * (rng.random((recipe.batch, columns), dtype=np.float32) > recipe.dropout)
            gradients = _gradients(parameters, batch, answers[chosen], weights[chosen])
            adam.step(gradients, (epoch * batches + number + 1) / (recipe.epochs * batches))
    return parameters


def _gradients(parameters: Parameters, batch: Matrix, answers: Matrix, weights: Matrix) -> Parameters:
    hidden, hidden_bias, out, bias = parameters
    inner = batch @ hidden + hidden_bias
    active = np.maximum(inner, LEAK * inner)
    guess = 1 / (1 + np.exp(-np.clip(active @ out + bias, -30, 30)))
    error = (guess - answers) * weights / len(batch)
    back = np.outer(error, out) * np.where(inner > 0, np.float32(1), LEAK)
    return [batch.T @ back, back.sum(0), active.T @ error, np.array([error.sum()], np.float32)]


class _Adam:
    """Adam with decoupled weight decay on the matrices, warm-up over a twentieth, then a cosine to zero."""

    def __init__(self, parameters: Parameters, recipe: Recipe) -> None:
        self.parameters, self.recipe, self.steps = parameters, recipe, 0
        self.first = [np.zeros_like(one) for one in parameters]
        self.second = [np.zeros_like(one) for one in parameters]

    def step(self, gradients: Parameters, progress: float) -> None:
        self.steps += 1
        rate = self.recipe.rate * min(1.0, progress / 0.05) * 0.5 * (1 + np.cos(np.pi * progress)) + 1e-6
        for index, gradient in enumerate(gradients):
            self.first[index] += 0.1 * (gradient - self.first[index])
            self.second[index] += 0.001 * (gradient * gradient - self.second[index])
            mean = self.first[index] / (1 - 0.9**self.steps)
            spread = np.sqrt(self.second[index] / (1 - 0.999**self.steps)) + 1e-8
            self.parameters[index] -= (rate * mean / spread).astype(np.float32)
            if index in (0, 2):
                self.parameters[index] -= np.float32(rate * self.recipe.decay) * self.parameters[index]


def logits(parameters: Parameters, features: Matrix) -> Matrix:
    hidden, hidden_bias, out, bias = parameters
    inner = features @ hidden + hidden_bias
    return np.asarray(np.maximum(inner, LEAK * inner) @ out + bias, dtype=np.float32)


def train_logistic(
    features: Matrix, answers: Matrix, ridge: float, weights: Matrix | None = None
) -> tuple[Matrix, float]:
    """Weights and bias by Newton's method, with a ridge on the weights. `features` are scaled."""
    design = np.column_stack((features, np.ones(len(features)))).astype(np.float64)
    share = np.ones(len(answers)) if weights is None else weights.astype(np.float64)
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 1e-9
    found = np.zeros(design.shape[1])
    for _ in range(30):
        guess = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        gradient = design.T @ (share * (guess - answers)) + penalty * found
        curve = (design * (share * guess * (1 - guess))[:, None]).T @ design + np.diag(penalty)
        found -= np.linalg.solve(curve, gradient)
    return found[:-1].astype(np.float32), float(found[-1])


def train_signed_logistic(
    features: Matrix, answers: Matrix, ridge: float, weights: Matrix, senses: Matrix
) -> tuple[Matrix, float]:
    """The same, where a column with sense 1 (or -1) may only speak for (against) the answer 1; 0 leaves it free.

    Columns that speak against their sense are taken out and the rest is learned again, until none does.
    """
    free = np.ones(features.shape[1], bool)
    found = np.zeros(features.shape[1], np.float32)
    while True:
        found[:] = 0
        found[free], bias = train_logistic(features[:, free], answers, ridge, weights)
        wrong = free & (found * senses < 0)
        if not wrong.any():
            return found, bias
        free &= ~wrong
