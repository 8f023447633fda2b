"""One hop of a redirect."""

from __future__ import annotations

import pytest

from newscrawl.redirects import target_of

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
