"""Days that a page states where no reader sees them: in attributes near the headline, in the variables of its scripts.

They are asked for only where the page neither declares nor prints its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from newscrawl.extraction.readers.timestamp import Kind, name_kind
from newscrawl.html.meta import attributes

_DATED = re.compile(
    r"(?:^|[-_])(?:(?:date|time|datetime|timestamp|publish|published|posted|created|updated|modified)(?:$|[-_])|pub_?date|"
    r"publish(?:ed)?(?:date|time|at|on)|created?at|updated_?at)"
)
_NO_DATE = re.compile(
    r"zone|format|out$|offset|now|today|expir|event|start|end|delay|duration|lapse|read|elapsed|limit"
)
_WORDED = ("aria-label", "title", "data-title", "data-original-title", "data-tooltip", "data-label")
_MACHINE = re.compile(r"\s*(?:\d{4}-\d\d-\d\d(?:[T\s][\d:.]{4,12}(?:\s?(?:Z|[+-]\d\d:?\d\d))?)?|1\d{9}(?:\d{3})?)\s*")
_LONGEST = 120  # characters of a label or title that states a day
_SILENT = frozenset(
    ("a", "img", "iframe", "button", "input", "video", "audio", "script", "style", "link", "meta", "svg")
)
_GATE = re.compile(
    r"""(?:dat|tim|publi|label|title|poste|creat)[\w-]{0,30}\s?=\s?["'][^"'<>]{0,40}\d{4}""", re.IGNORECASE
)


def attribute_dates(tree: etree._Element, html: str) -> Iterator[tuple[etree._Element, str, Kind | None]]:
    """(element, text, kind) of the attributes that may state a day. The kind is None for words, which have labels."""
    if not _GATE.search(html):
        return
    for element in tree.iter("*"):
        said = attributes(element)
        if not said or element.tag in _SILENT:
            continue
        custom = "-" in element.tag
        for name, value in said.items():
            if name in _WORDED:
                if len(value) <= _LONGEST and any(map(str.isdigit, value)):
                    yield element, value, None
            elif _is_dated(name, custom) and _MACHINE.fullmatch(value):
                yield element, value, name_kind(name) or name_kind(said.get("class") or "") or "unlabelled"


def _is_dated(name: str, custom: bool) -> bool:
    """Does an attribute's name say that it states a time: `data-published-at`, `datetime`?"""
    if not (custom or name.startswith("data-") or name == "datetime"):
        return False
    return _DATED.search(name.removeprefix("data-")) is not None and not _NO_DATE.search(name)


# -- scripts

_QUOTE = r"""(?:["']|\\"|&quot;)"""
_NAMES = (
    r"datePublished|publish(?:ed)?_?(?:Date|At|On|Time)|pub_?(?:Date|Time)|publicationDate|publication_date|"
    r"firstPublished(?:At)?|article_?(?:Date|PublishDate|PublishedTime)|post_?Date|oriCreateTime"
)
_DAY = r"\d{4}-\d\d-\d\d(?:[T\s]\d[\d:.]{0,14}(?:Z|[+-]\d\d:?\d\d)?)?"
# A property or variable with the name of a day of publication, and a day or the seconds since 1970 as its value; a
# variable that is named after a creation has to be declared as one, since programs create many things.
# The values are looked for, and the names in front of those: a tenth of the time of looking for names on the page.
_VALUE = re.compile(rf"[:=]\s?{_QUOTE}?({_DAY}|1\d{{9}}(?:\d{{3}})?(?!\d))")
_NAMED = re.compile(
    rf"(?:(?<![\w-])(?:{_NAMES}){_QUOTE}?\s?[:=]|\bvar\s(?:create_?time|ct|create_?date)\s?=)\Z", re.IGNORECASE
)
_LONGEST_NAME = 40


def script_dates(html: str) -> list[str]:
    """The days of publication that the data and variables of scripts state, printed forms before seconds since 1970."""
    values = _VALUE.finditer(html)
    stated = [one[1] for one in values if _NAMED.search(html, max(0, one.start() - _LONGEST_NAME), one.start() + 1)]
    return sorted(stated, key=str.isdigit)
