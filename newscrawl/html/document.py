"""One page, decoded and parsed once. Nobody edits the tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from newscrawl.encoding import decode, not_text
from newscrawl.html.meta import MetaTags, read_meta
from newscrawl.html.protected_mail import decoded
from newscrawl.html.tags import bounded
from newscrawl.text import is_placeholder, normalize
from newscrawl.urls import absolute, host_of

TAGS = (
    "a", "abbr", "amp-img", "audio", "html", "iframe", "img", "input", "link", "local-time", "meta", "relative-time",
    "script", "time", "time-ago", "title", "video",
)  # fmt: skip
"""Tags that metadata and fields look for on the whole page; a pass for each costs as much as a tenth of the parse."""

_MISREAD = re.compile(rb"</(?:html|br\s*/?)>", re.I)
_END = re.compile(rb"</html>", re.I)
_ENDED_BREAK = re.compile(rb"</br\s*/?>", re.I)
_EMPTY = b"<html><body></body></html>"
_DEEPEST = 2048  # elements inside each other; libxml2's limit
_FORMATTING = re.compile(rb"</?(?:font|b|i|u|s|em|strong|span|big|small|center|strike|tt)\b[^<>]{0,500}>", re.I)


@dataclass(frozen=True)
class Document:
    """A page: its tree (always there, read-only), its text as sent, its address and headers (lower-cased keys).

    `binary` says what it is where it is no text ("a PDF"); tree and text are empty then. `found` are the elements of
    each tag in TAGS, where somebody walked over the tree already. `url_signal` says what gave the address where the
    caller did not (`link:canonical`): see `own_address`.
    """

    tree: etree._Element
    html: str
    url: str | None
    headers: Mapping[str, str]
    charset: str
    binary: str | None = None
    found: Mapping[str, list[etree._Element]] | None = field(default=None, repr=False)
    url_signal: str = ""

    @classmethod
    def parse(cls, page: bytes | str, url: str | None, headers: Mapping[str, str]) -> Document:
        """The page parsed by libxml2's HTML parser. Never raises: a page that cannot be parsed is an empty page."""
        lowered = {key.lower(): normalize(value) for key, value in headers.items()}
        if isinstance(page, str):
            html, charset = page, "utf-8"
            data = page.encode("utf-8", "replace")
        else:
            html, charset = decode(page, lowered, host_of(url or ""))
            data = page if charset == "utf-8" else html.encode("utf-8", "replace")
        if binary := not_text(data if isinstance(page, str) else page, html, charset):
            html, data = "", _EMPTY
        if url and not url.isprintable():  # of a WARC file's record, for instance
            url = normalize(url)
        return cls(_parse(data), html, url, lowered, charset, binary)

    @cached_property
    def base_url(self) -> str | None:
        """What relative addresses are relative to: the page's address, or its <base>."""
        head = next(self.tree.iterchildren("head"), None)
        for base in head.iterchildren("base") if head is not None else ():
            if href := base.get("href"):
                return absolute(href, self.url) or self.url
        return self.url

    @cached_property
    def meta(self) -> MetaTags:
        """What the head states, read once for all who ask."""
        return read_meta(self.elements)

    @property
    def is_too_deep(self) -> bool:
        """Stand its elements inside each other so often that the parser stopped? What follows was not read."""
        return _stopped(self.tree)

    def elements(self, tag: str) -> list[etree._Element]:
        """All elements of one of the tags in TAGS, in page order."""
        return self._by_tag[tag]

    @cached_property
    def _by_tag(self) -> Mapping[str, list[etree._Element]]:
        if self.found is not None:
            return self.found
        found: dict[str, list[etree._Element]] = {name: [] for name in TAGS}
        for element in self.tree.iter(*TAGS):
            found[element.tag].append(element)
        return found

    def related(self, rel: str) -> list[etree._Element]:
        """The links of the page whose `rel` holds the word, in page order."""
        return self._rels.get(rel, [])

    @cached_property
    def _rels(self) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for element in self.elements("a"):
            if said := element.get("rel"):
                for rel in set(said.lower().split()):
                    found.setdefault(rel, []).append(element)
        return found

    def absolute(self, href: str | None) -> str | None:
        """The http(s) address that a link of this page leads to; None for other schemes and for rubbish."""
        return absolute(href, self.base_url) if href and not is_placeholder(href) else None


def _parse(data: bytes) -> etree._Element:
    """The root of the page. `huge_tree` lifts libxml2's limits (depth 256, text 10 MB); at depth 2,048 it stops.

    Old pages get there with a thousand `<font>`s that nobody closes; they are read once more without such tags.
    """
    data = decoded(_repaired(data.replace(b"\0", b"") if b"\0" in data else data))
    root = _tree(bounded(data))
    return _tree(bounded(_FORMATTING.sub(b"", data))) if _stopped(root) else root


def _tree(data: bytes) -> etree._Element:
    root: etree._Element | None = None
    try:
        root = etree.fromstring(data, _parser())
    except (etree.LxmlError, ValueError):
        root = None
    return root if root is not None else etree.fromstring(_EMPTY, _parser())


def _stopped(root: etree._Element) -> bool:
    """Did the parser stop for depth? Then the last elements stand inside each other down to its limit."""
    depth, last = 1, root
    while len(last):
        depth, last = depth + 1, last[-1]
    return depth >= _DEEPEST


def _repaired(data: bytes) -> bytes:
    """The page without two end tags that browsers read otherwise than libxml2 (HTML standard, 13.2.6.4.7, 13.2.6.4.19).

    `</br>` is a line break to browsers, nothing to libxml2; on 2 % of real pages. At an `</html>` that is not the
    page's end libxml2 stops, browsers read on; of 2,000 real pages 22 have text behind it.
    """
    found = _MISREAD.findall(data)  # nearly always the page's end alone: one pass tells
    ends = [tag for tag in found if tag[2] in b"hH"]
    if len(ends) > 1 or (ends and not data.startswith(ends[0], data.rfind(b"<"))):
        data = _END.sub(b"", data)
    return _ENDED_BREAK.sub(b"<br>", data) if len(ends) < len(found) else data


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, collect_ids=False
    )
