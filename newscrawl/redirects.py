"""One hop of a redirect, read as a browser would, without its dangers. Pure."""

from __future__ import annotations

from newscrawl.urls import absolute

STATUSES = frozenset({301, 302, 303, 307, 308})  # RFC 9110, 15.4; 300 and 304 are none


def target_of(url: str, status: int, location: str | None) -> str | None:
    """Where a response sends its reader; None when it is no redirect or points to nothing that can be fetched."""
    if status not in STATUSES or not location:
        return None
    return absolute(location, url)
