"""When the article was last changed, as the page states it. https://schema.org/dateModified

A change is never earlier than the publication; a statement that is, is about something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.dates import ParsedDate
from newscrawl.extraction.candidates import Candidate, Choice
from newscrawl.extraction.fields.published import ruled_dates
from newscrawl.extraction.readers.date_choice import DateCandidate, group_of, weigh

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

# Estimated, after the same sources of the publication: nothing in the corpus states when an article was changed.
_TRUST = {"jsonld:dateModified": 0.95, "jsonld:page:dateModified": 0.85, "meta:article:modified_time": 0.93,
          "meta:og:updated_time": 0.85, "time:head": 0.9, "text:head": 0.9, "time:foot": 0.7,
          "text:foot": 0.7}  # fmt: skip
_OTHER = 0.8
_CREDIBLE = 0.6
_CLOCKS_DIFFER = timedelta(days=1)


def from_rule(evidence: Evidence) -> Iterator[DateCandidate]:
    return ruled_dates(evidence, "date_modified")


def from_declared(evidence: Evidence) -> Iterator[DateCandidate]:
    return _of_group(evidence, "declared")


def from_printed(evidence: Evidence) -> Iterator[DateCandidate]:
    return _of_group(evidence, "printed")


SOURCES = (from_rule, from_declared, from_printed)


def _of_group(evidence: Evidence, group: str) -> Iterator[DateCandidate]:
    for stamp in evidence.timestamps:
        if stamp.kind == "modified" and group_of(stamp.source) == group:
            yield Candidate(stamp.date, stamp.source, _TRUST.get(stamp.source, _OTHER))


def choose(evidence: Evidence) -> Choice[ParsedDate]:
    """The best supported time of change that is not before the publication."""
    candidates = tuple(candidate for source in SOURCES for candidate in source(evidence))
    published = evidence.chosen.get("date_published")
    since = published.value if published else None
    possible = [one for one in candidates if since is None or not _before(one.value, since)]
    choice = weigh(possible, evidence.locale.region, _CREDIBLE)
    value = choice.value.on_clock_of(since) if choice.value and since else choice.value
    return Choice(value, choice.winner, candidates)


def _before(one: ParsedDate, other: ParsedDate) -> bool:
    return one.day is not None and other.day is not None and one.day + _CLOCKS_DIFFER < other.day
