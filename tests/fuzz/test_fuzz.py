"""Nothing that a stranger sends raises, or costs more than its size: a fixed number of inputs from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.fuzz import growing
from tests.fuzz.judging import Finding, judged
from tests.fuzz.mutation import case
from tests.fuzz.target import Pump, Target
from tests.fuzz.targets import TARGETS

# The end of a budget may fall into a finalizer, where Python can only print it; it is raised again there.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SEED = 1
PUMPED = [
    pytest.param(target, pump, id=f"{name}-{pump.name}") for name, target in TARGETS.items() for pump in target.pumps
]
_SHOWN = 20


def shown(findings: Iterable[tuple[str, Finding | None]]) -> str:
    """The findings, one of a kind, each with the option that shows it again."""
    kinds: dict[str, str] = {}
    counts: dict[str, int] = {}
    for option, one in findings:
        if one is not None:
            counts[one.mark] = counts.get(one.mark, 0) + 1
            last = one.detail.strip().rpartition("\n")[2][:300]
            kinds.setdefault(
                one.mark, f"python -m tests.bench.fuzz --target {one.target!r} {option}: {one.mark}: {last}"
            )
    return "\n".join(f"{counts[mark]} x {text}" for mark, text in list(kinds.items())[:_SHOWN])


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_right_inputs_keep_every_promise(target: Target) -> None:
    found = shown((f"--right {number}", judged(target, data)) for number, data in enumerate(target.seeds()))
    assert not found, found


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_mutated_inputs_keep_every_promise(target: Target) -> None:
    inputs = (case(SEED, target.name, number, target.seeds(), target.tokens) for number in range(target.cases))
    found = shown((f"--seed {SEED} --case {number}", judged(target, data)) for number, data in enumerate(inputs))
    assert not found, found


@pytest.mark.parametrize(("target", "pump"), PUMPED)
def test_the_work_grows_with_the_input(target: Target, pump: Pump) -> None:
    found = growing.growth(target, pump)
    assert found is None, found
