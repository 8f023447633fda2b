"""The last step of the flow: the fields' choices and the body become one Article."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import newscrawl
from newscrawl.article import Article, DateNote, Extractor, FieldNote, Meta, Quality
from newscrawl.extraction.candidate import Choice
from newscrawl.extraction.evidence import Evidence
from newscrawl.text import count_words, fold
from newscrawl.urls import canonical_form

Choices = Mapping[str, Choice[Any]]

# These fields of the record are facts of the body or of the whole page, not a choice among candidates.
_LISTS = frozenset({"authors", "keywords", "breadcrumbs", "images", "videos", "audio", "links"})


def assemble(evidence: Evidence, choices: Choices, *, receipts: bool = False) -> Article:
    """The record of a page. `choices` has one entry per field name of the Article; `receipts` keeps what was removed."""
    body = evidence.body
    text = body.text or None
    values = {name: choice.value for name, choice in choices.items() if choice.value is not None or name not in _LISTS}
    article = Article(
        url=evidence.document.url,
        identifier=identifier(values.get("canonical_url") or evidence.document.url, body.text),
        article_body=text,
        blocks=body.blocks,
        word_count=count_words(body.text) if text else None,
        meta=_meta(evidence, choices, receipts),
        **values,
    )
    rules = evidence.rules
    return rules.refine(article, evidence.document) if rules and rules.refine else article


def identifier(url: str | None, text: str) -> str | None:
    """32 hex digits: the same for every spelling of an address; where there is none, the same for the same words."""
    if url:
        return hashlib.sha256(canonical_form(url).encode("utf-8", "replace")).hexdigest()[:32]
    return text_hash(text)[:32] if text else None


def text_hash(text: str) -> str:
    """sha256 of the words alone: a changed comma or quote mark is no new text."""
    return hashlib.sha256(fold(text).encode("utf-8", "replace")).hexdigest()
