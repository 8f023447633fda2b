"""The rows that the verdict is learned from: the signs of corpus pages and of made pages, and the addresses of each.

Every page is read once; its signs do not look at its address, so that one reading serves all addresses: the true one,
the page's own, none, the host alone, one that says nothing, and for pages that are no articles a story's.
"""

from __future__ import annotations

import hashlib
import pickle
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from newscrawl.extraction.body import completeness
from newscrawl.extraction.body.article_body import text_of
from newscrawl.extraction.body.article_signs import NAMES, PAGE_COLUMNS, Seen, read_address, read_article_signs
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.hints import read_hints
from newscrawl.extraction.body.is_article import telling_address
from newscrawl.extraction.body.scoring import Scores, score, sigmoid
from newscrawl.extraction.language import detect_language
from newscrawl.html.document import Document
from newscrawl.html.own_address import own_address
from tests.quality import corpus, made_pages
from tests.quality.made_pages import Made, Story
from tests.quality.notices import NOTICES

Matrix = Any
FOLDS = 5
NEWS = ("sh", "aet", "fundus", "fe", "fold", "mh", "np3k", "cpe", "evan")
OLDER = ("l3s", "ir", "drag", "dan", "zh")
ARTICLES = (*NEWS, *OLDER, "traf", "wcxb", "moz", "h2t", "post", "hd", "silver")
ADDRESSES = ("true", "none", "host", "opaque")
"""What is known of a page's address, in the four measurements; "story" is a story's address, for other pages only."""


@dataclass(frozen=True, slots=True)
class Row:
    """A page: its signs without the address's; None where it has no text, so that no verdict is asked."""

    name: str  # the set, or "made" and the kind
    key: str
    site: str
    is_article: bool
    signs: Matrix | None
    url: str
    own: str
    stopped: bool  # a rule says wall or missing before any verdict

    @property
    def fold(self) -> int:
        return int(hashlib.md5(self.site.encode()).hexdigest(), 16) % FOLDS

    def address(self, what: str) -> str:
        """The address as the verdict sees it when so much of the true one is given."""
        host = urlsplit(self.url).netloc or "site.example"
        number = int(hashlib.md5(self.key.encode()).hexdigest(), 16)
        if what == "true":
            return telling_address(self.url, self.own)
        if what == "none":
            return self.own
        if what == "host":
            return telling_address(f"https://{host}/", self.own)
        if what == "opaque":
            shape = (f"n/{number % 97}", f"{number:x}"[:12], f"?p={number % 9973}", f"a/{number:x}"[:14])[number % 4]
            return telling_address(f"https://{host}/{shape}", self.own)
        if what == "unknown":
            return ""
        return f"https://{host}/2026/11/{number % 20 + 10}/some-words-of-story-{number % 9}"

    def columns(self, what: str) -> Matrix:
        """The whole row, of a page that has signs."""
        assert self.signs is not None
        return np.concatenate((self.signs, np.array(read_address(self.address(what)), np.float32)))


def read_row(
    name: str, key: str, site: str, is_article: bool, page: bytes | str, url: str, logits: Mapping[str, Matrix]
) -> Row:
    """The row of one page. `logits` are block scores by nets that did not learn from its site, where there are some."""
    document = Document.parse(page, None, {})
    own = own_address(document)
    blocks = read_blocks(document)
    language = detect_language(document, blocks)
    hints = read_hints(document)
    scores = score(blocks, hints)
    held = logits.get(key)
    if held is not None and len(held) <= len(blocks):
        scores = Scores(scores.body.copy(), scores.words, scores.limit)
        scores.body[: len(held)] = sigmoid(held)
    reading = text_of(document, blocks, scores, hints, language)
    observed, _ = completeness.observe(document, blocks, scores, hints, language, reading.kept)
    stopped = observed in ("wall", "missing")
    signs = None
    if reading.kept and reading.text:
        seen = Seen(document, blocks, scores, hints, language, reading.kept, reading.reasons, reading.text)
        signs = read_article_signs(seen, "").row[:PAGE_COLUMNS]
        stopped = stopped and not reading.declared
    return Row(name, key, site, is_article, signs, url, own.url if own else "", stopped)


