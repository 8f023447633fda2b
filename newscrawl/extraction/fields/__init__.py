"""The fields of the record: one module each, all of one shape.

`SOURCES` is the order of trust: functions from the evidence to candidates. `choose(evidence)` weighs the candidates and
gives a Choice, which keeps the losers for `explain`. A later field of the table may look at an earlier one's choice in
`evidence.chosen`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.evidence import Evidence
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

_PREFERRED = 0.97  # somebody looked at the site and named the source


def choose_fields(evidence: Evidence) -> Mapping[str, Choice[Any]]:
    """One Choice for every field of the table; what the site's rule prefers wins."""
    rules = evidence.rules
    for name, module in FIELDS.items():
        choice = module.choose(evidence)
        evidence.chosen[name] = _preferred(choice, rules.prefer.get(name, ()), rules.name) if rules else choice
    return evidence.chosen


def _preferred(choice: Choice[Any], sources: Sequence[str], rule: str) -> Choice[Any]:
    """The choice with the candidate of the first of these sources as its winner, where there is one."""
    for source in sources:
        for one in choice.candidates:
            if one.source == source:
                note = f"preferred by {rule}"
                return Choice(one.value, one._replace(confidence=_PREFERRED, note=note), choice.candidates)
    return choice
