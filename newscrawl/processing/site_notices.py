"""Notices that a site shows in the place of its stories: "too many requests", a consent page, a waiting room. Pure.

A notice is known by its words, without those that differ from page to page: numbers, addresses, ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from newscrawl.record.article import Article
from newscrawl.text import UNSPACED, fold, fold_name
from newscrawl.urls import path_of

_LONGEST = 3_000  # characters: consent pages have 600 to 2,500; a longer text that stands twice is a copy
_UNSPACED = re.compile(f"[{UNSPACED}]")
_SAME = 0.8  # share of the words of the longer one: a notice may name the story, or the reader's address
_PIECE = 6  # characters: pieces of that length are telling in every script, single words of a notice are in any story
_OWN = 0.5  # share of a text's pieces that stood in the story: of a notice they are up to a sixth
_COMPARED = 30_000  # characters: 3 ms
_BRIEF = 400  # characters: so short are most notices and few stories
_NAMED = 1 / 3  # share of a headline's longer words that stand in the address or in the title that a source states
_TELLING = 4  # characters of a word: shorter ones stand in every headline
_STATED = ("jsonld:", "meta:", "microdata:")  # where only the makers of a page name the day of a story
_SHORT = 0.5  # of the length of the story

NOTICE_OF_MANY = "one text in the place of several stories"
NOTICE_OF_ONE = "a short text of another headline in the story's place"
Words = frozenset[str]


def words_of(text: str | None) -> Words:
    """The words by which a notice is known; none for a text too long to be one."""
    text = text or ""
    if len(text) > _LONGEST:
        return frozenset()
    words = (word for word in text.split() if "/" not in word)
    return frozenset(part for word in words for part in _parts(word))


def _parts(word: str) -> list[str]:
    """A word as it is compared: none where it has digits; of a script without spaces its characters in threes."""
    if not _UNSPACED.search(word):
        return [] if any(map(str.isdigit, word)) else fold(word).split()
    letters = "".join(sign for sign in fold(word) if not sign.isdigit() and sign != " ")
    return [letters[at : at + 3] for at in range(max(len(letters) - 2, 1))]


def is_same(one: Words, other: Words) -> bool:
    """Whether two texts are one notice."""
    return bool(one and other) and len(one & other) >= _SAME * max(len(one), len(other))


def replaces(new: Article, story: Article) -> bool:
    """Whether another text stands in the place of a story, not an edit of it."""
    pieces, own = _pieces(new), set(_pieces(story))
    return bool(pieces and own) and sum(piece in own for piece in pieces) < _OWN * len(pieces)


def is_doubtful(new: Article, story: Article) -> bool:
    """Whether a text that stands in a story's place is much shorter and lacks its headline: hardly an editor's work."""
    headline = fold(story.headline or "")
    page = fold(f"{new.headline or ''} {new.article_body or ''}")
    is_short = len(new.article_body or "") < _SHORT * len(story.article_body or "")
    return is_short and not (headline and headline in page) and replaces(new, story)


def may_be_one(page: Article, title: str | None, urls: Iterable[str]) -> bool:
    """Whether the text of a page that is read for the first time may be a notice: it is brief, or neither the title
    that a source states of it nor its addresses have its headline, and it has no day of its own."""
    if not words_of(page.article_body):
        return False
    if len(page.article_body or "") <= _BRIEF:
        return True
    day = page.meta.fields.get("date_published")
    return not (day and day.signal.startswith(_STATED)) and not is_named(page, title, urls)


def is_named(page: Article, title: str | None, urls: Iterable[str]) -> bool:
    """Whether the title that a source states, or one of the addresses, has words of the page's headline."""
    headline = fold_name(page.headline or "")
    words = {word for word in headline.split() if len(word) >= _TELLING} or set(headline.split())
    named = {word for text in (title or "", *map(_slug, urls)) for word in fold_name(text).split()}
    return bool(words) and len(words & named) >= _NAMED * len(words)


def _slug(url: str) -> str:
    return unquote(path_of(url)).replace("_", " ")


def _pieces(article: Article) -> list[str]:
    text = fold((article.article_body or "")[:_COMPARED])
    return [text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)]
