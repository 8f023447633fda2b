"""Is the page an article? A small logistic regression over what was seen of the page."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.hints import PageHints
from newscrawl.extraction.body.scoring import WEIGHTS, Scores, sigmoid
from newscrawl.extraction.body.surroundings import Matrix
from newscrawl.html.document import Document
from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS
from newscrawl.urls import path_of

# 99.3 % of the news pages (sh, aet, fundus) stand above it, and 6.4 % of the corpus' other pages (forums, products,
# listings): cross-validated over sites. `tests/quality/train.py` prints the curve.
ARTICLE_THRESHOLD = 0.8

_ARTICLES = re.compile(
    r"(news|report|opinion|review|blog|backgroundnews|analysisnews|tech|scholarly|satirical|advertisercontent)*article|"
    r"blogposting|liveblogposting|report|claimreview|interview",
    re.I,
)
_OTHERS = re.compile(
    r"product|offer|itemlist|collectionpage|searchresultspage|discussionforumposting|qapage|question|event|"
    r"localbusiness|store|softwareapplication|jobposting|course|profilepage|aboutpage|contactpage|"
    r"recipe|book|movie|hotel|restaurant|service|dataset|vehicle|realestate",
    re.I,
)
_SLUG = re.compile(r"[a-z](?:[-_][a-z0-9]+){3,}", re.I)
_DAY = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d|(?:19|20)\d{6}")
_NUMBER = re.compile(r"\d{5,}")
_OTHER_URL = re.compile(
    r"forum|thread|topic|product|shop|store|search|category|categories|/tag|author|/wiki|docs?[./]|/item|/listing|"
    r"collections?/|/questions?|faq|support|help|about|contact|pricing|directory|services?",
    re.I,
)
_ITEM_TYPE = ("itemtype", "itemType", "ItemType", "ITEMTYPE")
_BODY_WORDS = ("single", "home", "archive", "category", "product", "forum", "page", "article", "search", "post")
_STOPS = frozenset(SENTENCE_ENDS + CLOSING_QUOTES)
_ROW_TAGS = frozenset(("li", "tr", "dd", "dt"))
_CARD_TAGS = frozenset(("h2", "h3", "h4"))
# Columns of the regression are made with the next three, by hand: others need `tests/quality/train.py --verdicts`. So
# does another set of types: `html.jsonld.ARTICLE_TYPES` is wider than what the regression learned with.
_PARAGRAPH = 20  # words
_LABEL = 40  # characters: a shorter text is a label
_LINKED = 0.8  # share of a text in links
_FEW_WORDS = 60  # by hand: see `tells_article`
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[€£¥₹]")
_COMMENT, _PRODUCT, _LIST, _USER, _PAYWALL, _EVENT = map(
    bit_of, ("comment", "product", "list", "user", "paywall", "event"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression with its scaling."""

    mean: Matrix
    scale: Matrix
    weights: Matrix
    bias: float

    def probability(self, features: Matrix) -> float:
        scaled = np.minimum(np.maximum((features - self.mean) * self.scale, -6), 6)  # a third of what clip takes
        return float(sigmoid(np.asarray(scaled @ self.weights + self.bias)))


@cache
def model(name: str) -> Logistic:
    """The regression of this name ("article", "cut"), read when first used."""
    with np.load(WEIGHTS) as table:
        parts = {key: table[f"{name}_{key}"].astype(np.float32) for key in ("mean", "scale", "weights")}
        return Logistic(**parts, bias=float(table[f"{name}_bias"]))


def article_features(
    document: Document, blocks: Blocks, scores: Scores, hints: PageHints, kept: Sequence[int]
) -> Matrix:
    """What tells an article from a section page, a product, a forum: one row of numbers."""
    tags, sizes = blocks.tags, np.array([len(text) for text in blocks.texts], dtype=np.float32)
    numbers = [
        *_body_numbers(blocks, scores, tags, sizes, kept),
        *_page_numbers(document, blocks, tags, sizes),
        *_declared(document, hints),
        *_address(document.url or ""),
    ]
    return np.array(numbers, dtype=np.float32)


