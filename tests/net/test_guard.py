"""The guard: only global addresses, and what the user named."""

from __future__ import annotations

import pytest

from newscrawl.errors import ConfigError
from newscrawl.net.guard import Guard

INSIDE = """
    127.0.0.1 127.8.9.1 10.1.1.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.1.1 0.0.0.0 192.0.2.1 198.18.0.1
    224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b:1::808:808 100::1 5f00::1
    64:ff9b::7f00:1 64:ff9b:1::a9fe:a9fe 2002:7f00:1::1 2001:db8::1 2001::1 not-an-address
"""
OUTSIDE = "8.8.8.8 93.184.216.34 2606:4700:4700::1111 64:ff9b::808:808 ::ffff:8.8.8.8"


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


def test_a_name_without_a_port_is_allowed_for_http_and_https() -> None:
    guard = Guard.of(["https://News.intranet./"])
    assert guard.refusal("news.intranet", 80, "10.0.0.1") is None
    assert guard.refusal("NEWS.intranet", 443, "10.0.0.1") is None
    assert guard.refusal("www.news.intranet", 443, "10.0.0.1")


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
    ("named", "addresses", "allowed"),
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
    named: bool, addresses: list[str], allowed: list[str]
) -> None:
    guard = Guard.of(["https://news.example/"] if named else [])
    found, reason = guard.reachable("news.example", 443, addresses)
    assert found == allowed
    assert bool(reason) is (bool(addresses) and not allowed)
