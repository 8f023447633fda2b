"""An Article in other shapes: schema.org JSON-LD, Zyte's item, Markdown, plain text, one flat row.

Views only rearrange; every value stands in the record. `Article.to_schemaorg()` and its sisters call these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from newscrawl.record.model import ArticleFields, Author, Block, Image, Media
from newscrawl.record.serialization import to_plain

# -- schema.org -------------------------------------------------------------------------------------------------------

_TYPES = {
    "opinion": "OpinionNewsArticle", "analysis": "AnalysisNewsArticle", "review": "ReviewNewsArticle",
    "live": "LiveBlogPosting", "sponsored": "AdvertiserContentArticle",
}  # fmt: skip
_TERMS = {
    "url": "url", "identifier": "identifier", "headline": "headline", "alternative_headline": "alternativeHeadline",
    "description": "description", "abstract": "abstract", "article_body": "articleBody", "word_count": "wordCount",
    "in_language": "inLanguage", "date_published": "datePublished", "date_modified": "dateModified",
    "article_section": "articleSection", "keywords": "keywords", "genre": "genre",
    "is_accessible_for_free": "isAccessibleForFree", "license": "license",
}  # fmt: skip


def to_schemaorg(article: ArticleFields) -> dict[str, Any]:
    """JSON-LD of a schema.org NewsArticle (or of its type for opinion, analysis, review, live, sponsored).

    Keys without a value are left out. https://schema.org/NewsArticle
    """
    node: dict[str, Any] = {"@context": "https://schema.org", "@type": _TYPES.get(article.genre or "", "NewsArticle")}
    for name, term in _TERMS.items():
        value = getattr(article, name)
        node[term] = list(value) if isinstance(value, tuple) else value
    node |= {
        "mainEntityOfPage": article.canonical_url,
        "author": [_person(author) for author in article.authors],
        "publisher": _publisher(article),
        "image": _images(article),
        "video": [_media_object("VideoObject", video) for video in article.videos],
        "audio": [_media_object("AudioObject", audio) for audio in article.audio],
        "citation": [_full({"@type": "CreativeWork", "url": link.url, "name": link.text}) for link in article.links],
        "breadcrumb": _breadcrumb(article),
    }
    return _full(node)


def _full(node: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that have a value."""
    return {key: value for key, value in node.items() if value is not None and value != [] and value != {}}


def _person(author: Author) -> dict[str, Any]:
    return _full({"@type": author.type, "name": author.name, "url": author.url})


def _publisher(article: ArticleFields) -> dict[str, Any] | None:
    publisher = article.publisher
    if publisher is None or not (publisher.name or publisher.url):
        return None
    logo = {"@type": "ImageObject", "url": publisher.logo} if publisher.logo else None
    return _full({"@type": "Organization", "name": publisher.name, "url": publisher.url, "logo": logo})


def _images(article: ArticleFields) -> list[dict[str, Any]]:
    """The lead picture, then the others, each address once."""
    once: dict[str, Image] = {}
    for image in filter(None, (article.main_image, *article.images)):
        once.setdefault(image.url, image)
    return [_image_object(image) for image in once.values()]


def _image_object(image: Image) -> dict[str, Any]:
    return _full({
        "@type": "ImageObject", "url": image.url, "caption": image.caption or image.alt, "creditText": image.credit,
        "width": image.width, "height": image.height,
    })  # fmt: skip


def _media_object(kind: str, media: Media) -> dict[str, Any]:
    return _full({
        "@type": kind, "url": media.url, "name": media.name, "thumbnailUrl": media.thumbnail_url,
        "duration": media.duration,
    })  # fmt: skip


