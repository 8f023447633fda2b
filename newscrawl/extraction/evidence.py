"""What a field may look at: everything read from one page, each thing once. `page.read_evidence` fills it in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newscrawl.extraction.body.article_body import Body
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.readers.bylines import ByLine
from newscrawl.extraction.readers.locale import DateLocale
from newscrawl.extraction.readers.timestamp import Timestamp
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document
from newscrawl.html.jsonld import JsonLd
from newscrawl.html.meta import MetaTags
from newscrawl.html.microdata import Microdata
from newscrawl.lang import Language
from newscrawl.record.model import Image


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """A page as far as it is read before its headline is known, which is chosen from this."""

    document: Document
    blocks: Blocks
    body: Body
    language: Language
    rules: SiteRules | None
    fetched_at: datetime | None
    layout: Layout
    jsonld: JsonLd
    microdata: Microdata
    site_names: frozenset[str]

    @property
    def meta(self) -> MetaTags:
        return self.document.meta


@dataclass(frozen=True, kw_only=True)
class Evidence(ReadPage):
    """The page with what stands near its headline and what is read by means of it.

    `headline_place` is the block that prints the headline. `chosen` holds the headline's choice, and those of the
    fields that the one being chosen looks at. `faults` says what of the page could not be read, and why.
    """

    headline_place: int | None
    pictures: tuple[Image, ...]
    locale: DateLocale
    timestamps: tuple[Timestamp, ...]
    bylines: tuple[ByLine, ...]
    chosen: Mapping[str, Choice[Any]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def with_choices(self, choices: Mapping[str, Choice[Any]]) -> Evidence:
        """The evidence for a field that looks at the choices of other fields."""
        return Evidence(**{**vars(self), "chosen": {**self.chosen, **choices}})
