"""What lets a crawl in where its user has an account: basic authentication, a bearer token, cookies.

They come from the configuration of a site, where a value `$NAME` stands for the environment's variable NAME. They are
put on a request when it leaves (newscrawl.handlers), so that no log, error, archive or store ever meets them, and
only on one to the named host or a host below it: over https, or over http where the user named the host with http.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping

from newscrawl.configuration import CrawlConfig, SiteConfig, is_secret
from newscrawl.errors import ConfigError
from newscrawl.urls import host_of, names_above, site_of


class Credentials:
    """Which headers a request gets on its way out. Raises ConfigError for a variable that is not there."""

    def __init__(self, config: CrawlConfig, environment: Mapping[str, str]) -> None:
        own = {host: dict(_headers(host, site, environment)) for host, site in config.site.items()}
        self._headers = {host: headers for host, headers in own.items() if headers}
        named = (*config.sites, *config.urls)
        self._sites = {site_of(f"https://{host}") for host in self._headers}
        self._in_the_clear = frozenset(host_of(url) for url in named if url.startswith("http://"))

    def only_https(self, url: str) -> bool:
        """Whether the cookies that this address sets are as secret as what lets in: its site has such, and the user did
        not name the host with http."""
        return bool(self._sites) and site_of(url) in self._sites and host_of(url) not in self._in_the_clear

    def headers(self, url: str) -> Mapping[str, str]:
        """The headers that let in, for a request of this address; mostly none."""
        if not self._headers:
            return {}
        host = host_of(url)
        if not url.startswith("https://") and host not in self._in_the_clear:
            return {}
        return next((self._headers[name] for name in names_above(host) if name in self._headers), {})


def _headers(host: str, site: SiteConfig, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    values = {}
    for key in ("login", "token", "cookies"):
        if (stated := getattr(site, key)) is not None:
            values[key] = _value(f"site.{host}.{key}", stated.get_secret_value(), environment)
    if "login" in values:
        yield "Authorization", f"Basic {b64encode(values['login'].encode()).decode()}"  # RFC 7617
    if "token" in values:
        yield "Authorization", f"Bearer {values['token']}"  # RFC 6750, 2.1
    if "cookies" in values:
        yield "Cookie", values["cookies"]


def _value(key: str, stated: str, environment: Mapping[str, str]) -> str:
    if not stated.startswith("$"):
        return stated
    value = environment.get(stated[1:])
    if value is None:
        raise ConfigError(f"{key}: {stated} is not set in the environment")
    if not is_secret(value):
        raise ConfigError(f"{key}: {stated} must be one line of printable ASCII")
    return value
