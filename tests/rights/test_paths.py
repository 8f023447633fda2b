from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.robots_txt import Robots
from newscrawl.rights.paths import matches, request_target

HOST = "https://news.example"


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("", "/a", True),
        ("/", "/a", True),
        ("/a", "/ab", True),
        ("/a/", "/a", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*", "/anything", True),
        ("/*/b", "/a/b/c", True),
        ("/*.html$", "/a.html", True),
        ("/*.html$", "/a.html?x=1", False),
        ("*.html", "/a.html", True),
        ("/a*$", "/abc", True),
        ("/a*a$", "/a", False),
        ("/a?x=", "/a?x=1", True),
        ("/%7Ejoe", "/~joe", True),
        ("/a%2fb", "/a%2Fb", True),
        ("/a%2Fb", "/a/b", False),
        ("/a%24", "/a$", True),
        ("/über", "/%C3%BCber", True),
        ("/Case", "/case", False),
    ],
)
def test_patterns_of_rfc_9309(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, request_target(HOST + path)) is expected


def test_address_without_a_path_is_the_root() -> None:
    assert request_target(HOST) == "/"
    assert request_target(f"{HOST}?x=1") == "/?x=1"
    assert request_target("http://[broken") == "/"


@given(st.text(alphabet="/ab*", min_size=0, max_size=8), st.text(alphabet="/ab", max_size=10))
def test_a_pattern_matches_what_protego_refuses(pattern: str, path: str) -> None:
    robots = Robots.parse(f"User-agent: *\nDisallow: /{pattern}\n".encode())
    assert matches(f"/{pattern}", request_target(f"{HOST}/{path}")) is not robots.allowed(f"{HOST}/{path}", "newscrawl")


@given(st.text(), st.text())
def test_no_pattern_and_no_address_raises(pattern: str, path: str) -> None:
    assert matches(pattern, request_target(path)) in (True, False)


def test_a_hostile_pattern_takes_no_time() -> None:
    began = time.perf_counter()
    assert not matches("*a" * 5_000 + "b$", request_target(HOST + "/" + "a" * 2_000))
    assert time.perf_counter() - began < 1
