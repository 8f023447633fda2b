"""An article that its site splits over several pages: which pages belong to it, and one record of all. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from newscrawl.discovery.page_numbers import MOST_PARTS, next_part
from newscrawl.extraction import extract
from newscrawl.extraction.assemble import word_count
from newscrawl.extraction.rules import SiteRules
from newscrawl.record.article import Article
from newscrawl.text import hash_words

Thing = TypeVar("Thing")
_TELLING_WORDS = 8  # two chapters may have the same heading; a longer line that comes again is a standfirst or a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A further page of an article as it was fetched; `headers` as `newscrawl.extract` takes them."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    fetched_at: datetime


def further_parts(first: bytes, url: str) -> Generator[str, Part | None, tuple[Part, ...]]:
    """The pages behind the first one (`first`, at `url`): yields the address of each, and is sent the page.

    The article ends where None is sent (the page is not there), and where a page comes again: some sites answer any
    page number with the first page.
    """
    parts: list[Part] = []
    bodies = [first]
    while len(bodies) < MOST_PARTS and (address := next_part(bodies[-1], url, len(bodies) + 1)):
        part = yield address
        if part is None or part.body in bodies:
            break
        parts.append(part)
        bodies.append(part.body)
    return tuple(parts)


def content_hash(first: bytes, parts: Sequence[Part] = ()) -> str:
    """SHA-256 (hex) of the bytes of all pages of an article."""
    digest = sha256(first)
    for part in parts:
        digest.update(part.body)
    return digest.hexdigest()


def with_parts(
    article: Article,
    parts: Sequence[Part],
    *,
    rules: SiteRules | None = None,
    include: Collection[str] = (),
    receipts: bool = False,
) -> Article:
    """The record of the first page with the text of the further ones; options are those of `newscrawl.extract`."""
    if not parts:
        return article
    return joined(article, [
        extract(
            part.body, part.url, headers=part.headers, fetched_at=part.fetched_at, rules=rules, include=include,
            receipts=receipts,
        )
        for part in parts
    ])  # fmt: skip


def joined(first: Article, further: Sequence[Article]) -> Article:
    """The record of the first page with the text, blocks, images, videos and links of the further ones.

    What every page repeats (a standfirst, a lead picture, a note on the author) stands in it once.
    """
    pages = (first, *further)
    blocks = _texts_once((block for page in pages for block in page.blocks), lambda block: block.text or "")
    lines = (line for page in pages for line in (page.article_body or "").split("\n\n") if line)
    body = "\n\n".join(_texts_once(lines, str)) or None
    return replace(
        first, article_body=body, blocks=blocks, images=_values_once(image for page in pages for image in page.images),
        videos=_values_once(video for page in pages for video in page.videos),
        links=_values_once(link for page in pages for link in page.links),
        word_count=word_count(body or "", first.in_language or ""),
        meta=replace(first.meta, text_hash=hash_words(body or "")),
    )  # fmt: skip


def _texts_once(things: Iterable[Thing], text_of: Callable[[Thing], str]) -> tuple[Thing, ...]:
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


def _values_once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """In their order, without what came before; equality decides, some things cannot be hashed."""
    seen: list[Thing] = []
    for thing in things:
        if thing not in seen:
            seen.append(thing)
    return tuple(seen)
