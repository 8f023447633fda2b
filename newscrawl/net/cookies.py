"""The cookies of a crawl: only those without which a site gives no page. In memory, for one run.

Many news sites answer the first request with a cookie and a redirect, over a consent page or straight back to the same
address: without the cookie that is an endless loop. So a chain of redirects carries the cookies that it was given. When
it came back to an address that it had left (the proof that the cookie was what was missing), a crawl keeps its cookies
until it ends: else every page of the site costs the whole chain again. All others are forgotten with the chain.

What this is not: a browser's jar. A cookie goes only to the host that set it, or to hosts of the same site where it
says so (RFC 6265, 5.3), and until it expires; nothing is written to disk, so no site can know a reader again from run
to run, and no cookie ever reaches another site, so none can follow a reader across sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from newscrawl.configuration import LIMITS
from newscrawl.net.http_dates import http_date
from newscrawl.urls import ascii_name, host_of, is_public_suffix, names_above, site_of

_AGE = re.compile(r"-?[0-9]+")  # RFC 6265, 5.2.2; another Max-Age says nothing
_NEVER = datetime.max.replace(tzinfo=UTC)
_LONGEST_AGE = 400 * 24 * 3600.0  # seconds, as browsers cap it; no crawl takes so long


@dataclass(frozen=True, slots=True)
class _Cookie:
    """`host` is where it goes until it `expires`; with `below` also to the hosts under that name."""

    name: str
    value: str
    host: str
    below: bool
    path: str
    secure: bool
    expires: datetime

    def goes_to(self, host: str, scheme: str, path: str, now: datetime) -> bool:
        at_path = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        at_host = self.below or host == self.host
        return at_path and at_host and now < self.expires and (scheme == "https" or not self.secure)


class Jar:
    """Cookies by the host they belong to, at most so many of one, each at most so many characters long.

    `kept` is another jar whose cookies are sent too, and not changed.
    """

    def __init__(
        self, kept: Jar | None = None, *, most: int = LIMITS.cookies, longest: int = LIMITS.cookie_size
    ) -> None:
        self._kept = kept
        self._most = most
        self._longest = longest
        self._hosts: dict[str, dict[tuple[str, str], _Cookie]] = {}

    def over(self) -> Jar:
        """A jar of the same limits whose cookies are sent before those of this one."""
        return Jar(self, most=self._most, longest=self._longest)

    def take(self, url: str, set_cookie: Iterable[str], *, now: datetime, only_https: bool = False) -> int:
        """Keep what the answer of `url` sets in its Set-Cookie headers at the time `now`; one that breaks the rules is
        left out. With `only_https` each is treated as one that says `Secure`.

        How many were beyond the limits.
        """
        beyond = 0
        for header in set_cookie:
            if len(header) > self._longest:
                beyond += 1
            elif cookie := _read(header, url, now, only_https):
                beyond += self._put(cookie)
        return beyond

    def add(self, other: Jar) -> None:
        """Keep the cookies of another jar too; they replace those of the same name."""
        for cookies in other._hosts.values():
            for cookie in cookies.values():
                self._put(cookie)

    def header(self, url: str, *, now: datetime) -> str | None:
        """The Cookie header of a request for `url` at the time `now`; None where there is nothing to send."""
        if not self._hosts and self._kept is None:
            return None
        parts = urlsplit(url)
        host = host_of(url)
        cookies = [cookie for name in names_above(host) for cookie in self._of(name).values()]
        sent = [one for one in cookies if one.goes_to(host, parts.scheme, parts.path or "/", now)]
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in sent) or None

    def _of(self, host: str) -> dict[tuple[str, str], _Cookie]:
        return (self._kept._of(host) if self._kept is not None else {}) | self._hosts.get(host, {})

    def _put(self, cookie: _Cookie) -> int:
        """How many others had to make room."""
        cookies = self._hosts.setdefault(cookie.host, {})
        cookies[cookie.name, cookie.path] = cookie
        beyond = len(cookies) - self._most
        for oldest in list(cookies)[: max(0, beyond)]:
            del cookies[oldest]
        return max(0, beyond)


def _read(header: str, url: str, now: datetime, only_https: bool) -> _Cookie | None:
    """One Set-Cookie header (RFC 6265, 5.2). The standard library's reader drops a cookie with a newer attribute."""
    pair, *rest = header.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    attributes = {key.strip().lower(): said.strip() for key, _, said in (part.partition("=") for part in rest)}
    owner = _owner(url, attributes.get("domain", "").lstrip("."))
    if not name or not equals or owner is None or not header.isprintable():
        return None
    path = attributes.get("path", "")
    return _Cookie(
        name, value, *owner, path=path if path.startswith("/") else "/",
        secure=only_https or "secure" in attributes, expires=_expiry(attributes, now),
    )  # fmt: skip


def _owner(url: str, domain: str) -> tuple[str, bool] | None:
    """The host that a cookie belongs to, and whether to those below it too; None for a name that is not the host's own.

    Below a public suffix the hosts are strangers to it: it sets cookies for itself alone (RFC 6265, 5.3, 5).
    """
    host, site = host_of(url), site_of(url)
    try:
        domain = ascii_name(domain)
    except ValueError:
        return None
    if not domain or domain == host:
        return host, bool(domain) and not is_public_suffix(domain)
    is_own = host.endswith(f".{domain}") and (domain == site or domain.endswith(f".{site}"))
    return (domain, True) if is_own and not is_public_suffix(domain) else None


def _expiry(attributes: Mapping[str, str], now: datetime) -> datetime:
    """When a cookie ends: Max-Age before Expires (RFC 6265, 5.3, 3). What says neither ends with the crawl."""
    age = attributes.get("max-age", "")
    if _AGE.fullmatch(age):
        return now + timedelta(seconds=min(max(0.0, float(age)), _LONGEST_AGE))
    return http_date(attributes.get("expires", "")) or _NEVER
