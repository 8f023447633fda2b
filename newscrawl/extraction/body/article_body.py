"""Reading the body: blocks in, the article's text out. The order of the steps is the order of `read_body`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.extraction.body import block_types, completeness, embedded, error_pages, is_article
from newscrawl.extraction.body.article_signs import Seen
from newscrawl.extraction.body.block_selection import BlockSelection, select_blocks
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.boilerplate import match_line
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.hints import PageHints, read_hints
from newscrawl.extraction.body.removed import removals
from newscrawl.extraction.body.render import body_text, render
from newscrawl.extraction.body.scoring import Scores, score
from newscrawl.extraction.body.text_limits import added_kinds, body_kinds
from newscrawl.html.document import Document
from newscrawl.lang import Language
from newscrawl.record.model import Block, Observed, Removal
from newscrawl.text import fold_words

if TYPE_CHECKING:
    from newscrawl.extraction.rules import SiteRules

_STANDFIRST = bit_of("standfirst")
_TOO_SHORT = 25  # words: below this the declared text is read
_MUCH_LONGER = 2.0  # times: a declared text this much longer than the visible body is the whole of it


@dataclass(frozen=True)
class Body:
    """What was read of a page. `kept` are the indexes of the body's blocks; confidences are 0 to 1."""

    blocks: tuple[Block, ...]
    text: str
    kept: tuple[int, ...]
    confidence: float
    verdict: is_article.Verdict
    observed: Observed
    warnings: tuple[str, ...]
    abstract: str | None
    page: Blocks = field(repr=False)
    scores: tuple[float, ...] = field(repr=False)
    reasons: tuple[str | None, ...] = field(repr=False)

    @property
    def is_article(self) -> bool:
        """The verdict's yes or no."""
        return self.verdict.is_article

    @cached_property
    def removals(self) -> tuple[Removal, ...]:
        """Every visible text that is not in the body, in page order."""
        return removals(self.page, self.reasons, self.scores)


def read_body(
    document: Document,
    blocks: Blocks,
    language: Language,
    *,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
) -> Body:
    """The body of the page. `rules` may name its elements or elements to drop; `include` widens the policy.

    Raises ValueError for an unknown word in `include`; no page raises.
    """
    hints = read_hints(document)
    scores = score(blocks, hints)
    reading = text_of(document, blocks, scores, hints, language, rules=rules, include=include)
    observed, warnings = completeness.observe(document, blocks, scores, hints, language, reading.kept)
    if reading.declared and not (reading.kept and reading.text.endswith(("…", "..."))):
        observed, warnings = "full", ()
    verdict = _judged(document, blocks, scores, hints, reading, language)
    if verdict.is_notice and observed not in ("wall", "missing", "teaser"):
        observed, warnings = "wall", (error_pages.NOTICE, *warnings)
    if document.binary or observed in ("wall", "missing"):  # a rule's word stands above the weighing
        verdict = replace(
            verdict, is_article=False, confidence=0.0, reasons_against=(*warnings[:1], *verdict.reasons_against)[:3]
        )
    elif reading.text and not verdict.is_article:
        warnings = (verdict.refusal, *warnings)
    if scores.limit < len(blocks):
        warnings = (*warnings, f"long: of the page's {len(blocks)} lines the first {scores.limit} were read")
    if document.is_too_deep:
        warnings = (*warnings, "deep: elements stand inside each other 2,048 times, what follows was not read")
    return Body(
        blocks=reading.typed,
        text=reading.text,
        kept=reading.kept,
        confidence=_confidence(scores, reading.kept),
        verdict=verdict,
        observed=observed,
        warnings=warnings,
        abstract=_standfirst(blocks, hints, reading.kept),
        page=blocks,
        scores=tuple(scores.body.tolist()),
        reasons=tuple(reading.reasons),
    )


def _judged(
    document: Document, blocks: Blocks, scores: Scores, hints: PageHints, reading: BodyText, language: Language
) -> is_article.Verdict:
    """Is it an article? Without a text it is none."""
    if not reading.text:
        return is_article.Verdict(False, 0.0, (), ("no text of an article was found",))
    if reading.declared and not reading.kept:
        return is_article.judge_declared(document, hints, reading.text, language)
    seen = Seen(document, blocks, scores, hints, language, reading.kept, reading.reasons, reading.text)
    return is_article.judge(seen)


