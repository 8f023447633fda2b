"""The lines of a page that may be by-lines: near the headline, above the body, at its end.

A line counts when its place calls itself author or byline, when it begins with a by-line label ("By", "Von") or has
one behind a date, or when it links to a profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from newscrawl.extraction.body import boilerplate
from newscrawl.extraction.body.block_selection import OTHER_ARTICLE
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.people import east_asian
from newscrawl.extraction.people.byline_parsing import read_names, without_addresses
from newscrawl.extraction.people.labels import HAS_UNSPACED
from newscrawl.extraction.people.names import NameContext
from newscrawl.extraction.people.vocabulary import BylineWords, begins_with_label, byline_words, find_labels
from newscrawl.extraction.readers.name_lists import is_only_and, is_whole, listed
from newscrawl.extraction.readers.other_stories import OtherStories, is_profile
from newscrawl.lang import Language
from newscrawl.record.model import Author
from newscrawl.text import fold, normalize

Place = Literal["head", "lead", "end"]
Make = Literal["marked", "label", "class", "link", "bare"]

_AUTHOR = bit_of("author")
_FAR_AWAY = bit_of("comment") | bit_of("related") | bit_of("popular")
_AWAY = bit_of("nav") | bit_of("footer") | bit_of("more")
_AWAY_TAGS = frozenset(["nav", "footer"])
_OF_ARTICLE = bit_of("article") | bit_of("post") | bit_of("meta") | _AUTHOR  # a footer of these is the article's own
_NEAR = 4  # elements around a line whose names speak of the line; those further out name whole pages
MAX_LENGTH = 200  # characters; a longer line is a paragraph or a biography
# Kinds of boilerplate that hold words which look like names: "Share Facebook", "No comments".
_PROMPTS = frozenset(
    [
        "advertisement", "app", "comments", "consent", "copyright", "donate", "follow", "navigation", "newsletter",
        "paywall", "player", "related", "share", "subscribe", "tools",
    ]
)  # fmt: skip
# Blocks around the headline, above and inside the body's beginning, and around its end: 74 % of the by-lines in there
# name a true author, 33 % of those up to twice as far away (980 pages with known authors).
_OVER_HEADLINE, _UNDER_HEADLINE, _OVER_BODY, _INSIDE, _OVER_END, _UNDER_END = 4, 14, 14, 3, 2, 8
_WITHOUT_BODY = 150  # blocks that are read where neither headline nor body was found
_MIN_SHARE = 0.4  # of the characters; of the marked lines under it 24 % named a true author (980 pages)
# "Jane A. Doe" in a paragraph at the body's end: 4 of 9 such lines name a true author, of freer patterns 1 in 10.
_SIGNED, _SIGNED_LENGTH = re.compile(r"(?:(?:[^\W\d_]\.?|[^\W\d_][\w'’-]+)(?:\s|$)){2,4}"), 40
_NO_LETTERS = re.compile(r"[\W\d_]+")
_WHOLE = 0.9  # of the letters: the line is nothing but names
_LABEL_LENGTH, _OPENED_LENGTH = 24, 80  # characters of a label in a line of its own, and of the names in the next one
_NAMES_ONLY = 0.95
_FEW_LINES = 6
_SIGNING = 2  # blocks at the body's beginning and end, and behind it, that name its reporters
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_DATED, _DATED_LENGTH = re.compile(r"\D{0,25}\d"), 120  # "Monday, March 2, 2026"; characters of date and names


@dataclass(frozen=True, slots=True)
class ByLine:
    """One line: its text as printed, where it stands, what makes it a by-line, and whom it names.

    `share` is how much of it is names, 0 to 1. `listed` are the names that stand in one list, those of the lines before
    it included. `block` is the block that prints it.
    """

    text: str
    place: Place
    make: Make
    people: tuple[Author, ...]
    share: float
    listed: tuple[str, ...] = ()
    block: int = -1

    @property
    def source(self) -> str:
        return f"dom:{self.place}:{self.make}"


def read_bylines(
    layout: Layout, language: Language, site_names: frozenset[str] = frozenset(), *, others: OtherStories
) -> tuple[ByLine, ...]:
    """Every line that may be a by-line, in page order; those of other stories are none."""
    context = NameContext(language, site_names)
    texts = layout.blocks.texts
    short = [(block, place) for block, place in _window(layout, others.headline) if len(texts[block]) <= MAX_LENGTH]
    lines = [line for block, place in short for line in _read(layout, context, block, place, others)]
    listed_lines = _in_lists(lines, layout.blocks, byline_words(language))
    return (*listed_lines, *_in_text(layout, language.code))


def _in_text(layout: Layout, code: str) -> Iterator[ByLine]:
    """The reporters whom papers of China, Japan and Korea name in front of the text and behind it, in its lines."""
    kept, texts = layout.body.kept, layout.blocks.texts
    if code not in east_asian.CODES or not kept:
        return
    behind = (*kept[-_SIGNING:], *range(kept[-1] + 1, min(len(texts), kept[-1] + 1 + _SIGNING)))
    places: tuple[tuple[Sequence[int], Place, Callable[[str, str], list[str]]], ...] = (
        (kept[:_SIGNING], "lead", east_asian.names_in_front), (behind, "end", east_asian.names_behind),
    )  # fmt: skip
    for blocks, place, read in places:
        for block in blocks:
            if names := tuple(read(texts[block], code)):
                people = tuple(Author(name=name) for name in names)
                yield ByLine(", ".join(names), place, "label", people, 1.0, names if len(names) > 1 else (), block)
                break


def _in_lists(lines: Sequence[ByLine], blocks: Blocks, words: BylineWords) -> Iterator[ByLine]:
    """The lines, each with the names of the list that it goes on: one name an element, in elements of one make."""
    last: ByLine | None = None
    for line in lines:
        names = listed(line.text, line.people, words)
        if last is not None and last.block != line.block and _goes_on(last, line, blocks, words):
            before = last.listed or tuple(author.name for author in last.people)
            names = (*before, *(names or (line.people[0].name,)))
        line = replace(line, listed=names)
        if last is None or last.block != line.block or len(names) > len(last.listed):
            last = line
        yield line


def _goes_on(last: ByLine, line: ByLine, blocks: Blocks, words: BylineWords) -> bool:
    """Does a line without a label go on the list of the line before it?"""
    between = blocks.texts[last.block + 1 : line.block]
    if len(between) > 1 or not all(is_only_and(text, words) for text in between):
        return False
    if line.share < _NAMES_ONLY or begins_with_label(line.text, words):
        return False
    whole = all(is_whole(author, words) for author in (last.people[-1], line.people[0]))
    one, other = blocks.owners[last.block], blocks.owners[line.block]
    alike = blocks.node_tags[one] == blocks.node_tags[other] and blocks.node_classes[one] == blocks.node_classes[other]
    return whole and alike and blocks.parents[one] == blocks.parents[other] and one != other


def _window(layout: Layout, headline: int | None) -> Iterator[tuple[int, Place]]:
    kept, count = layout.body.kept, len(layout.blocks)
    places: dict[int, Place] = {}
    if not kept and headline is None:
        places = dict.fromkeys(range(_WITHOUT_BODY), "lead")
    if kept:
        places |= dict.fromkeys(range(max(kept[-1] - _OVER_END, 0), kept[-1] + 1 + _UNDER_END), "end")
        places |= dict.fromkeys(range(kept[0] - _OVER_BODY, kept[0] + _INSIDE), "lead")
    if headline is not None:
        places |= dict.fromkeys(range(headline - _OVER_HEADLINE, headline + 1 + _UNDER_HEADLINE), "head")
    reasons = layout.body.reasons
    return iter(
        sorted(
            (block, place) for block, place in places.items() if 0 <= block < count and reasons[block] != OTHER_ARTICLE
        )
    )


def _read(layout: Layout, context: NameContext, block: int, place: Place, others: OtherStories) -> Iterator[ByLine]:
    """The by-line of a block by its profile links, and the one by its place or label; cheap questions first."""
    blocks, words = layout.blocks, byline_words(context.language)
    text, owner = blocks.texts[block], blocks.owners[block]
    if blocks.path_bits[owner] & _FAR_AWAY:
        return
    tag = blocks.node_tags[owner]
    marked = bool((blocks.path_bits[owner] | blocks.inline_bits[block]) & _AUTHOR) or tag == "address"
    label = begins_with_label(text, words) or (_is_dated(text) and any(find_labels(text, words)))
    opener = "" if label or not block or len(blocks.texts[block - 1]) > _LABEL_LENGTH else _opener(blocks, block, words)
    linked = _profiles(layout, block) if blocks.link_sizes[block] else []
    signed = tag == "p" and not (marked or label or opener or linked) and _may_sign(layout, block)
    if not (marked or label or opener or linked or signed) or _is_away(blocks, block):
        return
    if not opener and others.hold(block):
        return
    if not marked and tag in _HEADINGS and _is_between(layout.body.kept, block):
        return  # a heading between paragraphs: "By the sea"
    if boilerplate.match(text, context.language) in _PROMPTS:
        return
    if people := tuple(_linked(layout, context, linked)):
        yield ByLine(text, place, "link", people, _share(people, text), block=block)
    if marked or label or opener or signed:
        make: Make = "bare" if signed else "label" if not marked else "marked" if label or opener else "class"
        line = barred(blocks.nodes[owner], text) if marked else text
        named = read_names(line, context, labelled=label and not marked)
        people = tuple(one for one in named if boilerplate.match(one.name, context.language) not in _PROMPTS)
        share = _share(people, text)
        certain = label and block not in layout.body.kept
        if people and (certain or share >= (_WHOLE if signed or (opener and not marked) else _MIN_SHARE)):
            where: Place = "end" if signed else place
            yield ByLine(f"{opener} {text}".strip(), where, make, people, share, block=block)


def _opener(blocks: Blocks, block: int, words: BylineWords) -> str:
    """The line before, where it is nothing but a label with names after it: "Author:"."""
    before = blocks.texts[block - 1]
    if len(blocks.texts[block]) > _OPENED_LENGTH or not begins_with_label(before, words):
        return ""
    if before[-1] != ":" and blocks.node_tags[blocks.owners[block]] in _HEADINGS:
        return ""
    ends = [end for _, end, _ in find_labels(before, words)]
    return before if ends and not any(map(str.isalpha, before[ends[-1] :])) else ""


def _may_sign(layout: Layout, block: int) -> bool:
    """Does a paragraph of two to four words in capitals stand at the body's end, where a name signs the article?"""
    kept = layout.body.kept
    if not kept or not kept[-1] <= block <= kept[-1] + 1:
        return False
    text = layout.blocks.texts[block]
    if HAS_UNSPACED.search(text):  # "上一页 下一页": names there have signs around them
        return False
    return len(text) <= _SIGNED_LENGTH and _SIGNED.fullmatch(text) is not None


