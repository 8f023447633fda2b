"""Redirects, one hop at a time: each hop is a request of its own, so guard, robots.txt and pace hold for it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.redirects import carried_cookies, target_of
from newscrawl.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class RedirectMiddleware:
    """Follows redirects up to the limit, with the cookies that the chain was given and no others."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        return cls(Session.of(crawler).config.limits.redirects)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        target = target_of(response.url, response.status, location.decode("latin-1") if location else None)
        if target is None or request.meta.get("follows_itself"):
            return response
        passed = (*request.meta.get("redirects", ()), response.url)
        if len(passed) > self._most:
            raise IgnoreRequest(f"more than {self._most} redirects")
        follower = request.replace(url=target, meta={**request.meta, "redirects": passed})
        cookies = carried_cookies(
            response.url, target, (request.headers.get("Cookie") or b"").decode("latin-1"),
            [header.decode("latin-1") for header in response.headers.getlist("Set-Cookie")],
        )  # fmt: skip
        follower.headers.pop("Cookie", None)
        if cookies:
            follower.headers["Cookie"] = cookies
        return follower
