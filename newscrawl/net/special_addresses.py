"""Addresses that are no public servers, as a table: what each network is for, and where that is written. Pure.

The registries of IANA name the networks with a special purpose. Those that IANA calls globally reachable, yet whose
servers are the nearest ones of their kind (anycast: PCP, TURN, AS112, AMT), may stand in one's own network, and no news
site is there. Clouds serve their machines also at addresses that look public.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/<name>/
_IPV4 = "iana-ipv4-special-registry"
_IPV6 = "iana-ipv6-special-registry"
_MULTICAST = "multicast-addresses, RFC 5771"
_SPACE = "ipv6-address-space, RFC 4291"
_AZURE = "https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16"
_ORACLE = "https://docs.oracle.com/en/cloud/iaas/compute-iaas-cloud/stcsg/retrieving-instance-metadata.html"
_GOOGLE = "https://docs.cloud.google.com/vpc/docs/configure-private-google-access"
_IBM = "https://cloud.ibm.com/docs/vpc?topic=vpc-service-endpoints-for-vpc"

# network, purpose, source; the first that holds an address speaks
TABLE: tuple[tuple[str, str, str], ...] = (
    ("0.0.0.0/8", "this network", f"{_IPV4}, RFC 791"),
    ("10.0.0.0/8", "private network", f"{_IPV4}, RFC 1918"),
    ("100.64.0.0/10", "network of a carrier or cloud", f"{_IPV4}, RFC 6598"),
    ("127.0.0.0/8", "loopback", f"{_IPV4}, RFC 1122"),
    ("169.254.0.0/16", "link-local", f"{_IPV4}, RFC 3927"),
    ("172.16.0.0/12", "private network", f"{_IPV4}, RFC 1918"),
    ("192.0.0.192/32", "cloud metadata", _ORACLE),
    ("192.0.0.0/24", "protocol assignments", f"{_IPV4}, RFC 6890, 7335, 7600, 7723, 8155, 8880"),
    ("192.0.2.0/24", "documentation", f"{_IPV4}, RFC 5737"),
    ("192.31.196.0/24", "anycast of AS112", f"{_IPV4}, RFC 7535"),
    ("192.52.193.0/24", "anycast of AMT", f"{_IPV4}, RFC 7450"),
    ("192.88.99.0/24", "6to4 relays", f"{_IPV4}, RFC 7526, RFC 6751"),
    ("192.168.0.0/16", "private network", f"{_IPV4}, RFC 1918"),
    ("192.175.48.0/24", "anycast of AS112", f"{_IPV4}, RFC 7534"),
    ("198.18.0.0/15", "benchmarking", f"{_IPV4}, RFC 2544"),
    ("198.51.100.0/24", "documentation", f"{_IPV4}, RFC 5737"),
    ("203.0.113.0/24", "documentation", f"{_IPV4}, RFC 5737"),
    ("224.0.0.0/4", "multicast", _MULTICAST),
    ("240.0.0.0/4", "reserved", f"{_IPV4}, RFC 1112"),
    ("161.26.0.0/16", "services inside a cloud", _IBM),
    ("166.8.0.0/14", "services inside a cloud", _IBM),
    ("168.63.129.16/32", "cloud platform", _AZURE),
    ("199.36.153.4/30", "services inside a cloud", _GOOGLE),
    ("199.36.153.8/30", "services inside a cloud", _GOOGLE),
    # Of IPv6 only 2000::/3 is given to networks; all around it (loopback, unique local, link-local, multicast) is not.
    ("::/3", "not a global unicast address", _SPACE),
    ("4000::/2", "not a global unicast address", _SPACE),
    ("8000::/1", "not a global unicast address", _SPACE),
    ("2001::/23", "protocol assignments", f"{_IPV6}, RFC 2928, RFC 4380"),
    ("2001:db8::/32", "documentation", f"{_IPV6}, RFC 3849"),
    ("2620:4f:8000::/48", "anycast of AS112", f"{_IPV6}, RFC 7534"),
    ("3fff::/20", "documentation", f"{_IPV6}, RFC 9637"),
    ("3ffe::/16", "retired test network", "ipv6-unicast-address-assignments, RFC 3701"),
    ("2600:2d00:2:1000::/56", "services inside a cloud", _GOOGLE),
    ("2600:2d00:2:2000::/56", "services inside a cloud", _GOOGLE),
)  # fmt: skip
_NETWORKS: tuple[tuple[Network, str], ...] = tuple((ip_network(network), purpose) for network, purpose, _ in TABLE)
# RFC 6052: IPv6 addresses that a translator turns into the IPv4 address in their last 32 bits. Those for local use
# (64:ff9b:1::/48, RFC 8215) carry it elsewhere, each network as it likes: they are not public.
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214, 6.1: what stands before an IPv4 address in the interface identifier


@lru_cache(maxsize=4096)
def purpose_of(address: Address) -> str | None:
    """What the address is for, where it is no public server's; None for one that may be."""
    return next((purpose for network, purpose in _NETWORKS if address in network), None)


def carried(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries (mapped, NAT64, 6to4, ISATAP), or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if found := address.ipv4_mapped or address.sixtofour:
        return found
    number = int(address)
    is_carrier = address in _NAT64 or number >> 32 & 0xFFFFFFFF in _ISATAP
    return IPv4Address(number & 0xFFFFFFFF) if is_carrier else address
