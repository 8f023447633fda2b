"""RSL, Really Simple Licensing 1.0 (rslstandard.org/rsl): which uses a licence permits, prohibits, and for what price.

A document is found through robots.txt (`License:`), a `<link rel="license" type="application/rsl+xml">` of a page or
feed, a Link header, or stands in the page as a script of that type, or in the feed. Of its `<content>` elements the one
with the longest matching `url` counts (paths as in RFC 9309); its `<license>`s are alternatives, so the one that allows
most counts.

How terms are read: `<prohibits type="usage">` reserves. `<permits type="usage">` grants where the price is nothing but
naming the source; a use that costs money or needs a token of a licence server is a no until somebody has that licence.
Terms for some users or countries only say nothing about anybody else. Where a licence lists what it permits, the uses
by models that it does not list are reserved; the index stays what robots.txt says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from newscrawl.encoding import without_surrogates
from newscrawl.record.model import UsageSignal, Verdict
from newscrawl.rights.paths import matches, request_target
from newscrawl.rights.permissions import NOTHING, Permissions, Use
from newscrawl.urls import MAX_LENGTH, host_of

MEDIA_TYPE = "application/rsl+xml"
MAX_BYTES = 2 * 1024 * 1024
POINTERS = ("link:rsl", "header:rsl")
"""Statements of a page that are the address of a document."""

USAGES: Mapping[str, tuple[Use, ...]] = {
    "all": ("index", "quote", "train"),
    "ai-all": ("quote", "train"),
    "ai-train": ("train",),
    "ai-input": ("quote",),
    "search": ("index",),
    "train-ai": ("train",),  # words of the draft of September 2025
    "train-genai": ("train",),
    "ai-use": ("quote",),
    "ai-summarize": ("quote",),
}
"""Usage token -> uses. `ai-index` is not here: it is a part of what `quote` is, and says nothing of the whole."""

_FREE = frozenset({"", "free", "attribution"})
_BY_MODELS: tuple[Use, ...] = ("quote", "train")
_MOST = 2_000  # <content> elements that are read
_MOST_LICENSES = 10  # of one <content>
_MOST_TOKENS = 20  # of one <permits>
_MOST_EVENTS = 100_000  # beginnings and ends of elements: a tenth of a second
_IN_LICENSE = ("permits", "prohibits", "payment")
_NAMES = ("content", "license", "link", *_IN_LICENSE)
_TOKEN = re.compile(r"(?!-+\Z)[a-z0-9-]{1,40}")
_ORDER: tuple[Verdict, ...] = ("yes", "unknown", "no")


@dataclass(frozen=True, slots=True)
class Terms:
    """One `<license>`. `permits` and `prohibits` are usage tokens; `price` is the type of its payment, `server` where a
    token has to be asked for; `limited` where only some users or countries are meant."""

    permits: tuple[str, ...] = ()
    prohibits: tuple[str, ...] = ()
    price: str = ""
    limited: bool = False

    def __str__(self) -> str:
        parts = [f"{name} {' '.join(tokens)}" for name, tokens in
                 (("permits", self.permits), ("prohibits", self.prohibits)) if tokens]  # fmt: skip
        parts += [f"payment {self.price}"] if self.price else []
        parts += ["limited"] if self.limited else []
        return "; ".join(parts)

    @classmethod
    def read(cls, text: str) -> Terms:
        """The terms that `str` wrote."""
        parts = {name: value for name, _, value in (part.strip().partition(" ") for part in text.split(";"))}
        return cls(
            tuple(parts.get("permits", "").split()), tuple(parts.get("prohibits", "").split()),
            parts.get("payment", ""), "limited" in parts,
        )  # fmt: skip

    def permissions(self) -> Permissions:
        """The verdict per use, for somebody who has asked for nothing and paid nothing."""
        said: dict[Use, Verdict] = dict.fromkeys(_BY_MODELS, "no") if self.permits else {}
        granted: Verdict = "unknown" if self.limited else "yes" if self.price in _FREE else "no"
        said |= dict.fromkeys(_uses(self.permits), granted)
        said |= dict.fromkeys(_uses(self.prohibits), "no")
        if "all" in self.prohibits:
            said["redistribute"] = "no"
        return said


@dataclass(frozen=True, slots=True)
class RslFile:
    """An RSL document: (pattern of addresses, the alternatives of its terms) of every `<content>`. `named` are further
    documents, as a feed writes their addresses.
    """

    contents: tuple[tuple[str, tuple[Terms, ...]], ...] = ()
    named: tuple[str, ...] = ()
    address: str | None = None

    @classmethod
    def parse(cls, body: bytes, address: str | None = None) -> RslFile:
        """The terms in a body; of anything else than RSL, none. A feed with RSL elements is read as well."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
        try:
            root = etree.fromstring(without_surrogates(body[:MAX_BYTES]), parser)
        except (etree.LxmlError, ValueError):
            return cls(address=address)
        return cls(address=address) if root is None else cls(*_read(root), address)

    def signals(self, url: str, *, where: str = "file", read_at: str | None = None) -> Iterator[UsageSignal]:
        """What the document says of a page. `where` is file or page."""
        path = request_target(url)
        found = [content for content in self.contents if content[1] and _covers(content[0], url, path)]
        if found:
            terms = max(found, key=lambda content: len(content[0]))[1]
            value = " | ".join(map(str, terms))
            yield UsageSignal(signal=f"{where}:rsl", value=value, url=self.address or url, read_at=read_at)


