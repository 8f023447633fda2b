"""One hop of a redirect, read as a browser would, without its dangers. Pure."""

from __future__ import annotations

from w3lib.html import get_meta_refresh

from newscrawl.urls import absolute, canonical_form

STATUSES = frozenset({301, 302, 303, 307, 308})  # RFC 9110, 15.4; 300 and 304 are none
_HEAD = 8192  # bytes in which a page that sends its reader on says so
_SOONEST = 5.0  # seconds; a page that stays longer is meant to be read


def target_of(url: str, status: int, location: str | None) -> str | None:
    """Where a response sends its reader; None when it is no redirect or points to nothing that can be fetched.

    `location` is the header's value, a character for each byte (ISO 8859-1); browsers read UTF-8 in it.
    """
    if status not in STATUSES or not location:
        return None
    return absolute(_decoded(location.encode("latin-1", "replace")), url)


def refresh_of(url: str, status: int, body: bytes) -> str | None:
    """Where an HTML page sends its reader at once, by `<meta http-equiv="refresh">` (HTML, 4.2.5.3).

    None where it stays, reloads itself, or speaks to readers without scripts (`<noscript>`).
    """
    head = body[:_HEAD].lower() if status == 200 else b""
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
