"""Every time that a page states about itself, read once for `date_published` and `date_modified`.

Declared times (JSON-LD, meta, microdata), `<time>` elements and printed dates near the headline, the day in the URL.
What stands elsewhere on the page (teasers, comments, footers, copyright lines) is about something else and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from newscrawl import dates, lang
from newscrawl.dates import ParsedDate
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.readers.day_order import in_agreed_order
from newscrawl.extraction.readers.locale import DateLocale
from newscrawl.extraction.readers.other_stories import OtherStories
from newscrawl.extraction.readers.timestamp import Kind, Timestamp, label_kind, labels_of, meta_kind, name_kind
from newscrawl.extraction.readers.unprinted_dates import attribute_dates, script_dates
from newscrawl.html.jsonld import JsonLd, texts
from newscrawl.html.microdata import Microdata
from newscrawl.urls import path_of

if TYPE_CHECKING:
    from lxml import etree


def read_timestamps(
    layout: Layout, jsonld: JsonLd, microdata: Microdata, locale: DateLocale, *, others: OtherStories
) -> tuple[Timestamp, ...]:
    """The page's times in order of trust: declared, in `<time>` elements, printed, in the address.

    `others` know the block that prints the headline. Declared times that cannot be are of the kind "impossible": no
    field takes them, the record warns of them.
    """
    reader = _Reader(layout, jsonld, microdata, locale, others)
    stamps: list[Timestamp] = []
    for stated in (reader.declared, reader.elements, reader.lines, reader.address):
        stamps += islice(stated(), _MOST)
    if not any(one.kind in ("published", "unlabelled") and one.source not in _AWAY for one in stamps):
        stamps += islice(reader.attributes(), _MOST)
    for elsewhere in (reader.labelled, reader.scripts):
        if all(one.kind == "impossible" for one in stamps):
            stamps += elsewhere()
    return tuple(in_agreed_order(stamps, reader.days_of_others))


class _Reader:
    """One page being read: its languages and clock, and where its headline and body stand among the blocks."""

    def __init__(
        self, layout: Layout, jsonld: JsonLd, microdata: Microdata, locale: DateLocale, others: OtherStories
    ) -> None:
        self.layout, self.jsonld, self.microdata, self.locale = layout, jsonld, microdata, locale
        self.languages, self.now, self.zone = locale.languages, locale.now, locale.zone
        self.labels = (labels_of(locale.language), labels_of(lang.load("en")))
        self.titles = _titles(layout.blocks) if others.headline is None else [others.headline]
        self.head, self.foot = _surroundings(layout, self.titles)
        self.others = replace(others, headline=self.titles[0]) if others.headline is None and self.titles else others
        self.days_of_others: list[ParsedDate] = []
        self.parsed = self.searched = 0

    def parse(self, raw: str) -> ParsedDate | None:
        """The date of a text, as long as the page has not had its share of the parser's time."""
        self.parsed += 1
        if self.parsed > _PARSED:
            return None
        patient = self.parsed <= _PATIENTLY
        return dates.parse(raw, languages=self.languages, now=self.now, zone=self.zone, patient=patient)

    def stamps(self, raws: Iterable[str], kind: Kind, source: str) -> Iterator[Timestamp]:
        for raw in raws:
            date = self.parse(raw)
            if date is not None:
                yield Timestamp(date, kind, source)

    def stated(self, raws: Iterable[str], kind: Kind, source: str) -> Iterator[Timestamp]:
        """The same for what the page declares to machines: a time that cannot be is worth a warning."""
        for raw in raws:
            found = False
            for stamp in self.stamps([raw], kind, source):
                found = True
                yield stamp
            if not found and (refused := dates.impossible(raw, now=self.now)):
                yield Timestamp(refused, "impossible", source)

    # -- declared

    def declared(self) -> Iterator[Timestamp]:
        jsonld, meta, microdata = self.jsonld, self.layout.document.meta, self.microdata
        for node, name in ((jsonld.article, "jsonld"), (jsonld.page, "jsonld:page")):
            yield from self.stated(texts(node.get("datePublished")), "published", f"{name}:datePublished")
            yield from self.stated(texts(node.get("dateModified")), "modified", f"{name}:dateModified")
            yield from self.stated(texts(node.get("dateCreated")), "published", f"{name}:dateCreated")
        for key in meta.values:
            kind = meta_kind(key)
            if kind:
                yield from self.stated(meta.all(key), kind, f"meta:{key}")
        for key, kind in _MICRODATA:
            raws = (value.text for value in microdata.article.all(key))
            yield from self.stated(raws, kind, f"microdata:{key}")

    # -- <time>

    def elements(self) -> Iterator[Timestamp]:
        """The machine form of `<time>` and `<abbr title>` (hAtom) near headline and body; their text is a line."""
        elements = self.layout.document.elements
        tags = ("time", "abbr", "relative-time", "time-ago", "local-time")
        for element in chain.from_iterable(map(elements, tags)):
            said = element.get("title") if element.tag == "abbr" else element.get("datetime")
            if not said:
                continue
            block = self.layout.position_of(element)
            where = "head" if block in self.head else "foot" if block in self.foot else None
            if where and not self.others.hold_element(element):
                yield from self.stamps([said], self.kind_of(element), f"time:{where}")

    def kind_of(self, element: etree._Element) -> Kind:
        """What a <time> is about: its names first, then its parent's, then the words in front of the date."""
        parent, before = element.getparent(), element.getprevious()
        own = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id"))
        for names in (own, (parent.get("class") or "") if parent is not None else ""):
            if names is own and "pubdate" in element.attrib:
                return "published"
            if kind := name_kind(names):
                return kind
        lead = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        if before is not None and not lead.strip():
            lead = "".join(map(str, before.itertext()))
        return label_kind(lead[-_LEAD:] + " " + (element.text or "")[:_LEAD], self.labels)

    # -- printed

    def lines(self) -> Iterator[Timestamp]:
        """The dates of short lines near the headline, in its by-line, or right behind the body."""
        lines = self.layout.blocks.texts
        kept = set(self.layout.body.kept)
        for where, numbers in (("head", self.head), ("foot", self.foot)):
            for number in numbers:
                text = lines[number]
                if not _DIGIT.search(text):
                    if where == "head" and len(text) <= _SHORT and self.locale.fetched_at is not None:
                        yield from self.day_word(text)
                    continue
                if self.is_others(number):
                    continue
                if len(text) > (_SHORT if number in kept else _LINE):
                    opening = _DATELINE.match(text)
                    text = opening[0] if opening else ""
                stamps = list(self.line(text, self.line_above(number), where))
                if stamps and self.others.hold(number):
                    self.days_of_others += (stamp.date for stamp in stamps)
                    continue
                far = where == "head" and not self.is_near(number)
                yield from (_set_back(stamp) for stamp in stamps) if far else stamps

    def is_others(self, number: int) -> bool:
        """Comments are not about the article, a copyright line is about the site."""
        blocks = self.layout.blocks
        return "©" in blocks.texts[number] or bool(blocks.path_bits[blocks.owners[number]] & _OTHER_STORIES)

    def is_near(self, number: int) -> bool:
        """Close to the headline, and not in it."""
        places = [number - title for title in self.titles]
        return 0 not in places and (not places or any(-_NEAR_ABOVE <= place <= _NEAR_BELOW for place in places))

    def line_above(self, number: int) -> str:
        """The line in front of a line, where it can be its label."""
        above = self.layout.blocks.texts[number - 1] if number else ""
        return above if len(above) <= _SHORT else ""

    def line(self, text: str, before: str, where: str) -> Iterator[Timestamp]:
        """The dates of a line; the label of the first may be the line above."""
        end = 0
        for found in self.find(text):
            if found.date.day is None:  # a month alone is a season, an issue, a plan
                continue
            lead = text[end : found.start].strip() or (before if not end else "")
            kind = label_kind(lead[-_LEAD:], self.labels)
            stamp = Timestamp(found.date, kind, f"text:{where}")
            if kind != "unlabelled" or where != "foot" or not _SHORT_YEAR.search(found.date.raw):
                prose = found.start - end > _PROSE or len(text) - len(found.date.raw) > _SHORT
                yield _set_back(stamp) if prose else stamp
            end = found.end
        if not end and len(text) <= _SHORT and (date := self.other_date(text)) and date.day is not None:
            yield Timestamp(date, label_kind(text, self.labels), f"text:{where}")

    def other_date(self, text: str) -> ParsedDate | None:
        """The date of a short line that no table reads: "2 hours ago", and all dates of languages without a table."""
        if not self.locale.language.months:
            return self.parse(text)
        if self.now is None:
            return None
        return dates.ago(text, now=self.now, languages=self.languages, zone=self.zone)

    def day_word(self, text: str) -> Iterator[Timestamp]:
        """ "Yesterday", "Updated today": a line that is such a word and nothing else, or a label and such a word."""
        said = text.casefold().strip(_EDGES)
        for labels in self.labels:
            if not said.endswith(labels.days):
                continue
            word = next((day for day in labels.days if said.endswith(day)), "")
            lead = said.removesuffix(word).strip(_EDGES)
            if word and (not lead or labels.updated.fullmatch(lead) or labels.published.fullmatch(lead)):
                yield from self.stamps([word], label_kind(lead, self.labels), "text:head")
                return

    def find(self, text: str) -> Iterator[dates.Found]:
        self.searched += 1
        if self.searched > _SEARCHED:
            return iter(())
        return dates.find(text, languages=self.languages, now=self.now, zone=self.zone)

    # -- attributes

    def attributes(self) -> Iterator[Timestamp]:
        """Where neither declared nor printed near the headline: the days that attributes near it state."""
        document = self.layout.document
        for element, said, kind in attribute_dates(document.tree, document.html):
            if self.layout.position_of(element) not in self.head or self.others.hold_element(element):
                continue
            yield from self.stamps([said], kind, "time:head") if kind else self.line(said, "", "head")

    # -- elsewhere

    def labelled(self) -> Iterator[Timestamp]:
        """Where nothing else is stated: the one day that a line of the page, wherever it stands, labels as its own."""
        stamps: list[Timestamp] = []
        for number, text in enumerate(self.layout.blocks.texts[:_LINES]):
            if len(text) <= _PROSE and _DIGIT.search(text) and not self.is_others(number):
                found = list(self.line(text, self.line_above(number), "page"))
                stamps += found if not found or not self.others.hold(number) else ()
        for kind in ("published", "modified"):
            own = [one for one in stamps if one.kind == kind]
            if own and len({one.date.day for one in own}) == 1:
                yield own[0]
                return

    # -- the data of scripts

    def scripts(self) -> Iterator[Timestamp]:
        """Where nothing else is stated: the one day that the data of the page's scripts name as its publication."""
        stamps = list(self.stamps(script_dates(self.layout.document.html), "published", "script:published"))
        if len({stamp.date.day for stamp in stamps}) == 1:
            yield stamps[0]

    # -- address

    def address(self) -> Iterator[Timestamp]:
        """/2024/03/05/, /2024/mar/05/, /20240305/ in the path."""
        path = path_of(self.layout.document.url or "")
        if match := _IN_PATH.search(path):
            year, month, day = (part for part in match.groups() if part and part not in "-/_.")
            yield from self.stamps([f"{year}-{month:0>2}-{day:0>2}"], "published", "url")
        elif match := _NAMED_IN_PATH.search(path):
            yield from self.stamps([f"{match[3]} {match[2]} {match[1]}"], "published", "url")


