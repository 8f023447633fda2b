"""Cookies go where they belong and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.net.cookies import Jar

HERE = "https://www.news.example/a/b"
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def sent(url: str, *set_cookie: str, by: str = HERE, later: timedelta = timedelta()) -> str | None:
    """What a jar sends to `url`, at once or later, after `by` has set cookies."""
    jar = Jar()
    jar.take(by, set_cookie, now=NOW)
    return jar.header(url, now=NOW + later)


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


@pytest.mark.parametrize(
    "end",
    [
        "Max-Age=0", "Max-Age=-1", "Max-Age=000", "Max-Age=-" + "9" * 400, "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires=Wed, 09 Feb 1994 22:23:32 GMT", "Expires=Wed, 09-Feb-94 22:23:32 GMT",
        "expires=Wed Feb  9 22:23:32 1994",
        "Expires=Wed, 30 Sep 2026 23:59:59 GMT", "Expires=Thu, 01 Oct 2026 00:30:00 +0100",
        "Expires=Fri, 31 Dec 2030 00:00:00 GMT; Max-Age=0",
    ],
)  # fmt: skip
def test_a_cookie_that_is_taken_back_is_not_sent(end: str) -> None:
    assert sent(HERE, "c=1", f"c=; {end}") is None


@pytest.mark.parametrize(
    "end",
    [
        "Max-Age=60", "Max-Age=" + "9" * 400, "Max-Age=soon", "Max-Age=\N{ARABIC-INDIC DIGIT ZERO}", "Expires=soon",
        "Expires=0", "Expires=Mon, 32 Nov 2026 12:00:00 GMT", "Expires=Mon, 23 Nov 2026 12:00:00 +99999999999",
        "Expires=Fri, 31 Dec 9999 23:59:59 -1200", "Expires=Wed, 09 Feb 1994 22:23:32 GMT; Max-Age=60",
    ],
)  # fmt: skip
def test_a_cookie_whose_end_is_to_come_or_is_none_is_sent(end: str) -> None:
    assert sent(HERE, f"c=1; {end}") == "c=1"


def test_a_cookie_ends_when_its_time_is_over() -> None:
    for end in ("Max-Age=60", "Expires=Thu, 01 Oct 2026 00:01:00 GMT"):
        assert sent(HERE, f"c=1; {end}", later=timedelta(seconds=59)) == "c=1"
        assert sent(HERE, f"c=1; {end}", later=timedelta(seconds=60)) is None


@pytest.mark.parametrize("suffix", ["github.io", "blogspot.com", "co.uk", "com", "example", "intranet", "kawasaki.jp"])
def test_a_host_that_is_a_public_suffix_sets_cookies_for_itself_alone(suffix: str) -> None:
    given = f"c=1; Domain={suffix}"
    assert sent(f"https://{suffix}/", given, by=f"https://{suffix}/") == "c=1"
    assert sent(f"https://stranger.{suffix}/", given, by=f"https://{suffix}/") is None
    assert sent(f"https://stranger.{suffix}/", given, by=f"https://other.{suffix}/") is None


def test_cookies_of_a_site_with_secrets_are_sent_over_https_only() -> None:
    jar = Jar()
    jar.take(HERE, ["c=1"], now=NOW, only_https=True)
    assert jar.header(HERE, now=NOW) == "c=1"
    assert jar.header(HERE.replace("https", "http"), now=NOW) is None


def test_newer_attributes_do_not_hide_a_cookie() -> None:
    assert sent(HERE, "c=1; Partitioned; Priority=High; SameSite=None") == "c=1"


@pytest.mark.parametrize("broken", ["", "novalue", "=1", "c=1\r\nX: y", "c=" + "x" * 5000, "c=1\x00"])
def test_a_cookie_that_breaks_the_rules_is_left_out(broken: str) -> None:
    assert sent(HERE, broken, "a=1") == "a=1"


def test_a_flood_of_cookies_is_cut() -> None:
    assert (sent(HERE, *(f"c{n}=1" for n in range(100))) or "").count(";") == 19


def test_a_jar_over_another_sends_both_and_changes_its_own() -> None:
    kept = Jar()
    kept.take(HERE, ["consent=yes", "old=1"], now=NOW)
    chain = Jar(kept)
    chain.take(HERE, ["old=2", "new=3"], now=NOW)
    assert chain.header(HERE, now=NOW) == "consent=yes; old=2; new=3"
    assert kept.header(HERE, now=NOW) == "consent=yes; old=1"
    kept.add(chain)
    assert kept.header(HERE, now=NOW) == "consent=yes; old=2; new=3"
