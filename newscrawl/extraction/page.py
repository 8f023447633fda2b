"""Everything that is to be known of one page: what `extract` chooses from and `explain` shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from newscrawl.extraction.body.article_body import read_body
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.language import detect_language
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document


def read_page(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
) -> Evidence:
    """Decode, parse once, walk once, find the language and the body. The arguments are those of `newscrawl.extract`."""
    rules = rules.at(fetched_at) if rules else None
    document = Document.parse(page, url, headers or {})
    blocks = read_blocks(document)
    language = detect_language(document, blocks)
    body = read_body(document, blocks, language, rules=rules, include=include)
    return Evidence(document, blocks, body, language, rules=rules, fetched_at=fetched_at)
