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

from lxml import etree

from newscrawl.dates.w3c import date_in, is_before, latest, stated
from newscrawl.discovery.found import FoundUrl, Source
from newscrawl.encoding import without_surrogates
from newscrawl.net.sniffing import MAX_BYTES, classify, inflated
from newscrawl.text import normalize
from newscrawl.urls import MAX_LENGTH, absolute

MAX_URLS = 50_000  # per file: the cap of the protocol
MAX_DEPTH = 3  # indexes above a sitemap; the protocol allows one, large publishers use two
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
# Tags, and attributes: 50,000 entries with a picture and eight languages have a million of each. One takes up to 200
# bytes, and what stands between entries is not freed: 50 MB of <x/>, 50 KB when packed, were 1.5 GB.
_MOST_NODES = 1_500_000
_IN_ONE_GO = 256  # entries read before their elements are freed: one by one that takes as long as parsing
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,12};)")  # addresses pasted in unescaped; libxml2 would drop what follows
_NEWS = re.compile(r"news", re.IGNORECASE)


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
        elif entry.get("kind") == "sitemap":
            children.append(_child(entry, address, depth))
        elif since is not None and _is_old(entry, address, since):
            old.append(address)
        else:
            found.append(_found(entry, address, len(found)))
    return Sitemap(tuple(found), tuple(children), tuple(old), overlong, cut)


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
    if since is None:
        return False
    # A change after `since` may be one old article corrected, but then the file's own entries say so.
    return is_before(child.modified, since) or (child.modified is None and is_before(date_in(child.url), since))


def _age(child: Source) -> tuple[bool, float]:
    """News sitemaps first, then the newest; undated ones last, in the order of the index."""
    at = latest(child.modified or date_in(child.url))
    return (not _NEWS.search(child.url.rpartition("/")[2]), -at.timestamp() if at else float("inf"))


def _child(entry: dict[str, str], address: str, depth: int) -> Source:
    return Source(url=address, kind="sitemap", depth=depth + 1, modified=stated(entry.get("lastmod")))


def _is_old(entry: dict[str, str], address: str, since: datetime) -> bool:
    for name in ("publication_date", "lastmod"):
        if at := stated(entry.get(name)):
            return is_before(at, since)
    return is_before(date_in(address), since)


def _found(entry: dict[str, str], address: str, rank: int) -> FoundUrl:
    if len(entry) <= 3 and "title" not in entry:  # loc, lastmod, kind: nearly all entries of most sitemaps
        return FoundUrl(address, "sitemap", rank, modified=stated(entry.get("lastmod")))
    title, keywords = normalize(entry.get("title", "")), normalize(entry.get("keywords", ""))
    return FoundUrl(
        url=address,
        where="news sitemap" if "publication_date" in entry or title else "sitemap",
        rank=rank,
        title=title or None,
        published=stated(entry.get("publication_date")),
        modified=stated(entry.get("lastmod")),
        language=entry.get("language", "").strip() or None,
        keywords=tuple(word for word in (part.strip() for part in keywords.split(",")) if word),
        publisher=normalize(entry.get("name", "")) or None,
        image=absolute(entry.get("image", ""), address),
        alternates=_alternates(entry.get("alternates", ""), address),
    )


def _alternates(lines: str, address: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(" ")[::2] for line in lines.splitlines())
    return tuple((language, target) for language, href in pairs if (target := absolute(href, address)))


def _bounded(data: bytes) -> bytes:
    """The start of a body that libxml2 can hold."""
    while data.count(b"<") > _MOST_NODES or data.count(b'="') + data.count(b"='") > _MOST_NODES:
        data = data[: len(data) // 2]
    return data


def _xml_entries(data: bytes) -> Iterator[dict[str, str]]:
    """One dict of local names and texts for every <url> and <sitemap>; what is broken ends or skips, silently."""
    data = without_surrogates(data)
    events = etree.iterparse(
        BytesIO(_BARE_AMPERSAND.sub(b"&amp;", data) if b"&" in data else data),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for number, (_, element) in enumerate(events):
            yield _entry(element)
            if number % _IN_ONE_GO == 0 and (parent := element.getparent()) is not None:
                del parent[: parent.index(element)]
    except (etree.LxmlError, ValueError, SystemError):
        return


def _entry(element: etree._Element) -> dict[str, str]:
    entry = {"kind": _local(element.tag)}
    for child in element.iterchildren(etree.Element):  # an unknown entity is a node as well
        name = _local(child.tag)
        if name in _NESTED or len(child):
            _add_extension(entry, child, name)
        elif name not in _UNUSED and (text := child.text):
            entry.setdefault(name, text)
    return entry


def _add_extension(entry: dict[str, str], child: etree._Element, name: str) -> None:
    if name == "link":
        if child.get("hreflang"):
            entry["alternates"] = f"{entry.get('alternates', '')}{child.get('hreflang')} {child.get('href', '')}\n"
    elif name == "image":
        entry.setdefault(
            "image",
            next((leaf.text or "" for leaf in child.iterchildren(etree.Element) if _local(leaf.tag) == "loc"), ""),
        )
    elif name == "news":
        for leaf in child.iter(etree.Element):
            if leaf.text and not len(leaf):
                entry.setdefault(_local(leaf.tag), leaf.text)


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text_entries(data: bytes) -> Iterator[dict[str, str]]:
    for line in data.decode("utf-8-sig", "replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield {"kind": "url", "loc": line.strip()}
