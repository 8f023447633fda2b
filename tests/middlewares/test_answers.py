"""An answer that could not be had is not remembered."""

from __future__ import annotations

import asyncio

import pytest

from newscrawl.crawling.host_files import AsyncCache


class Learning:
    """Fails so often, then gives a number."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        if self.asked <= self.failures:
            raise RuntimeError(self.asked)
        return self.asked


def test_what_failed_is_asked_again_and_what_came_is_not() -> None:
    async def run() -> None:
        answers, learn = AsyncCache[int](), Learning(failures=2)
        together = await asyncio.gather(*(answers.get("a", learn) for _ in range(5)), return_exceptions=True)
        assert {str(error) for error in together} == {"1"}  # who asks at the same time hears the same
        with pytest.raises(RuntimeError, match="2"):
            await answers.get("a", learn)
        assert "a" not in answers
        assert [await answers.get("a", learn) for _ in range(3)] == [3, 3, 3]
        assert "a" in answers
        answers.forget("a")
        assert await answers.get("a", learn) == 4

    asyncio.run(run())


def test_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    async def run() -> None:
        answers, learn = AsyncCache[int](), Learning(failures=0)
        impatient = asyncio.ensure_future(answers.get("a", learn))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await answers.get("a", learn) == 1

    asyncio.run(run())
