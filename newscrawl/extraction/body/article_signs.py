"""What tells an article from a section page, a product, a forum, a notice: one row of numbers for each page.

Most of them are of the page: its text, how it stands among the other texts, headline, by-line and day, what the page
calls itself, whose words it uses. A few are of its address, and say nothing where there is none. `is_article` weighs
them; `tests/quality/train_article.py` learns how.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np

from newscrawl.extraction.body.block_selection import OTHER_ARTICLE
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.hints import PageHints, is_headline
from newscrawl.extraction.body.notice_words import KINDS, count_notice_words
from newscrawl.extraction.body.scoring import Scores
from newscrawl.extraction.body.surroundings import Matrix
from newscrawl.extraction.people.vocabulary import begins_with_label, byline_words
from newscrawl.html.document import Document
from newscrawl.lang import Language
from newscrawl.text import fold_words

_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_COUNTED = _HEADINGS | {"article", "form", "table", "pre", "button", "p"}
_UPPER_HEADINGS = frozenset(("h1", "h2", "h3"))
_PARAGRAPH = 20  # words
_SENTENCE = 10  # words with which a text may begin
_TEASER = 4  # words that a link or heading needs to be a headline
_LABEL = 40  # characters: a shorter text is a label
_LINKED = 0.8  # share of a text in links
_READ, _GLANCE = 800, 300  # characters of the text whose words, and whose signs, are looked at
_LEAD = 25  # blocks above the body among which its headline is looked for
_NEAR = 4  # blocks around the headline and behind the body's first line for by-line and day
_SHORT = 160  # characters of a line that is looked at for them
_ALIKE = 0.3  # of the words of the best element: another one of its make with as many is comparable
_STOPS = frozenset('.!?…。！？।؟۔”"»»’)')
_SENTENCES = (". ", "? ", "! ", "。", "！", "？", "।", "؟", "۔", ".”", '."')
_DAY = re.compile(r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{4}|\d{1,2}[:.]\d{2}|\d\s?[月日年]|[월일년]")
_MIDDLE_CAPITAL = re.compile(r"[a-zа-яα-ωà-ÿ,] [A-ZА-ЯΑ-ΩÀ-Þ]")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[€£¥₹]")
_CURRENCIES = "$€£¥₹"
_ODD = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")

_AUTHOR, _DATE = bit_of("author"), bit_of("date")
_COMMENT, _PRODUCT, _LIST, _USER, _EVENT = map(bit_of, ("comment", "product", "list", "user", "event"))
_TEASERS, _RELATED, _FORM = bit_of("teaser"), bit_of("related"), bit_of("form")
_COOKIE, _PAYWALL, _ARTICLE, _BODY = map(bit_of, ("cookie", "paywall", "article", "body"))
_IN_BODY = (_COMMENT, _PRODUCT, _LIST, _USER, _EVENT, _TEASERS, _FORM, _COOKIE | _PAYWALL, _ARTICLE | _BODY)

_ANY_IN_BODY = sum(_IN_BODY)  # no bit is in two of them

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
_TYPE_END = re.compile(r"[\s\"'>]")
_LONGEST_TYPE, _MOST_TYPES = 200, 200
_LISTS = frozenset(("ItemList", "CollectionPage", "SearchResultsPage"))
_PAGE_WORDS = ("single", "home", "archive", "category", "product", "forum", "page", "article", "search", "post")
_DATE_KEYS = ("article:published_time", "date", "pubdate", "dc.date", "dc.date.issued", "datepublished", "publishdate",
              "publish-date", "sailthru.date", "parsely-pub-date", "dcterms.created", "last-modified",
              "article:modified_time")  # fmt: skip
_AUTHOR_KEYS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")

_CHAIN = re.compile(r"(?<![^\W_])[^\W_]++(?:[-_+][^\W_]++){3,}+")
_UNSPACED_SLUG = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{5}")
_SLUG_SIGNS = re.compile(r"[-_+]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_SLUG_WORDS = 4
_IN_DAYS = re.compile(r"/(?:19|20)\d\d[/_-]?[01]?\d|(?:19|20)\d{6}|/(?:19|20)\d\d/")
_NUMBER = re.compile(r"\d{5,}")
_LIST_WORDS = re.compile(
    r"forum|thread|topic|product|shop|store|search|category|categories|/tag|author|/wiki|docs?[./]|/item|/listing|"
    r"collections?/|/questions?|faq|support|help|about|contact|pricing|directory|services?|/page/\d",
    re.I,
)


class AddressSigns(NamedTuple):
    """What an address says; all zeros where there is none."""

    address: float = 0.0
    home: float = 0.0
    depth: float = 0.0
    slug: float = 0.0
    slug_words: float = 0.0
    dated: float = 0.0
    numbered: float = 0.0
    list_address: float = 0.0
    html: float = 0.0
    query: float = 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """The row of a page, and what its reasons quote of it in words."""

    row: Matrix
    kind: str = ""  # the schema.org or Open Graph type that the page gives itself
    address: str = ""

    def __getitem__(self, name: str) -> float:
        return float(self.row[PLACE[name]])


_OF_TEXT = (
    "words", "certainty", "share", "page_words", "paragraphs", "stops", "sentences", "sentence_words", "capitals",
    "odd", "kept", "kept_share", "first", "density", "body_links", "body_headings",
    *(f"body_{name}" for name in ("comment", "product", "list", "user", "event", "teaser", "form", "wall", "article")),
)  # fmt: skip
_OF_PLACE = ("best_element", "elements", "comparable", "teasers", "teasers_inside", "other_articles")
_OF_PAGE = (
    "links", "linked", "labels", "doubles", "blocks", "nodes", "menus", "h1s", "headings", "articles", "forms",
    "tables", "codes", "buttons", "ps", "a", "images", "times", "frames", "videos", "inputs", "passwords", "products",
    "comments", "users", "prices", "large_texts",
)  # fmt: skip
_OF_HEAD = ("headline", "heading", "headline_words", "headline_far", "headline_linked", "byline", "day", "title_words",
            "title_is_site")  # fmt: skip
_OF_KIND = ("og_article", "og_other", "article_type", "other_type", "list_type", "types", "date_meta", "author_meta",
            "declared", "described", *(f"page_{word}" for word in _PAGE_WORDS))  # fmt: skip
_OF_WORDS = (*(f"{kind}_words" for kind in KINDS), "report_words", "asked_words", *(f"{kind}_title" for kind in KINDS))
NAMES = (*_OF_TEXT, *_OF_PLACE, *_OF_PAGE, *_OF_HEAD, *_OF_KIND, *_OF_WORDS, *AddressSigns._fields)
"""The columns, in order."""
PLACE = {name: place for place, name in enumerate(NAMES)}
PAGE_COLUMNS = len(NAMES) - len(AddressSigns._fields)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a page before its verdict. `kept`, `reasons` and `text` are those of its `Reading`."""

    document: Document
    blocks: Blocks
    scores: Scores
    hints: PageHints
    language: Language
    kept: Sequence[int]
    reasons: Sequence[str | None]
    text: str


