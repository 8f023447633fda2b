"""Redirects, one hop at a time: each hop is a request of its own, so guard, robots.txt and pace hold for it too.

A page that sends its reader on by `<meta http-equiv="refresh">` is a redirect as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.cookies import Jar
from newscrawl.redirects import refresh_of, target_of
from newscrawl.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class RedirectMiddleware:
    """Follows redirects up to the limit, with the cookies that the chain was given.

    Those of a chain that came back to where it had been are kept for the site: see newscrawl.cookies.
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
        meta = {**request.meta, "redirects": (*passed, response.url), "cookies": jar}
        follower = request.replace(url=target, meta=meta)
        follower.headers.pop("Cookie", None)
        if cookies := jar.header(target, now=now):
            follower.headers["Cookie"] = cookies
        return follower


class RefreshMiddleware(RedirectMiddleware):
    """Follows pages that send their reader on, under the same limit; it stands where a body is decompressed."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        media_type = (response.headers.get("Content-Type") or b"text/html").partition(b";")[0].strip().lower()
        if request.meta.get("follows_itself") or not media_type.endswith(b"html"):
            return response
        target = refresh_of(response.url, response.status, response.body)
        return response if target is None else self._follower(request, response, target)


def _came_back(url: str, passed: tuple[str, ...]) -> bool:
    return _page_of(url) in map(_page_of, passed)


def _page_of(url: str) -> str:
    """The address without its query, to which consent pages add what they were told."""
    return url.partition("?")[0]