def _set_back(stamp: Timestamp) -> Timestamp:
    """An unlabelled date in prose or far from the headline is rarely the article's own."""
    return replace(stamp, source="text:around") if stamp == Timestamp(stamp.date, "unlabelled", "text:head") else stamp


_AWAY = ("time:foot", "text:foot", "text:around")
_MICRODATA: tuple[tuple[str, Kind], ...] = (
    ("datePublished", "published"), ("dateModified", "modified"), ("dateCreated", "published"),
)  # fmt: skip
_OTHER_STORIES = bit_of("comment")
_DIGIT = re.compile(r"\d")
_LINE = 220  # characters of a line that is about the article and not of it; by-lines with two dates reach 200
_EDGES = " :：·|,.-–—"
_SHORT = 60  # characters of a line that is only a date, or only the label of the next line
_LEAD = 40  # characters before a date that tell what it is about
_DATELINE = re.compile(r"[^.!?]{0,30}\d[^!?]{0,20}?\s?[-–—|:](?=\s)")  # "Berlin, 25 January 2022 - " in front of a text
_OPENING = 2  # blocks of the body that may be date lines
_ABOVE, _AFTER, _BELOW = 8, 15, 10  # lines above the headline, behind it and before the body, behind the body
_TITLES = 3  # headlines that are looked at
_MOST = 60  # times of one kind: each is weighed against every other. The most on 1,500 pages are 22
# What one page may ask of the date parser: stated dates, those for which the slow road is open (1 to 6 ms each), lines.
# The most on 1,500 pages of the corpus are 45, 9 and 364.
_PARSED, _PATIENTLY, _SEARCHED = 100, 30, 1_000
# Unlabelled dates are right on 0.89 of the lines from two above the headline to eight below it, on 0.47 farther away,
# on 0.3 where more than 45 characters of other text stand in the line (1,100 lines of 1,140 dated pages).
_NEAR_ABOVE, _NEAR_BELOW = 2, 8
_LINES = 3000  # of a page that are looked at for a label; the most on a corpus page is 2,617
_PROSE = 45
_SHORT_YEAR = re.compile(r"^\D*\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")  # in prose it is as often the number of a version


