"""Why does a record say what it says? Every field's candidates and winner, every block of the page kept or dropped.

explanation = explain(page, url)
print(explanation.to_text())               # an overview: one line a field, then the body's lines
print(explanation.to_text(["authors"]))    # one field in full: every candidate, its source, the winner

`explain_features` shows what the nets see of each block, by the names of the columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import datetime
from textwrap import wrap
from typing import Any

from newscrawl.dates import ParsedDate
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.columns import COLUMNS, name_columns
from newscrawl.extraction.body.hints import read_hints
from newscrawl.extraction.body.is_article import Verdict
from newscrawl.extraction.body.removed import IN_MENU, visible_texts
from newscrawl.extraction.body.scoring import page_features, score
from newscrawl.extraction.candidates import Candidate, Choice
from newscrawl.extraction.fields import FIELDS, choose_fields
from newscrawl.extraction.page import RulesOf, read_page
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document

WIDTH = 110  # columns of a terminal
_LABEL = 24  # columns of the first column
_MOST_REASONS = 6
_MOST_CANDIDATES = 24  # of one field, so that its answer fits a screen


@dataclass(frozen=True, slots=True)
class Line:
    """One visible text of the page: kept in the body or dropped, with the score and, where dropped, the reason."""

    position: int
    text: str
    kept: bool
    score: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was weighed on one page. `site_rule` names the file that spoke, its layout and its hook."""

    url: str | None
    site_rule: str | None
    fields: Mapping[str, Choice[Any]]
    lines: tuple[Line, ...]
    verdict: Verdict
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For fields that weigh votes: what spoke for and against each option, one line each."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: each field's value, signal, confidence and candidates; each line of the page."""
        return {
            "url": self.url,
            "verdict": {
                "is_article": self.verdict.is_article,
                "confidence": round(self.verdict.confidence, 3),
                "threshold": self.verdict.threshold,
                "reasons_for": list(self.verdict.reasons_for),
                "reasons_against": list(self.verdict.reasons_against),
            },
            "site_rule": self.site_rule,
            "fields": {name: _plain_choice(choice) for name, choice in self.fields.items()},
            "lines": [asdict(line) for line in self.lines],
        }

    def to_text(self, fields: Collection[str] = ()) -> str:
        """For a terminal. Without `fields` the overview and the body's lines; with them these fields in full.

        Raises ValueError for a name that is no field.
        """
        unknown = [name for name in fields if name not in self.fields]
        if unknown:
            raise ValueError(f"{unknown[0]}: no such field; the fields are {', '.join(self.fields)}")
        return "\n".join(self._details(fields) if fields else self._overview())

    def _details(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            choice = self.fields[name]
            winner = choice.winner
            yield _heading(name, choice)
            if winner is not None:
                yield _cut(f"  because  {winner.source}  {winner.note}".rstrip(), WIDTH)
            yield from _table(choice)
            yield from self._weighed(name)
            yield ""

    def _weighed(self, name: str) -> Iterator[str]:
        winner, weighed = self.fields[name].winner, self.reasons.get(name, ())
        if not weighed or (winner is not None and winner.source.startswith("rule:")):
            return
        yield "  weighed, with what each sign adds (learned on pages whose answers are known):"
        for line in weighed[:_MOST_REASONS]:
            yield from wrap(line, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 12)

    def _judged(self) -> Iterator[str]:
        verdict = self.verdict
        said = "an article" if verdict.is_article else "no article"
        yield f"{said}: confidence {verdict.confidence:.2f}, threshold {verdict.threshold:.2f}"
        for mark, reasons in (("+", verdict.reasons_for), ("-", verdict.reasons_against)):
            yield from (_cut(f"  {mark} {reason}", WIDTH) for reason in reasons)

    def _overview(self) -> Iterator[str]:
        yield from self._judged()
        if self.site_rule:
            yield f"site rule {self.site_rule}"
        for name, choice in self.fields.items():
            yield _heading(name, choice)
        kept = sum(line.kept for line in self.lines)
        yield f"\nbody: {kept} of {len(self.lines)} texts kept"
        for line in self.lines:
            mark = "+" if line.kept else "-"
            yield _cut(f"{mark} {line.score:4.2f} {line.reason or '':18.18} {line.text}", WIDTH)


def explain(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | RulesOf | None = None,
    include: Collection[str] = (),
) -> Explanation:
    """What `newscrawl.extract` weighs on a page; the arguments are those of `extract`."""
    evidence = read_page(page, url, headers=headers, fetched_at=fetched_at, rules=rules, include=include)
    blocks, body = evidence.blocks, evidence.body
    choices = choose_fields(evidence)
    lines = tuple(
        Line(position, text, False, 0.0, IN_MENU)
        if index is None
        else Line(position, text, body.reasons[index] is None, round(float(body.scores[index]), 3), body.reasons[index])
        for position, (text, index, _) in enumerate(visible_texts(blocks))
    )
    reasons = {name: tuple(FIELDS[name].reasons(evidence)) for name in ("headline", "authors")}
    return Explanation(evidence.document.url, _rule(evidence.rules), dict(choices), lines, body.verdict, reasons)


@dataclass(frozen=True, slots=True)
class BlockFeatures:
    """What the nets see of one block: the numbers by column, and the tags and names that it has."""

    block: int
    text: str
    score: float
    numbers: Mapping[str, float]
    names: tuple[str, ...]

    def to_text(self) -> str:
        """For a terminal: the block, then what is not zero."""
        seen = [f"{name} {value:.2f}" for name, value in self.numbers.items() if value]
        lines = (", ".join(seen), " ".join(self.names))
        wrapped = (part for line in lines for part in wrap(line, WIDTH, initial_indent="  ", subsequent_indent="  "))
        return "\n".join([_cut(f"{self.block:4} {self.score:4.2f} {self.text}", WIDTH), *wrapped])


def explain_features(
    page: bytes | str, url: str | None = None, *, headers: Mapping[str, str] | None = None
) -> Iterator[BlockFeatures]:
    """The features of the page's blocks, menus aside; of a very long page those of its first 3,000 blocks."""
    document = Document.parse(page, url, headers or {})
    blocks, hints = read_blocks(document), read_hints(document)
    if not len(blocks):
        return
    seen, scores, names = page_features(blocks, hints), score(blocks, hints).body, name_columns()
    for block, (row, number) in enumerate(zip(seen.numbers.tolist(), seen.set_of.tolist(), strict=True)):
        numbers = {name: round(value, 4) for name, value in zip(COLUMNS, row, strict=True)}
        own = tuple(name for name, has in zip(names, seen.name_sets[number], strict=True) if has)
        yield BlockFeatures(block, blocks.texts[block], round(float(scores[block]), 3), numbers, own)


def _rule(rules: SiteRules | None) -> str | None:
    if rules is None:
        return None
    layout = f", layout until {rules.valid_until}" if rules.valid_until else ""
    return rules.name + layout + (", its hook refines the record after all this" if rules.refine else "")


def _heading(name: str, choice: Choice[Any]) -> str:
    """One line: field, confidence, value, source."""
    if choice.winner is None:
        return f"{name:{_LABEL}}    -  {len(choice.candidates)} candidates"
    return _cut(f"{name:{_LABEL}} {choice.confidence:4.2f}  {_shown(choice.value)}  [{choice.winner.source}]", WIDTH)


def _table(choice: Choice[Any]) -> Iterator[str]:
    """The candidates; those that give the chosen value, or one of the chosen people, are marked."""
    chosen = {_shown(part) for part in _parts(choice.value)}
    for one in choice.candidates[:_MOST_CANDIDATES]:
        mark = ">" if any(_shown(part) in chosen for part in _parts(one.value)) else " "
        note = f"  ({one.note})" if one.note else ""
        yield _cut(f"  {mark} {one.source:{_LABEL}} {_shown(one.value)}{note}", WIDTH)
    more = len(choice.candidates) - _MOST_CANDIDATES
    if more > 0:
        yield f"    and {more} more"


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _shown(value: Any) -> str:
    """A value on one line: names for people and things, commas between several."""
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, ParsedDate):
        return value.iso
    if is_dataclass(value):
        return str(getattr(value, "name", None) or getattr(value, "url", None) or value)
    return str(value)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _plain_choice(choice: Choice[Any]) -> dict[str, Any]:
    winner = choice.winner
    return {
        "value": _plain(choice.value),
        "signal": winner.source if winner else None,
        "confidence": choice.confidence,
        "note": winner.note if winner else "",
        "candidates": [_plain_candidate(one) for one in choice.candidates],
    }


def _plain_candidate(one: Candidate[Any]) -> dict[str, Any]:
    return {"value": _plain(one.value), "source": one.source, "confidence": one.confidence, "note": one.note}


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, ParsedDate):
        return value.iso
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value
