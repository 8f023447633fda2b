"""Did the whole article come? Signs of a teaser, a wall, a page cut off, and what they make of `access.observed`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newscrawl.extraction.body import is_article
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.boilerplate import match
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.consent import asks_consent
from newscrawl.extraction.body.embedded import scripts_size
from newscrawl.extraction.body.error_pages import GONE, asks_password, refused, says_gone, wants_scripts
from newscrawl.extraction.body.hints import PageHints
from newscrawl.extraction.body.scoring import Scores
from newscrawl.html.document import Document
from newscrawl.lang import Language
from newscrawl.record.model import Observed
from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS, fold_words

CUT_THRESHOLD = 0.5  # cross-validated curve: tests/quality/train.py
_PAYWALL, _COOKIE, _FORM = bit_of("paywall"), bit_of("cookie"), bit_of("form")
_STOPS = tuple(SENTENCE_ENDS + CLOSING_QUOTES + "’)]")
_DOTS = ("...", "…", "[…]", "[...]", "(...)", "…”", '..."')
# The signs are made with the next two, by hand; what they weigh is learned: others need `tests/quality/train.py`.
_AFTER = 8  # blocks behind the body in which a wall shows
_FEW_WORDS = 40
_LABEL = 10  # words of a last line that needs no full stop; measured at `_is_label`
_MUCH_MISSING = 0.7  # logarithm, by hand: the page states twice the words, or more
_DRAWN = 2000  # characters of script, by hand: a page with as many and no text is drawn by them
_WALL = "wall: the page shows a consent or login wall instead of a text"


class Signs(NamedTuple):
    """What tells the start of an article from the whole of it. The order is the order of the trained weights."""

    no_stop: float  # the last text ends no sentence
    dots: float  # it breaks off in dots
    words: float  # logarithm
    few_words: float
    paywall_phrase: float  # known phrases behind the body
    subscribe_phrase: float
    wall: float  # an element named like a paywall, anywhere
    wall_near: float  # the same where the body ends
    locked: float  # JSON-LD says that something is not free to read
    states_size: float
    missing_size: float  # logarithm of the stated size over the seen one
    broken: float  # the page's last tags are missing
    at_end: float  # nothing follows the body
    behind: float  # logarithm of the number of blocks that follow
    is_description: float
    longest: float  # logarithm of the longest block
    blocks: float  # logarithm
    form_near: float
    leads_on: float  # a link or a broken text follows


def read_signs(
    document: Document, blocks: Blocks, scores: Scores, hints: PageHints, language: Language, kept: Sequence[int]
) -> Signs:
    """The signs of a page with a body."""
    words, last, end = float(scores.words[list(kept)].sum()), blocks.texts[kept[-1]], kept[-1] + 1
    after = range(end, min(end + _AFTER, len(blocks)))
    spoken = {match(blocks.texts[index], language) for index in after}
    walls = [blocks.firsts[node] for node, bits in enumerate(blocks.own_bits) if bits & _PAYWALL]
    stated = max(hints.word_count, hints.declared.count(" "))
    return Signs(
        no_stop=not last.endswith(_STOPS),
        dots=last.endswith(_DOTS),
        words=math.log1p(words),
        few_words=words < _FEW_WORDS,
        paywall_phrase="paywall" in spoken,
        subscribe_phrase=bool(spoken & {"subscribe", "newsletter"}),
        wall=bool(walls),
        wall_near=any(end - 1 <= first <= end + _AFTER for first in walls),
        locked=hints.locked,
        states_size=stated > 0,
        missing_size=min(3.0, max(0.0, math.log((stated + 20) / (words + 20)))) if stated else 0.0,
        broken=_is_broken(document.html),
        at_end=end == len(blocks),
        behind=math.log1p(len(blocks) - end),
        is_description=fold_words(last) in hints.descriptions,
        longest=math.log1p(max(len(blocks.texts[index]) for index in kept)),
        blocks=math.log1p(len(kept)),
        form_near=any(blocks.own_bits[blocks.owners[index]] & _FORM for index in after),
        leads_on=any(_leads_on(blocks, index) for index in after[:2]),
    )


def _is_label(text: str) -> bool:
    """A short last line that needs no full stop: who signed, scored, or can be called. It ends in a name or number.

    Three of seven whole pages of the corpus that were called cut for their last line end so.
    """
    words = text.split()
    return len(words) <= _LABEL and (words[-1][0].isupper() or not words[-1][-1].isalpha() or "#" in words[-1])


def _is_broken(html: str) -> bool:
    """Whether the last tags of a page are missing that writes the others: HTML lets all of them out."""
    tail = html[-3000:].lower()
    ends = "</html" in tail or "</body" in tail
    return not ends and "<html" in html[:3000].lower() and "</head>" in html.lower()


def _leads_on(blocks: Blocks, index: int) -> bool:
    """A link, or a text that breaks off: what follows a teaser."""
    text = blocks.texts[index]
    return "…" in text[-3:] or blocks.link_sizes[index] > 0.8 * len(text)


def observe(
    document: Document, blocks: Blocks, scores: Scores, hints: PageHints, language: Language, kept: Sequence[int]
) -> tuple[Observed, tuple[str, ...]]:
    """What was seen of the access to the text, and the warnings that say why.

    The regression alone never condemns a text: short news is whole news. A sign that can be named must stand beside it.
    """
    is_dated = hints.has_date or any("datePublished" in script for script in document.meta.jsonld)
    if not kept:
        return _absent(document, blocks, is_dated)
    if asks_consent(document, "\n".join(blocks.texts[index] for index in kept), is_dated=is_dated):
        return "wall", (_WALL,)
    if instead := refused(document, blocks, kept, is_dated=is_dated):
        return instead
    signs = read_signs(document, blocks, scores, hints, language, kept)
    if is_article.model("cut").probability(np.array(signs, dtype=np.float32)) <= CUT_THRESHOLD:
        return "full", ()
    if signs.paywall_phrase or signs.subscribe_phrase or signs.wall_near or signs.locked:
        return "teaser", ("teaser: the text stops where the page asks for a subscription",)
    if signs.missing_size > _MUCH_MISSING:
        return "teaser", ("teaser: the page states a much longer text than it shows",)
    if signs.broken:
        return "cut", ("cut: the page ends inside the article",)
    if signs.dots or (signs.no_stop and not _is_label(blocks.texts[kept[-1]])):
        return "cut", ("cut: the text breaks off",)
    return "full", ()


def _absent(document: Document, blocks: Blocks, is_dated: bool) -> tuple[Observed, tuple[str, ...]]:
    """Why there is no text."""
    if document.binary:
        return "missing", (f"not text: the page is {document.binary}",)
    shown = " ".join(blocks.texts[:200])
    if len(shown) < 3000 and says_gone(document, blocks):
        return "missing", (GONE,)
    if instead := refused(document, blocks, (), is_dated=is_dated):
        return instead
    walled = asks_password(document) or any(bits & (_PAYWALL | _COOKIE) for bits in blocks.own_bits)
    if walled and shown.count(" ") < 400:
        return "wall", (_WALL,)
    if shown.count(" ") < 100 and (scripts_size(document.tree) > _DRAWN or wants_scripts(document)):
        return "shell", ("shell: no text, the page is drawn by scripts",)
    return "missing", ("missing: no article text found",)
