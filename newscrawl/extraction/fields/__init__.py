"""The fields of the record: one module each, all of one shape.

`SOURCES` is the order of trust: functions from the evidence to candidates. `choose(evidence)` weighs the candidates and
gives a Choice, which keeps the losers for `explain`. A later field of the table may look at an earlier one's choice in
`evidence.chosen`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from newscrawl.extraction.candidate import Choice
from newscrawl.extraction.evidence import Evidence
from newscrawl.extraction.fields import (
    abstract,
    access,
    alternative_headline,
    audio,
    authors,
    breadcrumbs,
    byline,
    canonical,
    description,
    free,
    genre,
    headline,
    images,
    keywords,
    kicker,
    language,
    license,
    links,
    main_image,
    modified,
    published,
    publisher,
    section,
    videos,
)

FIELDS: dict[str, ModuleType] = {
    "in_language": language,
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
    "links": links,
    "is_accessible_for_free": free,
    "access": access,
    "license": license,
}
"""Field of the record -> its module, in the order in which they are chosen."""


def choose_fields(evidence: Evidence) -> Mapping[str, Choice[Any]]:
    """One Choice for every field of the table."""
    for name, module in FIELDS.items():
        evidence.chosen[name] = module.choose(evidence)
    return evidence.chosen