# A day in a path, not followed by another number.
_IN_PATH = re.compile(
    r"/(?:[^/]*[-_])?(?:((?:19|20)\d\d)(?P<mark>[-/_.])(0?[1-9]|1[0-2])(?P=mark)(0?[1-9]|[12]\d|3[01])"
    r"|((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?!\d)"
)
_NAMED_IN_PATH = re.compile(r"/((?:19|20)\d\d)/([^\W\d_]{3,9})/(0?[1-9]|[12]\d|3[01])(?=/|-|$)")


def _surroundings(layout: Layout, titles: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The blocks around the headline and in front of the body, and the few behind the body."""
    size, kept = len(layout.blocks), layout.body.kept
    near = {number for title in titles for number in range(title - _ABOVE, title + _AFTER)}
    if kept:
        near.update(range(kept[0] - _AFTER, kept[0] + _ABOVE))
        near = {number for number in near if number <= kept[-1]}.difference(kept[_OPENING:])
    elif not titles:
        near.update(range(_AFTER))
    foot = range(kept[-1] + 1, min(size, kept[-1] + 1 + _BELOW)) if kept else range(0)
    return sorted(number for number in near if 0 <= number < size), foot


def _titles(blocks: Blocks) -> list[int]:
    """Where no block prints the chosen headline: the page's first `<h1>`s."""
    titles, node = [], -1
    for _ in range(min(_TITLES, blocks.node_tags.count("h1"))):
        node = blocks.node_tags.index("h1", node + 1)
        titles.append(blocks.firsts[node])
    return titles
