"""Large bodies are read beside the crawl's loop, so that the downloads of others go on meanwhile.

A page of 15 MB takes seconds to read, a sitemap of 50,000 addresses one or two. A thread shares the interpreter with
the loop, which gets its turn every few milliseconds; what is read stays the same, and nothing is copied to another
process.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# Bytes. Pages of news sites have 100 to 250 KB; one of 400 KB with nothing but text takes 50 ms.
LARGE = 400_000
# One after the other: several at a time would only take turns, and hold several trees in memory.
_reader = ThreadPoolExecutor(1, thread_name_prefix="large bodies")

Result = TypeVar("Result")


async def read(body: bytes, work: Callable[[], Result]) -> Result:
    """The result of `work`, which reads `body`: at once, or for a large one in its turn beside the loop."""
    if len(body) < LARGE:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_reader, lambda: _uncollected(work))


def _uncollected(work: Callable[[], Result]) -> Result:
    """The result, with no search for cycles meanwhile: one over the million objects of a page of 15 MB stops all."""
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()
