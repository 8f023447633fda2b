"""One source, read: what a crawl calls for every feed, sitemap, home page and section page it fetched. Pure.

    reading = read_source(source, response.body, response.headers, selection=selection, classifier=classifier)
    reading.found       # addresses to fetch as articles, the newest or topmost first
    reading.sources     # further places to look: child sitemaps, feeds, sections, worth a request, best first
    reading.next_page   # the page after this one; follow it where selection.wants_next(...) says so
    reading.reason      # why it gave nothing, in words for the summary; None where it gave something
    classifier = classifier.learned(reading.listed)   # the source itself says these are articles

What a body is decides itself (`sniffing`): a feed that is an HTML page is read as a page, a sitemap that is a feed as a
feed; a login page in place of a sitemap gives nothing, with a reason. Nothing here raises.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from newscrawl.dates.w3c import date_in, instant, is_before, is_old
from newscrawl.discovery.feeds import Feed, read_feed
from newscrawl.discovery.found import FoundUrl, Source, Where
from newscrawl.discovery.limits import OVERLONG, Selection
from newscrawl.discovery.link_elements import announced, one_of_each
from newscrawl.discovery.links import read_links
from newscrawl.discovery.sitemaps import read_sitemap, worth_reading
from newscrawl.discovery.url_classifier import UrlClassifier, is_file, may_be_article
from newscrawl.net.sniffing import BodyKind, classify, inflated
from newscrawl.urls import absolute, cleaned, host_of, origin_of, site_of

if TYPE_CHECKING:
    from newscrawl.html.document import Document

MAX_FOUND_IN_JSON = 1000
_NEWS = timedelta(days=365)  # a feed that nobody fills any more is years old; a small paper rests for months
_MANY = 5
_MOST_COUNTED = 50  # entries behind a counting service that are asked for: it may be another paper
BEFORE_SINCE, EXCLUDED, OTHER_SECTION, UNLIKELY = "before since", "excluded", "other section", "unlikely"
OTHER_SITE = "other site"
CHOICES = frozenset((BEFORE_SINCE, EXCLUDED, OTHER_SECTION))
"""Reasons that the crawl's own choice gives; the others are those of the address."""
_LISTS = ("feed", "news sitemap", "sitemap")
_JSON_DEPTH = 12
_JSON_KEYS = frozenset({"url", "link", "href", "permalink", "canonical_url", "canonicalurl", "web_url", "weburl"})
_KINDS: Mapping[BodyKind, str] = {
    "html": "an HTML page", "xml": "XML of another kind", "json": "JSON of another kind", "text": "plain text",
    "binary": "not text", "empty": "empty",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source gave. `kind` is what the body was; `dropped` counts what was left out, by reason.

    `listed` are the addresses that the source itself calls articles (feeds, news sitemaps): what `UrlClassifier` learns
    from. `feed` holds the facts of a feed. `in_time` is False when everything it listed is older than `since`.
    `left_out` are the addresses that were not taken, each with the reason: all that a feed or sitemap names, and of a
    page's links what the crawl's choice leaves out.
    """

    source: Source
    kind: BodyKind
    found: tuple[FoundUrl, ...] = ()
    sources: tuple[Source, ...] = ()
    next_page: Source | None = None
    listed: tuple[str, ...] = ()
    reason: str | None = None
    in_time: bool = True
    feed: Feed | None = None
    dropped: Counter[str] = field(default_factory=Counter)
    left_out: tuple[tuple[str, str], ...] = ()


def read_source(
    source: Source,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    selection: Selection | None = None,
    classifier: UrlClassifier | None = None,
    site: str | None = None,
    also: frozenset[str] = frozenset(),
) -> Reading:
    """What a fetched source gives. `source.url` is its address after redirects, `headers` those of the response.

    `site` is the site that is crawled where the source stands elsewhere (a feed at a feed service), `also` are those
    whose addresses a feed or sitemap may name beside it; found addresses of other sites are counted and left out.
    """
    headers = headers or {}
    taken = _Taken(source, selection or Selection(), classifier or UrlClassifier(), site or site_of(source.url), also)
    content_type = next((value for key, value in headers.items() if key.lower() == "content-type"), "")
    kind = classify(body, content_type)
    if kind == "feed" or (kind == "json" and source.kind not in ("section", "archive")):
        since, most = taken.selection.since, taken.selection.feed_entries
        feed = read_feed(body, source.url, headers, since=since, most=most)
        if kind == "feed" or feed.broken is None:
            return taken.feed(feed)
    if kind in ("sitemap", "sitemap index", "text sitemap"):
        return taken.sitemap(body, kind)
    if kind == "xml" and source.kind == "sitemap":  # <urls>, <sitemap>: roots of own invention
        return taken.sitemap(body, kind)
    if kind == "html" and source.kind != "sitemap":
        return taken.page(_parsed(inflated(body), source.url, headers), announced(headers, source.url))
    if kind == "json" and source.kind in ("section", "archive"):
        return taken.json(body)
    return Reading(source=source, kind=kind, reason=f"{_KINDS[kind]}, not a {source.kind}")


_EMPTY: Mapping[BodyKind, str] = {"xml": f"{_KINDS['xml']}, not a sitemap"}


def read_page(
    document: Document,
    source: Source,
    *,
    selection: Selection | None = None,
    classifier: UrlClassifier | None = None,
    site: str | None = None,
) -> Reading:
    """The same for a home, section or archive page that is parsed already.

    Sections are looked for on the home page and below a section's own path, not deeper.
    """
    return _Taken(source, selection or Selection(), classifier or UrlClassifier(), site or site_of(source.url)).page(
        document
    )


def _parsed(page: bytes | str, url: str, headers: Mapping[str, str]) -> Document:
    # Imported here because it loads the parser of pages, which feeds and sitemaps do not need.
    from newscrawl.html.document import Document

    return Document.parse(page, url, headers)


class _Taken:
    """What is taken of one source, as selected; counts what is not."""

    def __init__(
        self,
        source: Source,
        selection: Selection,
        classifier: UrlClassifier,
        site: str,
        also: frozenset[str] = frozenset(),
    ) -> None:
        self.source = source
        self.selection = selection
        self.classifier = classifier
        self.site = site
        self._sites = also | {site}
        self.dropped: Counter[str] = Counter()
        self.left_out: list[tuple[str, str]] = []
        # What stands beside the source needs no look at its host: 50,000 entries of a sitemap.
        origin = origin_of(source.url)
        self._near = f"{origin}/" if origin and site_of(origin) == site else ("//",)

    def feed(self, feed: Feed) -> Reading:
        found = self._kept(feed.found) or self._kept(self._counted(feed))
        self._leave_old(feed.old)
        self.dropped += Counter({"entries of a feed beyond the first ones": feed.beyond, OVERLONG: feed.overlong})
        following = feed.next_url
        return Reading(
            source=self.source,
            kind="feed",
            found=found,
            next_page=self._next(following) if following and found else None,
            listed=tuple(one.url for one in found),
            reason=None if found else self._nothing("a broken feed" if feed.broken else "a feed without entries"),
            in_time=bool(found) or not feed.old,
            feed=feed,
            dropped=self.dropped,
            left_out=tuple(self.left_out),
        )

    def _counted(self, feed: Feed) -> Iterator[FoundUrl]:
        """The entries of a feed that all lead over one service elsewhere, which counts readers and sends them on."""
        hosts = {host_of(url) for url in (*feed.old, *(one.url for one in feed.found))}
        if len(hosts) == 1 and self.dropped[OTHER_SITE]:
            del self.dropped[OTHER_SITE]
            self.left_out = [one for one in self.left_out if one[1] != OTHER_SITE]
            self._sites |= {site_of(one.url) for one in feed.found[:1]}
            yield from feed.found[:_MOST_COUNTED]

    def sitemap(self, body: bytes, kind: BodyKind) -> Reading:
        selection = self.selection
        sitemap = read_sitemap(
            body, self.source.url, since=selection.since, depth=self.source.depth, most=selection.sitemap_urls
        )
        deepest = selection.sitemap_depth
        children = worth_reading(sitemap.children, selection.since, all_kinds=selection.backfill, deepest=deepest)
        if sitemap.cut:
            self.dropped["end of a longer sitemap"] += 1
        if deep := sum(child.depth > deepest for child in sitemap.children):
            self.dropped["sitemap below too many indexes"] += deep
        elif left := len(sitemap.children) - len(children):
            self.dropped["sitemaps not worth reading"] += left
        self._leave_old(sitemap.old)
        self.dropped += Counter({OVERLONG: sitemap.overlong})
        found = self._kept(self._likely(sorted(sitemap.found, key=_age)))
        return Reading(
            source=self.source,
            kind=kind,
            found=found,
            sources=tuple(children),
            listed=tuple(one.url for one in found if one.where == "news sitemap"),
            reason=None if found or children else self._nothing(_EMPTY.get(kind, "a sitemap without entries")),
            in_time=bool(found or children) or not sitemap.old,
            dropped=self.dropped,
            left_out=tuple(self.left_out),
        )

    def page(self, document: Document, announced: tuple[Source, ...] = ()) -> Reading:
        """`announced` are the sources that the answer's headers name."""
        source, selection = self.source, self.selection
        links = read_links(document, site=self.site, classifier=self.classifier, selection=selection)
        if links.cut:
            self.dropped["links of a page beyond the first ones"] += 1
        self.dropped.update(links.dropped)
        is_list = source.kind != "feed"  # an HTML page in a feed's place lists feeds, if anything
        where: Where = "archive" if source.kind == "archive" else "section"
        found = self._kept(one._replace(where=where) for one in links.articles) if is_list else ()
        named = one_of_each((*links.feeds, *(one for one in announced if one.kind == "feed")))
        sources = [*named[: selection.feeds], *links.sitemaps, *(one for one in announced if one.kind == "sitemap")]
        sources += self._sections(links.sections) if is_list else ()
        if selection.backfill:
            sources += links.archives
        following = links.next_pages[0] if links.next_pages and is_list else None
        if following and source.depth >= selection.pages:
            self.dropped["pages of a list beyond the first ones"] += 1
        in_time = bool(found) or not self.dropped[BEFORE_SINCE]
        nothing = "no links to articles" if is_list else f"{_KINDS['html']}, not a feed"
        return Reading(
            source=source,
            kind="html",
            found=found,
            sources=tuple(sources),
            next_page=self._next(following) if following else None,
            reason=None if found or sources else self._nothing(nothing),
            in_time=in_time,
            dropped=self.dropped,
            left_out=tuple(self.left_out),
        )

    def json(self, body: bytes) -> Reading:
        """The answer of a "load more": addresses and pieces of HTML somewhere in JSON."""
        try:
            data = json.loads(body.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            return Reading(source=self.source, kind="json", reason="JSON that cannot be read")
        urls, pieces = _walked(data)
        page = self.page(_parsed("".join(pieces), self.source.url, {}))
        named = (FoundUrl(url=url, where="section", rank=rank) for rank, url in enumerate(self._addresses(urls)))
        found = (*page.found, *self._kept(self._likely(named, self.selection.likely)))
        reason = None if found else "JSON without articles"
        return replace(page, kind="json", found=found, reason=reason)

    def _addresses(self, urls: Iterable[str]) -> Iterator[str]:
        for raw in urls:
            if url := absolute(raw, self.source.url):
                yield cleaned(url)

    def _kept(self, listed: Iterable[FoundUrl]) -> tuple[FoundUrl, ...]:
        kept: dict[str, FoundUrl] = {}  # two forms of one address are both kept: one of them may lead nowhere
        for found in listed:
            if reason := self._reason_against(found):
                self._leave(found, reason)
                continue
            form = cleaned(found.url)
            if kept.setdefault(form, found) is not found:
                self.dropped["repeated"] += 1
        return tuple(kept.values())

    def _reason_against(self, found: FoundUrl) -> str | None:
        if not found.url.startswith(self._near) and site_of(found.url) not in self._sites:
            return OTHER_SITE
        if is_file(found.url):
            return "file"
        if len(found.url) > self.selection.url_length:
            return OVERLONG
        if self.selection.is_trap(found.url):
            return "trap"
        if not self.selection.wants(found.url):
            return EXCLUDED
        # A page or feed of a wanted section names its articles, wherever they stand.
        if not self.selection.is_inside(self.source.url) and not self.selection.is_inside(found.url):
            return OTHER_SECTION
        if (
            self.selection.since
            and not (found.published or found.modified)
            and is_before(date_in(found.url), self.selection.since)
        ):
            return BEFORE_SINCE
        return None

    def _likely(self, listed: Iterable[FoundUrl], threshold: float | None = None) -> Iterator[FoundUrl]:
        """Entries that say themselves that they are articles, and those whose address does.

        Where an entry has a day, an address of another form is taken as well, unless it says that it is another page.
        """
        threshold = self.selection.listed if threshold is None else threshold
        for found in listed:
            is_said = found.where == "news sitemap" or (found.modified is not None and may_be_article(found.url))
            if is_said or self.classifier.likelihood(found.url) >= threshold:
                yield found
            else:
                self._leave(found, UNLIKELY)

    def _leave(self, found: FoundUrl, reason: str) -> None:
        self.dropped[reason] += 1
        if reason in CHOICES or found.where in _LISTS:
            self.left_out.append((found.url, reason))

    def _leave_old(self, urls: tuple[str, ...]) -> None:
        if urls:
            self.dropped[BEFORE_SINCE] += len(urls)
            self.left_out += [(url, BEFORE_SINCE) for url in urls]

    def _sections(self, sections: Iterable[Source]) -> list[Source]:
        """On the home page all, on a section page those below it, on its further pages none."""
        source, wants = self.source, self.selection.wants_section
        if source.kind not in ("home", "section") or source.depth:
            return []
        own = source.url.partition("?")[0].rstrip("/") + "/"
        wanted = (one for one in sections if wants(one.url) and (source.kind == "home" or one.url.startswith(own)))
        return list(wanted)[: self.selection.sections]

    def _next(self, url: str) -> Source:
        return replace(self.source, url=url, depth=self.source.depth + 1)

    def _nothing(self, otherwise: str) -> str:
        """Why nothing was taken: what was left out, else `otherwise`."""
        if not self.dropped or set(self.dropped) <= {"feed", "unreadable"}:
            return otherwise
        counted = ", ".join(f"{count} {reason}" for reason, count in self.dropped.most_common(3))
        return f"{otherwise if self.source.kind != 'feed' else 'nothing to take'} ({counted})"


def news_weight(reading: Reading, now: datetime) -> int:
    """How much a source tells of what is new: 0 where all that it lists is more than a year old, 2 for a feed or
    sitemap with so many newer stories that it may be all the site has, else 1."""
    since = now - _NEWS
    news = (one for one in reading.found if not is_old(one.published or one.modified, one.url, since))
    listed = sum(1 for _ in islice(news, _MANY))
    return 1 + (listed == _MANY and reading.source.kind in ("feed", "sitemap")) if listed else 0


def _age(found: FoundUrl) -> float:
    """Newest first; what has no date keeps its place behind."""
    at = instant(found.published or found.modified or date_in(found.url))
    return -at.timestamp() if at else float("inf")


def _walked(data: Any) -> tuple[list[str], list[str]]:
    """The addresses and the pieces of HTML in a JSON value."""
    urls: list[str] = []
    pieces: list[str] = []
    todo: list[tuple[str, Any, int]] = [("", data, 0)]
    while todo and len(urls) < MAX_FOUND_IN_JSON:
        key, value, depth = todo.pop()
        if isinstance(value, dict) and depth < _JSON_DEPTH:
            todo += [(str(name).lower(), part, depth + 1) for name, part in reversed(value.items())]
        elif isinstance(value, list) and depth < _JSON_DEPTH:
            todo += [(key, part, depth + 1) for part in reversed(value)]
        elif isinstance(value, str) and "<a " in value:
            pieces.append(value)
        elif isinstance(value, str) and key in _JSON_KEYS:
            urls.append(value)
    return urls, pieces
