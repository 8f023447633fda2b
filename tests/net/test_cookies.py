"""Cookies go where they belong and nowhere else."""

from __future__ import annotations

import pytest

from newscrawl.net.cookies import Jar

HERE = "https://www.news.example/a/b"


def sent(url: str, *set_cookie: str, by: str = HERE) -> str | None:
    """What a jar sends to `url` after `by` has set cookies."""
    jar = Jar()
    jar.take(by, set_cookie)
    return jar.header(url)


def test_cookies_go_back_to_the_host_that_set_them() -> None:
    given = ["consent=yes; Path=/; HttpOnly; Secure", "id=42; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]
    assert sent(HERE, *given) == "consent=yes; id=42"


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "https://news.example/",
        "https://sub.www.news.example/",
        "https://www.news.example:8443/",
    ],
)
def test_cookies_of_a_host_go_to_no_other(url: str) -> None:
    assert sent(url, "consent=yes") is None


def test_a_cookie_for_the_whole_site_goes_to_its_hosts() -> None:
    assert sent(HERE, "c=1; Domain=.news.example", by="https://consent.news.example/") == "c=1"
    assert sent("https://news.example/", "c=1; Domain=news.example") == "c=1"
    assert sent("https://badnews.example/", "c=1; Domain=news.example") is None


@pytest.mark.parametrize("domain", ["example", "other.example", "co.uk", "deep.www.news.example"])
def test_a_cookie_for_a_name_that_is_not_the_hosts_own_is_left_out(domain: str) -> None:
    assert sent(f"https://{domain}/", f"c=1; Domain={domain}") is None
    assert sent("https://a.co.uk/", "c=1; Domain=co.uk", by="https://a.co.uk/") is None


def test_addresses_and_ports_are_sites_of_their_own() -> None:
    assert sent("http://127.0.0.1:8001/", "c=1", by="http://127.0.0.1:8000/") is None
    assert sent("http://127.0.0.1:8000/", "c=1; Domain=0.0.1", by="http://127.0.0.1:8000/") is None


def test_paths_and_secure_are_held() -> None:
    assert sent("https://www.news.example/a/c", "c=1; Path=/a") == "c=1"
    assert sent("https://www.news.example/ab", "c=1; Path=/a") is None
    assert sent("http://www.news.example/", "c=1; Secure") is None


@pytest.mark.parametrize("end", ["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_cookie_that_is_taken_back_is_not_sent(end: str) -> None:
    assert sent(HERE, "c=1", f"c=; {end}") is None


def test_newer_attributes_do_not_hide_a_cookie() -> None:
    assert sent(HERE, "c=1; Partitioned; Priority=High; SameSite=None") == "c=1"


@pytest.mark.parametrize("broken", ["", "novalue", "=1", "c=1\r\nX: y", "c=" + "x" * 5000, "c=1\x00"])
def test_a_cookie_that_breaks_the_rules_is_left_out(broken: str) -> None:
    assert sent(HERE, broken, "a=1") == "a=1"


def test_a_flood_of_cookies_is_cut() -> None:
    assert (sent(HERE, *(f"c{n}=1" for n in range(100))) or "").count(";") == 19


def test_a_jar_over_another_sends_both_and_changes_its_own() -> None:
    kept = Jar()
    kept.take(HERE, ["consent=yes", "old=1"])
    chain = Jar(kept)
    chain.take(HERE, ["old=2", "new=3"])
    assert chain.header(HERE) == "consent=yes; old=2; new=3"
    assert kept.header(HERE) == "consent=yes; old=1"
    kept.add(chain)
    assert kept.header(HERE) == "consent=yes; old=2; new=3"
