"""The guard: only global addresses, and what the user named."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network
from random import Random

import pytest

from newscrawl.errors import ConfigError
from newscrawl.net.address_guard import Guard
from newscrawl.net.special_addresses import TABLE, purpose_of

INSIDE = """
    127.0.0.1 127.8.9.1 10.1.1.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.1.1 0.0.0.0 192.0.2.1 198.18.0.1
    224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b:1::808:808 100::1 5f00::1
    64:ff9b::7f00:1 64:ff9b:1::a9fe:a9fe 2002:7f00:1::1 2001:db8::1 2001::1 not-an-address
    168.63.129.16 192.0.0.192 192.0.0.9 192.0.0.10 192.0.0.170 192.88.99.1 192.88.99.2 100.100.100.200 169.254.170.2
    192.31.196.1 192.52.193.1 192.175.48.1 198.51.100.1 203.0.113.1 199.36.153.8 161.26.0.10 166.9.1.1 239.1.1.1
    fd00:ec2::254 fd20:ce::254 3fff::1 3fff:fff::1 2001:1::1 2001:20::1 3ffe::1 100:0:0:1::1 2620:4f:8000::1 4000::1
    a000::1 e000::1 ::ffff:168.63.129.16 64:ff9b::a83f:8110 2002:a83f:8110::1 ::8.8.8.8 2606:4700::5efe:10.0.0.1
    2606:4700::200:5efe:a9fe:a9fe 2600:2d00:2:1000::1
