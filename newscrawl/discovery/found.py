"""What discovery finds: addresses that may be articles, and places to look for more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Where = Literal["feed", "news sitemap", "sitemap", "section", "archive", "url"]
SourceKind = Literal["home", "feed", "sitemap", "section", "archive"]


class FoundUrl(NamedTuple):
    """An address that may be an article; a sitemap makes 50,000 of them, in a quarter of a frozen dataclass's time.

    `published` and `modified` are ISO 8601 as stated by the source; `language` is BCP 47; `where` says what kind of
    source named it, `rank` its place there (0 is the first).
    """

    url: str
    where: Where
    rank: int = 0
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that names articles: a home page, feed, sitemap, section page or date archive.

    `depth` counts the steps of its own kind that led here: sitemap indexes above a sitemap, pages before this one of a
    section (0 is the first). `modified` is ISO 8601 as stated by the index that named it, `title` what the link said.
    """

    url: str
    kind: SourceKind
    depth: int = 0
    title: str | None = None
    modified: str | None = None
