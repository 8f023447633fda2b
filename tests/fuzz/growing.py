"""Four times the input, four times the work: the same for what a stranger can repeat as often as he likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.judging import Finding, OverBudgetError, cost, unit
from tests.fuzz.target import Pump, Target

FOURFOLD = 9
"""Times the CPU for four times the input, in its middle; work that grows with the square takes sixteen."""

_SEEN = 16  # units of work: growth that ends below is that of something else, and harms nobody
_HOPELESS = 20  # times the CPU at which one need not wait for the end
_TRIES = 3


def growth(target: Target, pump: Pump, sizes: Sequence[int] | None = None) -> Finding | None:
    """What is wrong with the work for an input that grows; None where it grows with the input."""
    sizes = sizes or target.sizes
    before = _least(target, pump.input(sizes[0]))
    for size in sizes[1:]:
        data = pump.input(size)
        for tried in range(_TRIES):
            most = max(FOURFOLD * before, _SEEN * unit())
            spent = _spent(target, data, most * _HOPELESS / FOURFOLD)
            if spent < most:
                break
            before = max(before, _least(target, pump.input(sizes[sizes.index(size) - 1]))) if not tried else before
        else:
            return Finding(
                target.name, f"growth: {pump.name}", data, f"{before:.3f} s, then {spent:.3f} s of CPU, {size} bytes"
            )
        before = spent
    return None


def work(
    run: Callable[[bytes], object], unit: bytes, *, before: bytes = b"", after: bytes = b"", sizes: Sequence[int]
) -> Finding | None:
    """What is wrong with the work for a unit that is repeated up to so many bytes; None where it grows with them."""

    def read(data: bytes) -> None:
        run(data)

    return growth(Target(name=unit.decode(), run=read, seeds=list), Pump("the unit", before, unit, after), sizes)


def random_pump(target: Target, chance: Random) -> Pump:
    """A seed that grows somewhere: a piece of it, or a token, again and again."""
    data = chance.choice(target.seeds())
    at = chance.randint(0, len(data))
    piece = data[at : at + chance.choice((1, 2, 4, 16, 64))]
    unit_ = piece if piece and chance.random() < 0.5 else chance.choice(target.tokens or (b"a",))[:200] or b"a"
    return Pump(f"{unit_[:40]!r} in a seed", data[:at], unit_, data[at:])


def _least(target: Target, data: bytes) -> float:
    return min(_spent(target, data, None) for _ in range(_TRIES))


def _spent(target: Target, data: bytes, most: float | None) -> float:
    """CPU seconds of reading; what is raised is judged elsewhere."""
    spent = 0.0

    def work() -> None:
        try:
            target.run(data)
        except OverBudgetError:
            raise
        except Exception:
            return

    try:
        spent = cost(work, most)
    except OverBudgetError:
        spent = float("inf")
    return spent