def _breadcrumb(article: ArticleFields) -> dict[str, Any] | None:
    if not article.breadcrumbs:
        return None
    items = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(article.breadcrumbs, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# -- Zyte -------------------------------------------------------------------------------------------------------------


def to_zyte(article: ArticleFields) -> dict[str, Any]:
    """The dict that `zyte_common_items.Article.from_dict` loads. https://docs.zyte.com/zyte-api/usage/reference.html"""
    dates = article.meta.dates
    raws = {name: dates[name].raw for name in ("date_published", "date_modified") if name in dates}
    return _full({
        "url": article.url or article.canonical_url or "",
        "canonicalUrl": article.canonical_url,
        "headline": article.headline,
        "datePublished": article.date_published,
        "datePublishedRaw": raws.get("date_published"),
        "dateModified": article.date_modified,
        "dateModifiedRaw": raws.get("date_modified"),
        "authors": [{"name": author.name, "nameRaw": author.name} for author in article.authors],
        "breadcrumbs": [{"name": name} for name in article.breadcrumbs],
        "inLanguage": article.in_language.partition("-")[0] if article.in_language else None,
        "mainImage": {"url": article.main_image.url} if article.main_image else None,
        "images": [{"url": image.url} for image in article.images],
        "description": article.description,
        "articleBody": article.article_body,
        "videos": [{"url": video.url} for video in article.videos],
        "audios": [{"url": audio.url} for audio in article.audio],
        "metadata": _full({
            "dateDownloaded": _utc(article.meta.fetched_at),
            "probability": article.meta.quality.confidence,
        }),
    })  # fmt: skip


def _utc(moment: str | None) -> str | None:
    """RFC 3339 in UTC with a Z, which Zyte asks for."""
    return (
        moment.removesuffix("+00:00").removesuffix("Z") + "Z" if moment and moment.endswith(("+00:00", "Z")) else None
    )


# -- Markdown ---------------------------------------------------------------------------------------------------------

# What has a meaning anywhere in a line of CommonMark or GitHub's tables; what has one at the start of a line only.
_INLINE = re.compile(r"([\\`*_\[\]<>~|])|&(?=#?\w+;)")
_AT_START = re.compile(r"^(\s{0,3})(?:([#+=-])|(\d{1,9})([.)]))(?=\s|$|[=-])")
_ADDRESS = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\n": "", "\r": ""})


def to_markdown(article: ArticleFields) -> str:
    """CommonMark with the headline, standfirst, by-line, lead picture and the typed blocks (tables as on GitHub).

    The page's text is escaped: it can neither become a heading, link or picture nor bring HTML.
    """
    parts = [f"# {escape(article.headline)}" if article.headline else ""]
    parts.append(f"**{escape(article.abstract)}**" if article.abstract else "")
    parts.append(" · ".join(map(escape, _imprint(article))))
    parts.append(_picture(article.main_image) if article.main_image else "")
    parts += [_MARKDOWN.get(block.kind, _paragraph)(block) for block in article.blocks]
    parts += [_picture(image) for image in article.images if not _shown(image, article)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """The text as CommonMark that prints exactly this text, on one line."""
    line = " ".join(text.split())
    line = _INLINE.sub(lambda match: "\\" + match[0], line)
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", line)


def _imprint(article: ArticleFields) -> list[str]:
    """By-line, day and publisher, as far as known."""
    names = article.byline or ", ".join(author.name for author in article.authors)
    publisher = article.publisher.name if article.publisher else None
    return [part for part in (names, article.date_published, publisher) if part]


def _picture(image: Image) -> str:
    text = escape(image.alt or image.caption or "")
    words = " ".join(filter(None, (image.caption, f"({image.credit})" if image.credit else None)))
    return f"![{text}]({image.url.translate(_ADDRESS)})" + (f"\n\n*{escape(words)}*" if words else "")


def _shown(image: Image, article: ArticleFields) -> bool:
    """Is the picture already there as the lead picture or as a figure among the blocks?"""
    lead = article.main_image.url if article.main_image else None
    return image.url == lead or any(block.kind == "figure" and block.url == image.url for block in article.blocks)


def _paragraph(block: Block) -> str:
    return "\n\n".join(escape(line) for line in block.text.split("\n") if line.strip())


def _heading(block: Block) -> str:
    return f"{'#' * min(6, max(2, block.level or 2))} {escape(block.text)}"


def _list(block: Block) -> str:
    items = block.items or tuple(block.text.split("\n"))
    return "\n".join(f"{f'{n}.' if block.ordered else '-'} {escape(item)}" for n, item in enumerate(items, 1))


def _quote(block: Block) -> str:
    lines = [escape(line) for line in block.text.split("\n") if line.strip()]
    lines += [f"— {escape(block.author)}"] if block.author else []
    return "\n>\n".join(f"> {line}" for line in lines)


def _table(block: Block) -> str:
    if not block.rows:
        return _paragraph(block)
    width = max(map(len, block.rows))
    rows = [[escape(cell) for cell in (*row, *[""] * (width - len(row)))] for row in block.rows]
    lines = [f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * width, *rows[1:])]
    return "\n".join(lines)


def _code(block: Block) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
    return f"{fence}\n{block.text}\n{fence}"


def _linked(block: Block) -> str:
    """A figure or an embed: its picture or address with its words."""
    if not block.url:
        return _paragraph(block)
    mark = "!" if block.kind == "figure" else ""
    return f"{mark}[{escape(block.text or block.url)}]({block.url.translate(_ADDRESS)})"


def _entry(block: Block) -> str:
    head = " · ".join(escape(part) for part in (block.time, block.author) if part)
    return "\n\n".join(filter(None, (f"**{head}**" if head else "", _paragraph(block))))


_MARKDOWN: dict[str, Callable[[Block], str]] = {
    "heading": _heading, "list": _list, "quote": _quote, "pull_quote": _quote, "table": _table, "code": _code,
    "figure": _linked, "embed": _linked, "live_entry": _entry,
    "question": lambda block: f"**{escape(block.text)}**", "fact_box": _quote,
}  # fmt: skip


# -- text and rows ----------------------------------------------------------------------------------------------------


def to_text(article: ArticleFields) -> str:
    """Headline, standfirst, by-line and date, then the body; parts are separated by a blank line."""
    parts = (article.headline, article.abstract, " · ".join(_imprint(article)), article.article_body)
    return "\n\n".join(part for part in parts if part) + "\n"


def to_row(article: ArticleFields) -> dict[str, Any]:
    """One flat row, the same columns for every article: text, whole numbers, booleans and None only.

    Lists of words are joined with "; ", lists of objects and `meta` are JSON, `publisher`, `main_image` and `access`
    are spread over columns (`publisher_name`).
    """
    row: dict[str, Any] = {}
    plain = to_plain(article)
    for field in fields(ArticleFields):
        value = plain[field.name]
        if field.name in _SPREAD:
            row |= {f"{field.name}_{key}": (value or {}).get(key) for key in _SPREAD[field.name]}
        elif field.name in ("keywords", "breadcrumbs"):
            row[field.name] = "; ".join(value) or None
        elif isinstance(value, list | dict):
            row[field.name] = json.dumps(value, ensure_ascii=False) if value else None
        else:
            row[field.name] = value
    row["author_names"] = "; ".join(author.name for author in article.authors) or None
    return row


_SPREAD = {
    "publisher": ("name", "url", "logo"),
    "main_image": ("url", "caption", "credit", "alt", "width", "height"),
    "access": ("stated", "observed"),
}
