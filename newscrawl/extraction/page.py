"""Reading a page, in order: decode, parse, walk, language, body, metadata, headline, and what stands around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from newscrawl.extraction.body.article_body import Body, read_body
from newscrawl.extraction.body.blocks import Blocks, walk_page
from newscrawl.extraction.evidence import Evidence, ReadPage
from newscrawl.extraction.fields import choose_headline
from newscrawl.extraction.language import detect_language
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.readers.bylines import read_bylines
from newscrawl.extraction.readers.locale import read_locale
from newscrawl.extraction.readers.pictures import read_pictures
from newscrawl.extraction.readers.site_names import read_site_names
from newscrawl.extraction.readers.stated_dates import read_timestamps
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document
from newscrawl.html.jsonld import read_jsonld
from newscrawl.html.microdata import read_microdata
from newscrawl.lang import Language


def read_page(
    page: bytes | str,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
) -> Evidence:
    """All that is read of a page before the fields choose. The arguments are those of `newscrawl.extract`."""
    rules = rules.at(fetched_at) if rules else None
    document = Document.parse(page, url, headers or {})
    blocks, document = walk_page(document)
    language = detect_language(document, blocks)
    body = read_body(document, blocks, language, rules=rules, include=include)
    return read_evidence(document, blocks, body, language, rules=rules, fetched_at=fetched_at)


def read_evidence(
    document: Document,
    blocks: Blocks,
    body: Body,
    language: Language,
    *,
    rules: SiteRules | None = None,
    fetched_at: datetime | None = None,
) -> Evidence:
    """What a page says beside its body. The headline is chosen on the way: dates and by-lines are read around it."""
    layout, jsonld, microdata = Layout(document, blocks, body), read_jsonld(document), read_microdata(document)
    read = ReadPage(
        document=document, blocks=blocks, body=body, language=language, rules=rules, fetched_at=fetched_at,
        layout=layout, jsonld=jsonld, microdata=microdata, site_names=read_site_names(document, jsonld),
    )  # fmt: skip
    headline = choose_headline(read)
    place = layout.place_of_headline(headline.value)
    locale = read_locale(document, language, rules.timezone if rules else None, fetched_at)
    return Evidence(
        **vars(read),
        headline_place=place,
        pictures=read_pictures(layout),
        locale=locale,
        timestamps=read_timestamps(layout, jsonld, microdata, locale, headline=place),
        bylines=read_bylines(layout, language, read.site_names, headline=place),
        chosen={"headline": headline},
    )
