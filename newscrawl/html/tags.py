"""Tags with more attributes than any page has are cut before the parse.

libxml2 walks over an element's attributes to append another one, and lxml once more to read each: 177,000 attributes in
one tag (710 KB) take 20 seconds, in C, where nothing can interrupt them; 1,000 take a millisecond.
"""

from __future__ import annotations

import re

MOST = 1_000
"""Attributes of a tag that are read. The most on 4,790 pages of the corpus are 77; those of a script that looks like a
tag ("i<n;...") do not count."""

# A page as libxml2 2.14 takes it apart (HTML standard, 13.2.5), up to a tag with more attributes than `MOST`. Nothing
# is given back, so it takes as long as the page is: 0.32 ms for 273 KB. Checked against libxml2 with random pieces of
# markup (tests/html/test_tags.py). The first form of a value is the second one, and nearly all values. A white space
# is spelled out: a class of plain bytes is looked up in a table, one with `\s` in it is tried part by part.
_SPACE = rb" \t\n\r\f\v"
_VALUE = rb"""(?>="[^"]*+"|(?:[%s]*+=[%s]*+(?:"[^"]*+"?+|'[^']*+'?+|[^%s>"'][^%s>]*+)?+)?+)""" % ((_SPACE,) * 4)
_ATTRIBUTE = rb"[%s/]*+[^%s/>][^%s/>=]*+" % ((_SPACE,) * 3) + _VALUE
_PLAIN = rb'(?: [^%s/>=]++="[^"]*+")' % _SPACE  # the same, as nearly all attributes are written
_RAW = (b"script", b"style", b"title", b"textarea", b"iframe", b"xmp", b"noembed", b"noframes")  # hold no tags
_RAW_STARTS = rb"s[ct]|ti|te|if|xm|no"


def _page(most: int) -> re.Pattern[bytes]:
    """The pattern of a page in which no tag has more attributes."""
    few = rb"(?:%s){0,%d}+(?!%s)" % (_ATTRIBUTE, most, _ATTRIBUTE)
    plain = rb"%s{0,%d}+>" % (_PLAIN, most)
    raw = b"|".join(
        rb"%s(?=[\s/>])%s[\s/]*+(?:(?<!/)>(?:[^<]++|<(?!/%s[\s/>]))*+)?+" % (name, few, name) for name in _RAW
    )
    tag = rb"/?[a-z][^%s/>]*+(?:%s|%s)" % (_SPACE, plain, few)
    return re.compile(
        rb"[^<]*+(?:<(?:(?=" + _RAW_STARTS + rb")(?:" + raw + rb")|" + tag + rb"|!--(?:-?>|(?:[^-]++|-(?!-!?>))*+"
        rb"(?:--!?>)?)|(?:[!?]|/(?![a-z]))[^>]*+|(?![a-z!?/]))[^<]*+)*+",
        re.I,
    )


_PAGE = _page(MOST)
_FULL = re.compile(rb"<(/?[a-z][^\s/>]*+)(?:%s){%d}+" % (_ATTRIBUTE, MOST), re.I)
_REST = re.compile(rb"(?:%s)*+" % _ATTRIBUTE)
_CONTENT = {name: re.compile(rb"[\s/]*+(?:(?<!/)>(?:[^<]++|<(?!/%s[\s/>]))*+)?+" % name, re.I) for name in _RAW}


def bounded(page: bytes) -> bytes:
    """The page without the attributes of a tag behind its first `MOST`; nearly every page as it is."""
    kept: list[bytes] = []
    start = place = 0
    while full := _FULL.match(page, _end_of(_PAGE, page, place)):
        kept.append(page[start : full.end()])
        start = place = _end_of(_REST, page, full.end())
        if content := _CONTENT.get(full[1].lower()):
            place = _end_of(content, page, place)
    return b"".join((*kept, page[start:])) if kept else page


def _end_of(pattern: re.Pattern[bytes], page: bytes, start: int) -> int:
    """Where what begins here ends; the patterns match nothing as well."""
    found = pattern.match(page, start)
    return found.end() if found else start
