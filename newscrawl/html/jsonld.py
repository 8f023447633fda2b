"""JSON-LD: every node of the page's `application/ld+json` scripts, read forgivingly, never trusted alone.

Strict JSON goes through orjson. What orjson refuses goes through a reader of our own that knows what publishers write:
comments, CDATA, trailing commas, raw line breaks and unescaped quotes in strings, several roots, cut ends. It keeps its
own stack, so that depth cannot hurt. Source of the names: https://schema.org/Article, https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from newscrawl.html.meta import plain
from newscrawl.text import fold, unescape

if TYPE_CHECKING:
    from newscrawl.html.document import Document

Node = dict[str, Any]

MAX_CHARACTERS = 5_000_000
"""A script beyond this size is not read. The largest seen on 2,000 pages has 0.4 MB."""
MAX_NODES = 50_000
"""So many objects of a page are looked at."""
MAX_VALUES = 200
"""So many values of one property are looked at. The longest list on 2,000 pages has 86."""

ARTICLE_TYPES = frozenset(
    [
        "article", "newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle",
        "reviewnewsarticle", "backgroundnewsarticle", "askpublicnewsarticle", "advertisercontentarticle",
        "satiricalarticle", "scholarlyarticle", "techarticle", "medicalscholarlyarticle", "blogposting",
        "liveblogposting", "socialmediaposting", "discussionforumposting", "report", "review", "criticreview",
        "employerreview", "claimreview", "recipe", "pressrelease", "interview",
    ]
)  # fmt: skip
"""Types that describe an article, lower case without spaces: publishers misspell them."""

# Under these keys stands something else than the page's own article.
_ELSEWHERE = frozenset(
    [
        "itemListElement", "hasPart", "relatedLink", "citation", "mentions", "about", "comment", "isPartOf",
        "isBasedOn", "liveBlogUpdate", "author", "publisher", "review", "blogPost", "subjectOf", "itemReviewed",
        "significantLink", "video", "workExample", "exampleOfWork", "image", "creator", "recipeInstructions", "offers",
        "dataFeedElement",
    ]
)  # fmt: skip

_TRANSPARENT = frozenset(["@graph", "mainEntity", "mainEntityOfPage"])


def describes_article(names: Iterable[str]) -> bool:
    """Is one of these types one of an article?"""
    return any(name.lower().replace(" ", "") in ARTICLE_TYPES for name in names)


@dataclass(frozen=True)
class JsonLd:
    """The typed nodes of a page in page order; `places[i]` is the key under which node i stands ("" at the top)."""

    nodes: tuple[Node, ...] = ()
    places: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()
    title: str = ""
    ids: dict[str, Node] = field(default_factory=dict)

    @cached_property
    def article(self) -> Node:
        """The node of the page's own article, or an empty node."""
        best, best_score = {}, 0
        for node, place in zip(self.nodes, self.places, strict=True):
            if describes_article(types(node)) and not self._is_another(node, place):
                score = self._article_score(node, place)
                if score > best_score:
                    best, best_score = node, score
        return best

    @cached_property
    def page(self) -> Node:
        """The first WebPage node (of any make), or an empty node."""
        return next((n for n in self.nodes if any(t.endswith("Page") for t in types(n))), {})

    def of_type(self, *names: str) -> list[Node]:
        """The nodes of these types, in page order."""
        wanted = set(names)
        return [node for node in self.nodes if wanted.intersection(types(node))]

    def follow(self, value: Any) -> list[Any]:
        """The values of a property as a list, with `{"@id": ...}` references replaced by the nodes they name."""
        return [self._resolve(one) for one in as_list(value)]

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.ids.get(value["@id"], value)
        return value

    def _is_another(self, node: Node, place: str) -> bool:
        """Is it another story's: under a key of such, or at another address, and with no word of the page's title?"""
        said = list(filter(None, _addresses(node)))
        if not self.addresses or not self.addresses.isdisjoint(said):
            return False
        if place not in _ELSEWHERE and not said:
            return False
        headline = _headline(node)
        return bool(headline and self.title) and _overlap(headline, self.title) < _SAME_TITLE

    def _article_score(self, node: Node, place: str) -> int:
        """Which article node is the page's own: addressed as the page, titled as the page, standing at the top."""
        score = 1 + 8 * (place not in _ELSEWHERE)
        score += 6 * (not self.addresses.isdisjoint(_addresses(node)))
        headline = _headline(node)
        score += 6 * bool(len(headline) > 5 and headline in self.title)
        score += 2 * ("headline" in node) + ("datePublished" in node) + ("author" in node) + ("articleBody" in node)
        return score


