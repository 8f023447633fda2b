"""What training of the small models needs, in plain numpy: scaling, Adam, logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Parameters = list[Matrix]

SPREAD = 6.0


def scaling(features: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and 1/deviation per column; rare marks keep a floor under their deviation, or one hit would shout."""
    return features.mean(0), (1 / np.maximum(features.std(0), 0.05)).astype(np.float32)


def scaled(features: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    out = features - mean
    out *= scale
    return np.clip(out, -SPREAD, SPREAD, out=out)


class Adam:
    """Adam with decoupled weight decay on every other parameter (the matrices; biases stand between them), warm-up
    over a twentieth, then a cosine to zero. Gradients longer than 1 are shortened to 1."""

    def __init__(self, parameters: Parameters, rate: float, decay: float) -> None:
        self.parameters, self.rate, self.decay, self.steps = parameters, rate, decay, 0
        self.first = [np.zeros_like(one) for one in parameters]
        self.second = [np.zeros_like(one) for one in parameters]

    def step(self, gradients: Parameters, progress: float) -> None:
        self.steps += 1
        rate = self.rate * min(1.0, progress / 0.05) * 0.5 * (1 + np.cos(np.pi * progress)) + 1e-6
        length = float(np.sqrt(sum(float((one * one).sum()) for one in gradients)))
        for index, slope in enumerate(gradients):
            gradient = slope * np.float32(1 / max(1.0, length))
            self.first[index] += np.float32(0.1) * (gradient - self.first[index])
            self.second[index] += np.float32(0.001) * (gradient * gradient - self.second[index])
            mean = self.first[index] / (1 - 0.9**self.steps)
            spread = np.sqrt(self.second[index] / (1 - 0.999**self.steps)) + 1e-8
            self.parameters[index] -= (rate * mean / spread).astype(np.float32)
            if index % 2 == 0:
                self.parameters[index] -= np.float32(rate * self.decay) * self.parameters[index]


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