def _is_between(kept: Sequence[int], block: int) -> bool:
    """Does a block stand between the body's first and last?"""
    return bool(kept) and kept[0] < block < kept[-1]


def _is_dated(text: str) -> bool:
    """Does the line begin with a date or a time? "14 March 2025, 11:20 Author: Jane Doe"."""
    return len(text) <= _DATED_LENGTH and _DATED.match(text) is not None


def _is_away(blocks: Blocks, block: int) -> bool:
    """Does the line stand in a menu, a footer or beside the article?"""
    for distance, node in enumerate(blocks.ancestors(block)):
        bits = blocks.own_bits[node]
        if blocks.node_tags[node] in _AWAY_TAGS or (distance < _NEAR and bits & _AWAY):
            return not (bits & _OF_ARTICLE and blocks.node_tags[node] != "nav")
    return False


def _share(people: tuple[Author, ...], text: str) -> float:
    """How many of a line's letters are names', addresses aside: "Get author RSS feed" holds one by accident."""
    return sum(map(_letters, (author.name for author in people))) / max(1, _letters(without_addresses(text)))


def _letters(text: str) -> int:
    return len(_NO_LETTERS.sub("", text))


def _profiles(layout: Layout, block: int) -> list[etree._Element]:
    """The links of a line that lead to a profile."""
    blocks = layout.blocks
    node = blocks.owners[block]
    if blocks.lasts[node] - blocks.firsts[node] > _FEW_LINES:  # the links are those of a whole part of the page
        return []
    anchors = blocks.nodes[node].iter("a")
    return [one for one in anchors if is_profile(one)]


def _linked(layout: Layout, context: NameContext, anchors: Iterable[etree._Element]) -> Iterator[Author]:
    """The names that link to a profile."""
    for anchor in anchors:
        for author in read_names("".join(map(str, anchor.itertext())), context):
            yield replace(author, url=layout.document.absolute(anchor.get("href", "")))


def barred(element: etree._Element, text: str) -> str:
    """The text with a bar between its elements' texts, since names stand in elements of their own.

    Where the element holds more than this text (other lines, scripts), the text as it is.
    """
    if not len(element):
        return text
    parts = [part for part in map(normalize, map(str, element.itertext())) if part]
    return " | ".join(parts) if fold("".join(parts)).replace(" ", "") == fold(text).replace(" ", "") else text
