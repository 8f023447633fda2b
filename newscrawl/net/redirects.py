"""One hop of a redirect, read as a browser would, without its dangers. Pure."""

from __future__ import annotations

import re

from w3lib.html import get_meta_refresh

from newscrawl.net.statuses import holds_page
from newscrawl.urls import absolute, canonical_form

STATUSES = frozenset({301, 302, 303, 307, 308})  # RFC 9110, 15.4; 300 and 304 are none
_HEAD = 32 * 1024  # bytes in which a page that sends its reader on says so
_REFRESH = re.compile(
    r"\s*+(\d{1,4}(?:\.\d{0,4})?)?(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?+([^\s;,][^\r\n]*+)", re.IGNORECASE
)
# "http:///host/" (URL Standard, special authority ignore slashes state)
_SLASHES = re.compile(r"(?<=^http:)/{3,100}|(?<=^https:)/{3,100}", re.IGNORECASE)
_SOONEST = 5.0  # seconds; a page that stays longer is meant to be read


def target_of(url: str, status: int, location: str | None) -> str | None:
    """Where a response sends its reader; None when it is no redirect or points to nothing that can be fetched.

    `location` is the header's value, a character for each byte (ISO 8859-1). As browsers do, the same bytes are asked
    for: those beyond ASCII are escaped one by one, whatever charset they are in.
    """
    if status not in STATUSES or not location:
        return None
    return _sent_on(location, url)


def refresh_header_of(url: str, status: int, refresh: str | None) -> str | None:
    """Where a `Refresh: 0; url=...` header sends the reader of a page at once; None where he stays."""
    found = _REFRESH.match(refresh or "") if holds_page(status) else None
    if found is None or float(found[1] or 0) > _SOONEST:
        return None
    target = _sent_on(found[2].strip().strip("'\""), url)
    return target if target and canonical_form(target) != canonical_form(url) else None


def _sent_on(address: str, url: str) -> str | None:
    """The address in a header, absolute."""
    raw = _SLASHES.sub("//", address.strip(), count=1).encode("latin-1", "replace")
    try:
        return absolute(raw.decode("utf-8"), url)
    except UnicodeDecodeError:
        return absolute("".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw), url)


def refresh_of(url: str, status: int, body: bytes) -> str | None:
    """Where an HTML page sends its reader at once, by `<meta http-equiv="refresh">` (HTML, 4.2.5.3).

    None where it stays, reloads itself, or speaks to readers without scripts (`<noscript>`).
    """
    head = body[:_HEAD].lower() if holds_page(status) else b""
    if b"http-equiv" not in head or b"refresh" not in head:
        return None
    try:
        seconds, address = get_meta_refresh(_decoded(body[:_HEAD]), url)
    except ValueError:  # an address that nobody can read
        return None
    if seconds is None or address is None or seconds > _SOONEST:
        return None
    target = absolute(address, url)
    return target if target and canonical_form(target) != canonical_form(url) else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
