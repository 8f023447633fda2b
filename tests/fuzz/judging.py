"""One case: an input is read, and a broken promise becomes a finding."""

from __future__ import annotations

import gc
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import FrameType

import newscrawl
from tests.fuzz.target import BrokenPromiseError, Target

PACKAGE = Path(newscrawl.__file__).parent
_TOO_MUCH = 40
"""Times the work that a byte of this target's right inputs takes. Hardest mutated inputs of all targets: about 12."""
_BASE = 4000
"""Bytes that are added to every input: a short one has its fixed costs too."""
_UNIT = 200_000  # steps of an empty loop: what a processor of this machine does in some milliseconds, busy or not
_MANY = 40
_LEAST = 20  # such units; what is done sooner is never too slow
_TRIES = 3
_AGAIN = 0.01  # seconds of CPU between two tries to break off


@dataclass(frozen=True, slots=True)
class Finding:
    """A promise that was broken. `mark` is the same for all findings of one cause."""

    target: str
    mark: str
    data: bytes
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.target}: {self.mark}\n{self.detail}"


class OverBudgetError(BaseException):
    """The work took more CPU than it was allowed. No Exception: what is fuzzed must not catch it."""


def judged(target: Target, data: bytes) -> Finding | None:
    """What is wrong with the reading of an input; None where every promise holds."""
    allowed = max(_LEAST * unit(), _TOO_MUCH * rate(target) * (len(data) + _BASE))
    for _ in range(_TRIES):
        try:
            if cost(lambda: target.run(data), allowed) < allowed:
                return None
        except OverBudgetError:
            continue
        except target.allowed as error:
            return None if str(error) else Finding(target.name, f"{type(error).__name__} without a message", data)
        except Exception as error:
            return Finding(target.name, mark_of(error), data, "".join(traceback.format_exception(error)))
    return Finding(target.name, "more work than an input of this size may take", data)


def mark_of(error: BaseException) -> str:
    """The kind of an error, and where in the package it comes from; of a broken promise the promise."""
    if isinstance(error, BrokenPromiseError):
        return str(error).partition(": ")[0]
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if PACKAGE in Path(frame.filename).parents]
    last = (own or frames)[-1]
    file = Path(last.filename)
    place = file.relative_to(PACKAGE).as_posix() if own else file.name
    return f"{type(error).__name__} in {place}, {last.name}"


@cache
def rate(target: Target) -> float:
    """CPU seconds that a byte of the target's right inputs takes, of the costliest of them."""
    seeds = dict.fromkeys(target.seeds())
    work = [(partial(_quietly, target, data), len(data) + _BASE) for data in seeds]
    for read, _ in work:  # what is loaded only once is not the inputs'
        read()
    return max(cost(read) / size for read, size in work)


def _quietly(target: Target, data: bytes) -> None:
    try:
        target.run(data)
    except Exception:  # right inputs are judged like all others, elsewhere
        return


@cache
def unit() -> float:
    """CPU seconds of a fixed piece of work: what the machine can do, measured where it is compared with."""
    return cost(lambda: deque(range(_MANY * _UNIT), maxlen=0)) / _MANY


def cost(work: Callable[[], object], most: float | None = None) -> float:
    """CPU seconds of some work. Raises OverBudgetError where it takes more than `most`, as soon as Python is asked."""
    with _uncollected(), _budget(most):
        begin = time.thread_time()  # exact, where that of the process moves by ticks while a timer waits for it
        work()
        return time.thread_time() - begin


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: its cost is that of all objects of the process, not of this input's."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _budget(most: float | None) -> Iterator[None]:
    """CPU time, not that of a clock: a busy machine spends none of it."""
    if most is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    ends = time.thread_time() + most

    def over(number: int, frame: FrameType | None) -> None:
        """The timer counts ticks and other threads, and is early on a busy machine: what this thread took decides."""
        if (left := ends - time.thread_time()) <= 0:
            signal.setitimer(signal.ITIMER_PROF, _AGAIN)  # a finalizer or a callback of the collector may swallow it
            raise OverBudgetError
        signal.setitimer(signal.ITIMER_PROF, left)

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
