"""RSL documents that pages and feeds name."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from newscrawl.crawling import offload
from newscrawl.crawling.host_files import AsyncCache, HostFiles
from newscrawl.crawling.session import Session
from newscrawl.record.model import UsageInfo, UsageSignal
from newscrawl.rights.rsl import POINTERS, RslFile
from newscrawl.urls import host_of, site_of

MAX_LICENCES = 3  # RSL documents that robots.txt or a page names
MAX_OF_A_SITE = 20  # that all pages and feeds of a site name, in one run: most sites have one
RESERVED = "reserved against text and data mining"


class LicenceDocuments:
    """The RSL documents that pages and feeds name. Each is read once, and kept in the store for a day."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files = HostFiles(session, obeys_robots=True)
        self._known: AsyncCache[RslFile] = AsyncCache()
        self._addresses: defaultdict[str, set[str]] = defaultdict(set)

    async def signals(self, info: UsageInfo | None, url: str, site: str) -> list[UsageSignal]:
        """What the documents say that a page's own statements name, and those that the feeds of its named site do."""
        now = rfc3339(self._session.now())
        pointers = [signal.value for signal in info.signals if signal.signal in POINTERS] if info else []
        declared: list[UsageSignal] = []
        for address in pointers[:MAX_LICENCES]:
            declared += (await self._document(address, url)).signals(url, where="page", read_at=now)
        for address, document in [*self._session.declarations.licences[site].items()]:
            declared += (document or await self._document(address, url)).signals(url, read_at=now)
        return declared

    async def _document(self, address: str, url: str) -> RslFile:
        """The document at an address that the page at `url`, or a feed of its site, names."""
        if self._session.requests.guard.url_refusal(address, url):
            return RslFile()
        site = site_of(url)
        if address not in self._known:
            if len(self._addresses[site]) >= MAX_OF_A_SITE:
                self._session.tally.drops["licences of a site beyond the first ones"] += 1
                return RslFile()
            self._addresses[site].add(address)
        return await self._known.get(address, lambda: self._read(address, url))

    async def _read(self, address: str, url: str) -> RslFile:
        files, _ = await self._files.texts(host_of(address), {address: address}, referrer=url)
        body = contents_of(files)[address]
        return await offload.read(body, lambda: RslFile.parse(body, address))


def contents_of(files: dict[str, str]) -> dict[str, bytes]:
    """The bytes of files as the store keeps them."""
    return {name: text.encode("utf-8", "surrogateescape") for name, text in files.items()}


def rfc3339(moment: datetime) -> str:
    """A time to the second (RFC 3339)."""
    return moment.replace(microsecond=0).isoformat()
