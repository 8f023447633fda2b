"""A connection to PostgreSQL that never waits for ever: not for a server that hangs, nor for a network that is silent.

TCP notices a machine that is gone. It does not notice a server, or something in between, that takes what is sent and
answers nothing. A slow statement looks just the same, so that after a while without an answer the server is asked, over
another connection, whether it still works at ours.
"""

from __future__ import annotations

import signal
from collections.abc import Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

SILENCE = 30.0  # seconds without an answer, after which the server is asked
_AFTER_INTERRUPT = 2.0  # seconds that an answer has once the user has pressed Ctrl-C
_STATE = "SELECT state FROM pg_stat_activity WHERE pid = %s"

RV = TypeVar("RV")


class SilentServerError(psycopg.OperationalError):
    """The server gave no answer."""


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection whose statements fail when the server no longer works at them. It is closed then.

    `address` is what another connection to the same server needs.
    """

    address: dict[str, Any] | None = None

    def wait(self, gen: PQGen[RV], *arguments: Any, **options: Any) -> RV:
        return super().wait(self._bounded(gen), *arguments, **options)

    def _bounded(self, gen: PQGen[RV]) -> Generator[Any, Any, RV]:
        """The steps of a statement; psycopg comes by ten times a second, whether there is something to read or not."""
        silent_at, handlers, was_interrupted = monotonic() + SILENCE, _handlers(), False
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not was_interrupted and _handlers() != handlers:
                    was_interrupted, silent_at = True, min(silent_at, monotonic() + _AFTER_INTERRUPT)
                if ready and not was_interrupted:
                    silent_at = monotonic() + SILENCE
                elif monotonic() > silent_at:
                    if was_interrupted or not self._is_worked_at():
                        self.pgconn.finish()
                        raise SilentServerError("the server gives no answer")
                    silent_at = monotonic() + SILENCE
                state = gen.send(ready)
        except StopIteration as end:
            result: RV = end.value
            return result

    def _is_worked_at(self) -> bool:
        if self.address is None:  # the other connection
            return False
        try:
            with Connection.connect(**self.address, autocommit=True) as other:
                row = other.execute(_STATE, (self.info.backend_pid,)).fetchone()
        except psycopg.Error:
            return False
        return row is not None and row[0] == "active"


def _handlers() -> tuple[Any, Any]:
    """Who hears Ctrl-C and SIGTERM. A crawl's first one replaces the handlers: what it asks for must wait for us."""
    return signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
