"""When the article was first published. https://schema.org/datePublished

Three groups of sources can confirm each other: what the page declares to machines, what it prints near the headline,
and the day in its address. A day that several groups name beats one that a single group names. Of the chosen day's
statements the most precise one with a local offset is kept. A page without a credible source gets no date; one that
states nothing but its last change gets that day, with a confidence that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newscrawl.dates import ParsedDate, parse
from newscrawl.extraction.candidates import Candidate, Choice, first, gather, ruled
from newscrawl.extraction.readers.date_choice import DateCandidate, agree, group_of, weigh
from newscrawl.extraction.readers.timestamp import Timestamp

if TYPE_CHECKING:
    from newscrawl.extraction.evidence import Evidence

# What a source weighs, set by hand beside its share of right days on 1,140 dated pages (tests/quality/train_fields.py
# --trust): jsonld:datePublished 0.90, article:published_time 0.93, url 0.94, time:head 0.91, text:head 0.92, meta:date
# 0.84. What stands below the text or in prose is right on 0.27 (unlabelled) to 0.56; it weighs more, as it decides
# where nothing else is stated.
_TRUST = {
    "jsonld:datePublished": 0.95, "meta:article:published_time": 0.95, "url": 0.96, "jsonld:page:datePublished": 0.92,
    "meta:date": 0.8, "meta:dc.date": 0.6, "meta:dcterms.date": 0.6, "meta:datecreated": 0.7,
    "jsonld:dateCreated": 0.78, "jsonld:page:dateCreated": 0.7, "microdata:datePublished": 0.9,
    "microdata:dateCreated": 0.75,
    "script:published": 0.6, "time:head": 0.9, "text:head": 0.9, "time:foot": 0.6, "text:foot": 0.55,
    "text:around": 0.5, "text:page": 0.55,
}  # fmt: skip
_OTHER_META = 0.9
_UNLABELLED = 0.9  # factor for a time that does not say what it is about, and does not stand at the headline
_CREDIBLE = 0.4
_AT_HEADLINE = ("time:head", "text:head")
_BESIDE, _BESIDE_TRUST = ("time:foot", "text:foot", "text:around"), 0.1
_LATER = 0.5  # of 12 pages that declare a later day than the one at the headline the printed one was right on 11
_UPDATE = 0.6  # the day of the only stated update was the publication's on 14 of 23 pages of the corpus


def ruled_dates(evidence: Evidence, name: str) -> Iterator[DateCandidate]:
    """The times that the site's rule selects for a field."""
    locale = evidence.locale
    for said in ruled(name)(evidence):
        found = parse(said.value, languages=locale.languages, now=locale.now, zone=locale.zone)
        if found:
            yield Candidate(found, said.source, said.confidence, said.note)


def from_rule(evidence: Evidence) -> Iterator[DateCandidate]:
    return ruled_dates(evidence, "date_published")


def from_declared(evidence: Evidence) -> Iterator[DateCandidate]:
    return _of_group(evidence, "declared")


def from_printed(evidence: Evidence) -> Iterator[DateCandidate]:
    return _of_group(evidence, "printed")


def from_address(evidence: Evidence) -> Iterator[DateCandidate]:
    return _of_group(evidence, "address")


def from_update(evidence: Evidence) -> Iterator[DateCandidate]:
    """Where nothing else is stated: the day of the last change, as printed at the headline, declared, or below."""
    stated = [one for one in evidence.timestamps if one.kind == "modified"]
    stated.sort(key=lambda one: (one.source.endswith(":foot"), group_of(one.source) != "printed"))
    for stamp in stated[:1]:
        yield Candidate(stamp.date, stamp.source, _UPDATE, "only an update is stated")


SOURCES = (from_rule, from_declared, from_printed, from_address, from_update)


def _of_group(evidence: Evidence, group: str) -> Iterator[DateCandidate]:
    for stamp in evidence.timestamps:
        if stamp.kind in ("published", "unlabelled") and group_of(stamp.source) == group:
            yield Candidate(stamp.date, stamp.source, _trust(stamp), "" if stamp.kind == "published" else stamp.kind)


def _trust(stamp: Timestamp) -> float:
    trust = _TRUST.get(stamp.source, _OTHER_META)
    return trust * _UNLABELLED if stamp.kind == "unlabelled" and stamp.source not in _AT_HEADLINE else trust


def doubted(candidates: Sequence[DateCandidate], changes: Sequence[ParsedDate]) -> Iterator[DateCandidate]:
    """The candidates, weighed against the one day that stands at the headline.

    What is declared for a later day tells when the page was moved or built anew; but where the day at the headline is
    that of one of the `changes`, it is the last change. Unlabelled dates elsewhere are those of other stories.
    """
    at_headline = [one.value for one in candidates if one.source in _AT_HEADLINE]
    printed = [one.value for one in candidates if group_of(one.source) == "printed"]
    shown = at_headline[0] if len({one.day for one in at_headline}) == 1 else None
    if shown and any(agree(shown, change) for change in changes):
        shown = None
    for one in candidates:
        if at_headline and one.note == "unlabelled" and one.source in _BESIDE:
            yield one._replace(confidence=_BESIDE_TRUST)
        elif (
            shown
            and group_of(one.source) == "declared"
            and one.value.iso[:10] > shown.iso[:10]
            and not any(agree(one.value, other) for other in printed)
        ):
            yield one._replace(confidence=one.confidence * _LATER, note="later than the printed day")
        else:
            yield one


def choose(evidence: Evidence) -> Choice[ParsedDate]:
    """The best supported day, or none where no source is credible."""
    changes = [one.date for one in evidence.timestamps if one.kind == "modified"]
    candidates = tuple(doubted(gather(evidence, SOURCES[:-1]), changes))
    choice = weigh(candidates, evidence.locale.region, _CREDIBLE)
    return first((*from_update(evidence), *choice.candidates)) if choice.value is None else choice