@dataclass(frozen=True, slots=True)
class BodyText:
    """The text that follows from a page's scores: kept blocks, reasons for the others, typed blocks, the body.

    `declared`: text and typed blocks are not the kept ones, but what scripts hold.
    """

    kept: tuple[int, ...]
    reasons: tuple[str | None, ...]
    typed: tuple[Block, ...]
    text: str
    declared: bool


def text_of(
    document: Document,
    blocks: Blocks,
    scores: Scores,
    hints: PageHints,
    language: Language,
    *,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
) -> BodyText:
    """Everything between the scores and the text: selection, site rules, kinds, policy, fallback."""
    wanted = body_kinds(include)
    selection = select_blocks(blocks, scores, hints, language)
    if rules is not None:
        _obey(rules, document, blocks, selection)
    for index in block_types.between(blocks, selection.kept, added_kinds(include)):
        selection.reasons[index] = None
    found = block_types.pieces(blocks, selection.kept, live="LiveBlogPosting" in hints.kinds)
    for piece in found:
        if piece.kind not in wanted:
            for index in piece.indexes:
                selection.drop(index, f"policy:{piece.kind}")
    typed = render(document, blocks, found, language)
    text = body_text(typed, wanted)
    fallback = _without_frame(_fallback(document, hints, text), hints, language)
    if fallback:
        typed = tuple(Block(kind="paragraph", text=paragraph) for paragraph in fallback)
        text = body_text(typed, wanted)
    return BodyText(tuple(selection.kept), tuple(selection.reasons), typed, text, bool(fallback))


def _obey(rules: SiteRules, document: Document, blocks: Blocks, selection: BlockSelection) -> None:
    """What somebody wrote down for the site stands above every score."""
    chosen = {element for element in rules.select("body", document.tree) if not isinstance(element, str)}
    dropped = set(rules.dropped(document.tree))
    if not chosen and not dropped:
        return
    for index in range(len(blocks)):
        around = {blocks.nodes[node] for node in blocks.ancestors(index)}
        if around & dropped:
            selection.drop(index, "site rule")
        elif chosen:
            selection.reasons[index] = None if around & chosen else selection.reasons[index] or "site rule"


def _fallback(document: Document, hints: PageHints, text: str) -> list[str]:
    """The paragraphs declared in scripts, where the visible body is missing or only their start; else nothing. Last of
    all what stands in elements that no reader sees.
    """
    size = text.count(" ") + 1 if text else 0
    if hints.declared_text:
        longer = hints.declared_text.count(" ") > _MUCH_LONGER * size + _TOO_SHORT
        if longer and (size < _TOO_SHORT or fold_words(text[:200])[:60] in hints.declared):
            return embedded.paragraphs(hints.declared_text)
    if size >= _TOO_SHORT or len(text) >= 60:
        return []
    return embedded.read_state(document) or embedded.read_unshown(document)


def _without_frame(lines: list[str], hints: PageHints, language: Language) -> list[str]:
    """A declared text without the headline above it and the lines that are known boilerplate."""
    while lines and fold_words(lines[0]) in {*hints.titles, ""}:
        lines = lines[1:]
    return [line for line in lines if not match_line(line, language)]


def _confidence(scores: Scores, kept: Sequence[int]) -> float:
    """The mean score of the body's words."""
    chosen = list(kept)
    size = float(scores.words[chosen].sum())
    return float((scores.body[chosen] * scores.words[chosen]).sum()) / size if size else 0.0


def _standfirst(blocks: Blocks, hints: PageHints, kept: Sequence[int]) -> str | None:
    """The standfirst, where it stands above the body and not in it: named so, or equal to the page's description."""
    if not kept:
        return None
    for index in range(max(0, kept[0] - 12), kept[0]):
        named = (blocks.own_bits[blocks.owners[index]] | blocks.inline_bits[index]) & _STANDFIRST
        text = blocks.texts[index]
        folded = fold_words(text)
        speaks = named or folded in hints.descriptions
        if speaks and 5 <= text.count(" ") < 80 and folded not in hints.titles:
            return text
    return None