def read_jsonld(document: Document) -> JsonLd:
    """Every JSON-LD node of a document. Never raises: what cannot be read is not there."""
    meta = document.meta
    roots = [root for script in meta.jsonld if len(script) <= MAX_CHARACTERS for root in parse(script)]
    found = list(_walk(roots))
    ids: dict[str, Node] = {}
    for node, _ in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(ids.get(name, ())):
            ids[name] = node
    canonical = [link.href for link in meta.linked("canonical")]
    addresses = frozenset(filter(None, (_address(one) for one in (document.url, *canonical) if one)))
    nodes, places = tuple(node for node, _ in found), tuple(place for _, place in found)
    return JsonLd(nodes, places, addresses, fold(meta.title), ids)


def _headline(node: Node) -> str:
    return fold(text(node.get("headline")) or text(node.get("name")))


_SAME_TITLE = 0.34  # of the words of two titles; those of one story for readers and for search engines share more


def _overlap(one: str, other: str) -> float:
    """Share of the shorter title's words that the other one has; of its signs where the script sets no spaces."""
    first, second = _telling(one), _telling(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _telling(title: str) -> set[str]:
    """Its words of more than three letters, which small words have not; all, where it has no others."""
    words = title.split() if " " in title else title
    return {word for word in words if len(word) > 3} or set(words)


def _addresses(node: Node) -> list[str]:
    about = node.get("mainEntityOfPage")
    said = [node.get("url"), node.get("@id"), about.get("@id") if isinstance(about, dict) else about]
    return [_address(one) for one in said if isinstance(one, str)]


def _address(url: str) -> str:
    """Host and path without scheme, `www.`, query and closing slash; "" for a home page, which names no article."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return (parts.netloc.lower().removeprefix("www.") + path) if path else ""


def _walk(roots: list[Any]) -> Iterator[tuple[Node, str]]:
    """Every object in page order with the key it stands under. An explicit stack: depth is the page's choice."""
    stack: list[tuple[Any, str]] = [(root, "") for root in reversed(roots)]
    count = 0
    while stack and count < MAX_NODES:
        value, place = stack.pop()
        if isinstance(value, list):
            stack.extend((one, place) for one in reversed(value))
        elif isinstance(value, dict):
            count += 1
            if len(value) > 1 and "@type" in value:
                yield value, place
            for key, held in reversed(value.items()):
                if isinstance(held, (dict, list)):
                    stack.append((held, place if key in _TRANSPARENT or place in _ELSEWHERE else key))


# -- values -----------------------------------------------------------------------------------------------------------


def as_list(value: Any) -> list[Any]:
    """The first MAX_VALUES of an array, nothing as an empty list, a scalar or object as a list of one."""
    if value is None or value == "":
        return []
    return value[:MAX_VALUES] if isinstance(value, list) else [value]


def types(node: Node) -> list[str]:
    """The node's types without the address of the vocabulary: `NewsArticle`."""
    said = node.get("@type")
    if said.__class__ is str:
        return [said if said.isalpha() else _short(said)]
    return [_short(one) for one in as_list(said) if isinstance(one, str)]


def _short(name: str) -> str:
    return name.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1].strip()


def text(value: Any) -> str:
    """The first text of a property: a scalar, an array's first, an object's `@value` or `name`; else ""."""
    return next(texts(value), "")


