"""Sitemaps (sitemaps.org 0.9), indexes and text sitemaps, with Google's news and image extensions and XHTML's hreflang.

Read by one pass of libxml2 that frees what it has read: 50,000 URLs take about 0.4 s and little memory. Entities, DTDs
and network are off. Namespaces are not insisted on: half the world's sitemaps spell them wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any

from lxml import etree

from newscrawl.configuration import LIMITS
from newscrawl.dates.w3c import date_in, is_old, latest, stated
from newscrawl.discovery.found import FoundUrl, Source
from newscrawl.discovery.url_classifier import UrlClassifier
from newscrawl.encoding import without_surrogates
from newscrawl.net.sniffing import MAX_BYTES, bare_xml, classify, inflated, narrow
from newscrawl.text import normalize
from newscrawl.urls import MAX_LENGTH, absolute

MAX_URLS = LIMITS.sitemap_urls
MAX_DEPTH = LIMITS.sitemap_depth
# Sitemaps that WordPress, Yoast and the like name after what is in them, when that is not articles.
_NOT_ARTICLES = re.compile(
    r"(?:^|[/_\-.])(?:page|pages|category|categories|tag|tags|post_tag|author|authors|users?|image|images|video|videos|product"
    r"|products|product_cat|attachment|media|topic|topics|taxonomies|location|locations|misc|static)(?:[_\-.]?sitemap|"
    r"s?[_\-]?\d*\.xml)|sitemap[_\-](?:pages?|categor(?:y|ies)|tags?|authors?|images?|videos?|tax-\w+|users?|misc)\b"
    r"|wp-sitemap-(?:taxonomies|users|posts-page)-",
    re.IGNORECASE,
)
_UNUSED = frozenset({"changefreq", "priority"})  # guesses of the site's software, says even the protocol
_NESTED = frozenset({"link", "image", "news"})
_PLAIN = frozenset({"kind", "loc", "lastmod"})
# Where an entry without <loc> has its address: an element or attribute of another name, or its own text.
_ADDRESSES = ("loc", "location", "link", "href", "url", "uri")
# What is no page but a further sitemap, whatever element it stands in.
_SITEMAP_NAME = re.compile(r"(?:\.xml|\.gz|sitemap[\w\-]{0,40}\.(?:txt|php|aspx?|jsp|ashx))\Z", re.IGNORECASE)
_LINE = re.compile(
    r"""(?:(?:[-*\u2022]|\d{1,6}[.):]?)\s+)?["']?(https?://[^\s"'<>]+)["']?[\s,;|]*+(\d{4}-\d\d-\d\d\S*+)?""",
    re.IGNORECASE,
)
# Tags, and attributes: 50,000 entries with a picture and eight languages have a million of each. One takes up to 200
# bytes, and what stands between entries is not freed: 50 MB of <x/>, 50 KB when packed, were 1.5 GB.
_MOST_NODES = 1_500_000
_IN_ONE_GO = 256  # entries read before their elements are freed: one by one that takes as long as parsing
# A tag that another one interrupts, or whose quotes do not close. Given piece by piece, libxml2 looks for the end of
# each such tag in all that follows: 200 KB of "<a" took 3.2 s. At one stroke: 0.01 s, and all nodes in memory.
_UNENDED = re.compile(rb"""<(?![!?])[^<>"']*+(?:"[^"<>]*+"[^<>"']*+|'[^'<>]*+'[^<>"']*+)*+[<"']""")
_MOST_UNENDED = 16
_ENTRIES = tuple("{*}" + name for name in ("url", "URL", "Url", "sitemap", "SITEMAP", "Sitemap"))
_LENIENT: dict[str, Any] = {
    "recover": True, "resolve_entities": False, "load_dtd": False, "no_network": True,
    "remove_blank_text": True, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,12};)")  # addresses pasted in unescaped; libxml2 would drop what follows
_NEWS = re.compile(r"news", re.IGNORECASE)
_STORY = 0.75  # likelihood from which an address in an index is a story: with a long slug, or a day and a slug


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap, read. `found` for a urlset, `children` for an index, in the file's order.

    `old` are the addresses of entries older than `since`; `overlong` counts those whose address is too long to be one;
    `cut` says that the file was longer than the caps.
    """

    found: tuple[FoundUrl, ...] = ()
    children: tuple[Source, ...] = ()
    old: tuple[str, ...] = ()
    overlong: int = 0
    cut: bool = False


def read_sitemap(
    body: bytes, url: str, *, since: datetime | None = None, depth: int = 0, most: int = MAX_URLS
) -> Sitemap:
    """A sitemap, index or text sitemap, gzipped or not. `since` (aware) leaves out what is surely older.

    `url` is where it was fetched, `depth` how many indexes led here; at most so many entries are read. Never raises;
    what is no sitemap gives nothing.
    """
    full = inflated(body)
    data = _bounded(full)
    cut = len(body) > MAX_BYTES or len(full) >= MAX_BYTES or len(data) < len(full)
    entries = _text_entries(data) if classify(data) == "text sitemap" else _xml_entries(data)
    found: list[FoundUrl] = []
    children: list[Source] = []
    old: list[str] = []
    overlong = 0
    for number, entry in enumerate(entries):
        if number >= most:
            cut = True
            break
        address = absolute(loc := entry.get("loc", ""), url)
        if address is None:
            overlong += len(loc) > MAX_LENGTH
        elif _names_sitemap(entry, address):
            children.append(_child(entry, address, depth))
        elif since is not None and _is_old(entry, address, since):
            old.append(address)
        else:
            found.append(_found(entry, address, len(found)))
    return Sitemap(tuple(found), tuple(children), tuple(old), overlong, cut)


def _names_sitemap(entry: dict[str, str], address: str) -> bool:
    """Whether an entry names a further sitemap: by its element, the index that it stands in, or the name of a file.

    An index that calls its stories sitemaps is known by their addresses.
    """
    if _SITEMAP_NAME.search(address.partition("?")[0]):
        return True
    if entry.get("kind") != "sitemap":
        return False
    return "sitemap" in address.lower() or UrlClassifier().likelihood(address) < _STORY


def worth_reading(
    children: tuple[Source, ...], since: datetime | None = None, *, all_kinds: bool = False, deepest: int = MAX_DEPTH
) -> list[Source]:
    """The sitemaps of an index that are worth a request, newest first.

    Left out: those too deep, those that by their own name hold no articles (`all_kinds` keeps them), and with `since`
    those last changed before it or named after a month before it.
    """
    kept = [child for child in children if child.depth <= deepest and not _is_stale(child, since)]
    articles = [child for child in kept if not _NOT_ARTICLES.search(child.url.rpartition("?")[0] or child.url)]
    # Where every name sounds wrong, the names mean something else.
    return sorted(kept if all_kinds or not articles else articles, key=_age)


def _is_stale(child: Source, since: datetime | None) -> bool:
    # A change after `since` may be one old article corrected, but then the file's own entries say so.
    return is_old(child.modified, child.url, since)


def _age(child: Source) -> tuple[bool, float]:
    """News sitemaps first, then the newest; undated ones last, in the order of the index."""
    at = latest(child.modified or date_in(child.url))
    return (not _NEWS.search(child.url.rpartition("/")[2]), -at.timestamp() if at else float("inf"))


def _child(entry: dict[str, str], address: str, depth: int) -> Source:
    return Source(url=address, kind="sitemap", depth=depth + 1, modified=stated(entry.get("lastmod")))


def _is_old(entry: dict[str, str], address: str, since: datetime) -> bool:
    return is_old(stated(entry.get("publication_date")) or stated(entry.get("lastmod")), address, since)


def _found(entry: dict[str, str], address: str, rank: int) -> FoundUrl:
    if entry.keys() <= _PLAIN:  # nearly all entries of most sitemaps
        return FoundUrl(address, "sitemap", rank, modified=stated(entry.get("lastmod")))
    title = normalize(entry.get("title", ""))
    return FoundUrl(
        url=address,
        where="news sitemap" if "publication_date" in entry or title else "sitemap",
        rank=rank,
        title=title or None,
        published=stated(entry.get("publication_date")),
        modified=stated(entry.get("lastmod")),
        language=entry.get("language", "").strip() or None,
    )


def _bounded(data: bytes) -> bytes:
    """The start of a body that libxml2 can hold."""
    while data.count(b"<") > _MOST_NODES or data.count(b'="') + data.count(b"='") > _MOST_NODES:
        data = data[: len(data) // 2]
    return data


def _xml_entries(data: bytes) -> Iterator[dict[str, str]]:
    """One dict of local names and texts for every <url> and <sitemap>; what is broken ends or skips, silently."""
    data = without_surrogates(bare_xml(data))
    data = _BARE_AMPERSAND.sub(b"&amp;", data) if b"&" in data else data
    unended = islice(_UNENDED.finditer(data), _MOST_UNENDED + 1)
    elements = _whole_tree if sum(1 for _ in unended) > _MOST_UNENDED else _piece_by_piece
    try:
        yield from map(_entry, elements(data))
    except (etree.LxmlError, ValueError, SystemError):
        return


def _piece_by_piece(data: bytes) -> Iterator[etree._Element]:
    """The entries of a file of which never more than a piece is in memory."""
    events = etree.iterparse(BytesIO(data), events=("end",), tag=_ENTRIES, huge_tree=False, **_LENIENT)
    for number, (_, element) in enumerate(events):
        yield element
        if number % _IN_ONE_GO == 0 and (parent := element.getparent()) is not None:
            del parent[: parent.index(element)]


def _whole_tree(data: bytes) -> Iterator[etree._Element]:
    """The entries of a file that is parsed at one stroke."""
    root = etree.fromstring(data, etree.XMLParser(huge_tree=False, **_LENIENT))
    if root is not None:
        yield from root.iter(*_ENTRIES)


def _entry(element: etree._Element) -> dict[str, str]:
    above = element.getparent()
    is_index = above is not None and _local(above.tag) == "sitemapindex"
    entry = {"kind": "sitemap" if is_index else _local(element.tag)}
    for child in element.iterchildren(etree.Element):  # an unknown entity is a node as well
        name = _local(child.tag)
        if name in _NESTED or len(child):
            _add_news(entry, child, name)
        elif name not in _UNUSED and (text := child.text):
            entry.setdefault(name, text)
    if "loc" not in entry and (address := _address_beside(element, entry)):
        entry["loc"] = address
    return entry


def _address_beside(element: etree._Element, entry: dict[str, str]) -> str | None:
    """The address of an entry without <loc>."""
    named = (value for name in _ADDRESSES if (value := entry.get(name) or element.get(name) or ""))
    link = next((href for child in element.iterchildren("{*}link") if (href := child.get("href"))), "")
    found = (text.strip() for text in (*named, element.text or "", link))
    return next((text for text in found if text.startswith(("http://", "https://", "/"))), None)


def _add_news(entry: dict[str, str], child: etree._Element, name: str) -> None:
    """What the news extension states; pictures and translations are nobody's business here."""
    if name == "loc" or (name == "link" and child.text and not child.get("hreflang")):
        entry.setdefault(name, "".join(map(str, child.itertext())))
    elif name == "news":
        for leaf in child.iter(etree.Element):
            if leaf.text and not len(leaf):
                entry.setdefault(_local(leaf.tag), leaf.text)


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _text_entries(data: bytes) -> Iterator[dict[str, str]]:
    """The addresses of a text sitemap, each at the start of its line; a day may stand behind one."""
    for line in narrow(data).decode("utf-8-sig", "replace").splitlines():
        if found := _LINE.match(line.strip()):
            yield {"kind": "url", "loc": found[1].rstrip(",;|"), "lastmod": found[2] or ""}
