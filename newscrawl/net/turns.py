"""Whose turn it is at a host that several processes of one crawl ask (`--jobs N`): one process at a time.

Redirects, sitemaps and licences lead several workers to one host. They share a file that has a place for each name of
a site or server (two names of one place wait for each other, which harms nobody). Who has the lock of a place may ask;
the system takes it back from a process that dies. The place says who asked last, when, and at what pace, so that the
next one keeps the pace too. A turn costs some 17 microseconds of CPU a name, and no process has to answer another.
"""

from __future__ import annotations

import os
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from time import monotonic
from zlib import crc32

from newscrawl.files.file_locks import OPEN, lock_byte, read_at, unlock_byte, write_at

_PLACES = 1 << 20
_SIZE = 64  # bytes of a place
_LOCKS = _PLACES * _SIZE  # the locks' bytes stand behind the places: Windows lets nobody read a locked byte
_ASKED = struct.Struct("=qdd")  # written by who has the lock
_WANTED = struct.Struct("=qd")  # process, when
_REST = struct.Struct("=d")  # until when; written by who was asked for it
_WANTED_AT, _REST_AT = _ASKED.size, _ASKED.size + _WANTED.size
_LOOK = 0.02  # seconds between two looks at a place that another process has
_FRESH = 1.0  # seconds for which a wish counts; who waits repeats it at every look

Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The last turn: its process, when it ended (monotonic seconds, one clock for all processes), the delay it kept."""

    process: int = 0
    at: float = 0.0
    delay: float = 0.0


class SharedTurns:
    """The turns of this process; `path` is the file that all workers of a crawl have."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, OPEN)
        self._me = os.getpid()
        self._users: Counter[int] = Counter()

    @asynccontextmanager
    async def turn(self, names: Iterable[str], *, delay: float, wait: Wait) -> AsyncIterator[None]:
        """The time in which no other process asks under these names, `delay` seconds after it did.

        `wait` lets so many seconds pass, or raises where the crawl ends. Places are taken in one order by all, so that
        no two processes wait for each other.
        """
        taken: list[int] = []
        try:
            for place in sorted(set(map(_place_of, names))):
                await self._take(place, wait)
                taken.append(place)
                await self._keep_pace(place, delay, wait)
            yield
        finally:
            for place in reversed(taken):
                self._leave(place, delay)

    def rest(self, name: str, until: float) -> None:
        """No process asks there before this time."""
        if until > self.rests_until(name):
            write_at(self._file, _REST.pack(until), _place_of(name) * _SIZE + _REST_AT)

    def rests_until(self, name: str) -> float:
        """When a rest ends that any process was asked for."""
        (until,) = _REST.unpack_from(self._read(_place_of(name)), _REST_AT)
        return float(until)

    async def _take(self, place: int, wait: Wait) -> None:
        while not self._is_taken(place):
            if not self._is_wanted(place):
                write_at(self._file, _WANTED.pack(self._me, monotonic()), place * _SIZE + _WANTED_AT)
            await wait(_LOOK)
        self._users[place] += 1

    def _is_taken(self, place: int) -> bool:
        """Whether this process has the place now. One that has it, or had it last, lets those first who wait."""
        wanted = self._is_wanted(place)
        if self._users[place]:
            return not wanted
        if wanted and self._asked(place).process == self._me:
            return False
        if not lock_byte(self._file, _LOCKS + place):
            return False
        write_at(self._file, _WANTED.pack(0, 0.0), place * _SIZE + _WANTED_AT)
        return True

    def _is_wanted(self, place: int) -> bool:
        """Whether another process waits for it."""
        process, at = _WANTED.unpack_from(self._read(place), _WANTED_AT)
        return process not in (0, self._me) and monotonic() - at < _FRESH

    async def _keep_pace(self, place: int, delay: float, wait: Wait) -> None:
        asked = self._asked(place)
        seconds = asked.at + max(delay, asked.delay) - monotonic()
        if asked.process not in (0, self._me) and seconds > 0:
            await wait(seconds)
        self._note(place, _Asked(self._me, monotonic(), delay))

    def _leave(self, place: int, delay: float) -> None:
        self._note(place, _Asked(self._me, monotonic(), delay))
        self._users[place] -= 1
        if not self._users[place]:
            del self._users[place]
            unlock_byte(self._file, _LOCKS + place)

    def _asked(self, place: int) -> _Asked:
        return _Asked(*_ASKED.unpack_from(self._read(place)))

    def _note(self, place: int, asked: _Asked) -> None:
        write_at(self._file, _ASKED.pack(*astuple(asked)), place * _SIZE)

    def _read(self, place: int) -> bytes:
        return read_at(self._file, _SIZE, place * _SIZE).ljust(_SIZE, b"\0")


def _place_of(name: str) -> int:
    return crc32(name.encode()) % _PLACES
