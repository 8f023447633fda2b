"""What a fuzz target is: bytes go in, and either a promise holds or it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Seeds = Callable[[], Sequence[bytes]]


class BrokenPromiseError(AssertionError):
    """A reader raised nothing and still did not do what it promises."""


@dataclass(frozen=True, slots=True)
class Pump:
    """An input that grows: `unit` again and again between `before` and `after`. `#` in the unit becomes its number."""

    name: str
    before: bytes
    unit: bytes
    after: bytes = b""

    def input(self, size: int) -> bytes:
        """The input whose middle has about so many bytes."""
        times = max(1, size // len(self.unit))
        if b"#" not in self.unit:
            return self.before + self.unit * times + self.after
        return self.before + b"".join(self.unit.replace(b"#", b"%d" % one) for one in range(times)) + self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A reader of strangers' bytes.

    `run` reads an input and raises BrokenPromiseError where a promise beyond "nothing is raised" does not hold.
    `allowed` are the errors that it may raise: none, or one of the project's own. `cases` is how many mutated inputs
    the tests feed it, `sizes` how large (bytes) its growing inputs become, one after the other.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: Seeds
    tokens: Sequence[bytes] = ()
    pumps: Sequence[Pump] = ()
    allowed: tuple[type[Exception], ...] = ()
    cases: int = 400
    sizes: tuple[int, ...] = (250, 1000, 4000, 16_000)


def promise(holds: bool, what: str, *about: object) -> None:
    """Raise BrokenPromiseError unless it holds. `what` is the same text for every input that breaks it."""
    if not holds:
        raise BrokenPromiseError(": ".join([what, *(repr(one)[:300] for one in about)]))
