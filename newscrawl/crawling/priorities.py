"""Frontier rows for the addresses that a source names, with their priorities: the order in which a site is fetched.

A priority is the time of the content behind an address, in minutes since 1970: the newest is fetched first, whatever
its kind. Home page, feeds and news sitemaps come before everything, since a few requests show what is new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newscrawl.dates.w3c import date_in, instant
from newscrawl.discovery.found import FoundUrl, Source, Where
from newscrawl.discovery.page_numbers import is_further
from newscrawl.store.rows import FrontierUrl, Kind

_FIRST = 2_000_000_000  # minutes of the year 5772: above every date
_FIRST_LOOKS: dict[str, int] = {"home": _FIRST + 3, "feed": _FIRST + 2, "news sitemap": _FIRST + 1}
# The assumed age of content without a date. A home page or section mostly shows articles of today, a sitemap without
# dates is mostly archive. A section page comes after the articles of the home page: by then it may be unnecessary
# (discovery.coverage).
_FURTHER = 24 * 60  # minutes
_UNDATED = {
    "feed": timedelta(hours=1), "news sitemap": timedelta(hours=1), "section": timedelta(hours=6), "url": timedelta(0),
    "sitemap": timedelta(days=30), "archive": timedelta(days=60), "home": timedelta(0),
}  # fmt: skip


def seeds(sites: Iterable[str], urls: Iterable[str]) -> list[FrontierUrl]:
    """The first rows of a crawl: the home pages of its sites, and the single pages that a user names."""
    homes = [FrontierUrl(url=url, kind="home", priority=_FIRST_LOOKS["home"]) for url in sites]
    return homes + [FrontierUrl(url=url, kind="article", priority=_FIRST) for url in urls]


def article(found: FoundUrl, *, found_on: str, now: datetime) -> FrontierUrl:
    """The row of an address that may be an article. A further page waits until its first page has named it."""
    at = instant(found.published) or instant(found.modified)
    priority = _minutes(at, now - _UNDATED[found.where], found.rank, now) - _FURTHER * is_further(found.url)
    return FrontierUrl.of(found, kind="article", priority=priority, found_on=found_on)


def source(named: Source, *, found_on: str, rank: int, now: datetime) -> FrontierUrl:
    """The row of a source of articles; `rank` is its position among the sources that the same page or index names."""
    kind: Kind = "news sitemap" if is_news_sitemap(named) else named.kind
    undated = now - _UNDATED[kind] - timedelta(days=named.depth, hours=1) * (kind == "section")
    dated = instant(named.modified) if kind == "sitemap" else None
    # A sitemap that no index dates, and the newest part of an index, cost one request and may replace every section.
    is_first = kind == "sitemap" and (dated is not None and rank == 0 if named.depth else dated is None)
    priority = _FIRST_LOOKS.get(kind) or (_FIRST if is_first else _minutes(dated, undated, rank, now))
    return FrontierUrl(
        url=named.url, kind=kind, priority=priority, depth=named.depth, where=_where(kind), found_on=found_on,
        title=named.title, modified=named.modified,
    )  # fmt: skip


def next_page(named: Source, *, found_on: str, now: datetime) -> FrontierUrl:
    """The row of the page after this one of a list or feed.

    It counts as changed now: a page known from an earlier run is read again when pagination reaches it, and only then.
    """
    kind = "archive" if named.kind == "feed" else named.kind
    return source(replace(named, kind=kind, modified=now.isoformat()), found_on=found_on, rank=0, now=now)


def changed(named: Source, *, found_on: str, rank: int, now: datetime) -> FrontierUrl:
    """The row of a source whose home page shows something new: it counts as changed now.

    While the home page does not change, its sections are read once a day; so is a sitemap where there is a news
    sitemap, which lists all articles of the last two days. A feed is read even within the time (`ttl`) for which it
    may be kept.
    """
    return source(replace(named, modified=now.isoformat()), found_on=found_on, rank=rank, now=now)


def is_news_sitemap(named: Source) -> bool:
    """Whether its file's name says so, and neither the name nor the index has a date: then it is part of an archive."""
    name = named.url.rpartition("/")[2].lower()
    return named.kind == "sitemap" and "news" in name and not named.modified and not date_in(name)


def _where(kind: Kind) -> Where:
    return "section" if kind == "home" or kind == "article" else kind


def _minutes(at: datetime | None, undated: datetime, rank: int, now: datetime) -> int:
    moment = min(at, now) if at is not None else undated
    return int(moment.astimezone(UTC).timestamp() // 60) - (0 if at is not None else rank)
