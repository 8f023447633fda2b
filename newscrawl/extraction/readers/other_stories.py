"""Lines that speak of other stories: in the entry of a list, in a teaser, beside the title that a card links.

An entry is an element that holds neither the page's headline nor a block of its body, but right beside the line a link
with the words of a title, to another page of the site. Between headline and body stands what speaks of the article;
there only a title in a heading makes an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from newscrawl.extraction.body import boilerplate
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.layout import Layout
from newscrawl.extraction.people.vocabulary import begins_with_label, byline_words
from newscrawl.lang import Language
from newscrawl.text import count_words, fold
from newscrawl.urls import host_of, path_of

_LISTS = bit_of("related") | bit_of("popular")
_TEASER = bit_of("teaser")
_CARD = 12  # blocks of an entry at most; entries of corpus pages have two to nine
_BESIDE = 2  # blocks between a line and the title of its entry
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_ENTRIES = frozenset(("li", "article"))
_TITLE, _TITLE_IN_ENTRY, _TITLE_IN_TEASER = 4, 3, 2  # words of a linked title
_LONGEST = 250  # characters of a title
_MOSTLY, _PARTLY = 0.6, 0.3  # of the letters of its line; of that of a list's entry, which names an author as well
_PROFILE = re.compile(
    r"/(?:authors?|autore?s?|auteurs?|autor[ai]?|profile?s?|people|by|staff|columnists?|contributors?|reporters?|writers?|"
    r"redacteurs?|redakteure?|journalists?|journalistes?|users?|person|persons|bios?|correspondents?|editors?|redazione)"
    r"[/=](?!login|logout|register|sign|password|edit)|[?&]author=",
    re.I,
)


def is_profile(link: etree._Element) -> bool:
    """Does a link lead to somebody's profile?"""
    return "author" in link.get("rel", "") or _leads_to_profile(link.get("href", ""))


@lru_cache(maxsize=4096)  # a page's links are looked at for by-lines and for titles, its menus on every page of a site
def _leads_to_profile(href: str) -> bool:
    return _PROFILE.search(href) is not None


@dataclass(frozen=True)
class OtherStories:
    """A page's entries of other stories. `headline` is the block that prints the headline."""

    layout: Layout
    language: Language
    headline: int | None
    _titles: dict[int, int] = field(default_factory=dict, repr=False)
    _held: dict[int, bool] = field(default_factory=dict, init=False, repr=False)

    def hold(self, block: int) -> bool:
        """Does a block stand in the entry of another story?"""
        if block not in self._held:  # by-lines and dates stand on the same lines
            self._held[block] = self._holds(block)
        return self._held[block]

    def _holds(self, block: int) -> bool:
        blocks = self.layout.blocks
        if block >= len(blocks):
            return False
        beside = blocks.link_sizes[max(0, block - _BESIDE) : block + _BESIDE + 1]
        if not any(beside) and not blocks.path_bits[blocks.owners[block]] & _LISTS:  # nearly all lines
            return False
        return self._is_in_card(block) or self._is_in_entry(block, blocks.owners[block])

    def hold_element(self, element: etree._Element) -> bool:
        """The same for an element, which a link may hold together with the title: a card that is one link."""
        link = next((around for around in element.iterancestors("a") if around.get("href")), None)
        if link is not None and self._words_of_title(link, "".join(map(str, element.itertext()))) >= _TITLE_IN_ENTRY:
            return True
        node = self.layout.node_of(element)
        return node >= 0 and self._is_in_entry(self.layout.position_of(element), node)

    def _is_in_card(self, block: int) -> bool:
        """Is the line linked, as the title in a heading beside it is?"""
        blocks = self.layout.blocks
        if blocks.link_sizes[block] < len(blocks.texts[block]):
            return False
        near = range(max(0, block - _BESIDE), min(len(blocks), block + _BESIDE + 1))
        headings = (beside for beside in near if blocks.node_tags[blocks.owners[beside]] in _HEADINGS)
        return any(self._title(beside) >= _TITLE_IN_ENTRY for beside in headings)

    def _is_in_entry(self, block: int, node: int) -> bool:
        blocks = self.layout.blocks
        near = self._linked_near(block)
        if not near and not blocks.path_bits[node] & _LISTS:
            return False
        fewest = _TITLE
        for around in self._ways(node):
            bits = blocks.own_bits[around]
            if bits & _LISTS:
                return True
            if blocks.node_tags[around] in _ENTRIES:
                fewest = min(fewest, _TITLE_IN_ENTRY)
            if bits & _TEASER:
                fewest = _TITLE_IN_TEASER
            first, last = blocks.firsts[around], blocks.lasts[around]
            for beside, heading in near:
                if first <= beside < last and self._title(beside) >= (_TITLE_IN_ENTRY if heading else fewest):
                    return True
        return False

    def _linked_near(self, block: int) -> list[tuple[int, bool]]:
        """(block, is a heading) of the lines beside one that hold links; under the headline only the headings."""
        blocks, own = self.layout.blocks, self._is_under_headline(block)
        found = []
        for beside in range(max(0, block - _BESIDE), min(len(blocks), block + _BESIDE + 1)):
            if blocks.link_sizes[beside]:
                heading = blocks.node_tags[blocks.owners[beside]] in _HEADINGS
                if heading or not own:
                    found.append((beside, heading))
        return found

    def _is_under_headline(self, block: int) -> bool:
        """Between headline and body, where a page says who wrote the article and when?"""
        kept = self.layout.body.kept
        return self.headline is not None and self.headline <= block and (not kept or block <= kept[0])

    def _ways(self, node: int) -> Iterator[int]:
        """The elements around one, up to the first that holds the headline or a block of the body."""
        blocks, kept = self.layout.blocks, self.layout.body.kept
        while node >= 0:
            first, last = blocks.firsts[node], blocks.lasts[node]
            if last - first > _CARD or (self.headline is not None and first <= self.headline < last):
                return
            if kept and first <= kept[-1] and last > kept[0]:
                return
            yield node
            node = blocks.parents[node]

    def _title(self, block: int) -> int:
        """The words of the title that a block links; 0 where it links none."""
        if block not in self._titles:
            self._titles[block] = self._read_title(block) if self.layout.blocks.link_sizes[block] else 0
        return self._titles[block]

    def _read_title(self, block: int) -> int:
        blocks = self.layout.blocks
        text, element = blocks.texts[block], blocks.nodes[blocks.owners[block]]
        share = _PARTLY if blocks.node_tags[blocks.owners[block]] in _ENTRIES else _MOSTLY
        fewest = share * sum(map(str.isalpha, text))
        found = [*element.iter("a"), *element.iterancestors("a")]
        words = max((self._words_of_title(link) for link in found if _letters(link) >= fewest), default=0)
        if not words or begins_with_label(text, byline_words(self.language)):
            return 0
        return 0 if boilerplate.match(text, self.language) else words

    def _words_of_title(self, link: etree._Element, besides: str = "") -> int:
        """The words of a link to another page of the site; 0 where it is a profile, a section or the page's own."""
        href, said = link.get("href", ""), _text(link)
        if not href or href[0] == "#" or len(said) > _LONGEST:
            return 0
        words = count_words(fold(said.replace(besides, " ", 1) if besides else said))
        if words < _TITLE_IN_TEASER or is_profile(link):  # nobody asks for fewer
            return 0
        own, url = self.layout.document.url or "", self.layout.document.absolute(href)
        if url is None or (own and (host_of(url) != host_of(own) or path_of(own).startswith(path_of(url)))):
            return 0
        return words


def _letters(link: etree._Element) -> int:
    return sum(map(str.isalpha, _text(link)))


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
