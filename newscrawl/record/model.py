"""The record: one news article as clean, normalised data.

Names are the snake_case of schema.org's NewsArticle terms, so the camelCase view is mechanical. Unknown is `None` (or
an empty tuple), never `""`. Lists keep page order. Text is NFC without control and unseen characters. Times are
ISO 8601 strings, as precise as the page is: RFC 3339 with offset where a zone is stated, a plain date where only a day
is; the precision stands beside them in `meta.dates`.

Every class is a frozen, slotted, keyword-only dataclass. `newscrawl.record.article.Article` adds the views to
`ArticleFields`. `python -m newscrawl.record.json_schema` writes the dictionary of fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = "1.1"

BlockKind = Literal[
    "paragraph", "heading", "list", "quote", "pull_quote", "table", "code", "figure", "embed",
    "live_entry", "question", "answer", "correction", "fact_box",
]  # fmt: skip
Observed = Literal["full", "teaser", "cut", "shell", "wall", "missing"]
Verdict = Literal["yes", "no", "unknown"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]
ZoneSource = Literal["stated", "publisher", "unknown"]


def described(text: str, *, origin: str = "", form: str = "", term: str = "", default: Any = None) -> Any:
    """A dataclass field with what the dictionary of fields prints: meaning, origin, format, schema.org term."""
    metadata = {"description": text, "origin": origin, "form": form, "term": term}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who made the article. A role account ("admin", "Staff") or an agency is an `Organization`."""

    name: str
    type: Literal["Person", "Organization"] = "Person"
    url: str | None = None
    role: str | None = None  # reporting, photo, editing, translation, agency, account; None when the page does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The organisation that publishes the site."""

    name: str | None = None
    url: str | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article; `url` is the largest size that the page offers. Sizes are pixels."""

    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A video or audio object. `duration` is ISO 8601 ("PT2M30S")."""

    url: str
    name: str | None = None
    thumbnail_url: str | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link inside the body."""

    url: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One typed piece of the body, in page order.

    `text` is the whole visible text. `level` is a heading's 1-6. `items` are a list's entries (`ordered` tells its
    make). `rows` are a table's cells. `url` is an embed's or figure's address. `author` and `time` belong to live-blog
    entries and quotes.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    ordered: bool | None = None
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str | None = None
    author: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the page says of its access, and what was seen: full text, teaser, cut, script shell, wall, missing."""

    stated: Literal["free", "paid", "metered"] | None = None
    observed: Observed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSignal:
    """One statement of the publisher about use: where it stood, what it said, when it was read."""

    signal: str
    value: str
    url: str | None = None
    read_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageInfo:
    """What the publisher allows, per use, with the evidence."""

    index: Verdict = "unknown"
    quote: Verdict = "unknown"
    train: Verdict = "unknown"
    redistribute: Verdict = "unknown"
    signals: tuple[UsageSignal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNote:
    """Where a field's value came from (`signal`, for example `jsonld:headline`) and how sure it is (0 to 1)."""

    signal: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DateNote:
    """A time as printed, how precise it is, and where its zone came from."""

    raw: str
    precision: Precision
    zone: ZoneSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Is the page an article, and what a reader should be warned of.

    It is one where `confidence` (0 to 1) is above `threshold` and no rule stands against it, and in a crawl where other
    pages of its template decide so (that is the first reason then; `confidence` is the page's own). `reasons_for` and
    `reasons_against` are the three strongest of each in words, the strongest first.
    """

    is_article: bool = False
    confidence: float = 0.0
    threshold: float | None = None
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A cleaning receipt: text that the page shows and the body leaves out, with kind, reason and place on the page."""

    kind: str
    reason: str
    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """Which newscrawl read the page, and the site rule that spoke, if one did."""

    version: str
    site_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcPlace:
    """Where the fetched page is kept."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """How the record came to be."""

    fetched_at: str | None = described("when the page was fetched", origin="fetch", form="RFC 3339, UTC")
    status: int | None = described("HTTP status", origin="fetch", form="100-599")
    content_type: str | None = described("media type as sent", origin="header", form="RFC 9110")
    charset: str | None = described(
        "encoding the page was read with", origin="BOM, header, meta, letters", form="WHATWG label"
    )
    etag: str | None = described("validator for the next fetch", origin="header", form="RFC 9110")
    last_modified: str | None = described("validator for the next fetch", origin="header", form="RFC 9110 date")
    redirects: tuple[str, ...] = described("addresses passed on the way", origin="fetch", default=())
    source: str | None = described("how the crawl found it", origin="crawl",
                                   form="feed, news sitemap, sitemap, section, url, file, warc, text")  # fmt: skip
    file: str | None = described("the file that the page was read from, by the name that was given", origin="extract",
                                 form="FILE, ARCHIVE/MEMBER, WARC:OFFSET")  # fmt: skip
    extractor: Extractor | None = described("newscrawl's version and site rule", origin="newscrawl")
    fields: Mapping[str, FieldNote] = described("signal and confidence per field", origin="choose", default={})
    dates: Mapping[str, DateNote] = described("printed form, precision and zone per time", origin="page", default={})
    quality: Quality = described("verdict, confidence, threshold, reasons, warnings", origin="body", default=Quality())
    removed: tuple[Removal, ...] = described("cleaning receipts, on request", origin="body", default=())
    content_hash: str | None = described("hash of the bytes of all its pages", origin="fetch", form="sha256, hex")
    text_hash: str | None = described("hash of the body's words", origin="body", form="sha256, hex")
    revision: int | None = described("1 for the first version seen", origin="store")
    story_id: str | None = described("same for near duplicates", origin="dedup")
    warc: WarcPlace | None = described("where the fetched page is kept", origin="warc")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFields:
    """A news article. docs/record.md lists every field with its format, schema.org term and origin."""

    url: str | None = described("address after redirects", origin="fetch", term="url")
    requested_url: str | None = described("address that was asked for", origin="fetch")
    canonical_url: str | None = described("address the page names as its own", origin="link, og, JSON-LD",
                                          term="mainEntityOfPage")  # fmt: skip
    publisher: Publisher | None = described("who publishes the site", origin="JSON-LD, og:site_name", term="publisher")
    identifier: str | None = described("stable hash of the canonical form of the URL, else of the text", origin="url",
                                       form="32 hex digits", term="identifier")  # fmt: skip

    headline: str | None = described("title without site name", origin="JSON-LD, og, h1, title", term="headline")
    alternative_headline: str | None = described("second title, where it differs", origin="JSON-LD, og, title",
                                                 term="alternativeHeadline")  # fmt: skip
    kicker: str | None = described("line above the headline", origin="page")
    description: str | None = described("summary for search and sharing", origin="JSON-LD, meta", term="description")
    abstract: str | None = described("standfirst printed under the headline", origin="page", term="abstract")
    article_body: str | None = described("body text, paragraphs joined by a blank line", origin="blocks",
                                         term="articleBody")  # fmt: skip
    blocks: tuple[Block, ...] = described("typed pieces of the body", origin="page", default=())
    word_count: int | None = described("words of article_body (CJK estimated from characters)", origin="article_body",
                                       term="wordCount")  # fmt: skip
    in_language: str | None = described("language of the text", origin="text, html lang", form="BCP 47",
                                        term="inLanguage")  # fmt: skip

    authors: tuple[Author, ...] = described("people and organisations who made it", origin="JSON-LD, meta, byline",
                                            term="author", default=())  # fmt: skip
    byline: str | None = described("by-line as printed", origin="page")

    date_published: str | None = described("first published", origin="JSON-LD, meta, time, text", form="ISO 8601",
                                           term="datePublished")  # fmt: skip
    date_modified: str | None = described("last changed, as stated", origin="JSON-LD, meta, time", form="ISO 8601",
                                          term="dateModified")  # fmt: skip
    date_first_seen: str | None = described("when newscrawl first saw it", origin="store", form="RFC 3339, UTC")

    article_section: str | None = described("section of the site", origin="JSON-LD, meta, breadcrumbs, URL",
                                            term="articleSection")  # fmt: skip
    keywords: tuple[str, ...] = described("topics the page names", origin="JSON-LD, meta, tag links",
                                          term="keywords", default=())  # fmt: skip
    breadcrumbs: tuple[str, ...] = described("path from the home page", origin="JSON-LD, microdata, page",
                                             term="breadcrumb", default=())  # fmt: skip
    genre: str | None = described(
        "news, opinion, analysis, review, interview, live, explainer, fact check, obituary, sponsored, press release",
        origin="schema type, labels, URL", term="genre")  # fmt: skip

    main_image: Image | None = described("the picture the page leads with", origin="JSON-LD, og, figure", term="image")
    images: tuple[Image, ...] = described("pictures of the body", origin="figure", default=())
    videos: tuple[Media, ...] = described("videos of the body", origin="JSON-LD, embed", term="video", default=())
    audio: tuple[Media, ...] = described("audio of the body", origin="JSON-LD, embed", term="audio", default=())
    links: tuple[Link, ...] = described("links in the body", origin="body", term="citation", default=())

    is_accessible_for_free: bool | None = described("as stated", origin="JSON-LD, meta", term="isAccessibleForFree")
    access: Access = described("stated and observed access", origin="JSON-LD, body", default=Access())
    license: str | None = described("licence of the text", origin="rel=license, JSON-LD", term="license")
    usage_info: UsageInfo | None = described("rights signals and a verdict per use", origin="robots, headers, meta",
                                             term="usageInfo")  # fmt: skip

    meta: Meta = described("how the record came to be", origin="newscrawl", default=Meta())
