"""Reading large bodies in a thread, so that downloads go on meanwhile.

A page of 15 MB takes seconds to read, a sitemap of 50,000 addresses one or two. The thread shares the interpreter with
the event loop, which runs every few milliseconds; nothing is copied to another process. A crawl that ends does not
wait for the thread.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

# Bytes. Pages of news sites have 100 to 250 KB; one of 400 KB with nothing but text takes 50 ms.
LARGE = 400_000

Result = TypeVar("Result")


async def read(body: bytes, work: Callable[[], Result]) -> Result:
    """The result of `work`, which reads `body`: computed at once, or for a large body in the thread."""
    if len(body) < LARGE:
        return work()
    waiting: Future[Result] = Future()
    _reader().put((waiting, work))
    return await asyncio.wrap_future(waiting)


@cache
def _reader() -> SimpleQueue[tuple[Future[Any], Callable[[], Any]]]:
    """The queue of the reading thread. It reads one body at a time: several threads would share one interpreter and
    hold several trees in memory. It is a daemon, since the interpreter waits for the threads of an executor."""
    queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()

    def serve() -> None:
        while True:
            waiting, work = queue.get()
            if waiting.set_running_or_notify_cancel():
                try:
                    waiting.set_result(_uncollected(work))
                except BaseException as error:  # is raised where the result is awaited
                    waiting.set_exception(error)

    Thread(target=serve, name="large bodies", daemon=True).start()
    return queue


def _uncollected(work: Callable[[], Result]) -> Result:
    """The result, without garbage collection: over the million objects of a 15 MB page it stops all threads."""
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()
