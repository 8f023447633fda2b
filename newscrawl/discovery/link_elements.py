"""What a page's `<link>` elements say: feeds, canonical and AMP address, next page, WebSub hub."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.discovery.found import Source
from newscrawl.text import normalize
from newscrawl.urls import canonical_form

if TYPE_CHECKING:
    from newscrawl.html.document import Document

_FEED_PATH = re.compile(
    r"(?:/feed|/rss|/atom|/feeds?/[^/?]+|\.rss|\.atom|\.rdf|/(?:rss|atom|feed)[\w\-]*\.(?:xml|json)|/feed\.json)/?(?:\?[^/]*)?\Z"
)
_FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss",
    "application/rss", "application/atom", "text/rss+xml", "application/x.atom+xml", "application/x-atom+xml",
})  # fmt: skip
_COMMENTS = re.compile(
    r"/comments?/(?:feed|rss|default|atom)|[?&]feed=comments|/\d{4}/.{1,300}/feed/?\Z", re.IGNORECASE
)
_FORMAT = re.compile(r"(?:(?<!\W)\W++)?\b(?:rss|atom|rdf|xml|json|feed|[012]\.\d+)\b\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkElements:
    """The links of a page's head, absolute. `feeds` without those of comments."""

    feeds: tuple[Source, ...] = ()
    next_page: str | None = None

    @classmethod
    def of(cls, document: Document) -> LinkElements:
        """Read from a parsed page. Of several, the first counts."""
        found: dict[str, str] = {}
        feeds: list[Source] = []
        for link in document.tree.iter("link"):
            relations = (link.get("rel") or "").lower().split()
            url = document.absolute(link.get("href")) if relations else None
            if url is None:
                continue
            for relation in relations:
                found.setdefault(relation, url)
            if "alternate" in relations and _is_feed(link.get("type") or "", url) and not is_comment_feed(url):
                feeds.append(Source(url=url, kind="feed", title=normalize(link.get("title") or "") or None))
        return cls(
            feeds=one_of_each(feeds),
            next_page=found.get("next"),
        )


def is_feed_address(url: str) -> bool:
    """Whether an address reads like a feed's: /feed/, /rss.xml, .atom."""
    return any(word in url for word in ("feed", "rss", "atom", "rdf")) and _FEED_PATH.search(url) is not None


def _is_feed(media_type: str, url: str) -> bool:
    media_type = media_type.partition(";")[0].strip().lower()
    return media_type in _FEED_TYPES or (media_type in ("application/xml", "text/xml") and is_feed_address(url))


def is_comment_feed(url: str) -> bool:
    """Whether a feed is of comments: of the whole site, or of one dated article."""
    return _COMMENTS.search(url) is not None


def one_of_each(feeds: Iterable[Source]) -> tuple[Source, ...]:
    """Feeds without repetitions; of one feed in several formats (same title, "RSS" and "Atom" aside) the first."""
    kept: dict[str, Source] = {}
    titles: set[str] = set()
    for feed in feeds:
        title = _FORMAT.sub(" ", feed.title or "").strip().casefold()
        key = canonical_form(feed.url)
        if key in kept or (title and title in titles):
            continue
        titles.add(title)
        kept[key] = feed
    return tuple(kept.values())
