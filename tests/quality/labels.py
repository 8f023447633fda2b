"""Which blocks of a page are in the annotated text: the answers a block scorer learns from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_WORD = re.compile(r"\w+")
_SHORT = 5  # words: from here on a block is long enough to be found by its 4-word sequences
_NEAR = 12  # blocks: how far a short block's neighbour may be
_SNIPPET_WEIGHT = 0.03
_LARGEST = 0.3  # no block weighs more than this share of its page's body


def spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def by_text(texts: Sequence[str], truth: str, optional: Sequence[str] = ()) -> tuple[Vector, Vector]:
    """For every block: is it in the truth, and how sure is that (0: do not learn from it).

    Long blocks are found by their 4-word sequences; short ones only beside a found neighbour, in the truth's order. The
    double of a found block and paragraphs that the annotators call optional are left out.
    """
    split = [_WORD.findall(text) for text in texts]
    truth_words = _WORD.findall(truth)
    whole = spaced(truth_words)
    sequences = set(zip(*(truth_words[start:] for start in range(4)), strict=False))
    inside, sure = np.zeros(len(texts), np.float32), np.ones(len(texts), np.float32)
    used: Counter[str] = Counter()
    for index, words in enumerate(split):
        if len(words) < _SHORT:
            continue
        own = list(zip(*(words[start:] for start in range(4)), strict=False))
        share = sum(one in sequences for one in own) / len(own)
        inside[index] = share > 0.5
        sure[index] = 1.0 if share > 0.95 else max(0.05, abs(2 * share - 1))
        if share > 0.5:
            used[spaced(words)] += 1
            if used[spaced(words)] > 1:
                inside[index] = sure[index] = 0
    _mark_short(split, whole, inside, sure)
    _leave_optional(split, optional, inside, sure)
    return inside, sure


def _mark_short(split: Sequence[list[str]], whole: str, inside: Vector, sure: Vector) -> None:
    for index, words in enumerate(split):
        if len(words) >= _SHORT:
            continue
        if not words:
            sure[index] = 0
            continue
        before = next((i for i in range(index - 1, max(-1, index - _NEAR), -1) if inside[i] and sure[i]), None)
        after = next((i for i in range(index + 1, min(len(split), index + _NEAR)) if inside[i] and sure[i]), None)
        found = before is not None and spaced([*split[before][-4:], *words]) in whole
        if found or (after is not None and spaced([*words, *split[after][:4]]) in whole):
            inside[index] = 1


def _leave_optional(split: Sequence[list[str]], optional: Sequence[str], inside: Vector, sure: Vector) -> None:
    passages = [spaced(_WORD.findall(passage)) for passage in optional]
    for index, words in enumerate(split):
        if inside[index] and any(spaced(words) in passage for passage in passages):
            sure[index] = 0


def by_snippets(texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> tuple[Vector, Vector]:
    """The same where only a few snippets of a page are annotated: nothing is known of the other blocks."""
    inside, sure = np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32)
    for snippets, value in ((unwanted, 0), (wanted, 1)):
        for snippet in snippets:
            needle = " ".join(snippet.split())
            for index, text in enumerate(texts):
                if needle in text:
                    inside[index], sure[index] = value, 1
    return inside, sure


def weights(inside: Vector, sure: Vector, words: Vector, snippets: bool) -> Vector:
    """How much each block counts in training: its share of the page's body, as in the metric, where every page weighs
    the same."""
    if snippets:
        return sure * np.float32(_SNIPPET_WEIGHT)
    body = float((words * inside).sum())
    counted: Vector = np.minimum(sure * (words + 3) / np.float32(body + 100), np.float32(_LARGEST))
    return counted
