"""No pattern of the package takes more than linear time in a stranger's text: four times the text, four times the CPU.

Each pattern is given runs of what it can repeat (tests/patterns.py). CPU is compared, not measured: quadratic work
shows as a ratio of 16, on a slow or busy machine as well.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from tests.patterns import Compiled, compiled, pumps

LARGEST = 16_000  # characters; quadratic work on so many is far above SEEN
SEEN = 0.01  # seconds of CPU from which a ratio says something; linear work on LARGEST stays below
FOURFOLD = 9  # times the CPU for four times the text; quadratic work takes 16
SIZES = (*range(8, 40, 2), 60, 90, 140, 250, 500, 1000, 2000, 4000, 8000, LARGEST)  # what doubles at each shows early


def cost(work: Callable[[Any], object], text: str | bytes, tries: int = 1) -> float:
    """The least CPU of so many tries."""
    spent = []
    for _ in range(tries):
        begin = time.process_time()
        work(text)
        spent.append(time.process_time() - begin)
    return min(spent)


def grows_too_fast(work: Callable[[Any], object], make: Callable[[int], str | bytes]) -> bool:
    """Does four times the text take more than nine times the CPU, at the size from which that is seen?

    Twice in a row: a bounded repetition ({0,300}) grows with the square up to its bound.
    """
    seen = (size for size in SIZES if cost(work, make(size)) > SEEN)
    size = next((size for size in seen if cost(work, make(size), 2) > SEEN), None)
    if size is None:
        return False
    for larger in (size, 2 * size):
        ratio = cost(work, make(larger), 3) / max(cost(work, make(larger // 4), 3), 1e-6)
        if ratio < FOURFOLD:
            return False
        if ratio > FOURFOLD**2:  # more than cubic; the next size may never end
            return True
    return True


def slow(one: Compiled) -> str | None:
    """The text that makes a pattern slow, in words; None where there is none."""
    for lead, unit, end in pumps(one):

        def make(size: int, lead: str = lead, unit: str = unit, end: str = end) -> str | bytes:
            text = lead + unit * max(1, size // len(unit)) + end
            return text.encode("latin-1", "replace") if isinstance(one.compiled.pattern, bytes) else text

        for method in one.methods:
            if grows_too_fast(getattr(one.compiled, method), make):
                return f"{one.module}: {one.pattern[:200]}\n  {method} on {lead!r} + many {unit!r} + {end!r}"
    return None


BY_MODULE: dict[str, list[Compiled]] = defaultdict(list)
for found in compiled():
    BY_MODULE[found.module].append(found)


def test_the_package_has_the_patterns_that_are_looked_at() -> None:
    assert sum(map(len, BY_MODULE.values())) > 500
    assert {"newscrawl.extraction.body.article_signs", "newscrawl.dates.words", "newscrawl.urls"} <= BY_MODULE.keys()


@pytest.mark.parametrize("module", sorted(BY_MODULE))
def test_the_patterns_of_a_module_are_linear(module: str) -> None:
    assert not list(filter(None, map(slow, BY_MODULE[module])))


@pytest.mark.parametrize(
    ("pattern", "method", "is_slow"),
    [
        (r"[^/]*[a-z]+(?:[-_][a-z0-9]+){3,}", "search", True),  # cubic
        (r"\s*,\s*", "search", True),
        (r"\s*,\s*", "match", False),
        (r"\S+@\S+\.\w+", "search", True),
        (r"(?:a+)+b", "match", True),  # exponential
        (r"<!--.*?-->", "search", True),
        (r"<meta[^>]{0,300}?charset=(\w+)", "search", False),  # bounded
        (r"(?:(?<!\s)\s++)?,\s*", "search", False),
    ],
)
def test_slow_patterns_are_found(pattern: str, method: Any, is_slow: bool) -> None:
    one = Compiled(f"str:{pattern}", int(re.DOTALL), "tests", frozenset({method}))
    assert (slow(one) is not None) is is_slow
