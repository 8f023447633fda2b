"""Articles that were printed on several pages become one record. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from newscrawl.extraction.assemble import word_count
from newscrawl.record.article import Article
from newscrawl.text import hash_words

Thing = TypeVar("Thing")
_TELLING_WORDS = 8


def joined(first: Article, further: Sequence[Article]) -> Article:
    """The record of the first page with the text, blocks, images, videos and links of the further ones.

    What every page repeats (a standfirst, a lead picture, a note on the author) stands in it once.
    """
    pages = (first, *further)
    blocks = _told_once((block for page in pages for block in page.blocks), lambda block: block.text or "")
    lines = (line for page in pages for line in (page.article_body or "").split("\n\n") if line)
    body = "\n\n".join(_told_once(lines, str)) or None
    return replace(
        first, article_body=body, blocks=blocks, images=_once(image for page in pages for image in page.images),
        videos=_once(video for page in pages for video in page.videos),
        links=_once(link for page in pages for link in page.links),
        word_count=word_count(body or "", first.in_language or ""),
        meta=replace(first.meta, text_hash=hash_words(body or "")),
    )  # fmt: skip


def _told_once(things: Iterable[Thing], text_of: Callable[[Thing], str]) -> tuple[Thing, ...]:
    """Without texts that came before. Short ones stay: two chapters may have the same heading."""
    seen: set[str] = set()
    kept = []
    for thing in things:
        text = text_of(thing)
        if text not in seen:
            kept.append(thing)
        if len(text.split()) >= _TELLING_WORDS:
            seen.add(text)
    return tuple(kept)


def _once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """In their order, without what came before; equality decides, some things cannot be hashed."""
    seen: list[Thing] = []
    for thing in things:
        if thing not in seen:
            seen.append(thing)
    return tuple(seen)
