"""What an element makes of the text in it and behind it, by its tag and its names, as browsers show it."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from newscrawl.extraction.body.class_words import bit_of, meaning_bits

_UNREAD_TAGS = """
    head title script style noscript template svg math iframe object noembed applet select textarea input datalist
    option canvas audio video map progress meter rp rt
"""
_IN_LINE_TAGS = """
    abbr acronym bdi bdo big blink code data del dfn font ins kbd label mark nobr picture q rb ruby s
    samp small source span strike sub sup time tt u var wbr
"""
MUTE = frozenset(_UNREAD_TAGS.split())
HOLDERS = frozenset(("head", "svg", "math", "template"))
_SHADOW_ROOTS = ("shadowrootmode", "shadowroot")  # the attribute's name today, and before 2023
_OF_HEAD = frozenset(("meta", "link", "base"))
INLINE = frozenset(_IN_LINE_TAGS.split())
PLACES = frozenset(("div", "section", "article"))  # elements that carry itemprop, style and ids worth reading
LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))  # no block can stand in them
_TITLES = LINES - {"p"}
_STOPS, _CLOSING, _OPENING = frozenset(".!?…"), frozenset('”"»’'), frozenset('“"«„‘')
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# How styles move words out of sight that screen readers shall still read, and what sheets name such a style.
_CLIPPED = re.compile(r"clip\s*:\s*rect|clip-path\s*:\s*inset|(?:left|top|text-indent)\s*:\s*-\d{3}", re.I)
_UNSEEN_NAME = re.compile(
    r"(?<![a-z])(?:sr[-_]?only|(?:visually|visibly|visible|a11y|accessib(?:le|ility)|u|is|element)[-_]?(?:hidden|hide)|"
    r"hidden[-_]?visually|invisible|hide[-_]?(?:text|visually)|(?:for[-_]?)?screen[-_]?reader[-_a-z]*|reader[-_]?only|"
    r"off[-_]?screen|a11y[-_]?(?:text|only)|assistive[-_]?text|audible)(?![a-z])",
    re.I,
)
_LONGEST_UNSEEN, _MOST_UNSEEN = 80, 8  # characters and elements; with more inside it was never closed
HIDDEN = bit_of("hidden")

# What an element makes of the text in and behind it. From BREAK on nothing inside is text that a reader sees.
BLOCK, IN_LINE, LINK, STRONG, ITALIC, CELL, BREAK, IMAGE, UNREAD = range(9)
MEDIA = frozenset(("iframe", "video", "audio", "object"))
MENUS = frozenset(("nav", "footer", "menu"))
_TRAIL = bit_of("breadcrumb")  # a menu that says where the article stands
MAKES = (
    dict.fromkeys(MUTE, UNREAD)
    | dict.fromkeys(INLINE, IN_LINE)
    | {
        "a": LINK,
        "b": STRONG,
        "strong": STRONG,
        "br": BREAK,
        "td": CELL,
        "th": CELL,
        "i": ITALIC,
        "em": ITALIC,
        "cite": ITALIC,
        "img": IMAGE,
        "embed": IN_LINE,
    }
)


def speaks_of_article(menu: etree._Element, bits: int) -> bool:
    """Does the menu say who wrote the article or where it stands? An article's own footer does, and a trail, by its
    name, its label, or the name of a child.
    """
    if menu.tag == "footer":
        return next(menu.iterancestors("article"), None) is not None
    said = [menu.get("aria-label"), *(child.get("class") for child in menu)]
    return bool(_TRAIL & (bits | meaning_bits(" ".join(filter(None, said)))))


def holds_text(element: etree._Element) -> bool:
    """Whether an element of HOLDERS has the page's text in it, since libxml2 does not close it where browsers do.

    A <template> that declares a shadow root is shown in the place of the element around it.

    The tags of head and body may be left out (minifiers do so), and <main> or <article> are then taken for parts of the
    head. An <svg> or <math> without its end goes on to the end of the page (HTML standard, 13.2.6.5: a <p> or <div>
    ends it).
    """
    if element.tag == "template":
        return any(element.get(name) is not None for name in _SHADOW_ROOTS)
    if element.tag == "head":
        return any(child.tag not in MUTE and child.tag not in _OF_HEAD for child in element)
    return next(element.iterdescendants("p", "div"), None) is not None


def in_sentence(element: etree._Element, pieces: list[str]) -> bool:
    """Whether an element inside a paragraph's text is part of it: one of the site's own (<x-term>), a button with
    text on both sides (a glossary's), or one that is a heading's text (an accordion's).
    """
    tag: str = element.tag
    if tag != "button":
        return "-" in tag
    if not pieces:
        above = element.getparent()
        return above is not None and above.tag in _TITLES
    return bool((element.tail or "").strip())


def is_unseen(element: etree._Element, name: str | None) -> bool:
    """Whether the words of an inline element, which has this class, are for screen readers alone."""
    style = element.get("style")
    if not (name and _names_unseen(name)) and not (style and (_CLIPPED.search(style) or UNSEEN.search(style))):
        return False
    size = -len(element.tail or "")
    for number, inner in enumerate(element.iter()):
        size += len(inner.text or "") + len(inner.tail or "")
        if number > _MOST_UNSEEN or size > _LONGEST_UNSEEN:
            return False
    return True


@lru_cache(maxsize=4096)
def _names_unseen(name: str) -> bool:
    return _UNSEEN_NAME.search(name) is not None


def stands_apart(element: etree._Element, before: str) -> bool:
    """Whether an inline element is a text of its own beside the one before it, though no space is between them: both
    have names, not the same one, and a number or a word ends where a capital or a number begins.

    Not after a single letter (a drop cap), nor where a word goes on in small letters (editors cut words anywhere).
    """
    other, text = element.getprevious(), element.text
    if other is None or other.tail or not text or not before:
        return False
    end, start = before[-1], text[0]
    if not (end.isdigit() and start.isupper()) and not (end.islower() and (start.isupper() or start.isdigit())):
        return False
    names = element.get("class"), other.get("class")
    return None not in names and names[0] != names[1]


def runs_on(before: str, after: str | None) -> bool:
    """Whether a sentence ends and another one begins without a space: lines that styles set apart."""
    end = before[-2:]
    ends = (end[-1:] in _STOPS and end[:1].islower()) or (end[:1] in _STOPS and end[-1:] in _CLOSING)
    return ends and after is not None and (after[:1].isupper() or after[:1] in _OPENING)


def names_of(element: etree._Element) -> tuple[str | None, int]:
    """An element's class, and what class, id, item property and style say."""
    said, bits = None, 0
    for key in element.keys():  # noqa: SIM118 - one call instead of four, most elements have one name
        if key == "class":
            said = element.get(key)
            bits |= meaning_bits(said) if said else 0
        elif key == "id" or key == "itemprop":
            bits |= meaning_bits(element.get(key) or "")
        elif key == "style" and UNSEEN.search(element.get(key) or ""):
            bits |= HIDDEN
    return said, bits
