"""Large bodies are read beside the loop, small ones at once."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from newscrawl.crawling import offload


@pytest.mark.parametrize(("size", "beside"), [(offload.LARGE - 1, False), (offload.LARGE, True)])
def test_a_large_body_is_read_in_a_thread(size: int, beside: bool) -> None:
    thread = asyncio.run(offload.read(bytes(size), threading.current_thread))
    assert (thread is not threading.main_thread()) is beside


def test_the_loop_goes_on_while_a_large_body_is_read() -> None:
    async def crawl() -> bool:
        turned = threading.Event()
        asyncio.get_running_loop().call_later(0.01, turned.set)
        return await offload.read(bytes(offload.LARGE), lambda: turned.wait(30))

    assert asyncio.run(crawl())


def test_what_goes_wrong_beside_the_loop_is_raised_in_it() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(offload.read(bytes(offload.LARGE), lambda: 1 // 0))


def test_no_search_for_cycles_stops_the_loop_meanwhile_and_it_comes_back_after_an_error() -> None:
    async def crawl() -> bool:
        with pytest.raises(ZeroDivisionError):
            await offload.read(bytes(offload.LARGE), lambda: 1 // 0)
        return await offload.read(bytes(offload.LARGE), gc.isenabled)

    assert not asyncio.run(crawl())
    assert gc.isenabled()
