"""Which content types are downloaded, and the reason where one is not."""

from __future__ import annotations

# A reason is counted and shown: these types by name, others by their family (RFC 9110, 8.3.1; IANA's top-level types).
_FAMILIES = frozenset({"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"})
_NAMED = frozenset({
    "application/javascript", "application/json", "application/msword", "application/octet-stream", "application/pdf",
    "application/zip", "text/calendar", "text/css", "text/csv", "text/javascript", "text/vcard",
})  # fmt: skip
_NEVER = ("text/css", "text/javascript", "text/calendar", "text/csv", "text/vcard")
# Families of which nothing is text. Of the others a type that nobody knows (`rss+xml`, `html`, `charset=utf-8`,
# `application/force-download`) says nothing: the body is looked at.
_NO_TEXT = frozenset({"audio", "font", "image", "model", "video"})


def unreadable(content_type: str, wanted: tuple[str, ...], *, is_source: bool = False) -> str | None:
    """Why a body of this type is not downloaded; None when it may hold a page or a list of pages.

    `wanted` are starts of types; `text/` does not mean those texts that are never pages, unless they are named. What
    stands in the place of a source is read whatever it is called, unless it is called a picture or the like.
    """
    media_type = _media_type(content_type)
    if is_wanted(content_type, wanted) or (is_source and media_type.partition("/")[0] not in _NO_TEXT):
        return None
    return _reason(media_type) if media_type in _NAMED or media_type.partition("/")[0] in _NO_TEXT else None


def is_wanted(content_type: str, wanted: tuple[str, ...]) -> bool:
    """Whether a type is one of those that hold pages; a body of another one has to look like a page."""
    media_type = _media_type(content_type)
    return not media_type or media_type in wanted or (media_type.startswith(wanted) and media_type not in _NEVER)


def unlike_a_page(content_type: str) -> str:
    """Why a body is no page whose type was none of those that hold pages, and that does not look like one either."""
    return _reason(_media_type(content_type))


def _reason(media_type: str) -> str:
    if media_type in _NAMED:
        return f"content type {media_type}"
    family, _, kind = media_type.partition("/")
    return f"content type {family}/..." if family in _FAMILIES and kind else "content type that is none"


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
