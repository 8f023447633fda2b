"""Pages that come in place of an article, often with status 200: it is gone, or this reader shall not have it.

Such a page is the notice and nothing else. Its title or heading says just that ("Page not found", "404 - Example
Times"), in words that no headline makes do with; or its text does, to "you". News about things that are not found, and
about doors that stay shut, has a headline, a by-line or a date of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from newscrawl.extraction.body.block_types import HEADINGS
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.html.document import Document
from newscrawl.record.model import Observed
from newscrawl.text import count_words
from newscrawl.urls import host_of

NOTICE = "wall: a notice to the reader stands in place of a text"
GONE = "missing: the page says that it is gone"
_LARGE = frozenset(("h1", "h2"))
_SIGNS = bit_of("author") | bit_of("date")
_LONG_TITLE = 100  # characters
_MOST_WORDS = 300  # of a page that is gone, with the teasers it offers instead; an article about such pages has more
_FEW_WORDS = 150  # of a page that turns the reader away
_WHOLE = 0.4  # of a text that is nothing but a notice: "Verifying you are human. This may take a few seconds."
_LINES = 100  # of a page without a text
_HEADLINE = 4  # words: fewer may be the name of the site
_SIGNED_WITHIN = 6  # blocks behind a heading in which by-line and date stand

_PARTS = re.compile(r" [-–—•·:] | ?[|»«›·•] ?")  # of normalized titles
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?:…。！？\n]+\s*")
_NOTICES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("notices.toml").read_text("utf-8"))


def _any_of(name: str) -> str:
    return f"(?:{'|'.join(_NOTICES[name])})"


_GONE, _AWAY_TITLE = (re.compile(_any_of(name), re.I) for name in ("gone", "away"))
_OWN = re.compile(_any_of("own"), re.I)
_UNSPACED = re.compile(rf"\A{_any_of('before_whole')}*+{_any_of('whole')}")
_SAID = re.compile(rf"\A(?:{_any_of('before_said')}(?!\w)|\W)*+{_any_of('said')}", re.I)
_WORDS = frozenset(word for said in _NOTICES["words"].values() for word in said.split())
_ALONE = frozenset(_NOTICES["alone"])
_YOU = re.compile(r"\b(?:you|yours?|please|sie|ihre?[mnrs]?|vous|votre|vos|usted|tus?|su|tuo|вы|ваш\w*)\b", re.I)
_AWAY = "wall: the page asks whether the reader is human, or turns away readers of this kind"


def refused(
    document: Document, blocks: Blocks, kept: Sequence[int], *, is_dated: bool
) -> tuple[Observed, tuple[str, ...]] | None:
    """What stands in place of the article, as `access.observed` and the warning; None for every other page.

    `is_dated`: the page declares when it was published.
    """
    if sum(blocks.texts[index].count(" ") + 1 for index in kept) > _MOST_WORDS:  # most pages: spares them the rest
        return None
    text = "\n".join(blocks.texts[index] for index in kept)
    words = count_words(text)
    if words > _MOST_WORDS:
        return None
    titles, owns = _titles(document, blocks), is_dated or _is_signed(blocks)
    notices = [part for title in titles for part in _notices(title)]
    sentences = _SENTENCE.split(text)
    gone = sum(count_words(sentence) for sentence in sentences if _GONE.search(sentence) and _is_notice(sentence))
    if (gone and gone >= _WHOLE * words) or (not owns and any(map(_GONE.search, notices))):
        return "missing", (GONE,)
    if words > _FEW_WORDS:
        return None
    said = sum(count_words(sentence) for sentence in sentences if _SAID.match(sentence))
    if (said and said >= _WHOLE * words) or (
        not owns and (any(map(_AWAY_TITLE.search, notices)) or _speaks(text, words, said, titles))
    ):
        return "wall", (_AWAY,)
    return None


def says_gone(document: Document, blocks: Blocks) -> bool:
    """Does a title or a line of a page without a text say that it is gone?"""
    lines = (_SENTENCE.split(text[: 3 * _LONG_TITLE]) for text in blocks.texts[:_LINES])
    notices = (part for title in (*_titles(document, blocks), *lines) for part in _notices(title))
    return any(map(_GONE.search, notices))


def is_page_of_its_own(document: Document, blocks: Blocks) -> bool:
    """Does a title say that the page is one that sites have beside their articles: contact, imprint, terms?"""
    return any(_OWN.fullmatch(part.strip(" .!:")) for title in _titles(document, blocks) for part in title)


def _titles(document: Document, blocks: Blocks) -> list[list[str]]:
    """The page's title and its large headings, where they are as short as titles, in their parts, without the site."""
    headings = (text for text, tag in zip(blocks.texts, blocks.tags, strict=True) if tag in _LARGE)
    site = host_of(document.url or "").replace("-", "")
    titles = (title for title in (document.meta.title, *headings) if len(title) <= _LONG_TITLE)
    return [[part if _is_notice(part) else _without(site, part) for part in _PARTS.split(title)] for title in titles]


def _notices(parts: Sequence[str]) -> Iterator[str]:
    """The parts of a title that are notices; none where another part is a headline."""
    notices = [part for part in parts if _is_notice(part)]
    return iter(() if any(map(_is_headline, parts)) else notices)


def _without(site: str, part: str) -> str:
    """The part without the words at its end that are the name of the site's host: "404 Example Times"."""
    words = list(_WORD.finditer(part))
    for first in range(len(words)):
        name = "".join(word[0] for word in words[first:]).lower()
        if len(name) > 3 and name in site:
            return part[: words[first].start()].strip()
    return part


def _is_notice(part: str) -> bool:
    words = [word.replace("’", "'") for word in _WORD.findall(part.lower())]
    if not words or len(part) > _LONG_TITLE:
        return False
    whole = _WORDS.issuperset(words) and (len(words) > 1 or words[0] in _ALONE)
    if not whole and not _UNSPACED.fullmatch(part.strip(" 。.！!")):
        return False
    return bool(_GONE.search(part) or _AWAY_TITLE.search(part))


def _is_headline(part: str) -> bool:
    return count_words(part) >= _HEADLINE and not _is_notice(part)


def _speaks(text: str, words: int, said: int, titles: Sequence[Sequence[str]]) -> bool:
    """Does the text turn to its reader, more so below a headline of its own?"""
    has_headline = any(_is_headline(part) for parts in titles for part in parts)
    return said > 0 and len(_YOU.findall(text)) * (10 if has_headline else 30) >= words


def _is_signed(blocks: Blocks) -> bool:
    """Does a by-line or a date stand below the first large heading, before the next one?"""
    tags = blocks.tags
    first = tags.index("h1") + 1 if "h1" in tags else len(tags)
    below = takewhile(lambda index: tags[index] not in HEADINGS, range(first, min(first + _SIGNED_WITHIN, len(tags))))
    return any((blocks.own_bits[blocks.owners[index]] | blocks.inline_bits[index]) & _SIGNS for index in below)


def asks_password(document: Document) -> bool:
    """Does a form of the page want a password?"""
    return any((field.get("type") or "").lower() == "password" for field in document.tree.iter("input"))


def wants_scripts(document: Document) -> bool:
    """Does the page tell readers without scripts that it needs them?"""
    said = ("".join(map(str, element.itertext())) for element in document.tree.iter("noscript"))
    return any("javascript" in text.lower() for text in said)
