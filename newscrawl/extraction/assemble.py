"""The last step of the flow: the fields' choices and the body become one Article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from newscrawl.dates import ParsedDate
from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.evidence import Evidence
from newscrawl.record.article import Article
from newscrawl.record.model import DateNote, Extractor, FieldNote, Meta, Quality
from newscrawl.text import count_words, hash_words
from newscrawl.urls import canonical_form
from newscrawl.version import __version__

_UNSPACED = frozenset(["zh", "ja", "th", "lo", "km", "my"])
_OWN_ADDRESS = 0.93  # the share of 3,734 corpus pages with an address of their own that came from just there
_RAW = 40  # characters of a refused date that a warning repeats
_ODD_SPACES = ("  ", "\n ", " \n", "\t", "\xa0")
Choices = Mapping[str, Choice[Any]]


def assemble(evidence: Evidence, choices: Choices, *, receipts: bool = False) -> Article:
    """The record of a page. `choices` has an entry per field of the Article; `receipts` keeps what was removed."""
    body = evidence.body
    values = {name: _plain(choice.value) for name, choice in choices.items() if choice.value is not None}
    article = Article(
        url=evidence.document.url,
        identifier=identifier(values.get("canonical_url") or evidence.document.url, body.text),
        article_body=body.text or None,
        blocks=body.blocks,
        word_count=word_count(body.text, evidence.language.code),
        meta=_meta(evidence, choices, receipts),
        **values,
    )
    rules = evidence.rules
    return rules.refine(article, evidence.document) if rules and rules.refine else article


def _meta(evidence: Evidence, choices: Choices, receipts: bool) -> Meta:
    body, document = evidence.body, evidence.document
    notes = {name: FieldNote(signal=choice.winner.source, confidence=round(float(choice.confidence), 3))
             for name, choice in choices.items() if choice.winner is not None}  # fmt: skip
    if document.url_signal:
        notes = {"url": FieldNote(signal=document.url_signal, confidence=_OWN_ADDRESS), **notes}
    return Meta(
        fetched_at=evidence.fetched_at.astimezone(UTC).isoformat() if evidence.fetched_at else None,
        content_type=document.headers.get("content-type"),
        charset=document.charset,
        etag=document.headers.get("etag"),
        last_modified=document.headers.get("last-modified"),
        extractor=Extractor(version=__version__, site_rule=evidence.rules.name if evidence.rules else None),
        fields=notes,
        dates=_date_notes(choices),
        quality=_quality(evidence),
        removed=body.removals if receipts else (),
        text_hash=hash_words(body.text),
    )


def _quality(evidence: Evidence) -> Quality:
    verdict = evidence.body.verdict
    return Quality(
        is_article=verdict.is_article,
        confidence=round(verdict.confidence, 3),
        threshold=verdict.threshold,
        reasons_for=verdict.reasons_for,
        reasons_against=verdict.reasons_against,
        warnings=(*evidence.body.warnings, *_refused_dates(evidence)),
    )


def identifier(url: str | None, text: str) -> str | None:
    """32 hex digits: the same for every spelling of an address; where there is none, the same for the same words."""
    if url:
        return hashlib.sha256(canonical_form(url).encode("utf-8", "replace")).hexdigest()[:32]
    words = hash_words(text)
    return words[:32] if words else None


def word_count(text: str, language: str) -> int | None:
    """What stands between white space, as word processors count; in scripts without spaces an estimate."""
    if not text or language in _UNSPACED:
        return count_words(text) or None
    lines = text.split("\n")
    if any(odd in text for odd in _ODD_SPACES):  # program text keeps its white space
        return sum(len(line.split()) for line in lines)
    return text.count(" ") + len(lines) - lines.count("")


def _plain(value: Any) -> Any:
    """A date as ISO 8601; everything else as it is."""
    return value.iso if isinstance(value, ParsedDate) else value


def _date_notes(choices: Choices) -> dict[str, DateNote]:
    return {name: choice.value.note for name, choice in choices.items() if isinstance(choice.value, ParsedDate)}


def _refused_dates(evidence: Evidence) -> Iterator[str]:
    """What the page declares as its times and cannot be, each once."""
    refused = {one.date.raw: one.source for one in reversed(evidence.timestamps) if one.kind == "impossible"}
    for raw, source in reversed(refused.items()):
        yield f"{source} states an impossible date: {raw[:_RAW]}"
