"""One hop of a redirect."""

from __future__ import annotations

import pytest

from newscrawl.redirects import carried_cookies, target_of

HERE = "https://news.example/a/b"


@pytest.mark.parametrize(
    ("status", "location", "target"),
    [
        (301, "/c", "https://news.example/c"),
        (302, "c", "https://news.example/a/c"),
        (303, "//other.example/", "https://other.example/"),
        (308, "http://news.example/a/b", "http://news.example/a/b"),
        (302, "file:///etc/passwd", None),
        (302, "javascript:alert(1)", None),
        (302, "", None),
        (302, None, None),
        (304, "/c", None),
        (200, "/c", None),
    ],
)
def test_a_redirect_leads_to_http_addresses_only(status: int, location: str | None, target: str | None) -> None:
    assert target_of(HERE, status, location) == target


def test_cookies_of_a_chain_go_on_to_the_same_host() -> None:
    given = ["consent=yes; Path=/; HttpOnly; Secure", "id=42; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]
    assert carried_cookies(HERE, "https://news.example/c", "old=1", given) == "old=1; consent=yes; id=42"


def test_cookies_never_go_to_another_host() -> None:
    assert carried_cookies(HERE, "https://other.example/c", "old=1", ["consent=yes"]) is None


def test_a_flood_of_cookies_is_cut() -> None:
    carried = carried_cookies(HERE, HERE, None, [f"c{n}=1" for n in range(100)]) or ""
    assert carried.count(";") == 19


def test_a_cookie_that_breaks_the_rules_is_left_out() -> None:
    assert carried_cookies(HERE, HERE, None, ["=\x00;;;", "a=1"]) == "a=1"
