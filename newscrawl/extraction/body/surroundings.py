"""Which blocks stand together: below one element, and in places of one name. Sums over them, for all blocks at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.extraction.body.blocks import Blocks

Matrix = NDArray[np.float32]
Numbers = NDArray[np.int64]
Column = NDArray[Any]


class Surroundings:
    """Sums over the blocks below a block's element, its parent and two more above, and over its siblings.

    Siblings are the blocks whose element and parent (and grandparent) have the same tag and class.
    """

    LEVELS = 4

    def __init__(self, blocks: Blocks) -> None:
        parents, firsts = np.array([*blocks.parents, -1]), np.array([*blocks.firsts, 0])
        lasts, node = np.array([*blocks.lasts, len(blocks)]), np.array(blocks.owners, dtype=np.int64)
        self.spans: list[tuple[Numbers, Numbers]] = []
        self.nodes: list[Numbers] = []
        for _ in range(self.LEVELS):
            self.spans.append((firsts[node], lasts[node]))
            self.nodes.append(node)
            up = parents[node]
            node = np.where(up >= 0, up, node)
        pairs = list(zip(blocks.node_tags, blocks.node_classes, strict=True))
        names = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        kinds = np.array(list(map(names.__getitem__, pairs)))
        owner, parent, grandparent = self.nodes[:3]
        base = len(names) + 1
        near = kinds[owner] * base + kinds[parent]
        self.siblings = [_SiblingGroups(path) for path in (near, near * base + kinds[grandparent])]

    def below(self, rows: Column) -> list[Matrix]:
        """For every level the sums of the rows over the blocks below the element so many steps up."""
        total = np.zeros((len(rows), rows.shape[1] + 1))
        np.cumsum(rows, axis=1, out=total[:, 1:])
        return [(total[:, last] - total[:, first]).astype(np.float32) for first, last in self.spans]

    def among_siblings(self, rows: Column) -> list[Matrix]:
        """For both kinds of siblings the sums of the rows over the blocks of the same group."""
        return [group.sums(rows) for group in self.siblings]


class _SiblingGroups:
    """Blocks that share a name: their numbers sorted by it once, for all sums."""

    def __init__(self, names: Numbers) -> None:
        self.order = np.argsort(names, kind="stable")
        ordered = names[self.order]
        begins = np.empty(len(names), np.bool_)
        begins[0] = True
        np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
        self.starts = np.flatnonzero(begins)
        self.group = np.empty(len(names), np.int64)
        self.group[self.order] = np.cumsum(begins) - 1

    def sums(self, rows: Column) -> Matrix:
        """For every block the sums of the rows over its siblings."""
        return np.add.reduceat(rows[:, self.order], self.starts, axis=1)[:, self.group].astype(np.float32)