def read_article_signs(seen: Seen, address: str) -> Signs:
    """The signs of a page that has a text, at this address ("" where none is known)."""
    page, kinds = _Page(seen), sorted(seen.hints.kinds)
    called = (kind for is_one in (is_article_kind, is_other_kind) for kind in kinds if is_one(kind))
    row = (
        *page.text(),
        *page.place(),
        *page.whole(),
        *page.head(),
        *page.kind(),
        *page.words(),
        *read_address(address),
    )
    return Signs(np.array(row, dtype=np.float32), next(called, seen.hints.og_type), address)


class _Page:
    """One page being read: its texts as arrays, made once for all signs."""

    def __init__(self, seen: Seen) -> None:
        blocks = seen.blocks
        self.document, self.blocks, self.scores, self.hints = seen.document, blocks, seen.scores, seen.hints
        self.kept_list, self.reasons, self.language = seen.kept, seen.reasons, seen.language
        self.body = seen.text[:_READ]
        self.kept = np.array(seen.kept, dtype=np.int64)
        self.all_words = seen.scores.words
        self.own = self.all_words[self.kept]
        self.size = float(self.own.sum()) + 1
        look = seen.scores.look
        if look is not None:
            self.sizes, self.linked, self.above = look.chars, look.linked, look.around.nodes[1]
        else:
            self.sizes = np.array(list(map(len, blocks.texts)), dtype=np.float32)
            self.linked = np.array(blocks.link_sizes, dtype=np.float32) / self.sizes
            self.above = np.array([max(blocks.parents[owner], 0) for owner in blocks.owners], dtype=np.int64)
        self.tags = blocks.tags
        self.paths = list(map(blocks.path_bits.__getitem__, blocks.owners))
        self.is_linked = self.linked > _LINKED
        joined = f"<{'><'.join(blocks.node_tags)}>"  # to count in one text takes a third of a Counter
        self.counted = {tag: joined.count(f"<{tag}>") for tag in _COUNTED}
        self.headings = [index for index, tag in enumerate(self.tags) if tag in _HEADINGS]
        self.start = self._find_start()
        self.headline = self._find_headline()

    def _find_start(self) -> int:
        """The block with which the text begins: the first one that is kept and is no label or link."""
        sure = self.kept[(self.own >= _SENTENCE) & (self.linked[self.kept] < _LINKED)]
        return int(sure[0]) if len(sure) else self.kept_list[0] if len(self.kept) else len(self.blocks)

    # -- the text

    def text(self) -> list[float]:
        """Of what the text is made, and how much of the page it is."""
        blocks, kept, own, size, body = self.blocks, self.kept, self.own, self.size, self.body
        count, total = max(len(blocks), 1), float(self.all_words.sum()) + 1
        scored, length = self.scores.body, max(len(body), 1)
        ends = np.array([blocks.texts[index][-1] in _STOPS for index in self.kept_list], dtype=np.float32)
        headings = sum(self.tags[index] in _HEADINGS for index in self.kept_list)
        longs = int((own >= _PARAGRAPH).sum())
        sentences = sum(map(body.count, _SENTENCES)) + 1
        chars = sum(len(blocks.texts[index]) for index in self.kept_list)
        read = min(size, size * length / max(chars, 1))
        span = self.kept_list[-1] - self.kept_list[0] + 1 if len(kept) else 1
        glance = body[:_GLANCE]
        return [
            math.log(size), float(scored[kept] @ own) / size,
            size / total, math.log(total),
            math.log1p(longs),
            float(ends @ own) / size, math.log1p(sentences), min(read / sentences, 60.0),
            len(_MIDDLE_CAPITAL.findall(glance)) / max(read * len(glance) / length, 1) * 10,
            len(_ODD.findall(glance)) / max(len(glance), 1),
            math.log1p(len(kept)), len(kept) / count, math.log1p(self.kept_list[0] if len(kept) else count),
            len(kept) / span,
            sum(blocks.link_sizes[index] for index in self.kept_list) / (chars + 1), headings / max(len(kept), 1),
            *self._named(),
        ]  # fmt: skip

    def _named(self) -> list[float]:
        """The share of the text in places of each name."""
        bits = [self.paths[index] for index in self.kept_list]
        said = 0
        for one in bits:
            said |= one
        if not said & _ANY_IN_BODY:
            return [0.0] * len(_IN_BODY)
        own = self.own.tolist()
        return [
            sum(number for number, one in zip(own, bits, strict=True) if one & bit) / self.size if said & bit else 0.0
            for bit in _IN_BODY
        ]

    # -- one text among others

    def place(self) -> list[float]:
        """Does one text stand in one place, or do many of a kind?"""
        blocks, kept = self.blocks, self.kept
        above, free = self.above, self.all_words * (1 - self.linked)
        mass = np.bincount(above, weights=free, minlength=len(blocks.nodes))
        own = np.bincount(above[kept], weights=self.own, minlength=len(blocks.nodes))
        best = int(own.argmax()) if len(own) else 0
        make = (blocks.node_tags[best], blocks.node_classes[best]) if blocks.nodes else ("", "")
        rivals = np.flatnonzero(mass >= max(_ALIKE * mass[best], 1)).tolist() if len(own) else []
        alike = sum((blocks.node_tags[one], blocks.node_classes[one]) == make for one in rivals)
        is_title = self.is_linked.copy()
        is_title[self.headings] = True
        teasers = np.flatnonzero(is_title & (self.all_words >= _TEASER))
        inside = int(((teasers > kept[0]) & (teasers < kept[-1]) & self.is_linked[teasers]).sum()) if len(kept) else 0
        return [
            float(own[best]) / self.size if len(own) else 0.0, math.log1p(int((own > 0).sum())), math.log1p(alike),
            math.log1p(len(teasers)), inside / max(len(kept), 1), math.log1p(self.reasons.count(OTHER_ARTICLE)),
        ]  # fmt: skip

    # -- the whole page

    def whole(self) -> list[float]:
        """What the page is made of."""
        blocks, document, counted = self.blocks, self.document, self.counted
        texts, count = blocks.texts, max(len(blocks), 1)
        named = [bits for bits in self.paths if bits & (_PRODUCT | _COMMENT | _USER)]
        types = [(field.get("type") or "").lower() for field in document.elements("input")]
        is_short = self.sizes < _LABEL
        labels = "\n".join(compress(texts, is_short.tolist()))
        prices = len(_PRICE.findall(labels)) if any(sign in labels for sign in _CURRENCIES) else 0
        counts = [
            len(blocks), len(blocks.node_tags), len(blocks.menus), counted["h1"],
            sum(counted[tag] for tag in _HEADINGS),
            *(counted[tag] for tag in ("article", "form", "table", "pre", "button", "p")),
            *(len(document.elements(tag)) for tag in ("a", "img", "time", "iframe", "video")),
            sum(one not in ("hidden", "submit", "button") for one in types), sum(one == "password" for one in types),
            *(len([1 for bits in named if bits & bit]) for bit in (_PRODUCT, _COMMENT, _USER)), prices,
            _largest(self.sizes),
        ]  # fmt: skip
        return [
            float(self.linked @ self.sizes) / (float(self.sizes.sum()) + 1),
            int(np.count_nonzero(self.is_linked)) / count,
            int(np.count_nonzero(is_short)) / count, (len(texts) - len(set(texts))) / count, *map(math.log1p, counts),
        ]  # fmt: skip

    # -- headline, by-line, day

    def _find_headline(self) -> int:
        """The block of the headline that the title repeats: a heading above the text's end, else a line above it."""
        texts, start = self.blocks.texts, self.start
        end = self.kept_list[-1] if len(self.kept) else len(texts)
        for index in self.headings:
            if index > end:
                break
            if self.tags[index] in _UPPER_HEADINGS and len(texts[index]) < 300 and self._repeats(texts[index]):
                return index
        lines = range(min(start + 2, len(texts)) - 1, max(-1, start - _LEAD), -1)
        return next((i for i in lines if 10 < len(texts[i]) < 300 and self._repeats(texts[i])), -1)

    def _repeats(self, text: str) -> bool:
        if is_headline(text, self.hints):
            return True
        said = fold_words(text)
        return len(said) > 12 and said in self.hints.page_title

    def head(self) -> list[float]:
        """Headline, by-line and day above the text."""
        found, start = self.headline, self.start
        heading = found
        if found < 0:
            near = (i for i in reversed(self.headings) if start - _LEAD <= i <= start and self.tags[i] in ("h1", "h2"))
            heading = next(near, -1)
        byline, day = self._credits(heading, start)
        title = self.hints.page_title
        site = {fold_words(name) for name in self.document.meta.all("og:site_name", "application-name")}
        return [
            float(found >= 0), float(heading >= 0), float(self.all_words[heading]) if heading >= 0 else 0.0,
            math.log1p(abs(start - heading)) if heading >= 0 else 5.0,
            float(self.is_linked[heading]) if heading >= 0 else 0.0, byline, day, float(title.count(" ") + bool(title)),
            float(bool(title) and title in site),
        ]  # fmt: skip

    def _credits(self, heading: int, start: int) -> tuple[float, float]:
        """Are a by-line and a printed day near the headline, or where the text begins or ends?"""
        blocks, words = self.blocks, byline_words(self.language)
        top = heading if heading >= 0 else start
        end = self.kept_list[-1] if len(self.kept) else start
        lines = {*range(top - _NEAR, top + _NEAR + 1), *range(start - _NEAR, start + 2), *range(end, end + _NEAR)}
        byline = day = 0.0
        for index in lines:
            if not 0 <= index < len(blocks) or len(blocks.texts[index]) > _SHORT:
                continue
            owner, text = blocks.owners[index], blocks.texts[index]
            bits = blocks.path_bits[owner] & ~_named_of_all(blocks) | blocks.inline_bits[index] | blocks.own_bits[owner]
            if not day and (bits & _DATE or blocks.node_tags[owner] == "time" or _DAY.search(text)):
                day = 1.0
            if not byline and (bits & _AUTHOR or begins_with_label(text, words)):
                byline = 1.0
        return byline, day

    # -- what the page calls itself

    def kind(self) -> list[float]:
        """Types, and what else the head states."""
        hints, meta = self.hints, self.document.meta
        kinds = hints.kinds or item_kinds(self.document)
        page = next(self.document.tree.iterchildren("body"), self.document.tree)
        names = f"{page.get('class') or ''} {page.get('id') or ''}".lower()
        dated = hints.has_date or any(key in meta.values for key in _DATE_KEYS)
        return [
            float(hints.og_type == "article"), float(hints.og_type in ("website", "product", "profile")),
            float(any(map(is_article_kind, kinds))), float(any(map(is_other_kind, kinds))),
            float(not _LISTS.isdisjoint(kinds)), float(bool(kinds)),
            float(dated or any("datePublished" in script for script in meta.jsonld)),
            float(any(key in meta.values for key in _AUTHOR_KEYS)), float(bool(hints.declared)),
            float(bool(hints.descriptions)), *(float(word in names) for word in _PAGE_WORDS),
        ]  # fmt: skip

    # -- whose words

    def words(self) -> list[float]:
        """How many of a hundred words of the text, of the title and of the large headings are those of notices.

        A notice speaks of cookies or passwords to the reader, news does to nobody: `asked_words` is the mean of both
        (geometric, so that one alone is nothing), and words to the reader make up for words of reports ("we are here
        from Monday to Friday").
        """
        code = self.language.code
        counts, words = count_notice_words(self.body, code)
        texts = self.blocks.texts
        large = [texts[i] for i in self.headings if self.tags[i] in ("h1", "h2") and len(texts[i]) < 100][:4]
        titles, said = count_notice_words(" ".join((self.hints.page_title, *large)), code)
        *notice, report = counts
        reader, *subjects = notice
        told = (*notice, max(0, report - reader), math.sqrt(reader * sum(subjects)))
        return [*(100 * number / words for number in told), *(100 * number / said for number in titles[:-1])]


