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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from newscrawl.record.model import UsageSignal, Verdict
from newscrawl.rights.paths import matches, request_target
from newscrawl.rights.says import NOTHING, Says, Use
from newscrawl.urls import host_of

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

    def says(self) -> Says:
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
    address: str | None = None
    named: tuple[str, ...] = ()

    @classmethod
    def parse(cls, body: bytes, address: str | None = None) -> RslFile:
        """The terms in a body; of anything else than RSL, none. A feed with RSL elements is read as well."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
        try:
            root = etree.fromstring(body[:MAX_BYTES], parser)
        except (etree.LxmlError, ValueError):
            return cls(address=address)
        if root is None:
            return cls(address=address)
        found = islice(_elements(root, "content"), _MOST)
        links = (element for element in root.iter("{*}link") if (element.get("type") or "").lower() == MEDIA_TYPE)
        return cls(tuple(map(_content, found)), address, tuple(link.get("href") or "" for link in links))

    def signals(self, url: str, *, where: str = "file", read_at: str | None = None) -> Iterator[UsageSignal]:
        """What the document says of a page. `where` is file or page."""
        path = request_target(url)
        found = [content for content in self.contents if content[1] and _covers(content[0], url, path)]
        if found:
            terms = max(found, key=lambda content: len(content[0]))[1]
            value = " | ".join(map(str, terms))
            yield UsageSignal(signal=f"{where}:rsl", value=value, url=self.address or url, read_at=read_at)


def says(signal: UsageSignal) -> Says:
    """What the terms say: of alternatives, use by use, the one that allows most."""
    alternatives = [Terms.read(text).says() for text in signal.value.split("|")]
    uses = {use for says in alternatives for use in says}
    best = {use: min((says.get(use, "unknown") for says in alternatives), key=_ORDER.index) for use in uses}
    return {use: verdict for use, verdict in best.items() if verdict != "unknown"} or NOTHING


def _uses(tokens: tuple[str, ...]) -> list[Use]:
    return [use for token in tokens for use in USAGES.get(token, ())]


def _covers(pattern: str, url: str, path: str) -> bool:
    if pattern.startswith(("http://", "https://")):
        if host_of(pattern) != host_of(url):
            return False
        pattern = "/" + pattern.split("/", 3)[3] if pattern.count("/") > 2 else "/"
    return matches(pattern, path)


def _elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of a name in RSL's namespace, or in none: documents leave it out. Media RSS has a `content` too."""
    for element in root.iter():
        if isinstance(element.tag, str):
            space, _, local = element.tag.rpartition("}")
            if local == name and (not space or "rsl" in space):
                yield element


def _content(element: etree._Element) -> tuple[str, tuple[Terms, ...]]:
    needs_token = bool((element.get("server") or "").strip())
    return (element.get("url") or "/").strip(), tuple(_terms(one, needs_token) for one in _elements(element, "license"))


def _terms(element: etree._Element, needs_token: bool) -> Terms:
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in ("permits", "prohibits"):
        for one in _elements(element, name):
            key = (name, (one.get("type") or "usage").strip().lower())
            words[key] = words.get(key, ()) + _tokens("".join(map(str, one.itertext())))
    payment = next(_elements(element, "payment"), None)
    price = _tokens(payment.get("type") or "purchase") if payment is not None else ()
    return Terms(
        words.get(("permits", "usage"), ()), words.get(("prohibits", "usage"), ()),
        "server" if needs_token else " ".join(price), any(kind != "usage" for _, kind in words),
    )  # fmt: skip


def _tokens(text: str) -> tuple[str, ...]:
    """Words of letters, digits and hyphens; documents part them by spaces or commas."""
    words = text.lower().replace(",", " ").split()
    return tuple(word for word in words if word.isascii() and word.replace("-", "").isalnum())[:50]
