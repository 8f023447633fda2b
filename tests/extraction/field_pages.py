"""Evidence of a small page for the tests of fields: real tree, blocks and metadata; the body is what the test says.

The body is every block inside the element with `id="body"`, so that a field's test does not hang on the body's scores.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from newscrawl import lang
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.page import read_evidence
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document

URL = "https://news.example/story"


def evidence_of(
    html: str,
    url: str = URL,
    *,
    language: str = "en",
    now: datetime | None = None,
    rules: SiteRules | None = None,
    headers: dict[str, str] | None = None,
) -> Evidence:
    document = Document.parse(html, url, headers or {})
    blocks = read_blocks(document)
    places = {node for node, element in enumerate(blocks.nodes) if element.get("id") == "body"}
    kept = tuple(block for block in range(len(blocks)) if places.intersection(blocks.ancestors(block)))
    reasons = tuple(None if block in kept else "score" for block in range(len(blocks)))
    body: Any = SimpleNamespace(kept=kept, reasons=reasons, observed="full", confidence=0.9, blocks=(), text="")
    return read_evidence(document, blocks, body, lang.load(language), rules=rules, fetched_at=now)


def page(
    head: str = "", above: str = "", body: str = "<p>The ships return to the harbour.</p>", below: str = ""
) -> str:
    """A page with a headline, something between it and the body, and something behind the body."""
    return (
        f"<html><head><title>Harbour reopens</title>{head}</head><body><h1>Harbour reopens</h1>{above}"
        f'<article id="body">{body}</article>{below}</body></html>'
    )
