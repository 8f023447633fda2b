"""One hop of a redirect, read as a browser would, without its dangers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from newscrawl.urls import absolute, host_of

STATUSES = frozenset({301, 302, 303, 307, 308})  # RFC 9110, 15.4; 300 and 304 are none
_MOST_COOKIES = 20  # per chain; a page that needs more is not a news page
_LONGEST_COOKIE = 4096  # RFC 6265, 6.1


def target_of(url: str, status: int, location: str | None) -> str | None:
    """Where a response sends its reader; None when it is no redirect or points to nothing that can be fetched."""
    if status not in STATUSES or not location:
        return None
    return absolute(location, url)


def carried_cookies(url: str, target: str, cookies: str | None, set_cookie: Iterable[str]) -> str | None:
    """The Cookie header for the next hop of a chain, on the same host only.

    Many news sites answer the first request with a cookie and a redirect back to the same page: without the cookie that
    is an endless loop. Cookies live for one chain and are never kept.
    """
    if host_of(url) != host_of(target):
        return None
    jar = SimpleCookie()
    for header in (cookies or "", *set_cookie):
        try:
            jar.load(header[:_LONGEST_COOKIE])
        except CookieError:
            continue
    pairs = [f"{name}={morsel.coded_value}" for name, morsel in jar.items()][:_MOST_COOKIES]
    return "; ".join(pairs) or None
