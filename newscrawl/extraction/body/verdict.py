"""Is the page an article? A small logistic regression over what was seen of the page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.features import Matrix
from newscrawl.extraction.body.marks import bit_of
from newscrawl.extraction.body.score import WEIGHTS, Scores, sigmoid
from newscrawl.extraction.body.witness import Witness
from newscrawl.extraction.document import Document

# 99.0 % of the news pages (sh, aet, fundus) stand above it, and 9 % of the corpus' other pages (forums, products,
# listings): cross-validated with menus in the walk, in-sample without. `tests/quality/train.py` prints the curve.
ARTICLE_THRESHOLD = 0.77

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
_SLUG = re.compile(r"[^/]*[a-z]+(?:[-_][a-z0-9]+){3,}", re.I)
_DAY = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d|(?:19|20)\d{6}")
_NUMBER = re.compile(r"\d{5,}")
_OTHER_URL = re.compile(
    r"forum|thread|topic|product|shop|store|search|category|categories|/tag|author|/wiki|docs?[./]|/item|/listing|"
    r"collections?/|/questions?|faq|support|help|about|contact|pricing|directory|services?",
    re.I,
)
_BODY_WORDS = ("single", "home", "archive", "category", "product", "forum", "page", "article", "search", "post")
_STOPS = frozenset('.!?…。！？।؟۔”"»')
_ROW_TAGS = frozenset(("li", "tr", "dd", "dt"))
_CARD_TAGS = frozenset(("h2", "h3", "h4"))
_PARAGRAPH = 20  # words
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
        scaled = np.clip((features - self.mean) * self.scale, -6, 6)
        return float(sigmoid(np.asarray(scaled @ self.weights + self.bias)))


@cache
def model(name: str) -> Logistic:
    """The regression of this name ("article", "cut"), read when first used."""
    with np.load(WEIGHTS) as table:
        parts = {key: table[f"{name}_{key}"].astype(np.float32) for key in ("mean", "scale", "weights")}
        return Logistic(**parts, bias=float(table[f"{name}_bias"]))


def article_features(
    document: Document, blocks: Blocks, scores: Scores, witness: Witness, kept: Sequence[int]
) -> Matrix:
    """What tells an article from a section page, a product, a forum: one row of numbers."""
    tags, sizes = blocks.tags, np.array([len(text) for text in blocks.texts], dtype=np.float32)
    numbers = [
        *_body_numbers(blocks, scores, tags, sizes, kept),
        *_page_numbers(blocks, tags, sizes),
        *_declared(document, witness),
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


def _page_numbers(blocks: Blocks, tags: Sequence[str], sizes: Matrix) -> list[float]:
    """How often elements of articles, shops and forums stand on the page, and how many headings are links."""
    names = np.array(blocks.own_bits, dtype=np.uint64)
    headings = sum(
        link > 0.8 * size
        for tag, link, size in zip(tags, blocks.link_sizes, sizes.tolist(), strict=True)
        if tag in _CARD_TAGS
    )
    counts = [blocks.node_tags.count("article"), blocks.node_tags.count("form")]
    counts += [int(np.count_nonzero(names & np.uint64(bit))) for bit in (_PRODUCT, _COMMENT, _USER)]
    return [math.log1p(count) for count in (*counts, headings)]


def _declared(document: Document, witness: Witness) -> list[float]:
    kinds = witness.kinds or {str(kind).rstrip("/").rsplit("/", 1)[-1] for kind in _item_types(document)}
    page = next(document.tree.iterchildren("body"), document.tree)
    names = f"{page.get('class') or ''} {page.get('id') or ''}".lower()
    return [
        float(witness.og_type == "article"), float(witness.og_type in ("website", "product", "profile")),
        float(any(_ARTICLES.fullmatch(kind) for kind in kinds)), float(any(_OTHERS.fullmatch(kind) for kind in kinds)),
        float(witness.has_date), float(bool(witness.declared)), float(bool(kinds)),
        *(float(word in names) for word in _BODY_WORDS),
    ]  # fmt: skip


def _item_types(document: Document) -> list[Any]:
    """What microdata says the page holds."""
    found: Any = document.tree.xpath("//@itemtype")
    return list(found)


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
