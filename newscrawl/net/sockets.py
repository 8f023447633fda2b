"""How many connections this process may open: what it is short of is no failure of the hosts that it asks.

A system gives a process so many open files (`ulimit -n`), and all processes together so many; a connection is one of
them. A crawl of many sites stays below what is free, waits where there is nothing free all the same, and says so when
that does not end.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from time import monotonic, sleep
from typing import Any

from newscrawl.errors import CrawlError
from newscrawl.files.file_locks import of_this_system

# What is over is the system's, of this process or of all, whatever host was asked (errno(3)).
_SHORT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_RESERVE = 16  # files that store, outputs, archive and late imports open now and then
_NO_LIMIT = 1 << 20
_USED = 32  # by this process, where the system does not tell
_WINDOWS = 512  # sockets that its `select` waits for at one time
_resource = of_this_system("resource")
_PAUSE = 0.5  # seconds before another try, where no connection ends before
_PATIENCE = 20.0  # seconds without any connection, while nothing else of this process is in use
_LOOKUPS = 20  # tries


class Sockets:
    """The connections of one process. `idle` counts those that are kept open unused, `close_idle` closes them."""

    def __init__(self, idle: Callable[[], int], close_idle: Callable[[], object], *, most: int | None = None) -> None:
        self._idle, self._close_idle = idle, close_idle
        self._most = max(1, free_files() - _RESERVE) if most is None else most
        self._busy = 0
        self._short_since: float | None = None  # monotonic seconds
        self._ended = asyncio.Event()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """The time in which one connection may be opened and used."""
        while self._busy >= self._most:
            await self._changed()
        self._busy += 1
        if self._busy + self._idle() > self._most:
            self._close_idle()
        try:
            yield
        finally:
            self._busy -= 1
            self._ended.set()

    def served(self) -> None:
        """A connection was there."""
        self._short_since = None

    async def wait(self) -> None:
        """There was none, so fewer are used from now on: until another ends, or for a moment.

        Raises CrawlError when nothing is free for long although nothing of this process is in use.
        """
        self._close_idle()
        self._most = max(1, self._busy)
        self._short_since = self._short_since or monotonic()
        if not self._busy and monotonic() - self._short_since > _PATIENCE:
            raise CrawlError(
                f"this process cannot open one more file or connection ({_limit():,} are allowed, `ulimit -n`): raise "
                "that limit, end other programs, or crawl fewer sites at a time; then run the same command again, "
                "nothing is lost"
            )
        await self._changed()

    async def _changed(self) -> None:
        self._ended.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), _PAUSE)


def is_short(error: BaseException) -> bool:
    """Whether the system had no file, socket or memory for this process, by what led to the error."""
    return any(_SHORT & {getattr(one, "errno", None), getattr(one, "osError", None)} for one in causes(error))


def causes(error: BaseException) -> Iterator[BaseException]:
    """What led to an error, itself first: Twisted keeps that of a failed download in `reasons`."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        for reason in getattr(cause, "reasons", ()):
            yield reason.value
        cause = cause.__cause__ or cause.__context__


def is_short_now() -> bool:
    """Whether this process cannot open a socket at this moment."""
    try:
        socket.socket().close()
    except OSError as error:
        return error.errno in _SHORT
    return False


def looked_up(*asked: Any) -> list[Any]:
    """`socket.getaddrinfo` that fails in one way: after another error than `gaierror` Twisted waits for ever.

    It waits, in its thread, while this process has no file free: a resolver then answers that the name is unknown.
    """
    for _ in range(_LOOKUPS):
        try:
            return socket.getaddrinfo(*asked)
        except (OSError, ValueError) as error:  # UnicodeError is a ValueError
            failure = error
        if not is_short(failure) and not is_short_now():
            break
        sleep(_PAUSE)
    raise socket.gaierror(socket.EAI_NONAME, str(failure)) from failure


def free_files() -> int:
    """How many more files this process may open."""
    try:
        used = len(os.listdir("/dev/fd"))
    except OSError:
        used = _USED
    return _limit() - used


def _limit() -> int:
    if _resource is None:
        return _WINDOWS
    limit = int(_resource.getrlimit(_resource.RLIMIT_NOFILE)[0])
    return _NO_LIMIT if limit == _resource.RLIM_INFINITY else limit
