"""Did the whole article come? Signs of a teaser, a wall, a page cut off, and what they make of `access.observed`."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from newscrawl.article import Observed
from newscrawl.extraction.body import verdict
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.boilerplate import match
from newscrawl.extraction.body.declared import scripts_size
from newscrawl.extraction.body.features import Matrix
from newscrawl.extraction.body.marks import bit_of
from newscrawl.extraction.body.score import Scores
from newscrawl.extraction.body.witness import Witness, squeeze
from newscrawl.extraction.document import Document
from newscrawl.lang import Language

CUT_THRESHOLD = 0.5  # cross-validated curve: tests/quality/train.py
_PAYWALL, _COOKIE, _FORM = bit_of("paywall"), bit_of("cookie"), bit_of("form")
_STOPS = '.!?…。！？।؟۔”"»’)]'
_DOTS = ("...", "…", "[…]", "[...]", "(...)", "…”", '..."')
_AFTER = 8  # blocks behind the body in which a wall speaks
_FEW_WORDS = 40
_DRAWN = 2000  # characters of script: a page with as many and no text is drawn by them
_GONE = re.compile(
    r"\b404\b|not found|no longer available|page (?:doesn.t|does not) exist|nicht gefunden|introuvable|no encontrad|"
    r"não encontrad|non trovata|niet gevonden|не найден|не знайден|見つかりません|找不到|찾을 수 없",
    re.I,
)


def cut_features(
    document: Document, blocks: Blocks, scores: Scores, witness: Witness, language: Language, kept: Sequence[int]
) -> Matrix:
    """What tells the start of an article from the whole of it: one row of numbers."""
    words = float(scores.words[list(kept)].sum())
    last = blocks.texts[kept[-1]] if kept else ""
    end = kept[-1] + 1 if kept else 0
    after = range(end, min(end + _AFTER, len(blocks)))
    spoken = [match(blocks.texts[index], language) for index in after]
    walls = [blocks.firsts[node] for node, bits in enumerate(blocks.own_bits) if bits & _PAYWALL]
    stated = max(witness.word_count, witness.declared.count(" "))
    opened, tail = "<html" in document.html[:3000].lower(), document.html[-3000:].lower()
    longest = max((len(blocks.texts[index]) for index in kept), default=0)
    ratio = max(0.0, float(np.log((stated + 20) / (words + 20)))) if stated else 0.0
    broken = opened and "</html" not in tail and "</body" not in tail
    return np.array([
        float(not last.endswith(tuple(_STOPS))), float(last.endswith(_DOTS)), np.log1p(words),
        float(words < _FEW_WORDS),
        float("paywall" in spoken), float("subscribe" in spoken or "newsletter" in spoken), float(bool(walls)),
        float(any(end - 1 <= first <= end + _AFTER for first in walls)), float(witness.locked),
        float(stated > 0), min(3.0, ratio), float(broken), float(end == len(blocks)), np.log1p(len(blocks) - end),
        float(bool(kept) and squeeze(last) in witness.descriptions), np.log1p(longest), np.log1p(len(kept)),
        float(any(blocks.own_bits[blocks.owners[index]] & _FORM for index in after)),
        float(any(_leads_on(blocks, index) for index in after[:2])),
    ], dtype=np.float32)  # fmt: skip


def _leads_on(blocks: Blocks, index: int) -> bool:
    """A link, or a text that breaks off: what follows a teaser."""
    text = blocks.texts[index]
    return "…" in text[-3:] or blocks.link_sizes[index] > 0.8 * len(text)


def observe(
    document: Document, blocks: Blocks, scores: Scores, witness: Witness, language: Language, kept: Sequence[int]
) -> tuple[Observed, tuple[str, ...]]:
    """What was seen of the access to the text, and the warnings that say why."""
    if not kept:
        return _absent(document, blocks)
    features = cut_features(document, blocks, scores, witness, language, kept)
    if verdict.model("cut").probability(features) <= CUT_THRESHOLD:
        return "full", ()
    if features[4] or features[5] or features[7] or features[8]:
        return "teaser", ("teaser: the text stops where the page asks for a subscription",)
    if features[10] > 0.7:
        return "teaser", ("teaser: the page states a much longer text than it shows",)
    if features[11]:
        return "cut", ("cut: the page ends inside the article",)
    return "cut", ("cut: the text seems to stop before its end",)


def _absent(document: Document, blocks: Blocks) -> tuple[Observed, tuple[str, ...]]:
    """Why there is no text."""
    shown = " ".join(blocks.texts[:200])
    if len(shown) < 3000 and _GONE.search(shown):
        return "missing", ("missing: the page says that it is gone",)
    if any(bits & (_PAYWALL | _COOKIE) for bits in blocks.own_bits) and shown.count(" ") < 400:
        return "wall", ("wall: the page shows a consent or login wall instead of a text",)
    if scripts_size(document.tree) > _DRAWN and shown.count(" ") < 100:
        return "shell", ("shell: no text, the page is drawn by scripts",)
    return "missing", ("missing: no article text found",)
