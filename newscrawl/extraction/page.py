"""Everything that is to be known of one page: what `extract` chooses from and `explain` shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.reading import read_body
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.fields.language import detect_language
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document
from newscrawl.html.own_address import own_address
from newscrawl.urls import host_of

RulesOf = Callable[[str], SiteRules | None]
"""A host's rules, as `load_rules` finds them."""


def read_page(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | RulesOf | None = None,
    include: Collection[str] = (),
) -> Evidence:
    """Decode, parse once, walk once, find the language and the body. The arguments are those of `newscrawl.extract`."""
    document = Document.parse(page, url, headers or {})
    if not url and (own := own_address(document)):
        document.url, document.url_signal = own
    rules = _layout(rules, document.url, fetched_at)
    blocks = read_blocks(document)
    language = detect_language(document, blocks)
    body = read_body(document, blocks, language, rules=rules, include=include)
    return Evidence(document, blocks, body, language, rules=rules, fetched_at=fetched_at)


def _layout(rules: SiteRules | RulesOf | None, url: str | None, fetched_at: datetime | None) -> SiteRules | None:
    """The rules for the page, in the layout of its time."""
    if rules is not None and not isinstance(rules, SiteRules):
        rules = rules(host_of(url)) if url else None
    return rules.at(fetched_at) if rules else None
