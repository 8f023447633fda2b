"""An article that its site splits over several pages: which pages belong to it, and one record of all. Pure."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from newscrawl.discovery.page_numbers import MOST_PARTS, next_part
from newscrawl.extraction import extract
from newscrawl.extraction.joining import joined
from newscrawl.extraction.rules import SiteRules
from newscrawl.record.article import Article


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
