"""What discovery finds: an address, with what its source says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["feed", "news sitemap", "sitemap", "section", "archive", "url"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUrl:
    """An address that may be an article.

    `published` and `modified` are ISO 8601 as stated by the source; `language` is BCP 47; `where` says what kind of source
    named it, `rank` its place there (0 is the first).
    """

    url: str
    where: Where
    rank: int = 0
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
