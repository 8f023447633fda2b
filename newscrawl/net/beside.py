"""Reading pages of many hosts beside each other: one page of a host at a time, results in the order asked."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from newscrawl.urls import site_of

_AT_ONCE = 16  # hosts
_AHEAD = 2_000  # pages that are read while an earlier one is still awaited: their records wait in memory
_LOOK = 0.1  # seconds between two looks whether the end is wanted

T = TypeVar("T")


def in_order(urls: Sequence[str], read: Callable[[str], T], *, ends: Callable[[], object]) -> Iterator[tuple[str, T]]:
    """Each URL with what `read` gives for it, in the order of the URLs.

    `read` is called in threads, and what it raises is raised here. Once `ends` is true nothing more is asked for, and
    the pages under way are not waited for.
    """
    reading = _Reading(urls, read)
    for _ in range(min(_AT_ONCE, reading.hosts)):
        threading.Thread(target=reading.work, daemon=True).start()
    try:
        for number, url in enumerate(urls):
            while not reading.is_read(number):
                if ends():
                    return
            yield url, reading.take(number)
    finally:
        reading.end()


class _Reading(Generic[T]):
    """What the threads share."""

    def __init__(self, urls: Sequence[str], read: Callable[[str], T]) -> None:
        self._urls, self._read = urls, read
        self._waiting: dict[str, deque[int]] = {}  # host -> numbers of its URLs that nobody reads yet
        for number, url in enumerate(urls):
            self._waiting.setdefault(site_of(url), deque()).append(number)
        self.hosts = len(self._waiting)
        self._left = len(urls)
        # Hosts of which no page is under way, by the number of their next one.
        self._free = [(numbers[0], host) for host, numbers in self._waiting.items()]
        self._done: dict[int, T] = {}
        self._given, self._over = 0, False
        self._failure: BaseException | None = None
        self._changed = threading.Condition()

    def work(self) -> None:
        """Read pages until none is left."""
        while (number := self._next()) is not None:
            try:
                result = self._read(self._urls[number])
            except BaseException as error:
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()
                return
            with self._changed:
                self._done[number] = result
                host = site_of(self._urls[number])
                if self._waiting[host]:
                    heapq.heappush(self._free, (self._waiting[host][0], host))
                self._changed.notify_all()

    def _next(self) -> int | None:
        with self._changed:
            while not self._over and self._left:
                if self._free and self._free[0][0] < self._given + _AHEAD:
                    self._left -= 1
                    return self._waiting[heapq.heappop(self._free)[1]].popleft()
                self._changed.wait()
            return None

    def is_read(self, number: int) -> bool:
        """Whether it is read, or was within a moment."""
        with self._changed:
            self._changed.wait_for(lambda: number in self._done or self._failure, _LOOK)
            if self._failure is not None:
                raise self._failure
            return number in self._done

    def take(self, number: int) -> T:
        with self._changed:
            self._given = number + 1
            self._changed.notify_all()
            return self._done.pop(number)

    def end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()
