"""Exceptions for requests that are not made: the guard, robots.txt or usage rights refuse them, or the crawl ends."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request that must not be made."""


class Disallowed(IgnoreRequest):
    """The host's robots.txt forbids the address."""


class Reserved(Disallowed):
    """The host's files reserve the address against text and data mining."""


class Unreachable(IgnoreRequest):
    """The host's robots.txt cannot be read, so nothing of the host is fetched in this run."""


class Ended(IgnoreRequest):
    """The crawl ends before the request is made. That says nothing about the host; the row waits for the next run."""
