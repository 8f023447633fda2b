"""A second interrupt ends this process within two seconds, whatever its threads do.

A signal handler in Python waits for the interpreter: a long call in C (a parse, a pattern) in any thread can delay it
for minutes, and an interpreter that ends waits for its threads. The signal handler in C writes a byte at once
(`signal.set_wakeup_fd`). Another process counts these bytes and kills this one when it still exists some time after
the second interrupt. The store keeps what was done, as after any kill.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

GRACE = 1.5
"""Seconds between the second interrupt and the kill."""
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def watched() -> Iterator[None]:
    """While it is entered, a second SIGINT or SIGTERM ends this process. From the main thread only.

    POSIX only: on Windows no pipe can be waited for. Enter it when the event loop runs: it hands on every byte to the
    file descriptor that the loop was woken by.
    """
    import subprocess

    reading, writing = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(writing, False)
    earlier = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(earlier)],
        stdin=reading, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        pass_fds=(earlier,) if earlier >= 0 else (),
    )  # fmt: skip
    os.close(reading)
    try:
        yield
    finally:
        signal.set_wakeup_fd(earlier)
        os.close(writing)
        watcher.wait()


def _watch(process: int, loop: int) -> None:
    """Count the interrupts of a process until it closes its end or has had its time."""
    deadline, interrupts = float("inf"), 0
    while monotonic() < deadline:
        left = None if interrupts < 2 else max(0.0, deadline - monotonic())
        if not select.select([0], [], [], left)[0]:
            break
        numbers = os.read(0, 512)
        if not numbers:
            return
        if loop >= 0:
            with suppress(OSError):
                os.write(loop, numbers)
        interrupts += sum(number in _INTERRUPTS for number in numbers)
        if interrupts >= 2 and deadline == float("inf"):
            deadline = monotonic() + GRACE
    with suppress(ProcessLookupError):
        os.kill(process, 9)


if __name__ == "__main__":
    _watch(int(sys.argv[1]), int(sys.argv[2]))