"""
OUTSIDE = (
    "8.8.8.8 93.184.216.34 2606:4700:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8 168.63.129.15 192.88.98.1 2a00:1450::1"
)


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_is_not_global_is_refused(address: str) -> None:
    assert Guard().refusal("news.example", 80, address)


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_a_global_address_is_reached(address: str) -> None:
    assert Guard().refusal("news.example", 443, address) is None


def test_a_named_host_is_allowed_as_named_and_at_no_other_port() -> None:
    guard = Guard.of(["http://127.0.0.1:8000/a"])
    assert guard.refusal("127.0.0.1", 8000, "127.0.0.1") is None
    assert guard.refusal("127.0.0.1", 8001, "127.0.0.1")
    assert guard.refusal("127.0.0.2", 8000, "127.0.0.2")


def test_every_network_of_the_table_has_a_source_and_is_refused_from_its_first_address_to_its_last() -> None:
    for text, purpose, source in TABLE:
        network = ip_network(text)
        assert source.startswith("https://") or "RFC" in source
        assert {purpose_of(network[0]), purpose_of(network[-1])} == {purpose}, text


def test_whatever_the_standard_library_takes_for_no_global_address_is_refused_too() -> None:
    numbers = Random(7)
    addresses = [IPv4Address(numbers.getrandbits(32)) for _ in range(20_000)]
    addresses += [IPv4Address(int(ip_network(text)[0])) for text, *_ in TABLE if "." in text]  # type: ignore[list-item]
    assert [one for one in addresses if not one.is_global and purpose_of(one) is None] == []


def test_a_named_name_is_not_allowed_inside_for_where_it_leads_is_its_owners_word() -> None:
    guard = Guard.of(["https://News.example./"])
    for port in (80, 443):
        reason = guard.refusal("news.example", port, "10.0.0.1") or ""
        assert "--allow-net" in reason
        assert "inside = true" in reason
    assert "inside = true" not in (guard.refusal("other.example", 443, "10.0.0.1") or "")


def test_a_name_that_the_configuration_says_is_inside_is_allowed_for_http_and_https() -> None:
    guard = Guard.of([], inside=["News.intranet", "wiki.intranet:8080"])
    assert guard.refusal("news.intranet", 80, "10.0.0.1") is None
    assert guard.refusal("NEWS.intranet", 443, "10.0.0.1") is None
    assert guard.refusal("news.intranet", 8080, "10.0.0.1")
    assert guard.refusal("www.news.intranet", 443, "10.0.0.1")
    assert guard.refusal("wiki.intranet", 8080, "10.0.0.1") is None
    assert guard.refusal("wiki.intranet", 80, "10.0.0.1")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"),
        ("169.254.169.254", "169.254.169.254"),
        ("localhost", "127.0.0.1"),
        ("localhost", "::1"),
        ("news.localhost", "127.0.0.1"),
    ],
)
def test_an_address_that_the_user_writes_out_is_allowed_and_so_is_localhost(host: str, address: str) -> None:
    guard = Guard.of([f"http://{host}:8000/"])
    assert guard.url_refusal(f"http://{host}:8000/a") is None
    assert guard.refusal(host.strip("[]"), 8000, address) is None
    assert guard.refusal(host.strip("[]"), 8001, address)
    assert guard.refusal(host.strip("[]"), 8000, "10.9.9.9")


@pytest.mark.parametrize("host", ["127.1.example", "localhost.example", "127.0.0.1.example", "xlocalhost"])
def test_a_name_that_looks_like_an_address_is_a_name(host: str) -> None:
    assert Guard.of([f"http://{host}/"]).refusal(host, 80, "127.0.0.1")


INNER = Guard.of(
    ["http://10.0.0.5:8000/", "http://localhost/", "https://news.example/", "http://127.0.0.9/"],
    ["127.0.0.9/32"],
    inside=["wiki.intranet"],
)


@pytest.mark.parametrize("target", ["http://10.0.0.5:8000/admin", "http://localhost/x", "https://wiki.intranet/x"])
def test_to_a_host_inside_only_its_own_pages_lead(target: str) -> None:
    own = target.rpartition("/")[0]
    assert INNER.url_refusal(target) is None
    assert INNER.url_refusal(target, f"{own}/") is None
    for other in ("https://news.example/", "http://127.0.0.9/", "http://10.0.0.5:8001/", "https://stranger.example/"):
        assert "only its own pages lead there" in (INNER.url_refusal(target, other) or ""), other


def test_to_a_public_host_and_into_an_opened_network_every_page_leads() -> None:
    for target in ("https://news.example/a", "http://127.0.0.9/a", "https://other.example/"):
        assert INNER.url_refusal(target, "https://stranger.example/") is None
        assert INNER.url_refusal(target, "http://10.0.0.5:8000/") is None


@pytest.mark.parametrize(
    "host",
    ["a..b.example", ".example", "a.", "example..", "x" * 64 + ".example", "a." * 127 + "example", "ä..example",
     "ä" * 60 + ".example", "a。。b.example", "a b.example", "a\x00b.example", "[v1.x:y]", "\udc80.example"],
)  # fmt: skip
def test_a_host_that_no_name_server_can_know_is_refused_at_once(host: str) -> None:
    is_name = host == "a."
    assert bool(Guard().url_refusal(f"http://{host}/")) is not is_name


@pytest.mark.parametrize(
    "host", ["news.example", "a_b.example", "xn--mnchen-3ya.de", "münchen.de", "x" * 63 + ".example"]
)
def test_an_ordinary_host_is_not_refused(host: str) -> None:
    assert Guard().url_refusal(f"https://{host}/") is None


def test_an_opened_network_is_reached_also_inside_an_ipv6_address() -> None:
    guard = Guard.of((), ["10.1.0.0/16"])
    assert guard.refusal("a", 80, "10.1.2.3") is None
    assert guard.refusal("a", 80, "::ffff:10.1.2.3") is None
    assert guard.refusal("a", 80, "10.2.0.1")


def test_a_network_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigError, match="'ten' is not a network"):
        Guard.of((), ["ten"])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not an http or https address"),
        ("data:text/html,hello", "not an http or https address"),
        ("ftp://news.example/", "not an http or https address"),
        ("http:///path", "not an http or https address"),
        ("http://news.example:99999/", "not an http or https address"),
        ("http://[::1/", "not an http or https address"),
        ("http://127.0.0.1/", "not a public address"),
        ("http://[::ffff:10.0.0.1]/", "not a public address"),
        ("https://news.example/" + "a" * 2000, "longer than 2000"),
    ],
)
def test_a_url_is_refused_before_anything_is_resolved(url: str, reason: str) -> None:
    assert reason in (Guard().url_refusal(url) or "")


def test_an_ordinary_url_is_not_refused() -> None:
    assert Guard().url_refusal("https://news.example/2026/11/23/story") is None


@pytest.mark.parametrize(
    ("inside", "addresses", "allowed"),
    [
        (True, ["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2"]),
        (True, ["8.8.8.8", "10.0.0.1"], ["8.8.8.8"]),
        (True, ["169.254.169.254", "2606:4700:4700::1111"], ["2606:4700:4700::1111"]),
        (False, ["8.8.8.8", "10.0.0.1"], ["8.8.8.8"]),
        (False, ["10.0.0.1"], []),
        (False, [], []),
    ],
)
def test_a_name_with_public_and_inner_addresses_is_at_its_public_ones(
    inside: bool, addresses: list[str], allowed: list[str]
) -> None:
    guard = Guard.of(["https://news.example/"], inside=["news.example"] if inside else [])
    found, reason = guard.reachable("news.example", 443, addresses)
    assert found == allowed
    assert bool(reason) is (bool(addresses) and not allowed)
