"""Large bodies are read beside the crawl's loop, so that the downloads of others go on meanwhile.

A page of 15 MB takes seconds to read, a sitemap of 50,000 addresses one or two. A thread shares the interpreter with
the loop, which gets its turn every few milliseconds; what is read stays the same, and nothing is copied to another
process. A crawl that is ended does not wait for what is being read.
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
    """The result of `work`, which reads `body`: at once, or for a large one in its turn beside the loop."""
    if len(body) < LARGE:
        return work()
    waiting: Future[Result] = Future()
    _reader().put((waiting, work))
    return await asyncio.wrap_future(waiting)


@cache
def _reader() -> SimpleQueue[tuple[Future[Any], Callable[[], Any]]]:
    """The queue of the thread that reads. One body after the other: several would only take turns, and hold several
    trees in memory. A daemon: the interpreter waits for the threads of an executor when it ends."""
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
    """The result, with no search for cycles meanwhile: one over the million objects of a page of 15 MB stops all."""
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()
