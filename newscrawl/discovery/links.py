"""The links of a page that is parsed already: articles, sections, next page, feeds, archives.

One cheap pass over the `<link>` and `<a>` elements of the tree, and no more of each link than its turn needs. Whether a
link is an article is judged by its address (`classifier`), its text, and the list it stands in; whether it is a
section, by the menu it stands in and its address.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from newscrawl.discovery.anchors import Anchor, read_anchors
from newscrawl.discovery.found import FoundUrl, Source
from newscrawl.discovery.limits import OVERLONG, Selection
from newscrawl.discovery.link_elements import LinkElements, is_comment_feed, is_feed_address, one_of_each
from newscrawl.discovery.pagination import next_pages
from newscrawl.discovery.url_classifier import UrlClassifier, features, is_file, probability
from newscrawl.text import count_words
from newscrawl.urls import canonical_form, cleaned, host_of, site_of

if TYPE_CHECKING:
    from newscrawl.html.document import Document

MAX_FEEDS = 200

_MENU = re.compile(
    r"(?:^|[\s_\-])(?:nav|navbar|navigation|menus?|submenu|footer|breadcrumbs?|topbar|toolbar|sections)(?:$|[\s_\-])",
    re.IGNORECASE,
)
# The same page for a printer, a mail program, AMP.
_COPY = re.compile(
    r"[?&](?:view=(?:print|mail|amp)|print(?:=|&|\Z)|printable=|output=(?:print|amp|1)|amp(?:=|&|\Z)|replytocom=|share=)|"
    r"/(?:print|drucken|imprimir|amp)/?\Z|\.amp(?:\.html)?\Z"
)
_DIGITS = re.compile(r"\d+")
_FORMS = 3  # of one address, beside the first
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_INLINE = frozenset({"span", "b", "strong", "em", "i", "font"})
_TOPS = frozenset({"html", "body", "article"})
_FEED_TEXTS = frozenset({"rss", "rss feed", "rss-feed", "feed", "atom", "xml", "rss 2.0", "web feed", "newsfeed"})
_NO_SECTION = frozenset({
    "service word", "service host", "shop or forum word", "listing word last", "page in the query",
    "search or filter in the query", "id in the query", "year last", "month last", "day last",
})  # fmt: skip

# Log-odds of what the page shows of a link, beside its address. Chosen by hand, checked on tests/newsweb.
_TEXT_WEIGHTS = ((6, 1.5), (4, 0.8), (3, 0.0), (1, -0.8))  # from so many words on
_HEADING_WEIGHT = 1.0
_MENU_WEIGHT = -1.5
_LIST_WEIGHT = 0.8  # in a list of at least three links of which most have texts like headlines
_LIST_SHARE = 0.6


class _Standing(NamedTuple):
    """Where an element stands: in a menu, in a heading, and in which kind of list."""

    menu: bool
    heading: bool
    article: bool
    path: tuple[str, ...]


@dataclass(slots=True)
class _Link:
    """One address of a page, with the best that its anchors say."""

    url: str
    text: str = ""
    words: int = 0
    menu: bool = True
    heading: bool = False
    lists: set[tuple[str, ...]] = field(default_factory=set)
    forms: dict[str, None] = field(default_factory=dict)  # other ones of the address: one of them may lead nowhere

    def add(self, text: str, standing: _Standing) -> None:
        if len(text) > len(self.text):
            self.text, self.words = text, count_words(text)
        self.menu = self.menu and standing.menu
        self.heading = self.heading or standing.heading
        self.lists.add(standing.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What the links of one page are. Articles in page order, sections the most section-like first.

    `next_pages` are the pages after this one of the same list (usually one). `cut` says that the page has more
    links than are read, `dropped` what was left out, by reason.
    """

    articles: tuple[FoundUrl, ...] = ()
    sections: tuple[Source, ...] = ()
    next_pages: tuple[str, ...] = ()
    feeds: tuple[Source, ...] = ()
    sitemaps: tuple[Source, ...] = ()
    archives: tuple[Source, ...] = ()
    cut: bool = False
    dropped: Counter[str] = field(default_factory=Counter)


def read_links(
    document: Document,
    *,
    site: str | None = None,
    classifier: UrlClassifier | None = None,
    selection: Selection | None = None,
) -> Links:
    """The links of a page of `site` (by default the page's own); articles are those at least `selection.likely`.

    With `selection.listings`, tag and author pages count as sections. At most `selection.links` anchors are read.
    """
    selection = selection or Selection()
    url = document.url or ""
    site = site or site_of(url)
    head = LinkElements.of(document)
    anchors = read_anchors(document, selection.links)
    page = _Collection(site, selection)
    for anchor in anchors:
        page.add(anchor)
    nexts = next_pages(document, anchors, head.next_page, site=site, is_trap=selection.is_trap)
    for address in (*nexts, url):
        page.links.pop(canonical_form(address), None)
    articles, others = _parted(page.links, classifier or UrlClassifier(), selection.likely)
    archives = [other for other in others if {"day last", "month last"} & set(features(other.url))]
    ranked = [(rank, link) for link in others if (rank := _section_rank(link, url, selection.listings))]
    ranked.sort(key=lambda pair: -pair[0])
    page.dropped["unlikely"] += len(others) - len(archives) - len(ranked)
    return Links(
        articles=tuple(articles),
        sections=tuple(Source(url=link.url, kind="section", title=link.text or None) for _, link in ranked),
        next_pages=nexts,
        sitemaps=head.sitemaps,
        feeds=one_of_each((*head.feeds, *page.feeds[:MAX_FEEDS])),
        archives=tuple(Source(url=link.url, kind="archive", title=link.text or None) for link in archives),
        cut=len(anchors) == selection.links,
        dropped=+page.dropped,
    )