def permissions(signal: UsageSignal) -> Permissions:
    """What the terms say: of alternatives, use by use, the one that allows most."""
    alternatives = [Terms.read(text).permissions() for text in signal.value.split("|")]
    uses = {use for permissions in alternatives for use in permissions}
    best = {
        use: min((permissions.get(use, "unknown") for permissions in alternatives), key=_ORDER.index) for use in uses
    }
    return {use: verdict for use, verdict in best.items() if verdict != "unknown"} or NOTHING


def _uses(tokens: tuple[str, ...]) -> list[Use]:
    return [use for token in tokens for use in USAGES.get(token, ())]


def _covers(pattern: str, url: str, path: str) -> bool:
    if pattern.startswith(("http://", "https://")):
        if host_of(pattern) != host_of(url):
            return False
        pattern = "/" + pattern.split("/", 3)[3] if pattern.count("/") > 2 else "/"
    return matches(pattern, path)


@dataclass(slots=True)
class _License:
    """A `<license>` that is being read."""

    needs_token: bool
    permits: list[str] = field(default_factory=list)
    prohibits: list[str] = field(default_factory=list)
    price: str | None = None
    limited: bool = False

    def add(self, name: str, element: etree._Element) -> None:
        """What one of its elements says."""
        if name == "payment":
            if self.price is None:
                self.price = " ".join(_tokens(element.get("type") or "purchase"))
        elif (element.get("type") or "usage").strip().lower() != "usage":
            self.limited = True
        else:
            held = self.permits if name == "permits" else self.prohibits
            held += _tokens(" ".join((element.text or "", *(child.tail or "" for child in element))))
            del held[_MOST_TOKENS:]

    @property
    def terms(self) -> Terms:
        price = "server" if self.needs_token else self.price or ""
        return Terms(tuple(self.permits), tuple(self.prohibits), price, self.limited)


@dataclass(slots=True)
class _Content:
    """A `<content>` that is being read."""

    pattern: str
    needs_token: bool
    licenses: list[_License] = field(default_factory=list)


def _read(root: etree._Element) -> tuple[tuple[tuple[str, tuple[Terms, ...]], ...], tuple[str, ...]]:
    """The contents with their terms and the documents named, in one walk: each element belongs to the nearest around
    it, however deep they are nested. What is in excess is not read.
    """
    contents: list[_Content] = []
    named: list[str] = []
    around: list[_Content | _License] = []
    walk = etree.iterwalk(root, events=("start", "end"), tag=tuple(f"{{*}}{name}" for name in _NAMES))
    for event, element in islice(walk, _MOST_EVENTS):
        name = _local_name(element)
        holder = around[-1] if around else None
        if event == "end":
            if name in ("content", "license"):
                around.pop()
        elif name == "content":
            server = bool((element.get("server") or "").strip())
            begun = _Content((element.get("url") or "/").strip()[:MAX_LENGTH], server)
            around.append(begun)
            contents += [begun] if len(contents) < _MOST else []
        elif name == "license":
            content = next((one for one in reversed(around) if isinstance(one, _Content)), None)
            terms = _License(content is not None and content.needs_token)
            around.append(terms)
            if content is not None and len(content.licenses) < _MOST_LICENSES:
                content.licenses.append(terms)
        elif name in _IN_LICENSE and isinstance(holder, _License):
            holder.add(name, element)
        elif name == "link" and (element.get("type") or "").lower() == MEDIA_TYPE and len(named) < _MOST:
            named.append(element.get("href") or "")
    return tuple((one.pattern, tuple(held.terms for held in one.licenses)) for one in contents), tuple(named)


def _local_name(element: etree._Element) -> str:
    """The name of an element in RSL's namespace, or in none: documents leave it out. Media RSS has a `content` too, and
    a feed's `link` may name a document."""
    space, _, local = str(element.tag).rpartition("}")
    return local if not space or "rsl" in space or local == "link" else ""


def _tokens(text: str) -> tuple[str, ...]:
    """Words of letters, digits and hyphens; documents part them by spaces or commas."""
    words = text.lower().replace(",", " ").split()
    return tuple(islice((word for word in words if _TOKEN.fullmatch(word)), _MOST_TOKENS))
