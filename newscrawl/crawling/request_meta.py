"""The keys of Scrapy's `Request.meta` that the parts of a crawl write for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, cast

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response

    from newscrawl.net.cookies import Jar
    from newscrawl.record.model import WarcPlace
    from newscrawl.store.rows import TakenUrl


class RequestMeta(TypedDict, total=False):
    """The keys, each with who writes it. Requests of a user's own spider have none of the first group.

    A retry and a redirect are new requests; they keep the keys of the one before.
    """

    row: TakenUrl
    """The frontier row that is fetched. Missing for further pages and host files."""
    is_further_page: bool
    """The request is for the second or a later page of an article (the pipeline `Join`)."""
    first_page: WarcPlace | None
    """Where the WARC files hold the first page of the article, for a further page; None without an archive."""
    is_host_file: bool
    """The request is for a file like robots.txt: `HostFiles` follows its redirects and tries it again itself."""
    obeys_robots: bool
    """A host file that robots.txt may forbid, as it may any page."""
    sufficient_bytes: int
    """So many bytes of the decompressed body are sufficient; the download stops there."""

    referrer: str | None
    """The page that led to the address, which decides what the guard allows; None for a named address."""
    redirect_urls: tuple[str, ...]
    """The addresses that redirected here, the first one first (`RedirectMiddleware`)."""
    cookie_jar: Jar
    """The cookies of the site and of this chain of redirects (`RedirectMiddleware`)."""
    refreshed_from: tuple[Response, RequestMeta]
    """The page whose meta refresh led here, and the part of `meta` that describes it (`RefreshMiddleware`)."""

    tries: int
    """The number of this try; missing for the first one (`RetryMiddleware`)."""
    not_before: float
    """When the scheduler may hand the request out again, in monotonic seconds (`RetryMiddleware`)."""
    retry_at: datetime
    """When another run may try again, since the site wants a longer rest than a run waits (`RetryMiddleware`)."""

    sent_at: float
    """When the request left, in monotonic seconds (the download handler)."""
    received_bytes: int
    """Bytes of the body so far, where `sufficient_bytes` are sufficient (`DownloadLimitsMiddleware`)."""
    fetched_at: datetime
    """When the response was written to the WARC files (`ArchiveMiddleware`)."""
    warc_place: WarcPlace
    """Where the WARC files hold the response (`ArchiveMiddleware`)."""

    download_slot: str
    """Scrapy's: the slot whose delay holds. Here it is the site of the address."""
    download_timeout: float
    """Scrapy's: seconds for the whole response."""
    download_maxsize: int
    """Scrapy's: bytes of the decompressed body; 0 for no limit."""
    download_latency: float
    """Scrapy's: seconds until the first header came; missing until then."""


def meta_of(request: Request) -> RequestMeta:
    """The request's meta; it can be written to."""
    return cast("RequestMeta", request.meta)


def row_of(request: Request) -> TakenUrl | None:
    """The frontier row that the request fetches, if it is for one."""
    return meta_of(request).get("row")


def redirects_of(request: Request) -> tuple[str, ...]:
    """The addresses that redirected to this request's."""
    return meta_of(request).get("redirect_urls", ())


def is_host_file(request: Request) -> bool:
    """Whether `HostFiles` made the request, which follows redirects and tries again itself."""
    return meta_of(request).get("is_host_file", False)


def as_dict(meta: RequestMeta) -> dict[str, Any]:
    """The meta as `Request` takes it."""
    return cast("dict[str, Any]", meta)
