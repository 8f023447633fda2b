"""Work that a person may interrupt: Ctrl-C and SIGTERM end it between two steps; a line says how far it is."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Interrupt:
    """The signal that came, or 0."""

    number: int = 0


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """While it is entered, the first SIGINT or SIGTERM is only noted; a second one ends the process as usual."""
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return
    earlier = {number: signal.getsignal(number) for number in _SIGNALS}

    def note(number: int, frame: FrameType | None) -> None:
        interrupt.number = number
        for one, handler in earlier.items():
            signal.signal(one, handler)

    for number in _SIGNALS:
        signal.signal(number, note)
    try:
        yield interrupt
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def leave_interrupts() -> None:
    """For a process that works for another one: the starter alone decides when both end."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """One line that changes on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.markup import escape

    from newscrawl.text import visible

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda line: None
        return
    with console.status("starting") as status:
        yield lambda line: status.update(escape(visible(line)))