def _largest(sizes: Matrix) -> float:
    """The mean of the five largest."""
    return float(np.partition(sizes, -5)[-5:].mean()) if len(sizes) > 5 else float(sizes.sum()) / 5


def _named_of_all(blocks: Blocks) -> int:
    """What the outermost elements say: names of the whole page, not of a line."""
    return blocks.path_bits[0] if blocks.path_bits else 0


@lru_cache(maxsize=1024)
def is_article_kind(kind: str) -> bool:
    """Is this schema.org type one of articles?"""
    return _ARTICLES.fullmatch(kind) is not None


@lru_cache(maxsize=1024)
def is_other_kind(kind: str) -> bool:
    """Is it one of pages that are no articles?"""
    return _OTHERS.fullmatch(kind) is not None


def item_kinds(document: Document) -> frozenset[str]:
    """What microdata says the page holds."""
    # The text is asked, not the tree: an XPath over all attributes took a tenth of the parse.
    said = (part[:_LONGEST_TYPE].lstrip("\"' ") for part in document.html.split("itemtype=", _MOST_TYPES)[1:])
    return frozenset(_TYPE_END.split(part, maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1] for part in said)


def _slug_words(path: str) -> int:
    """The words of a headline in a path: four or more, the first with letters; 1 in a script without spaces."""
    for chain in _CHAIN.findall(path):
        words = _SLUG_SIGNS.split(chain)
        first = next((number for number, word in enumerate(words) if _LETTERS.search(word)), len(words))
        if len(words) - first >= _SLUG_WORDS:
            return len(words) - first
    return int(_UNSPACED_SLUG.search(path) is not None)


@lru_cache(maxsize=256)
def read_address(url: str) -> AddressSigns:
    """The signs of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return AddressSigns()
    if not parts.netloc:
        return AddressSigns()
    path = unquote(parts.path)
    slug_words = _slug_words(path)
    return AddressSigns(
        address=1.0,
        home=float(path.strip("/") == "" and not parts.query),
        depth=float(min(path.strip("/").count("/"), 6)),
        slug=float(slug_words > 0),
        slug_words=float(slug_words),
        dated=float(bool(_IN_DAYS.search(path))),
        numbered=float(bool(_NUMBER.search(path) or _NUMBER.search(parts.query))),
        list_address=float(bool(_LIST_WORDS.search(f"{parts.netloc}{path}"))),
        html=float(path.endswith((".html", ".htm", ".shtml"))),
        query=float(bool(parts.query)),
    )
