"""Why a request is not made, as exceptions: what the guard, robots.txt and rights refuse, and the crawl's own end."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request that must not be made."""


class Disallowed(IgnoreRequest):
    """The host's robots.txt forbids the address."""


class Reserved(Disallowed):
    """The host's files reserve the address against text and data mining."""


class Unreachable(IgnoreRequest):
    """The host's robots.txt cannot be asked, so nothing of the host is fetched in this run."""


class Ended(IgnoreRequest):
    """The crawl ends before this request was made: nothing is said of its host, and its row waits for the next run."""
