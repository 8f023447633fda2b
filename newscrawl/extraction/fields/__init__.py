"""The fields of the record: one module each, all of one shape.

`SOURCES` is the order of trust: functions from the evidence to candidates. `choose(evidence)` weighs the candidates and
gives a Choice, which keeps the losers for `explain`. The headline is chosen first, since dates and by-lines are read
around it. What else a field looks at stands in LOOKS_AT.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.evidence import Evidence, ReadPage
from newscrawl.extraction.fields import (
    abstract,
    access,
    alternative_headline,
    audio,
    authors,
    body_links,
    breadcrumbs,
    byline,
    canonical,
    description,
    free,
    genre,
    headline,
    images,
    in_language,
    keywords,
    kicker,
    license,  # noqa: A004 - a module named after its field
    main_image,
    modified,
    published,
    publisher,
    section,
    usage,
    videos,
)
from newscrawl.extraction.rules import SiteRules

FIELDS: dict[str, ModuleType] = {
    "in_language": in_language,
    "publisher": publisher,
    "canonical_url": canonical,
    "headline": headline,
    "alternative_headline": alternative_headline,
    "kicker": kicker,
    "description": description,
    "abstract": abstract,
    "byline": byline,
    "authors": authors,
    "date_published": published,
    "date_modified": modified,
    "breadcrumbs": breadcrumbs,
    "article_section": section,
    "keywords": keywords,
    "genre": genre,
    "main_image": main_image,
    "images": images,
    "videos": videos,
    "audio": audio,
    "links": body_links,
    "is_accessible_for_free": free,
    "access": access,
    "license": license,
    "usage_info": usage,
}
"""Field of the record -> its module, in the order in which they are chosen."""

_logger = logging.getLogger(__name__)
LOOKS_AT: Mapping[str, Sequence[str]] = {
    "date_modified": ["date_published"],
    "article_section": ["breadcrumbs"],
    "genre": ["kicker", "article_section", "breadcrumbs"],
    "main_image": ["publisher"],
    "usage_info": ["license"],
}
"""Field -> the fields before it whose choices it looks at (`evidence.chosen`), beside the headline."""

_PREFERRED = 0.97  # somebody looked at the site and named the source


def choose_headline(page: ReadPage) -> Choice[str]:
    """The headline, which is chosen before the page is read around it."""
    return _preferred("headline", _chosen("headline", headline, page), page.rules)


def choose_fields(evidence: Evidence) -> Mapping[str, Choice[Any]]:
    """One Choice for every field of the table; what the site's rule prefers wins."""
    choices: dict[str, Choice[Any]] = {}
    for name, module in FIELDS.items():
        if name in evidence.chosen:
            choices[name] = evidence.chosen[name]
            continue
        looked_at = {other: choices[other] for other in LOOKS_AT.get(name, ())}
        choice = _chosen(name, module, evidence.with_choices(looked_at) if looked_at else evidence)
        choices[name] = _preferred(name, choice, evidence.rules)
    return choices


def _chosen(name: str, module: ModuleType, page: ReadPage) -> Choice[Any]:
    """The field's choice. What a reader of fields cannot stand costs the field; the record's warnings say so."""
    try:
        choice: Choice[Any] = module.choose(page)
    except Exception as error:
        _logger.warning("%s: %s cannot be read", page.document.url, name, exc_info=True)
        return Choice(None, None, fault=f"{name} cannot be read: {type(error).__name__}")
    return choice


def _preferred(name: str, choice: Choice[Any], rules: SiteRules | None) -> Choice[Any]:
    """The choice with the candidate of the first source that the rules prefer as its winner, where there is one."""
    for source in rules.prefer.get(name, ()) if rules else ():
        for one in choice.candidates:
            if one.source == source and rules:
                note = f"preferred by {rules.name}"
                return Choice(one.value, one._replace(confidence=_PREFERRED, note=note), choice.candidates)
    return choice
