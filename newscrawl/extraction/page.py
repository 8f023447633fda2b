"""Reading a page, in order: decode, parse, walk, language, body, metadata, headline, and what stands around it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from newscrawl.extraction.body.article_body import Body, read_body
from newscrawl.extraction.body.blocks import Blocks, walk_page
from newscrawl.extraction.evidence import Evidence, ReadPage
from newscrawl.extraction.fields import choose_headline
from newscrawl.extraction.language import detect_language
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.readers.bylines import read_bylines
from newscrawl.extraction.readers.locale import read_locale
from newscrawl.extraction.readers.other_stories import OtherStories
from newscrawl.extraction.readers.pictures import read_pictures
from newscrawl.extraction.readers.site_names import read_site_names
from newscrawl.extraction.readers.stated_dates import read_timestamps
from newscrawl.extraction.rules import SiteRules
from newscrawl.html.document import Document
from newscrawl.html.jsonld import JsonLd, read_jsonld
from newscrawl.html.microdata import Microdata, read_microdata
from newscrawl.html.own_address import own_address
from newscrawl.lang import Language
from newscrawl.urls import host_of

T = TypeVar("T")
_logger = logging.getLogger(__name__)
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
    """All that is read of a page before the fields choose. The arguments are those of `newscrawl.extract`."""
    document = Document.parse(page, url, headers or {})
    if not url and (own := own_address(document)):
        document = replace(document, url=own[0], url_signal=own[1])
    layout = _layout(rules, document.url, fetched_at)
    blocks, document = walk_page(document)
    language = detect_language(document, blocks)
    body = read_body(document, blocks, language, rules=layout, include=include)
    return read_evidence(document, blocks, body, language, rules=layout, fetched_at=fetched_at)


def _layout(rules: SiteRules | RulesOf | None, url: str | None, fetched_at: datetime | None) -> SiteRules | None:
    """The rules for the page, in the layout of its time."""
    if rules is not None and not isinstance(rules, SiteRules):
        rules = rules(host_of(url)) if url else None
    return rules.at(fetched_at) if rules else None


def read_evidence(
    document: Document,
    blocks: Blocks,
    body: Body,
    language: Language,
    *,
    rules: SiteRules | None = None,
    fetched_at: datetime | None = None,
) -> Evidence:
    """What a page says beside its body. The headline is chosen on the way: dates and by-lines are read around it.

    What a reader cannot stand costs what it reads, and is a fault of the page.
    """
    faults: list[str] = []
    none: tuple[Any, ...] = ()
    layout = Layout(document, blocks, body)
    jsonld = _attempt(faults, "JSON-LD", lambda: read_jsonld(document), JsonLd())
    read = ReadPage(
        document=document, blocks=blocks, body=body, language=language, rules=rules, fetched_at=fetched_at,
        layout=layout, jsonld=jsonld,
        microdata=_attempt(
            faults, "microdata", lambda: read_microdata(document, rdfa=not jsonld.article), Microdata()
        ),
        site_names=_attempt(faults, "site names", lambda: read_site_names(document, jsonld), frozenset()),
    )  # fmt: skip
    headline = choose_headline(read)
    place = layout.place_of_headline(headline.value)
    locale = read_locale(document, language, rules.timezone if rules else None, fetched_at)
    pictures = _attempt(faults, "pictures", lambda: read_pictures(layout), none)
    others = OtherStories(layout, language, place)
    timestamps = _attempt(
        faults, "dates", lambda: read_timestamps(layout, jsonld, read.microdata, locale, others=others), none
    )
    bylines = _attempt(faults, "by-lines", lambda: read_bylines(layout, language, read.site_names, others=others), none)
    return Evidence(
        **vars(read), headline_place=place, pictures=pictures, locale=locale, timestamps=timestamps, bylines=bylines,
        chosen={"headline": headline}, faults=tuple(faults),
    )  # fmt: skip


def _attempt(faults: list[str], name: str, read: Callable[[], T], without: T) -> T:
    try:
        return read()
    except Exception as error:
        _logger.warning("%s cannot be read", name, exc_info=True)
        faults.append(f"{name} cannot be read: {type(error).__name__}")
        return without
