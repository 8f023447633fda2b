"""What a page's `<link>` elements and its Link header say: feeds, canonical and AMP address, next page, WebSub hub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.discovery.found import Source
from newscrawl.text import normalize
from newscrawl.urls import absolute, canonical_form

if TYPE_CHECKING:
    from newscrawl.html.document import Document

_FEED_PATH = re.compile(
    r"(?:/feed|/rss|/atom|/feeds?/[^/?]+|\.rss|\.atom|\.rdf|/(?:rss|atom|feed)[\w\-]*\.(?:xml|json)|/feed\.json)/?(?:\?[^/]*)?\Z"
)
_FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss",
    "application/rss", "application/atom", "text/rss+xml", "application/x.atom+xml", "application/x-atom+xml",
    "application/xml+rss", "application/xml+atom", "application/x-rss+xml", "text/atom", "text/atom+xml", "rss+xml",
    "atom+xml",
})  # fmt: skip
_COMMENTS = re.compile(
    r"/comments?/(?:feed|rss|default|atom)|[?&]feed=comments|/\d{4}/.{1,300}/feed/?\Z", re.IGNORECASE
)
_LINK = re.compile(r"""<([^<>]{1,2000})>((?:\s*+;\s*+[^<>\s=;,]++\s*+(?:=\s*+(?:"[^"<>]*+"|[^<>\s;,"]++))?)*+)""")
_PARAMETER = re.compile(r""";\s*+([^<>\s=;,]++)\s*+=\s*+(?:"([^"<>]*+)"|([^<>\s;,"]++))""")
_MOST_LINKS = 1000
_FORMAT = re.compile(r"(?:(?<!\W)\W++)?\b(?:rss|atom|rdf|xml|json|feed|[012]\.\d+)\b\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkElements:
    """The links of a page's head, absolute. `feeds` without those of comments."""

    feeds: tuple[Source, ...] = ()
    sitemaps: tuple[Source, ...] = ()
    next_page: str | None = None

    @classmethod
    def of(cls, document: Document) -> LinkElements:
        """Read from a parsed page. Of several, the first counts."""
        found: dict[str, str] = {}
        sources: list[Source] = []
        for link in document.tree.iter("link"):
            relations = (link.get("rel") or "").lower().split()
            url = document.absolute(link.get("href")) if relations else None
            if url is None:
                continue
            for relation in relations:
                found.setdefault(relation, url)
            if source := _source_of(url, relations, link.get("type") or "", link.get("title") or ""):
                sources.append(source)
        return cls(
            feeds=one_of_each(one for one in sources if one.kind == "feed"),
            sitemaps=one_of_each(one for one in sources if one.kind == "sitemap"),
            next_page=found.get("next"),
        )


def announced(headers: Mapping[str, str], url: str) -> tuple[Source, ...]:
    """The feeds and sitemaps that the Link header of an answer names (RFC 8288), which came from `url`."""
    named = next((value for key, value in headers.items() if key.lower() == "link"), "")
    sources = []
    for link in islice(_LINK.finditer(named), _MOST_LINKS):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(link[2])}
        target = absolute(link[1], url)
        relations = said.get("rel", "").lower().split()
        if target and (source := _source_of(target, relations, said.get("type", ""), said.get("title", ""))):
            sources.append(source)
    return tuple(sources)


def _source_of(url: str, relations: list[str], media_type: str, title: str) -> Source | None:
    """The feed or sitemap that a link leads to; None where it leads to something else."""
    title = normalize(title)
    if "sitemap" in relations:
        return Source(url=url, kind="sitemap", title=title or None)
    is_named = "alternate" in relations and _is_feed(media_type, url)
    return Source(url=url, kind="feed", title=title or None) if is_named and not is_comment_feed(url) else None


def is_feed_address(url: str) -> bool:
    """Whether an address reads like a feed's: /feed/, /rss.xml, .atom."""
    return any(word in url for word in ("feed", "rss", "atom", "rdf")) and _FEED_PATH.search(url) is not None


def _is_feed(media_type: str, url: str) -> bool:
    media_type = media_type.partition(";")[0].strip().lower()
    if media_type == "application/json":  # JSON Feed 1.0 has no type of its own; WordPress names each page's data so
        return "/wp-json/" not in url and "oembed" not in url
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