_NAMES = re.compile(r"""(\s(?:class|id)\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""", re.I)
_HEAD = re.compile(r"""<meta\b[^>]*>|<link\b[^>]*>|<script\b[^>]*ld\+json.*?</script>""", re.I | re.S)


def damaged(page: str, rng: random.Random) -> str:
    """A page without what it says of itself in its head, or with names that say nothing."""
    if rng.random() < 0.5:
        return _HEAD.sub("", page)
    return _NAMES.sub(lambda m: f'{m[1]}"x{hashlib.sha1(m[2].encode()).hexdigest()[:6]}"', page)


def corpus_rows(logits: Mapping[str, Matrix]) -> Iterator[Row]:
    """The corpus pages, and a damaged copy of every third article."""
    rng = random.Random(17)
    for name in (*ARTICLES, corpus.OTHER):
        for page in corpus.pages(name):
            is_article = name != corpus.OTHER
            yield read_row(name, page.key, page.domain, is_article, page.html, page.url or "", logits)
            if is_article and rng.random() < 0.33:
                yield read_row("damaged", f"{page.key}*", page.domain, True, damaged(corpus.html(page), rng),
                               page.url or "", {})  # fmt: skip


def stories() -> dict[str, list[Story]]:
    """The texts of the corpus by language, for made pages."""
    found: defaultdict[str, list[Story]] = defaultdict(list)
    for name in (*corpus.TRUTH_SETS, "l3s", "ir", "dan", "fold", "mh", "zh"):
        for page in corpus.pages(name):
            texts = [line.strip() for line in (page.text or "").split("\n") if len(line.strip()) > 40]
            if len(texts) < 2 or not page.title:
                continue
            language = (page.lang or "en")[:2]
            author = page.authors[0] if page.authors else ""
            found[language].append(Story(page.domain, language, page.title, tuple(texts), author, page.date or ""))
    return dict(found)


def made_rows(seed: int = 5) -> Iterator[Row]:
    """The made pages. A notice's fold is its language and kind, a story's that of its text's site."""
    rng = random.Random(seed)
    shelves = stories()
    everything = [one for shelf in shelves.values() for one in shelf]
    languages = list(NOTICES)

    def shelf_of(language: str) -> Sequence[Story]:
        shelf = shelves.get(language, [])
        return shelf if len(shelf) >= 8 else everything

    def row(number: int, made: Made) -> Row:
        url = f"https://site{number % 89}.example{made.path}"
        is_article = made.kind in made_pages.STORIES
        return read_row(f"made {made.kind}", f"made/{number}", made.source, is_article, made.page, url, {})

    number = 0
    for one in rng.sample(everything, min(1500, len(everything))):
        number += 1
        yield row(number, made_pages.story_page(rng, one, shelf_of(one.language)))
    for maker, share in made_pages.MAKERS:
        for _ in range(120 * share):
            number += 1
            language = "en" if rng.random() < 0.25 else rng.choice(languages)
            yield row(number, maker(rng, language, shelf_of(language)))
    for name in ("aet", "fundus", "fold", "mh", "l3s", "ir", "dan", "silver"):
        for page in corpus.pages(name):
            if rng.random() < 0.45:
                language = page.lang[:2] if page.lang and page.lang[:2] in NOTICES else "en"
                made = made_pages.emptied(corpus.html(page), rng, shelf_of(language), language)
                if made is not None:
                    number += 1
                    yield row(number, Made(made.page, made.kind, page.domain, made.path))


def read_rows(cache: Path | None, logits: Mapping[str, Matrix]) -> list[Row]:
    """All rows, from the cache where it was written by the same columns."""
    if cache is not None and cache.exists():
        names, rows = pickle.loads(cache.read_bytes())
        if names == NAMES:
            return list(rows)
    rows = [*corpus_rows(logits), *made_rows()]
    if cache is not None:
        cache.write_bytes(pickle.dumps((NAMES, rows)))
    return rows
