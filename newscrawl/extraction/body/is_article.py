"""Is the page an article? A logistic regression over its signs (`article_signs`), and the reasons in words.

The regression adds up what each sign speaks for or against an article; no sign may speak against its sense (a by-line
never against, words of notices never for), so that what weighs most can be told as the reason.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from newscrawl.extraction.body.article_reasons import NOTICE_WORDS, has_notice_words, notice_words, reasons_of
from newscrawl.extraction.body.article_signs import (
    NAMES,
    Seen,
    Signs,
    is_article_kind,
    is_other_kind,
    item_kinds,
    read_address,
    read_article_signs,
)
from newscrawl.extraction.body.error_pages import is_page_of_its_own
from newscrawl.extraction.body.hints import PageHints
from newscrawl.extraction.body.notice_words import count_notice_words
from newscrawl.extraction.body.scoring import WEIGHTS, sigmoid
from newscrawl.extraction.body.surroundings import Matrix
from newscrawl.html.document import Document
from newscrawl.html.own_address import own_address
from newscrawl.lang import Language
from newscrawl.record.keeping import refusal_line
from newscrawl.text import count_words
from newscrawl.urls import host_of

ARTICLE_THRESHOLD = 0.57
"""Cross-validated over sites, with the true address, without any, with the host alone and with one that says nothing:
98.7 to 98.9 % of the pages of news of today and 98.0 to 98.3 % of those of 2003 to 2017 stand above it, and 8.6 to
9.3 % of the corpus' other pages (forums, products, listings). `tests/quality/train_article.py` prints the four curves.
"""
ARTICLE_WEIGHTS = Path(__file__).with_name("article.json")
_FEW_WORDS = 60
_SURELY_NOT = 0.03
_SOME = 5  # words of notices in a hundred; three times as many in title and headings: an offer says no "you"
_NOTICE = 150  # words of a notice at most
_LEAST = 0.001  # as the record rounds; 0 says that a rule bars the page


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression with its scaling."""

    mean: Matrix
    scale: Matrix
    weights: Matrix
    bias: float

    def shares(self, features: Matrix) -> Matrix:
        """What each column adds to the log odds."""
        scaled = np.minimum(np.maximum((features - self.mean) * self.scale, -6), 6)  # a third of what clip takes
        return np.asarray(scaled * self.weights)

    def probability(self, features: Matrix) -> float:
        return float(sigmoid(np.asarray(self.shares(features).sum() + self.bias)))


@cache
def model(name: str) -> Logistic:
    """The regression of this name in the nets' table ("cut"), read when first used."""
    with np.load(WEIGHTS) as table:
        parts = {key: table[f"{name}_{key}"].astype(np.float32) for key in ("mean", "scale", "weights")}
        return Logistic(**parts, bias=float(table[f"{name}_bias"]))


@cache
def article_model() -> Logistic:
    """The regression of the verdict: a line of mean, scale and weight for each sign, so that a change can be read."""
    table = json.loads(ARTICLE_WEIGHTS.read_text("utf-8"))
    columns = np.array([table["signs"][name] for name in NAMES], dtype=np.float32)
    mean, scale, weights = (np.ascontiguousarray(column) for column in columns.T)
    return Logistic(mean, scale, weights, float(table["bias"]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Is the page an article: `confidence` (0 to 1) that it is one, the threshold, and the three strongest reasons for
    and against, the strongest first. It is 0 where a rule bars the page: a wall, an error page, bytes that are no text.
    `signs` are what they were made of, where the page was weighed. `is_notice`: it is none, and stands in place of one.
    """

    is_article: bool
    confidence: float
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    signs: Signs | None = None
    threshold: float = ARTICLE_THRESHOLD
    is_notice: bool = False

    @property
    def refusal(self) -> str:
        """Why the page is no article, in one line."""
        return refusal_line(self.reasons_against, self.confidence, self.threshold)


def judge(seen: Seen) -> Verdict:
    """The verdict on a page with a text."""
    signs = read_article_signs(seen, address_of(seen.document))
    regression = article_model()
    shares = regression.shares(signs.row)
    confidence = max(_LEAST, 1 / (1 + math.exp(-min(max(float(shares.sum()) + regression.bias, -30), 30))))
    spoken, is_article = reasons_of(signs, shares), confidence > ARTICLE_THRESHOLD
    is_notice = (
        not is_article and _speaks_as_a_notice(signs, confidence) and not is_page_of_its_own(seen.document, seen.blocks)
    )
    return Verdict(is_article, confidence, *spoken, signs, is_notice=is_notice)


def _speaks_as_a_notice(signs: Signs, confidence: float) -> bool:
    """Is a page that is no article a few words of a notice to the reader, and no report?

    Of made notices that the verdict refuses and no other rule knows, 1,103 of 1,503 are found so; of the corpus'
    articles 14 of 6,152, and of made briefs, half of which speak of what notices speak of, 38 of 1,080. All of them are
    refused by the verdict.
    """
    if math.exp(signs["words"]) - 1 > _NOTICE or signs["report_words"] or signs["article_type"]:
        return False
    (text, title), speaks = notice_words(signs), signs["reader_words"] > 0
    if text >= _SOME and (speaks or title >= 3 * _SOME):
        return True
    return has_notice_words(signs) and (speaks or confidence < _SURELY_NOT)


def judge_declared(document: Document, hints: PageHints, text: str, language: Language) -> Verdict:
    """The verdict on a text that only the page's scripts hold, by rules: no corpus has enough of them. A few sentences,
    and a page that calls itself an article, states a date, or has a story's address.
    """
    kinds = hints.kinds | item_kinds(document)
    called, other = any(map(is_article_kind, kinds)), any(map(is_other_kind, kinds))
    words = count_words(text)
    pro = [
        reason
        for is_so, reason in (
            (called or hints.og_type == "article", "it calls itself an article"),
            (hints.has_date, "it states a day"),
            (story_address(address_of(document)), "address of a story"),
        )
        if is_so
    ]
    if words <= _FEW_WORDS or other > called:
        why = f"little text: {words:,} words" if words <= _FEW_WORDS else "it calls itself something else"
        is_notice = words <= _FEW_WORDS and is_notice_text(text, language.code)
        return Verdict(False, 0.2, tuple(pro), (why,), is_notice=is_notice)
    return Verdict(True, 0.9 if pro else 0.6, (*pro, f"much text: {words:,} words")[:3], ())


def is_notice_text(text: str, language: str) -> bool:
    """Is a text of a few words, of which nothing else is known, one of a notice and no report?"""
    counts, words = count_notice_words(text, language)
    *notice, report = counts
    return report <= notice[0] and 100 * sum(notice) >= NOTICE_WORDS * words


def address_of(document: Document) -> str:
    """The address that the verdict looks at."""
    given = document.url or ""
    if given and not says_nothing(given):
        return given
    own = own_address(document)
    return telling_address(given, own.url if own else "")


def telling_address(given: str, own: str) -> str:
    """The given address, or the page's own where that one says nothing and both are of one host.

    A host alone, a hash or a short number says nothing.
    """
    if not own or (given and not says_nothing(given)):
        return given
    return own if not given or _host(own) == _host(given) else given


def says_nothing(url: str) -> bool:
    """Does an address name neither a story nor a list?"""
    signs = read_address(url)
    return not (signs.slug or signs.dated or signs.numbered or signs.list_address)


def story_address(url: str) -> bool:
    """Has an address the words of a headline?"""
    return bool(read_address(url).slug)


def _host(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.").removeprefix("amp.")
