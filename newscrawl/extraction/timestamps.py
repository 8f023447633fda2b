"""Every time that a page states about itself, read once for `date_published` and `date_modified`.

Declared times (JSON-LD, meta, microdata), `<time>` elements and printed dates near the headline, the day in the URL.
What stands elsewhere on the page (teasers, comments, footers, copyright lines) is about something else and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from newscrawl import dates, lang, zones
from newscrawl.dates import ParsedDate
from newscrawl.extraction.jsonld import texts

if TYPE_CHECKING:
    from lxml import etree

    from newscrawl.extraction.evidence import Evidence
    from newscrawl.lang import Language

Kind = Literal["published", "modified", "unlabelled"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stated time, what it is about, and where it stood."""

    date: ParsedDate
    kind: Kind
    source: str


_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "date_published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.created",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date",
    "publish_date", "publishdate", "published_date", "publication_date", "publicationdate", "pub_date", "pubdate",
    "article_date_original", "originalpublicationdate", "article.published", "published", "bt:pubdate", "ptime",
    "citation_publication_date", "citation_date", "prism.publicationdate", "rnews:datepublished",
    "mediator_published_time", "displaydate", "date.release", "analytics-pub-date",
    "shareaholic:article_published_time",
    "weibo:article:create_at", "datecreated", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "datemodified",
    "date_modified", "dcterms.modified", "dc.date.modified", "dc.modified", "last-modified", "lastmod", "modified",
    "article.updated", "update_date", "rnews:datemodified", "citation_lastmodified_date", "revised",
    "shareaholic:article_modified_time", "weibo:article:update_at",
)  # fmt: skip


def read_timestamps(evidence: Evidence) -> tuple[Stamp, ...]:
    """The page's times in order of trust: declared, in `<time>` elements, printed, in the address."""
    reader = _Reader(evidence)
    return (*reader.declared(), *reader.elements(), *reader.lines(), *reader.address())


class _Reader:
    """One page being read: its languages and clock, and where its headline and body stand among the blocks."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.languages = page_languages(evidence)
        self.now = clock(evidence)
        self.zone = _zone(evidence)
        self.head, self.foot = _surroundings(evidence)

    def parse(self, raw: str) -> ParsedDate | None:
        return dates.parse(raw, languages=self.languages, now=self.now, zone=self.zone)

    def stamps(self, raws: Iterable[str], kind: Kind, source: str) -> Iterator[Stamp]:
        for raw in raws:
            date = self.parse(raw)
            if date is not None:
                yield Stamp(date, kind, source)

    # -- declared

    def declared(self) -> Iterator[Stamp]:
        jsonld, meta, microdata = self.evidence.jsonld, self.evidence.meta, self.evidence.microdata
        for node, name in ((jsonld.article, "jsonld"), (jsonld.page, "jsonld:page")):
            yield from self.stamps(texts(node.get("datePublished")), "published", f"{name}:datePublished")
            yield from self.stamps(texts(node.get("dateModified")), "modified", f"{name}:dateModified")
            yield from self.stamps(texts(node.get("dateCreated")), "published", f"{name}:dateCreated")
        for key in _PUBLISHED_META:
            if key in meta.values:
                yield from self.stamps(meta.all(key), "published", f"meta:{key}")
        for key in _MODIFIED_META:
            if key in meta.values:
                yield from self.stamps(meta.all(key), "modified", f"meta:{key}")
        if "itemprop" in self.evidence.document.html:
            for key, kind in _MICRODATA:
                raws = (value.text for value in microdata.article.all(key))
                yield from self.stamps(raws, kind, f"microdata:{key}")

    # -- <time>

    def elements(self) -> Iterator[Stamp]:
        """The machine form of `<time>` near the headline or right behind the body; its text is read as a line."""
        for element in self.evidence.document.tree.iter("time"):
            said = element.get("datetime")
            node = self.evidence.node_of(element) if said else -1
            if not said or node < 0:
                continue
            block = self.evidence.blocks.firsts[node]
            where = "head" if block in self.head else "foot" if block in self.foot else None
            if where:
                yield from self.stamps([said], self.kind_of(element), f"time:{where}")

    def kind_of(self, element: etree._Element) -> Kind:
        """What a <time> is about: its names first, then the words in front of the date."""
        parent, before = element.getparent(), element.getprevious()
        names = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id", "pubdate"))
        if parent is not None:
            names += " " + (parent.get("class") or "")
        if _MODIFIED_NAME.search(names):
            return "modified"
        if _PUBLISHED_NAME.search(names):
            return "published"
        lead = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        if before is not None and not lead.strip():
            lead = "".join(map(str, before.itertext()))
        return self.label(lead[-_LEAD:] + " " + (element.text or "")[:_LEAD])

    def label(self, lead: str) -> Kind:
        """What the words before a date say it is about."""
        folded = lead.casefold()
        for labels in (_labels(self.evidence.language), _labels(lang.load("en"))):
            if labels.updated.search(folded):
                return "modified"
            if labels.published.search(folded):
                return "published"
        return "unlabelled"

    # -- printed

    def lines(self) -> Iterator[Stamp]:
        """The dates of short lines near the headline, in its by-line, or right behind the body."""
        lines = self.evidence.blocks.texts
        kept = set(self.evidence.body.kept[:_OPENING])
        for where, numbers in (("head", self.head), ("foot", self.foot)):
            for number in numbers:
                text = lines[number]
                if len(text) <= (_SHORT if number in kept else _LINE):
                    before = lines[number - 1] if number else ""
                    yield from self.line(text, before if len(before) <= _SHORT else "", where)

    def line(self, text: str, before: str, where: str) -> Iterator[Stamp]:
        if not any(c.isdigit() for c in text):
            return
        end = 0
        for found in self.find(text):
            lead = text[end : found.start].strip() or (before if not end else "")
            yield Stamp(found.date, self.label(lead[-_LEAD:]), f"text:{where}")
            end = found.end
        if not end and len(text) <= _SHORT and self.now is not None:
            yield from self.stamps([text], self.label(text), f"text:{where}")

    def find(self, text: str) -> Iterator[dates.Found]:
        return dates.find(text, languages=self.languages, now=self.now, zone=self.zone)

    # -- address

    def address(self) -> Iterator[Stamp]:
        match = _IN_PATH.search(_path(self.evidence.document.url))
        if match:
            year, month, day = (part for part in match.groups() if part and part not in "-/_.")
            yield from self.stamps([f"{year}-{month:0>2}-{day:0>2}"], "published", "url")


_MICRODATA: tuple[tuple[str, Kind], ...] = (
    ("datePublished", "published"), ("dateModified", "modified"), ("dateCreated", "published"),
)  # fmt: skip
_MODIFIED_NAME = re.compile(r"updat|modif|aktualisiert|actualiz|lastmod", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publi|pubdate|(?<![a-z])posted|created|entry-date", re.IGNORECASE)
_LINE = 220  # characters of a line that is about the article and not of it; by-lines with two dates reach 200
_SHORT = 60  # characters of a line that is only a date, or only the label of the next line
_LEAD = 40  # characters before a date that tell what it is about
_OPENING = 2  # blocks of the body that may be date lines
_ABOVE, _BETWEEN, _BELOW = 6, 40, 5  # lines above the headline, at most between it and the body, behind the body
# /2024/03/05/, /2024-03-05-, /20240305/, /2024/mar/05/ in a path, not followed by another number.
_IN_PATH = re.compile(
    r"/(?:[^/]*[-_])?(?:((?:19|20)\d\d)(?P<mark>[-/_.])(0?[1-9]|1[0-2])(?P=mark)(0?[1-9]|[12]\d|3[01])"
    r"|((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?!\d)"
)


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


# -- circumstances ----------------------------------------------------------------------------------------------------


def clock(evidence: Evidence) -> datetime | None:
    """When the page was fetched: as told, else by the server's `Date` header."""
    if evidence.fetched_at is not None:
        return evidence.fetched_at
    sent = dates.parse(evidence.document.headers.get("date", ""))
    return sent.moment if sent and sent.zone == "stated" else None