class _Collection:
    """Gathers the anchors of one page by canonical form."""

    def __init__(self, site: str, selection: Selection) -> None:
        self._site = site
        self._selection = selection
        self.links: dict[str, _Link] = {}
        self.feeds: list[Source] = []
        self.dropped: Counter[str] = Counter()
        self._keys: dict[str, str] = {}
        self._standings: dict[etree._Element, _Standing] = {}

    def add(self, anchor: Anchor) -> None:
        url = anchor.url
        if (url or anchor.href) not in self._keys:
            reason = self._reason_against(anchor)
            self._keys[url or anchor.href] = "" if reason else canonical_form(url or "")
            if reason:
                self.dropped[reason] += 1
        if key := self._keys[url or anchor.href]:
            link = self.links.get(key) or self.links.setdefault(key, _Link(cleaned(url or "")))
            link.add(anchor.text, self._standing(anchor.parent))
            if url and (form := cleaned(url)) != link.url:
                link.forms[form] = None

    def _reason_against(self, anchor: Anchor) -> str | None:
        if len(anchor.url or anchor.href) > self._selection.url_length:
            return OVERLONG
        if anchor.url is None:
            return "unreadable"
        if is_feed_address(anchor.url) or anchor.text.casefold() in _FEED_TEXTS:
            if not is_comment_feed(anchor.url):
                self.feeds.append(Source(url=anchor.url, kind="feed", title=anchor.text or None))
            return "feed"
        if site_of(anchor.url) != self._site:
            return "other site"
        if is_file(anchor.url):
            return "file"
        if _COPY.search(anchor.url):
            return "copy"
        return "trap" if self._selection.is_trap(anchor.url) else None

    def _standing(self, element: etree._Element | None) -> _Standing:
        """Read from the nearest ancestor that is known already; no recursion, trees may be 2,000 deep."""
        climbed: list[etree._Element] = []
        while element is not None and element not in self._standings and element.tag not in _TOPS:
            climbed.append(element)
            element = element.getparent()
        standing = self._standings.get(element) if element is not None else None
        if standing is None:
            tag = str(element.tag) if element is not None else ""
            standing = _Standing(False, False, tag == "article", (tag,))
        for below in reversed(climbed):
            standing = self._standings[below] = _below(below, standing)
        return standing


def _below(element: etree._Element, above: _Standing) -> _Standing:
    tag, classes = str(element.tag), element.get("class") or ""
    menu = above.menu or tag in ("nav", "footer") or (tag == "header" and not above.article)
    menu = menu or _names_menu(classes) or _names_menu(element.get("id") or "")
    heading = tag in _HEADINGS or (above.heading and tag in _INLINE)
    return _Standing(menu, heading, above.article, (_step(tag, classes), *above.path[:2]))


@lru_cache(maxsize=4096)
def _names_menu(names: str) -> bool:
    return bool(names) and _MENU.search(names) is not None


@lru_cache(maxsize=4096)
def _step(tag: str, classes: str) -> str:
    """An element's kind within a list: its tag and classes, without numbers like `post-123`."""
    return f"{tag}.{_DIGITS.sub('', classes)}" if classes else tag


def _parted(links: dict[str, _Link], classifier: UrlClassifier, likely: float) -> tuple[list[FoundUrl], list[_Link]]:
    """Articles, and what is none."""
    lists = _headline_lists(links)
    articles: list[FoundUrl] = []
    others: list[_Link] = []
    for link in links.values():
        likelihood = probability(classifier.log_odds(link.url) + _shown(link, lists))
        if likelihood < likely:
            others.append(link)
            continue
        title = link.text if link.words >= 3 else None
        rank = len(articles)
        for url in (link.url, *islice(link.forms, _FORMS)):
            articles.append(FoundUrl(url=url, where="section", rank=rank, title=title))
    return articles, others


def _headline_lists(links: dict[str, _Link]) -> set[tuple[str, ...]]:
    """The lists of a page that hold headlines: at least three links, most of them with four words or more."""
    sizes: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for link in links.values():
        for path in link.lists:
            size = sizes[path]
            size[0] += 1
            size[1] += link.words >= 4
    return {path for path, (size, long) in sizes.items() if size >= 3 and long >= _LIST_SHARE * size}


def _shown(link: _Link, lists: set[tuple[str, ...]]) -> float:
    total = next((weight for words, weight in _TEXT_WEIGHTS if link.words >= words), 0.0)
    total += _HEADING_WEIGHT if link.heading else 0.0
    total += _MENU_WEIGHT if link.menu else 0.0
    return total + (_LIST_WEIGHT if link.lists & lists and not link.menu else 0.0)


def _section_rank(link: _Link, page_url: str, listings: bool) -> float:
    """How much a link looks like a section of the site; 0 is not at all."""
    names = set(features(link.url))
    if names & _NO_SECTION or link.words > 5 or link.text.isdigit() or names & {"depth 4", "other query"}:
        return 0.0
    if "listing word before" in names:
        return 0.1 if listings else 0.0
    if "home page" in names and host_of(link.url) == host_of(page_url):
        return 0.0
    is_word = "section word last" in names
    return (2.0 * is_word + 1.0 * link.menu + 0.5 * ("depth 1" in names)) if is_word or link.menu else 0.0
