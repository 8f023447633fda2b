"""The cookies of a crawl: only those without which a site gives no page. In memory, for one run.

Many news sites answer the first request with a cookie and a redirect, over a consent page or straight back to the same
address: without the cookie that is an endless loop. So a chain of redirects carries the cookies that it was given. When
it came back to an address that it had left (the proof that the cookie was what was missing), a crawl keeps its cookies
until it ends: else every page of the site costs the whole chain again. All others are forgotten with the chain.

What this is not: a browser's jar. A cookie goes only to the host that set it, or to hosts of the same site where it
says so (RFC 6265, 5.3); nothing is written to disk, so no site can know a reader again from run to run, and no cookie
ever reaches another site, so none can follow a reader across sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl.urls import host_of, site_of

MOST = 20  # of one host; a page that needs more is not a news page
LONGEST = 4096  # characters (RFC 6265, 6.1)


@dataclass(frozen=True, slots=True)
class _Cookie:
    """`host` is where it goes; with `below` also to the hosts under that name."""

    name: str
    value: str
    host: str
    below: bool
    path: str
    secure: bool
    taken_back: bool

    def goes_to(self, host: str, scheme: str, path: str) -> bool:
        at_path = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        at_host = self.below or host == self.host
        return at_path and at_host and not self.taken_back and (scheme == "https" or not self.secure)


class Jar:
    """Cookies by the host they belong to, at most so many of one, each at most so many characters long.

    `kept` is another jar whose cookies are sent too, and not changed.
    """

    def __init__(self, kept: Jar | None = None, *, most: int = MOST, longest: int = LONGEST) -> None:
        self._kept = kept
        self._most = most
        self._longest = longest
        self._hosts: dict[str, dict[tuple[str, str], _Cookie]] = {}

    def over(self) -> Jar:
        """A jar of the same limits whose cookies are sent before those of this one."""
        return Jar(self, most=self._most, longest=self._longest)

    def take(self, url: str, set_cookie: Iterable[str]) -> int:
        """Keep what the answer of `url` sets in its Set-Cookie headers; one that breaks the rules is left out.

        How many were beyond the limits.
        """
        beyond = 0
        for header in set_cookie:
            if len(header) > self._longest:
                beyond += 1
            elif cookie := _read(header, url):
                beyond += self._put(cookie)
        return beyond

    def add(self, other: Jar) -> None:
        """Keep the cookies of another jar too; they replace those of the same name."""
        for cookies in other._hosts.values():
            for cookie in cookies.values():
                self._put(cookie)

    def header(self, url: str) -> str | None:
        """The Cookie header of a request for `url`; None where there is nothing to send."""
        if not self._hosts and self._kept is None:
            return None
        parts = urlsplit(url)
        host = host_of(url)
        cookies = [cookie for name in _names(host) for cookie in self._of(name).values()]
        sent = [one for one in cookies if one.goes_to(host, parts.scheme, parts.path or "/")]
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


def _read(header: str, url: str) -> _Cookie | None:
    """One Set-Cookie header (RFC 6265, 5.2). The standard library's reader drops a cookie with a newer attribute."""
    pair, *rest = header.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    attributes = {key.strip().lower(): said.strip() for key, _, said in (part.partition("=") for part in rest)}
    domain = attributes.get("domain", "").lstrip(".").lower()
    host = _owner(url, domain)
    if not name or not equals or host is None or not header.isprintable():
        return None
    path = attributes.get("path", "")
    return _Cookie(
        name, value, host, below=bool(domain), path=path if path.startswith("/") else "/",
        secure="secure" in attributes, taken_back=_is_taken_back(attributes),
    )  # fmt: skip


def _owner(url: str, domain: str) -> str | None:
    """The host that a cookie belongs to; None when a host sets one for a name that is not its own."""
    host, site = host_of(url), site_of(url)
    if not domain or domain == host:
        return host
    return domain if host.endswith(f".{domain}") and (domain == site or domain.endswith(f".{site}")) else None


def _names(host: str) -> Iterator[str]:
    """The host and the names above it. Above an address or a name with a port no cookie can be: see `_owner`."""
    yield host
    while "." in host:
        host = host.partition(".")[2]
        yield host


def _is_taken_back(attributes: Mapping[str, str]) -> bool:
    """How servers take a cookie back: an age of nothing, or the first day of Unix time."""
    age = attributes.get("max-age", "")
    return age == "0" or age.startswith("-") or (not age and "1970" in attributes.get("expires", ""))
