"""Redirects, one hop at a time: each hop is a request of its own, so guard, robots.txt and pace hold for it too.

A page that sends its reader on by `<meta http-equiv="refresh">` or a Refresh header is a redirect as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.crawling.session import Session
from newscrawl.net.cookies import Jar
from newscrawl.net.redirects import refresh_header_of, refresh_of, target_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

KEPT = "kept"  # flag of a page that stands for itself, since what it leads to is refused
_TOLD = ("redirects", "fetched_at", "warc", "retry_at")  # what a request's meta says of the answer to it


class RedirectMiddleware:
    """Follows redirects up to the limit, with the cookies that the chain was given.

    Those of a chain that came back to where it had been are kept for the site: see newscrawl.net.cookies.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._most = session.config.limits.redirects

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        return cls(Session.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        target = target_of(response.url, response.status, location.decode("latin-1") if location else None)
        passed: tuple[str, ...] = request.meta.get("redirects", ())
        if request.meta.get("follows_itself"):
            return response
        if target is None:
            if response.status in (200, 304) and _came_back(response.url, passed):
                self._session.cookies.add(request.meta["cookies"])
            return response
        return self._follower(request, response, target)

    def _follower(self, request: Request, response: Response, target: str) -> Request:
        """The request for the next hop, with the cookies of those before."""
        passed: tuple[str, ...] = request.meta.get("redirects", ())
        if len(passed) >= self._most:
            raise IgnoreRequest(f"more than {self._most} redirects")
        jar: Jar = request.meta.get("cookies") or self._session.cookies.over()
        given = [header.decode("latin-1") for header in response.headers.getlist("Set-Cookie")]
        now, only_https = self._session.now(), self._session.credentials.only_https(response.url)
        if beyond := jar.take(response.url, given, now=now, only_https=only_https):
            self._session.drops["cookie beyond the limits"] += beyond
        meta = {**request.meta, "redirects": (*passed, response.url), "cookies": jar, "via": response.url}
        follower = request.replace(url=target, meta=meta)
        follower.headers.pop("Cookie", None)
        if cookies := jar.header(target, now=now):
            follower.headers["Cookie"] = cookies
        return follower


class RefreshMiddleware(RedirectMiddleware):
    """Follows pages that send their reader on, under the same limit; it stands where a body is decompressed.

    Where the guard or a robots.txt refuses what they lead to, such a page stands for itself: a redirect without a page
    of its own is lost then, a refresh has one.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        media_type = (response.headers.get("Content-Type") or b"text/html").partition(b";")[0].strip().lower()
        if request.meta.get("follows_itself") or KEPT in response.flags or not media_type.endswith(b"html"):
            return response
        refresh = response.headers.get("Refresh")
        target = refresh_header_of(response.url, response.status, refresh.decode("latin-1") if refresh else None)
        target = target or refresh_of(response.url, response.status, response.body)
        if target is None:
            return response
        follower = self._follower(request, response, target)
        told = {name: request.meta[name] for name in _TOLD if name in request.meta}
        follower.meta["refreshed"] = (response.replace(flags=[*response.flags, KEPT]), told)
        return follower

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """The page before the refresh, where what it leads to is refused: it was fetched and kept as itself."""
        is_refused = isinstance(exception, IgnoreRequest) or self._session.was_refused(request.url)
        if "refreshed" not in request.meta or not is_refused:
            return None
        response, told = request.meta.pop("refreshed")
        for name in _TOLD:
            request.meta.pop(name, None)
        request.meta.update(told)
        kept: Response = response
        return kept


def _came_back(url: str, passed: tuple[str, ...]) -> bool:
    return _page_of(url) in map(_page_of, passed)


def _page_of(url: str) -> str:
    """The address without its query, to which consent pages add what they were told."""
    return url.partition("?")[0]