def texts(value: Any) -> Iterator[str]:
    """Every text of a property as plain text, in order."""
    for one in as_list(value):
        if isinstance(one, dict):
            one = one.get("@value") or one.get("name") or _full_name(one) or one.get("@list")
            if isinstance(one, list):
                one = next((item for item in one if isinstance(item, str)), None)
        if isinstance(one, str):
            said = plain(one)
            if said:
                yield said


def _full_name(node: Node) -> str:
    """A person's name that is stated in parts only. https://schema.org/givenName"""
    parts = (node.get(key) for key in ("givenName", "additionalName", "familyName"))
    return " ".join(part.strip() for part in parts if isinstance(part, str))


def link(value: Any) -> str:
    """The first address of a property: a string, or an object's `url`, `contentUrl` or `@id`."""
    for one in as_list(value):
        if isinstance(one, dict):
            one = next((one[key] for key in ("url", "contentUrl", "@id") if isinstance(one.get(key), str)), None)
        if isinstance(one, str) and one.strip():
            return one.strip()
    return ""


# -- parsing ----------------------------------------------------------------------------------------------------------


def parse(script: str) -> list[Any]:
    """The root values of one script: strict JSON first, then what can be saved of it."""
    try:
        root = orjson.loads(script)
    except orjson.JSONDecodeError:
        return _parse_forgivingly(script if '"' in script else unescape(script))
    return root if isinstance(root, list) else as_list(root)


# A closing quote is followed by what may follow a string, or by a comment; any other quote was meant as text.
_TOKEN = re.compile(
    r"""
    (?P<space>[\s;\ufeff]+ | //[^\n]*+ | /\*.*?\*/ | <!--|--> | //<!\[CDATA\[|<!\[CDATA\[|\]\]>)
  | (?P<mark>[{}\[\],:])
  | "(?P<string>(?:[^"\\]|\\.|"(?!\s{0,20}(?:[,:}\]]|$|/[/*]|"[^"]{1,40}"\s{0,5}:)))*+)(?:"|$)
  | (?P<word>[^\s{}\[\],:"]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')


def _parse_forgivingly(script: str) -> list[Any]:
    builder = _Builder()
    for match in _TOKEN.finditer(script):
        kind = match.lastgroup
        if kind == "mark":
            builder.mark(match[0])
        elif kind == "string":
            builder.value(_string(match["string"]))
        elif kind == "word":
            builder.value(_word(match[0]))
    return [root for root in builder.roots if isinstance(root, (dict, list))]


def _string(raw: str) -> str:
    if "\\" not in raw:
        return raw
    escaped = _BAD_ESCAPE.sub(r"\\\\", raw).replace('\\"', "\0").replace('"', '\\"').replace("\0", '\\"')
    try:
        return str(json.loads(f'"{escaped}"', strict=False))
    except ValueError:
        return raw


def _word(raw: str) -> Any:
    if raw in _WORDS:
        return _WORDS[raw]
    try:
        return float(raw) if not raw.lstrip("-").isdigit() else int(raw[:400])
    except ValueError:
        return raw.strip("'")


class _Builder:
    """Builds values from tokens on its own stack; forgives missing and doubled commas and unclosed ends."""

    def __init__(self) -> None:
        self.roots: list[Any] = []
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []

    def mark(self, mark: str) -> None:
        if mark in "{[":
            held: dict[str, Any] | list[Any] = {} if mark == "{" else []
            self.value(held)
            self._open.append(held)
            self._keys.append(None)
        elif mark in "}]" and self._open:
            self._open.pop()
            self._keys.pop()
        elif mark == "," and self._open:
            self._keys[-1] = None

    def value(self, value: Any) -> None:
        if not self._open:
            self.roots.append(value)
            return
        inner = self._open[-1]
        if isinstance(inner, list):
            inner.append(value)
        elif self._keys[-1] is None:
            self._keys[-1] = value if isinstance(value, str) else str(value)[:100]
        else:
            inner[self._keys[-1]] = value
            self._keys[-1] = None
