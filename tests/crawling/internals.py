"""One crawl of Scrapy alone that tries each of `scrapy_internals`: `python -m tests.crawling.internals`.

Prints as JSON what was seen; `test_scrapy_internals.py` reads it.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import AsyncCrawlerProcess

from newscrawl.crawling.scrapy_internals import PooledHandler, give_up_waiting, is_closing, resolve_by, wake
from newscrawl.net.sockets import causes

SETTINGS = {
    "SCHEDULER": "tests.crawling.internals.Scheduler",
    "DOWNLOAD_HANDLERS": {"http": "tests.crawling.internals.Handler"},
    "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "RETRY_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 60,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_ENABLED": False,
}
HEAD = 2_000
seen: dict[str, Any] = {"asked": 0}


class Scheduler(BaseScheduler):
    """Has nothing, and says so only when the trial is over; counts how often it is asked."""

    def has_pending_requests(self) -> bool:
        return "over" not in seen

    def enqueue_request(self, request: Request) -> bool:
        return False

    def next_request(self) -> Request | None:
        seen["asked"] += 1
        return None


class Handler(PooledHandler):
    made: Handler

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.limit(head=HEAD, idle=3)
        Handler.made = self


class Trial(Spider):
    name = "trial"
    reached, held = asyncio.Event(), asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self._origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            await self._engine()
            await self._pool()
            await self._waiting()
        resolve_by(look_up)
        seen["unknown name"] = await errors(self._fetch("http://name.invalid/"))
        self.crawler.signals.connect(self._closed, signals.spider_closed)
        seen["over"] = True
        wake(self.crawler)
        return
        yield

    async def _engine(self) -> None:
        await asyncio.sleep(0.2)  # what the start itself asks for is over
        before = seen["asked"]
        await asyncio.sleep(0.2)
        seen["asked unasked"] = seen["asked"] - before
        wake(self.crawler)
        await asyncio.sleep(0.2)
        seen["asked when woken"] = seen["asked"] - before
        seen["closing"] = is_closing(self.crawler)

    async def _pool(self) -> None:
        seen["status"] = (await self._fetch(f"{self._origin}/page")).status
        await asyncio.sleep(0.2)  # until the connection is back in the pool
        seen["idle"] = Handler.made.idle()
        Handler.made.close_idle()
        await asyncio.sleep(0.2)
        seen["idle after closing"] = Handler.made.idle()
        seen["endless head"] = await errors(self._fetch(f"{self._origin}/endless"))

    async def _waiting(self) -> None:
        first = asyncio.ensure_future(self._fetch(f"{self._origin}/held"))
        await self.reached.wait()
        second = asyncio.ensure_future(self._fetch(f"{self._origin}/held"))
        await asyncio.sleep(0.2)
        give_up_waiting(self.crawler, ZeroDivisionError)
        seen["waiting"] = await errors(second)
        self.held.set()
        seen["under way"] = (await first).status

    def _closed(self) -> None:
        seen["closing at the end"] = is_closing(self.crawler)

    async def _fetch(self, url: str) -> Any:
        return await self.crawler.engine.download_async(Request(url, meta={"download_slot": "one"}))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/endless" in head:
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                writer.write(b"X-Row: %d %s\r\n" % (number, b"x" * 100))
                await writer.drain()
                await asyncio.sleep(0)
            return
        if b"/held" in head:
            self.reached.set()
            await self.held.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\nok")
        await writer.drain()


async def errors(fetching: Awaitable[Any]) -> list[str]:
    try:
        await fetching
    except Exception as error:
        return [type(one).__name__ for one in causes(error)]
    return []


def look_up(host: str, *_: Any) -> list[Any]:
    seen["looked up"] = host
    raise socket.gaierror(socket.EAI_NONAME, "no such name")


def main() -> None:
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Trial)
    process.start()
    print(json.dumps(seen))


if __name__ == "__main__":
    from tests.crawling import internals  # Scrapy loads the classes by this name

    internals.main()
