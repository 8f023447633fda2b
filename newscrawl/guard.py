"""Which addresses newscrawl may connect to: the guard against server-side request forgery.

A page, feed, sitemap or redirect is written by a stranger. It must not be able to send the crawler to the machines
around it: only global addresses are reached, and the hosts that the user named, as named. The check that counts is the
one on the RESOLVED address, made by whoever opens the connection (`refusal`): a name that resolves to 127.0.0.1, a
decimal or octal spelling and a rebound name all end there. Pure: no resolving, no connecting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from newscrawl.errors import ConfigError
from newscrawl.urls import MAX_LENGTH, ascii_name

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
# RFC 6052: IPv6 addresses that a translator turns into the IPv4 address in their last 32 bits. Those for local use
# (64:ff9b:1::/48, RFC 8215) carry it elsewhere, each network as it likes: they are not public.
_NAT64 = IPv6Network("64:ff9b::/96")
_INNER = (IPv6Network("64:ff9b:1::/48"), IPv6Network("100::/64"), IPv6Network("2001:2::/48"), IPv6Network("5f00::/16"))


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be reached: global addresses, `named` hosts with their ports, `networks` that were opened by name."""

    named: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    networks: tuple[Network, ...] = ()
    longest: int = MAX_LENGTH  # characters of a URL

    @classmethod
    def of(cls, urls: Iterable[str], allow_net: Iterable[str] = (), longest: int = MAX_LENGTH) -> Guard:
        """The guard for URLs that the user named and the networks (CIDR) the user opened.

        Raises ConfigError for a network that cannot be read.
        """
        named = {place for url in urls for place in _places(url)}
        return cls(frozenset(named), tuple(_network(text) for text in allow_net), longest)

    def refusal(self, host: str, port: int, address: str) -> str | None:
        """Why a connection to this address of this host is refused; None when it may be made."""
        if (_plain(host), port) in self.named:
            return None
        try:
            stated = ip_address(address.partition("%")[0])
        except ValueError:
            return f"{address!r} is not an address"
        meant = _unwrapped(stated)
        if any(one in network for network in self.networks for one in (stated, meant)):
            return None
        if _is_global(meant):
            return None
        return f"{host} is at {meant}, which is not a public address; --allow-net opens a network by name"

    def reachable(self, host: str, port: int, addresses: Iterable[str]) -> tuple[list[str], str | None]:
        """The addresses of a host that may be connected to; where there is none, why.

        A host that the user named may be inside, with all its addresses: a name that has public and inner ones at once
        is a trick to get from the one to the other (DNS rebinding), and only its public ones are used.
        """
        found = list(addresses)
        strict = replace(self, named=frozenset())
        public = [address for address in found if not strict.refusal(host, port, address)]
        allowed = public or [address for address in found if not self.refusal(host, port, address)]
        reason = self.refusal(host, port, found[0]) if found and not allowed else None
        return allowed, reason

    def url_refusal(self, url: str) -> str | None:
        """Why a URL is refused before anything is resolved: its scheme, its length, an address written into it."""
        if len(url) > self.longest:
            return f"longer than {self.longest} characters"
        place = _place(url)
        if place is None:
            return "not an http or https address"
        host, port = place
        try:
            ip_address(host.partition("%")[0])
        except ValueError:
            return None
        return self.refusal(host, port, host)


def _places(url: str) -> list[tuple[str, int]]:
    """Host and port as named; a name without a port is meant for both http and https."""
    place = _place(url)
    if place is None:
        return []
    stated = urlsplit(url).port is not None
    return [place] if stated else [(place[0], port) for port in _PORTS.values()]


def _place(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return _plain(parts.hostname), port or _PORTS[parts.scheme]


def _plain(host: str) -> str:
    host = host.lower().strip("[]").removesuffix(".")
    try:
        return ascii_name(host).removesuffix(".")
    except ValueError:
        return host


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise ConfigError(f"allow_net: {text!r} is not a network; write one as 10.1.0.0/16 or fd00::/8") from None


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries (mapped, NAT64, 6to4), or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address in _NAT64:
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
    return carried or address


def _is_global(address: Address) -> bool:
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv4Address):
        return address.is_global
    is_inner = address.is_site_local or address.teredo or any(address in network for network in _INNER)
    return address.is_global and not is_inner
