"""Feeds: RSS 0.9 to 2.0, RDF, Atom (through feedparser) and JSON Feed 1.x, as found addresses and facts of the feed.

feedparser takes a file name or a URL as readily as bytes, and `bytes` too are tried as a file name first: it is given
an open stream and nothing else, so a body can never make it open or fetch anything.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from w3lib.encoding import http_content_type_encoding

from newscrawl.dates.w3c import instant, is_before, stated
from newscrawl.discovery.found import FoundUrl
from newscrawl.encoding import without_surrogates
from newscrawl.net.sniffing import inflated
from newscrawl.text import normalize, unescape
from newscrawl.urls import MAX_LENGTH, absolute

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 2000  # of one feed; the longest seen in the wild hold about a thousand
# feedparser takes 7 to 17 microseconds a tag (measured): this many are 4 seconds, and a hundred times what a feed has.
_MAX_TAGS = 300_000
# feedparser compares the topics of an entry each with each, and finds each attribute of an element by looking at all:
# so many of one take it a second (measured: 26 ns a pair, 30 ns). Of a feed with more topics they are left out.
_MAX_TOPICS = 10_000
_MAX_ATTRIBUTES = 500
_MAX_PROLOG = 10_000  # bytes of declarations and comments before the first element
_TOPIC = re.compile(rb"(</?(?:[\w.-]{1,40}:)?)(category|subject|keywords|tags)\b", re.IGNORECASE)
_LIST_OF_TOPICS = re.compile(rb"(</?(?:[\w.-]{1,40}:)?)(keywords|tags)\b", re.IGNORECASE)
_LEFT_OUT = rb"\1left-out-\2"
_LONG_PIECE = re.compile(rb"<[^<]{2000,}")
_START_TAG = re.compile(rb"""<(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")
_FIRST_ELEMENT = re.compile(rb"<\w")
_SPACES = re.compile(rb"(\s)\s+")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_JSON_CONTENT = ("content_html", "content_text", "summary")
_HUB = re.compile(r"""<([^<>]{1,500})>\s*;\s*rel=["']?hub["']?\s*(?:[,;]|\Z)""", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, read.

    `ttl` is how long the publisher asks to wait between looks, in seconds; `hub` the WebSub hub that announces news of
    `self_url`; `next_url` the next page (RFC 5005); `newest` the newest stated date (ISO 8601); `old` are
    the addresses of entries older than `since`; `beyond` counts those after the first ones, `overlong` those whose
    address is too long to be one; `broken` says what was wrong with it (it may have been readable all the same).
    """

    found: tuple[FoundUrl, ...] = ()
    version: str = ""
    title: str | None = None
    link: str | None = None
    language: str | None = None
    ttl: int | None = None
    hub: str | None = None
    self_url: str | None = None
    next_url: str | None = None
    newest: str | None = None
    old: tuple[str, ...] = ()
    beyond: int = 0
    overlong: int = 0
    broken: str | None = None


def read_feed(
    body: bytes,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    since: datetime | None = None,
    most: int = MAX_ENTRIES,
) -> Feed:
    """A feed as fetched from `url` (relative links are resolved against it), newest first.

    `since` (aware) leaves out entries surely older; at most so many are read. Never raises: what cannot be read has no
    `found` and says why in `broken`.
    """
    data = _as_ascii(inflated(body, cap=MAX_BYTES))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(data, url, since, most)
    data, beyond = _first_entries(without_surrogates(data), most)
    data = _defused(data)
    if trap := _trap_in(data):
        return Feed(broken=trap)
    try:
        parsed = _parse(data, url, _content_type(data, headers or {}))
    except Exception as error:  # feedparser has no promise of never raising; a stranger's feed must not end a crawl
        return Feed(broken=f"{type(error).__name__} in feedparser")
    return replace(_read_parsed(parsed, url, since, headers or {}), beyond=beyond)


def _first_entries(data: bytes, most: int) -> tuple[bytes, int]:
    """The feed up to so many entries, and how many there are behind them."""
    entries = _ENTRY.finditer(data)
    first = next(islice(entries, most, None), None)
    return (data, 0) if first is None else (data[: first.start()], 1 + sum(1 for _ in entries))


def _defused(data: bytes) -> bytes:
    """The feed without what makes feedparser's work grow with the square: white space before the first element, very
    many topics."""
    start = _FIRST_ELEMENT.search(data)
    at = start.start() if start else 0
    data = _SPACES.sub(rb"\1", data[:at]) + data[at:]
    if sum(1 for _ in _TOPIC.finditer(data)) > 2 * _MAX_TOPICS:  # start and end
        return _TOPIC.sub(_LEFT_OUT, data)
    return _LIST_OF_TOPICS.sub(_LEFT_OUT, data) if data.count(b",") > _MAX_TOPICS else data


def _trap_in(data: bytes) -> str | None:
    """What a feed has more of than any that is one; None where it has not."""
    if data.count(b"<") > _MAX_TAGS:
        return "too many tags"
    start = _FIRST_ELEMENT.search(data)
    if start and start.start() > _MAX_PROLOG:
        return "too much before its first element"
    long = (tag for piece in _LONG_PIECE.findall(data) if (tag := _START_TAG.match(piece)))
    return "an element with too many attributes" if any(tag[0].count(b"=") > _MAX_ATTRIBUTES for tag in long) else None


def _as_ascii(data: bytes) -> bytes:
    """UTF-16 as UTF-8: in all that is left, a tag is a tag."""
    codec = next((codec for mark, codec in _WIDE if data.startswith(mark)), None)
    return data.decode(codec, "replace").lstrip("\ufeff").encode() if codec else data


def _content_type(data: bytes, headers: Mapping[str, str]) -> str:
    """Bytes that are valid UTF-8 are UTF-8, whatever is declared: declared charsets are wrong far more often."""
    declared = next((value for key, value in headers.items() if key.lower() == "content-type"), "")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return declared if _is_readable_as(declared) else "application/xml"
    return "application/xml; charset=utf-8"


def _is_readable_as(declared: str) -> bool:
    """Does a Content-Type name a charset in which a tag is a tag?"""
    charset = http_content_type_encoding(declared)
    try:
        return charset is not None and "<a".encode(charset) == b"<a"
    except (LookupError, ValueError):
        return False


def _parse(data: bytes, url: str, content_type: str) -> Any:
    import feedparser  # 0.1 s to import, only paid for when there is a feed

    about = {"content-location": url, "content-type": content_type}
    return feedparser.parse(BytesIO(data), response_headers=about, sanitize_html=False, resolve_relative_uris=False)


def _read_parsed(parsed: Any, url: str, since: datetime | None, headers: Mapping[str, str]) -> Feed:
    head = parsed.get("feed") or {}
    language = _line(head.get("language"))
    entries = [_entry(entry, url, rank, language) for rank, entry in enumerate(parsed.get("entries", ()))]
    found, old = _newest_first([entry for entry in entries if entry is not None], since)
    links = {str(link.get("rel", "")): str(link.get("href", "")) for link in reversed(head.get("links", ()))}
    error = parsed.get("bozo_exception")
    return Feed(
        found=found,
        version=parsed.get("version") or "",
        title=_line(head.get("title")),
        link=absolute(str(head.get("link") or ""), url),
        language=language,
        ttl=_ttl(head),
        hub=absolute(links.get("hub") or _announced(headers), url),
        self_url=absolute(links.get("self", ""), url),
        next_url=absolute(links.get("next", ""), url),
        newest=_newest(found, head),
        old=old,
        overlong=sum(len(str(entry.get("link") or "")) > MAX_LENGTH for entry in parsed.get("entries", ())),
        broken=_line(str(error)) if parsed.get("bozo") and error else None,
    )


def _announced(headers: Mapping[str, str]) -> str:
    """The hub of a Link header (WebSub, 4), where publishers whose feeds have no room for one name it."""
    named = next((value for key, value in headers.items() if key.lower() == "link"), "")
    found = _HUB.search(named)
    return found[1] if found else ""


def _newest_first(entries: list[FoundUrl], since: datetime | None) -> tuple[tuple[FoundUrl, ...], tuple[str, ...]]:
    """The entries that are not older than `since`, and the addresses of those that are."""
    is_old = [is_before(entry.published or entry.modified, since) for entry in entries]
    kept = [entry for entry, old in zip(entries, is_old, strict=True) if not old]
    kept.sort(key=lambda entry: -(_at(entry).timestamp()))
    return tuple(kept), tuple(entry.url for entry, old in zip(entries, is_old, strict=True) if old)


def _at(entry: FoundUrl) -> datetime:
    return instant(entry.published or entry.modified) or datetime(1970, 1, 1, tzinfo=UTC)


def _newest(found: tuple[FoundUrl, ...], head: dict[str, Any]) -> str | None:
    if found and (newest := found[0].published or found[0].modified):
        return newest
    return _date(head, "updated") or _date(head, "published")


def _entry(entry: dict[str, Any], base: str, rank: int, language: str | None) -> FoundUrl | None:
    url = _entry_url(entry, base)
    if url is None:
        return None
    content = max((str(part.get("value") or "") for part in entry.get("content", ())), key=len, default="")
    return FoundUrl(
        url=url,
        where="feed",
        rank=rank,
        title=_line(entry.get("title")),
        published=_date(entry, "published") or _date(entry, "created"),
        modified=_date(entry, "updated"),
        language=_line((entry.get("title_detail") or {}).get("language")) or language,
        authors=_lines(part.get("name") for part in entry.get("authors", ())),
        keywords=_lines(part.get("label") or part.get("term") for part in entry.get("tags", ())),
        publisher=_line((entry.get("source") or {}).get("title")),
        image=_image(entry, base),
        content=content or str(entry.get("summary") or "") or None,
    )


def _entry_url(entry: Mapping[str, Any], base: str) -> str | None:
    """The article's own address: FeedBurner's original link, the link, a guid that is an address."""
    for raw in (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id")):
        text = str(raw or "").strip()
        is_address = text.startswith(("http://", "https://")) or (raw is entry.get("link") and text)
        if is_address and (url := absolute(text, base)):
            return url
    return None


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    media = [*entry.get("media_content", ()), *entry.get("media_thumbnail", ())]
    urls = [str(part.get("url") or "") for part in media if part.get("medium", "image") == "image"]
    links = entry.get("links", ())
    urls += [str(link.get("href") or "") for link in links if str(link.get("type", "")).startswith("image/")]
    return next((url for raw in urls if (url := absolute(raw, base))), None)


def _date(entry: dict[str, Any], name: str) -> str | None:
    raw = dict.get(entry, name)  # past feedparser's aliases: "updated" would give "published"
    if iso := stated(str(raw)) if raw else None:
        return iso
    parsed = dict.get(entry, f"{name}_parsed")  # what feedparser could read of an odd date, in UTC
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _line(raw: Any) -> str | None:
    text = str(raw) if isinstance(raw, str | int | float) else ""
    return normalize(unescape(_TAG.sub("", text))) or None


def _lines(raws: Iterable[Any]) -> tuple[str, ...]:
    return tuple(line for raw in raws if (line := _line(raw)))


def _ttl(head: Mapping[str, Any]) -> int | None:
    """Seconds to wait by <ttl> (minutes) or the syndication module (RSS 1.0: period over frequency)."""
    ttl, period = str(head.get("ttl") or "").strip(), str(head.get("sy_updateperiod") or "").strip().lower()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 7:
        return int(ttl) * 60
    if period in _PERIODS:
        often = str(head.get("sy_updatefrequency") or "1").strip()
        return _PERIODS[period] // max(1, int(often) if often.isascii() and often.isdigit() and len(often) < 7 else 1)
    return None


def _read_json(data: bytes, url: str, since: datetime | None, most: int) -> Feed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        head = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return Feed(broken="not JSON")
    items = head.get("items") if isinstance(head, dict) else None
    if not isinstance(items, list):
        return Feed(broken="JSON, but no JSON Feed")
    language = _line(head.get("language"))
    read = [_json_entry(item, url, rank, language) for rank, item in enumerate(items[:most])]
    found, old = _newest_first([entry for entry in read if entry is not None], since)
    return Feed(
        found=found,
        version="json",
        title=_line(head.get("title")),
        link=absolute(_text(head.get("home_page_url")), url),
        language=language,
        hub=next((hub for part in _dicts(head.get("hubs")) if (hub := absolute(_text(part.get("url")), url))), None),
        self_url=absolute(_text(head.get("feed_url")), url),
        next_url=absolute(_text(head.get("next_url")), url),
        newest=_newest(found, {}),
        old=old,
        beyond=max(0, len(items) - most),
        overlong=sum(len(_text(item.get("url"))) > MAX_LENGTH for item in _dicts(items[:most])),
    )


def _json_entry(item: Any, base: str, rank: int, language: str | None) -> FoundUrl | None:
    if not isinstance(item, dict):
        return None
    url = absolute(_text(item.get("url")), base) or absolute(_text(item.get("id")))
    if url is None:
        return None
    people = [*_dicts(item.get("authors")), *_dicts([item.get("author")])]
    tags = item.get("tags")
    return FoundUrl(
        url=url,
        where="feed",
        rank=rank,
        title=_line(item.get("title")),
        published=stated(_text(item.get("date_published"))),
        modified=stated(_text(item.get("date_modified"))),
        language=_line(item.get("language")) or language,
        authors=_lines(person.get("name") for person in people),
        keywords=_lines(tags if isinstance(tags, list) else ()),
        image=absolute(_text(item.get("image")), base),
        content=next((text for key in _JSON_CONTENT if (text := _text(item.get(key)))), None),
    )


def _text(raw: Any) -> str:
    """A text of JSON, which may write halves of characters."""
    if not isinstance(raw, str):
        return ""
    return raw if raw.isascii() else raw.encode("utf-8", "ignore").decode()


def _dicts(raw: Any) -> list[dict[str, Any]]:
    return [part for part in raw if isinstance(part, dict)] if isinstance(raw, list) else []
