"""Which addresses newscrawl may connect to: the guard against server-side request forgery.

A page, feed, sitemap or redirect is written by a stranger. It must not be able to send the crawler to the machines
around it: only public addresses are reached (newscrawl.net.special_addresses), and what the user opened. The check that
counts is the one on the RESOLVED address, made by whoever opens the connection (`refusal`): a name that resolves to
127.0.0.1, a decimal or octal spelling and a rebound name all end there. Pure: no resolving, no connecting.

What the user names opens something inside only where nobody else decides what it means: an address written out, and
`localhost`, which is always loopback (RFC 6761, 6.3). Where another name leads is its owner's word, today this and
tomorrow that; it may be inside where the configuration says so (`inside`). And only the site's own pages lead to such a
host: a link, redirect or sitemap of another site does not (`url_refusal` with `via`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.errors import ConfigError
from newscrawl.net.special_addresses import Address, Network, carried, purpose_of
from newscrawl.urls import DEFAULT_PORTS, MAX_LENGTH, ascii_host, host_fault, host_of, site_of

if TYPE_CHECKING:
    from newscrawl.configuration import CrawlConfig

_LOOPBACK = (ip_address("127.0.0.1"), ip_address("::1"))
_MOST_PARTS = 4  # of an IPv4 address
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be reached: public addresses, `networks` that were opened by name, and hosts with their ports: the
    addresses among the `named` ones, and those that are `inside` by configuration."""

    named: frozenset[_Place] = field(default_factory=frozenset)
    networks: tuple[Network, ...] = ()
    longest: int = MAX_LENGTH  # characters of a URL
    inside: frozenset[_Place] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls,
        urls: Iterable[str],
        allow_net: Iterable[str] = (),
        longest: int = MAX_LENGTH,
        *,
        inside: Iterable[str] = (),
    ) -> Guard:
        """The guard for URLs that the user named, networks (CIDR) and hosts `inside` that the user opened.

        Raises ConfigError for a network that cannot be read.
        """
        named = {place for url in urls for place in _places(url)}
        opened = {place for host in inside for place in _places(f"https://{host}")}
        return cls(frozenset(named), tuple(_network(text) for text in allow_net), longest, frozenset(opened))

    @classmethod
    def of_crawl(cls, config: CrawlConfig) -> Guard:
        """The guard for a crawl with this configuration."""
        inside = [host for host, own in config.site.items() if own.inside]
        return cls.of((*config.sites, *config.urls), config.allow_net, config.limits.url_length, inside=inside)

    def refusal(self, host: str, port: int, address: str) -> str | None:
        """Why a connection to this address of this host is refused; None when it may be made."""
        try:
            stated = ip_address(address.partition("%")[0])
        except ValueError:
            return f"{address!r} is not an address"
        meant = carried(stated)
        purpose = purpose_of(meant)
        place = (ascii_host(host), port)
        if purpose is None or self._is_open(stated) or self._is_meant(place, meant):
            return None
        if place in self.named:
            advice = "where that is meant, open the network with --allow-net, or write inside = true into its table"
        else:
            advice = "--allow-net opens a network by name"
        return f"{host} is at {meant}, which is not a public address ({purpose}); {advice}"

    def reachable(self, host: str, port: int, addresses: Iterable[str]) -> tuple[list[str], str | None]:
        """The addresses of a host that may be connected to; where there is none, why.

        A host that may be inside may be so with all its addresses: a name that has public and inner ones at once is a
        trick to get from the one to the other (DNS rebinding), and only its public ones are used.
        """
        found = list(addresses)
        strict = replace(self, named=frozenset(), inside=frozenset())
        public = [address for address in found if not strict.refusal(host, port, address)]
        allowed = public or [address for address in found if not self.refusal(host, port, address)]
        reason = self.refusal(host, port, found[0]) if found and not allowed else None
        return allowed, reason

    def url_refusal(self, url: str, via: str | None = None) -> str | None:
        """Why a URL is refused before anything is resolved: its scheme, its length, a host that there cannot be, an
        address written into it, a host inside to which another site leads.

        `via` is the page that led there; None for what the user named.
        """
        if len(url) > self.longest:
            return f"longer than {self.longest} characters"
        place = _place(url)
        if place is None:
            return "not an http or https address"
        if fault := host_fault(url):
            return fault
        host, port = place
        literal = _literal(host)
        if literal is not None and (reason := self.refusal(host, port, str(literal))):
            return reason
        if via is not None and self._is_private(place, literal) and site_of(via) != site_of(url):
            return f"{host} is not public, and only its own pages lead there, not {host_of(via)}"
        return None

    def _is_open(self, address: Address) -> bool:
        return any(one in network for network in self.networks for one in (address, carried(address)))

    def _is_meant(self, place: _Place, address: Address) -> bool:
        """Whether the user opened this host, and it is where the user knows it to be."""
        if place in self.inside:
            return True
        if place not in self.named:
            return False
        literal = _literal(place[0])
        return carried(literal) == address if literal is not None else _is_localhost(place[0]) and address.is_loopback

    def _is_private(self, place: _Place, literal: Address | None) -> bool:
        """Whether the user opened this host, and no network around it."""
        if literal is not None:
            return purpose_of(carried(literal)) is not None and not self._is_open(literal)
        is_opened = place in self.named and _is_localhost(place[0]) and not any(map(self._is_open, _LOOPBACK))
        return is_opened or place in self.inside


def _places(url: str) -> list[_Place]:
    """Host and port as named; a name without a port is meant for both http and https."""
    place = _place(url)
    if place is None:
        return []
    stated = urlsplit(url).port is not None
    return [place] if stated else [(place[0], port) for port in DEFAULT_PORTS.values()]


def _place(url: str) -> _Place | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return None
    return ascii_host(parts.hostname), port or DEFAULT_PORTS[parts.scheme]


def _is_localhost(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _literal(host: str) -> Address | None:
    """The address that a host is written as, in any spelling that the resolver takes (127.1, 0x7f000001); None for a
    name."""
    if ":" not in host and not host.rpartition(".")[2][:1].isdigit():
        return None  # the short way for nearly all
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return _ipv4_in_parts(host)


def _ipv4_in_parts(host: str) -> Address | None:
    """One to four numbers, decimal, octal or hexadecimal; the last one fills what is left (inet_aton)."""
    parts = host.split(".")
    if len(parts) > _MOST_PARTS:
        return None
    room = _MOST_PARTS - len(parts) + 1  # bytes of the last number
    try:
        *first, last = map(_number, parts)
        return IPv4Address(bytes(first) + last.to_bytes(room, "big"))
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int:
    if not text.isalnum() or not text.isascii():
        raise ValueError(text)
    if text.lower().startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise ConfigError(f"allow_net: {text!r} is not a network; write one as 10.1.0.0/16 or fd00::/8") from None
