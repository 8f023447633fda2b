"""The last step of the flow: the fields' choices and the body become one Article."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC
from functools import cache
from operator import attrgetter, is_not
from typing import Any

from newscrawl.dates import ParsedDate
from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.evidence import Evidence
from newscrawl.record.article import Article
from newscrawl.record.model import DateNote, Extractor, FieldNote, Meta, Quality
from newscrawl.text import count_words, hash_words, sanitized, without_unseen
from newscrawl.urls import canonical_form
from newscrawl.version import __version__

_UNSPACED = frozenset(["zh", "ja", "th", "lo", "km", "my"])
_RAW = 40  # characters of a refused date that a warning repeats
_ODD_SPACES = ("  ", "\n ", " \n", "\t", "\xa0")
_WORDLESS = frozenset((type(None), bool, int, float, FieldNote))  # the names of sources are our own
Choices = Mapping[str, Choice[Any]]


def assemble(evidence: Evidence, choices: Choices, *, receipts: bool = False) -> Article:
    """The record of a page. `choices` has an entry per field of the Article; `receipts` keeps what was removed."""
    body = evidence.body
    text = sanitized(body.text)
    values = {name: _plain(choice.value) for name, choice in choices.items() if choice.value is not None}
    return Article(
        url=evidence.document.url,
        identifier=identifier(values.get("canonical_url") or evidence.document.url, text),
        article_body=text or None,
        blocks=body.blocks,
        word_count=word_count(text, evidence.language.code),
        meta=_meta(evidence, choices, receipts, hash_words(text)),
        **values,
    )


def refined(article: Article, evidence: Evidence) -> Article:
    """The record as the site's hook leaves it. What the hook raises is its author's."""
    rules = evidence.rules
    refined = rules.refine(article, evidence.document) if rules and rules.refine else article
    made: Article = _sanitized(refined)
    return made


def unreadable(url: str | None, error: Exception) -> Article:
    """The record of a page that the extractor cannot stand: no article, and why."""
    why = f"the page cannot be read: {type(error).__name__}"
    return Article(
        url=url,
        identifier=identifier(url, ""),
        meta=Meta(extractor=Extractor(version=__version__), quality=Quality(is_article=False, warnings=(why,))),
    )


def _sanitized(value: Any) -> Any:
    """The value with every text in it sanitized; what needs no change is handed back as it is."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        is_address = value.startswith(("http://", "https://")) and len(value.split(None, 1)) == 1
        return without_unseen(value) if is_address else sanitized(value)  # in NFC it would be another address
    if isinstance(value, tuple):
        return tuple(made) if (made := _changed(value)) else value
    if is_dataclass(value) and not isinstance(value, type):
        names, values_of = _members(value.__class__)
        return replace(value, **dict(zip(names, made, strict=True))) if (made := _changed(values_of(value))) else value
    if isinstance(value, Mapping):
        return dict(zip(value, made, strict=True)) if (made := _changed(tuple(value.values()))) else value
    return value


def _changed(values: tuple[Any, ...]) -> list[Any] | None:
    """The values, sanitized; None where all of them stay. Most are None or a number: a call less for each of them."""
    made = [one if one.__class__ in _WORDLESS else _sanitized(one) for one in values]
    return made if any(map(is_not, made, values)) else None


@cache
def _members(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's fields, and what takes their values from one of its kind."""
    names = tuple(one.name for one in fields(kind))
    return names, attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


def _meta(evidence: Evidence, choices: Choices, receipts: bool, text_hash: str | None) -> Meta:
    body, document = evidence.body, evidence.document
    notes = {name: FieldNote(signal=choice.winner.source, confidence=round(float(choice.confidence), 3))
             for name, choice in choices.items() if choice.winner is not None}  # fmt: skip
    return Meta(
        fetched_at=evidence.fetched_at.astimezone(UTC).isoformat() if evidence.fetched_at else None,
        content_type=document.headers.get("content-type"),
        charset=document.charset,
        etag=document.headers.get("etag"),
        last_modified=document.headers.get("last-modified"),
        extractor=Extractor(version=__version__, site_rule=evidence.rules.name if evidence.rules else None),
        fields=notes,
        dates=_date_notes(choices),
        quality=Quality(
            is_article=body.is_article,
            confidence=round(float(body.article_confidence), 3),
            warnings=(*body.warnings, *_refused_dates(evidence), *evidence.faults, *_faults(choices)),
        ),
        removed=body.removals if receipts else (),
        text_hash=text_hash,
    )


def _faults(choices: Choices) -> Iterator[str]:
    return (choice.fault for choice in choices.values() if choice.fault)


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