def _body_numbers(
    blocks: Blocks, scores: Scores, tags: Sequence[str], sizes: Matrix, kept: Sequence[int]
) -> list[float]:
    """Size, certainty and shape of the body, alone and beside the page."""
    words, count, h1 = scores.words, max(len(blocks), 1), tags.count("h1")
    chosen = np.array(kept, dtype=np.int64)
    own, linked = words[chosen], np.array(blocks.link_sizes, dtype=np.float32)
    total, body = float(words.sum()) + 1, float(own.sum()) + 1
    ends = np.array([blocks.texts[index][-1] in _STOPS for index in kept], dtype=np.float32)
    rows = np.array([tags[index] in _ROW_TAGS for index in kept], dtype=np.float32)
    paths = np.array([blocks.path_bits[blocks.owners[index]] for index in kept], dtype=np.uint64)
    unsure = float((scores.body * (1 - scores.body) * words).sum())
    return [
        math.log(body), float((scores.body[chosen] * own).sum()) / body, body / total, math.log(total),
        math.log1p(float((own >= _PARAGRAPH).sum())), float(linked.sum()) / (float(sizes.sum()) + 1), math.log(count),
        math.log1p(float(own.max(initial=0))), float(linked[chosen].sum()) / (float(sizes[chosen].sum()) + 1),
        unsure / body, float((ends * own).sum()) / body, float(h1 == 1), float(h1 > 1),
        math.log1p(kept[0] if kept else count), len(kept) / count, float((rows * own).sum()) / body,
        *(float(own[(paths & np.uint64(bit)) > 0].sum()) / body for bit in (_COMMENT, _PRODUCT, _LIST, _USER, _EVENT)),
    ]  # fmt: skip


def _page_numbers(document: Document, blocks: Blocks, tags: Sequence[str], sizes: Matrix) -> list[float]:
    """What the whole page is made of: elements of articles, shops, forums and manuals, links, prices, long texts."""
    texts, counted = blocks.texts, Counter(blocks.node_tags)
    names, links = np.array(blocks.own_bits, dtype=np.uint64), np.array(blocks.link_sizes, dtype=np.float32)
    linked = links > _LINKED * sizes
    is_card = np.array([tag in _CARD_TAGS for tag in tags], dtype=np.bool_)
    counts = [
        *(counted[tag] for tag in ("article", "form", "table", "pre", "button", "p")),
        *(int(np.count_nonzero(names & np.uint64(bit))) for bit in (_PRODUCT, _COMMENT, _USER)),
        *(len(document.elements(tag)) for tag in ("a", "iframe", "img", "time", "video")),
        len(blocks.node_tags), len(blocks.menus),
        int(np.count_nonzero(linked)), int(np.count_nonzero(linked & is_card)),
        sum(tag in _ROW_TAGS for tag in tags), sum(text[-1] in "?？" for text in texts),
        sum(len(text) < _LABEL and _PRICE.search(text) is not None for text in texts),
        float(np.sort(sizes)[-5:].mean()) if texts else 0,
    ]  # fmt: skip
    count = max(len(texts), 1)
    shares = (np.count_nonzero(linked), np.count_nonzero(sizes < _LABEL), len(texts) - len(set(texts)))
    return [*map(math.log1p, counts), *(number / count for number in shares), count / max(len(blocks.node_tags), 1)]


def tells_article(document: Document, hints: PageHints, text: str) -> float:
    """The chance that a text which only the page's scripts hold is an article's, set by hand: no corpus has enough of
    them. A few sentences, and a page that calls itself an article, states a date, or has an address like a headline.
    """
    og_article, _, _, _, dated, *_ = _declared(document, hints)
    kinds = hints.kinds | _item_kinds(document)
    called, other = (any(map(fits, kinds)) for fits in (_ARTICLES.fullmatch, _OTHERS.fullmatch))
    slug = _SLUG.search(path_of(document.url or "")) is not None
    if text.count(" ") < _FEW_WORDS or other > called:
        return 0.2
    return 0.9 if og_article or called or dated or slug else 0.6


def _declared(document: Document, hints: PageHints) -> list[float]:
    """What the page calls itself."""
    kinds = hints.kinds or _item_kinds(document)
    page = next(document.tree.iterchildren("body"), document.tree)
    names = f"{page.get('class') or ''} {page.get('id') or ''}".lower()
    return [
        float(hints.og_type == "article"), float(hints.og_type in ("website", "product", "profile")),
        float(any(_ARTICLES.fullmatch(kind) for kind in kinds)), float(any(_OTHERS.fullmatch(kind) for kind in kinds)),
        float(hints.has_date), float(bool(hints.declared)), float(bool(kinds)),
        *(float(word in names) for word in _BODY_WORDS),
    ]  # fmt: skip


def _item_kinds(document: Document) -> frozenset[str]:
    """What microdata says the page holds."""
    if not any(name in document.html for name in _ITEM_TYPE):  # half of the pages; the look costs a tenth of the path
        return frozenset()
    found: Any = document.tree.xpath("//@itemtype")
    return frozenset(str(kind).rstrip("/").rsplit("/", 1)[-1] for kind in found)


def _address(url: str) -> list[float]:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    path = parts.path
    return [
        float(path.strip("/") == "" and not parts.query), float(path.strip("/").count("/")),
        float(bool(_SLUG.search(path))), float(bool(_DAY.search(path))), float(bool(_NUMBER.search(path))),
        float(bool(_OTHER_URL.search(f"{parts.netloc}{path}"))),
        float(path.endswith((".html", ".htm", ".shtml"))), float(bool(parts.query)), float(not url),
    ]  # fmt: skip
