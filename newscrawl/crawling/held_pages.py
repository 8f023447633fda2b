"""Pages that wait for others of their site before they are stored, since their text may be a notice.

A site that shows one text at the addresses of several stories shows a notice (newscrawl.processing.site_notices), and
none of these pages has a record. The first of them is known for one only by the second: so a page whose text may be a
notice waits until its site has no other page under way. It stays in flight meanwhile: after a kill it is read again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import NamedTuple

from scrapy.signalmanager import SignalManager

from newscrawl.crawling import signals
from newscrawl.crawling.fetched_page import FetchedPage
from newscrawl.crawling.refusals import Ended
from newscrawl.processing import site_notices as notices
from newscrawl.processing.site_notices import Words
from newscrawl.store.keys import identity_of

_PAGES = 20  # of one site
_BYTES = 2_000_000  # of all: Scrapy hands out no requests while the pages in its scraper are larger than 5 MB


class _Held(NamedTuple):
    page: FetchedPage
    words: Words
    is_shown: bool
    is_notice: asyncio.Future[bool]


class HeldPages:
    """The pages of one process that wait, and the notices that were found."""

    def __init__(self, sender: SignalManager) -> None:
        self._sender = sender
        self._held: defaultdict[str, list[_Held]] = defaultdict(list)
        self._notices: defaultdict[str, list[Words]] = defaultdict(list)
        self._is_closing = False

    async def is_notice(self, page: FetchedPage) -> bool:
        """Whether a page's text stands at other addresses of its site as well; the answer may take a while.

        Raises Ended where the crawl ends before it is known.
        """
        assert page.article is not None
        urls = (page.row.url, page.url)
        words, site = notices.words_of(page.article.article_body), page.row.site
        if not notices.may_be_one(page.article, page.row.title, urls):
            return False
        if any(notices.is_same(words, known) for known in self._notices[site]):
            return True
        is_shown = notices.is_shown(page.article, page.row.title, urls)
        new = _Held(page, words, is_shown, asyncio.get_running_loop().create_future())
        if same := [one for one in self._held[site] if _is_same(one, new)]:
            self._notices[site].append(words)
            for one in same:
                self._answer(one, is_notice=True)
            return True
        return await self._wait(new)

    async def _wait(self, one: _Held) -> bool:
        if self._is_closing:
            raise Ended("the crawl was ended")
        held = self._held[one.page.row.site]
        size = sum(len(other.page.body) for waiting in self._held.values() for other in waiting)
        if len(held) >= _PAGES or size + len(one.page.body) > _BYTES:
            return False
        held.append(one)
        self._sender.send_catch_log(signals.page_held, row=one.page.row)
        return await one.is_notice

    def rows(self, site: str) -> set[int]:
        """The numbers of the rows of a site that wait."""
        return {one.page.row.id for one in self._held[site]} if site in self._held else set()

    def sites(self) -> list[str]:
        """The sites of which pages wait."""
        return [site for site, held in self._held.items() if held]

    def release(self, site: str) -> None:
        """No further page of a site comes: what still waits stands at one address only."""
        for one in list(self._held[site]):
            self._answer(one, is_notice=False)

    def end(self) -> None:
        """The crawl ends: what waits is read by the next run."""
        self._is_closing = True
        for held in list(self._held.values()):
            for one in held:
                if not one.is_notice.done():
                    one.is_notice.set_exception(Ended("the crawl was ended"))
            held.clear()

    def _answer(self, one: _Held, *, is_notice: bool) -> None:
        self._held[one.page.row.site].remove(one)
        if not one.is_notice.done():
            one.is_notice.set_result(is_notice)


def _is_same(one: _Held, other: _Held) -> bool:
    """Whether two pages have one text, and not because they are two addresses of one story. Reports of numbers, in one
    form of words, are stories: what shows that it is one must be the same to the digit."""
    is_same = notices.is_same(one.words, other.words) and not _is_one_story(one.page, other.page)
    if not is_same or not (one.is_shown or other.is_shown):
        return is_same
    assert one.page.article is not None
    assert other.page.article is not None
    return one.page.article.article_body == other.page.article.article_body


def _is_one_story(one: FetchedPage, other: FetchedPage) -> bool:
    """Whether one of two pages is the canonical form of both, or their addresses end alike (`/town/4711.html`)."""
    assert one.article is not None
    assert other.article is not None
    canonical = one.article.canonical_url
    if canonical and canonical == other.article.canonical_url:
        return identity_of(canonical) in {one.row.identity, other.row.identity}
    ends = [page.row.url.rstrip("/").rpartition("/")[2] for page in (one, other)]
    return ends[0] == ends[1] and any(map(str.isdigit, ends[0]))
