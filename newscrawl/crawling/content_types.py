"""Which content types are downloaded, and the reason where one is not."""

from __future__ import annotations

# A reason is counted and shown: these types by name, others by their family (RFC 9110, 8.3.1; IANA's top-level types).
_FAMILIES = frozenset({"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"})
_NAMED = frozenset({
    "application/javascript", "application/json", "application/msword", "application/octet-stream", "application/pdf",
    "application/zip", "text/calendar", "text/css", "text/csv", "text/javascript", "text/vcard",
})  # fmt: skip
_NEVER = ("text/css", "text/javascript", "text/calendar", "text/csv", "text/vcard")


def unreadable(content_type: str, wanted: tuple[str, ...]) -> str | None:
    """Why a body of this type is not downloaded; None when it may hold a page or a list of pages.

    `wanted` are starts of types; `text/` does not mean those texts that are never pages, unless they are named.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if not media_type or media_type in wanted or (media_type.startswith(wanted) and media_type not in _NEVER):
        return None
    if media_type in _NAMED:
        return f"content type {media_type}"
    family, _, kind = media_type.partition("/")
    return f"content type {family}/..." if family in _FAMILIES and kind else "content type that is none"