def page_languages(evidence: Evidence) -> tuple[str, ...]:
    """The text's language with the region that the site writes for: its country's domain, else what the page says."""
    return (f"{evidence.language.code}-{region}",) if (region := home_region(evidence)) else (evidence.language.code,)


def home_region(evidence: Evidence) -> str:
    """The country of the site (ISO 3166), or ""."""
    host = (urlsplit(evidence.document.url or "").hostname or "") if _path(evidence.document.url) else ""
    domain = host.rpartition(".")[2].upper()
    if domain in zones.HOMES or domain == "UK":
        return "GB" if domain == "UK" else domain
    declared = (evidence.meta.language, *evidence.meta.all("og:locale"))
    tags = (tag.replace("_", "-").split("-") for tag in declared)
    return next((tag[1].upper() for tag in tags if len(tag) > 1 and len(tag[1]) == 2), "")


def _zone(evidence: Evidence) -> tzinfo | None:
    return evidence.rules.timezone if evidence.rules else None


def _surroundings(evidence: Evidence) -> tuple[range, range]:
    """The blocks in front of the body from a few lines above the headline on, and the few behind the body."""
    blocks, kept = evidence.blocks, evidence.body.kept
    size = len(blocks)
    titles = [number for number, owner in enumerate(blocks.owners) if blocks.node_tags[owner] == "h1"]
    first = kept[0] if kept else min(size, (titles[0] if titles else 0) + _ABOVE)
    above = [number for number in titles if first - _BETWEEN <= number <= first]
    start = max(0, (above[-1] if above else first - _ABOVE) - _ABOVE)
    foot = range(kept[-1] + 1, min(size, kept[-1] + 1 + _BELOW)) if kept else range(0)
    return range(start, min(size, first + _OPENING)), foot


@dataclass(frozen=True, slots=True)
class _Labels:
    updated: re.Pattern[str]
    published: re.Pattern[str]


@lru_cache(maxsize=64)
def _labels(language: Language) -> _Labels:
    return _Labels(_whole_words(language.updated), _whole_words(language.published))


def _whole_words(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(label.casefold().rstrip(":")) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])" if words else "(?!)")
