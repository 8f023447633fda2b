"""What a field may look at: everything read from one page, each thing once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.reading import Body
from newscrawl.extraction.document import Document
from newscrawl.extraction.jsonld import JsonLd, read_jsonld
from newscrawl.extraction.meta import MetaTags, read_meta
from newscrawl.extraction.microdata import Microdata, read_microdata
from newscrawl.extraction.rules import SiteRules
from newscrawl.lang import Language


@dataclass
class Evidence:
    """One page's witnesses: the parsed document, its blocks and body, its metadata, its language, the site's rules."""

    document: Document
    blocks: Blocks
    body: Body
    language: Language
    rules: SiteRules | None = None
    fetched_at: datetime | None = None

    @cached_property
    def meta(self) -> MetaTags:
        return read_meta(self.document)

    @cached_property
    def jsonld(self) -> JsonLd:
        return read_jsonld(self.document, self.meta)

    @cached_property
    def microdata(self) -> Microdata:
        return read_microdata(self.document)
