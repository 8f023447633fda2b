"""Redirects: each hop is a request of its own, so guard, robots.txt and pace hold for it too.

A page that sends its reader on by `<meta http-equiv="refresh">` or a Refresh header is a redirect as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.crawling.request_meta import RequestMeta, is_host_file, meta_of, redirects_of
from newscrawl.crawling.session import Session
from newscrawl.net.cookies import Jar
from newscrawl.net.redirects import refresh_header_of, refresh_of, target_of
from newscrawl.net.statuses import holds_page

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_OF_THE_ANSWER = frozenset({"redirect_urls", "fetched_at", "warc_place", "retry_at"})
KEPT = "kept"  # flag of a page whose meta refresh is not followed, since its target is refused


class RedirectMiddleware:
    """Follows redirects up to the limit, with the cookies that the responses of the chain set.

    Cookies of a chain that returns to an earlier address are kept for the site: see newscrawl.net.cookies.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._max_redirects = session.config.limits.redirects

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectMiddleware:
        return cls(Session.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        locations = response.headers.getlist("Location")  # some servers send it twice
        target = target_of(response.url, response.status, locations[0].decode("latin-1") if locations else None)
        if is_host_file(request):
            return response
        if target is None:
            if (response.status == 304 or holds_page(response.status)) and _came_back(
                response.url, redirects_of(request)
            ):
                self._session.requests.cookies.add(meta_of(request)["cookie_jar"])
            return response
        return self._follower(request, response, target)

    def _follower(self, request: Request, response: Response, target: str) -> Request:
        """The request for the next hop, with the cookies of those before."""
        earlier_hops = redirects_of(request)
        if len(earlier_hops) >= self._max_redirects:
            raise IgnoreRequest(f"more than {self._max_redirects} redirects")
        jar: Jar = meta_of(request).get("cookie_jar") or self._session.requests.cookies.over()
        given = [header.decode("latin-1") for header in response.headers.getlist("Set-Cookie")]
        now, only_https = self._session.now(), self._session.requests.credentials.only_https(response.url)
        if beyond := jar.take(response.url, given, now=now, only_https=only_https):
            self._session.tally.drops["cookie beyond the limits"] += beyond
        follower = request.replace(url=target)
        hop = RequestMeta(redirect_urls=(*earlier_hops, response.url), cookie_jar=jar, referrer=response.url)
        meta_of(follower).update(hop)
        follower.headers.pop("Cookie", None)
        if cookies := jar.header(target, now=now):
            follower.headers["Cookie"] = cookies
        return follower


class RefreshMiddleware(RedirectMiddleware):
    """Follows meta refreshes up to the same limit; it stands where the body is decompressed.

    A page whose target the guard or a robots.txt refuses is used itself. A redirect has no page that could be used.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        media_type = (response.headers.get("Content-Type") or b"text/html").partition(b";")[0].strip().lower()
        if is_host_file(request) or KEPT in response.flags:
            return response
        refresh = response.headers.get("Refresh")
        target = refresh_header_of(response.url, response.status, refresh.decode("latin-1") if refresh else None)
        if target is None and media_type.endswith(b"html"):
            target = refresh_of(response.url, response.status, response.body)
        if target is None:
            return response
        follower = self._follower(request, response, target)
        kept: Response = response.replace(flags=[*response.flags, KEPT])
        meta_of(follower)["refreshed_from"] = (kept, _of_the_answer(request))
        return follower

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """The page with the refresh where its target is refused; it is already fetched and archived."""
        is_refused = isinstance(exception, IgnoreRequest) or self._session.failures.was_refused(request.url)
        meta = meta_of(request)
        if "refreshed_from" not in meta or not is_refused:
            return None
        response, earlier = meta.pop("refreshed_from")
        for key in _of_the_answer(request):
            del meta[key]  # type: ignore[misc]
        meta.update(earlier)
        return response


def _of_the_answer(request: Request) -> RequestMeta:
    """The part of a request's meta that describes its response."""
    described = {key: value for key, value in meta_of(request).items() if key in _OF_THE_ANSWER}
    return cast("RequestMeta", described)


def _came_back(url: str, earlier_hops: tuple[str, ...]) -> bool:
    return _page_of(url) in map(_page_of, earlier_hops)


def _page_of(url: str) -> str:
    """The address without its query, to which consent pages add the answer."""
    return url.partition("?")[0]
