from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.urls import absolute, canonical_form, cleaned, host_of, origin_of, site_of

ODD = st.one_of(
    st.text(max_size=60),
    st.text(max_size=40).map("https://news.example/".__add__),
    st.text(max_size=20).map(lambda text: f"http://{text}/a?b={text}#c"),
    st.sampled_from(
        ["http://[::1", "http://a:99999/", "http://a:b/", "http://\ud800/", "https://", "//x", "http:///a"]
    ),
)


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "https://news.example/a/b",
            "http://news.example/a/b/",
            "HTTPS://NEWS.example:443/a/b#top",
            "http://u:p@news.example:80/a/b",
        ],
        [
            "https://news.example/a?x=1&y=2",
            "https://news.example/a?y=2&x=1&utm_source=rss&fbclid=Iw",
            "https://news.example/a/?x=1&amp;y=2&gclid=",
        ],
        [
            "https://news.example/",
            "https://news.example",
            "https://news.example/index.html",
            "https://news.example/index.php?utm_medium=x",
        ],
        [
            "https://news.example/a;jsessionid=0A1B?x=1",
            "https://news.example/a?x=1&PHPSESSID=abc",
            "https://news.example/a?x=1&sid=00000c1f",
        ],
        ["https://news.example/%7Euser/%e4%b8%ad", "https://news.example/~user/中"],
        ["https://münchen.example/", "https://xn--mnchen-3ya.example/"],
        ["http://127.0.0.2:8001/a/", "http://127.0.0.2:8001/a"],
        ["https://news.example/a/../b/./c", "https://news.example/b/c"],
        ["https://news.example/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://news.example/a.aspx"],
    ],
)
def test_spellings_of_one_address_have_one_canonical_form(spellings: list[str]) -> None:
    forms = {absolute(spelling) and canonical_form(absolute(spelling) or "") for spelling in spellings}
    assert len(forms) == 1, forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?sid=1234", "https://news.example/a?sid=1235"),
        ("https://news.example/A", "https://news.example/a"),
        ("http://news.example:8001/a", "http://news.example:8002/a"),
        ("https://news.example/a?p=1", "https://news.example/a"),
        ("https://news.example/?s=covid19vaccines", "https://news.example/"),
        ("https://m.news.example/a", "https://news.example/a"),
    ],
)
def test_different_pages_keep_different_canonical_forms(one: str, other: str) -> None:
    assert canonical_form(one) != canonical_form(other)


@given(ODD)
@example("http://0 ")  # a host of digits is no port
def test_canonical_form_is_stable_and_nothing_raises(url: str) -> None:
    form = canonical_form(url)
    if host_of(url) and url.startswith("http"):
        assert canonical_form(form) == form
    assert all(isinstance(read(url), str) for read in (cleaned, host_of, origin_of, site_of))


def test_cleaned_takes_away_trackers_only_and_keeps_the_rest_as_written() -> None:
    url = "http://News.example/A%20b/?z=1&utm_source=x&a=&PHPSESSID=1#part"
    assert cleaned(url) == "http://News.example/A%20b/?z=1&a="


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../x.html", "https://news.example/x.html"),
        ("  /a\n/b ", "https://news.example/a/b"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        ("?page=2", "https://news.example/d/p.html?page=2"),
        ("\\a\\b", "https://news.example/a/b"),
        ("/with space", "https://news.example/with%20space"),
        ("/a?x=1&amp;y=2", "https://news.example/a?x=1&y=2"),
        ("HTTP://Other.example/A", "http://Other.example/A"),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://", None),
        ("http://[::1", None),
        ("", None),
        ("/" + "a" * 3000, None),
    ],
)
def test_absolute_reads_links_as_a_browser_does_and_only_http(href: str, expected: str | None) -> None:
    assert absolute(href, "https://news.example/d/p.html") == expected


@given(ODD, ODD)
def test_absolute_gives_http_addresses_with_a_host_or_nothing(href: str, base: str) -> None:
    url = absolute(href, base)
    assert url is None or (url.startswith(("http://", "https://")) and host_of(url))


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.news.co.uk/a", "news.co.uk"),
        ("https://sport.zeitung.de:8443/", "zeitung.de"),
        ("https://a.blogspot.com/", "a.blogspot.com"),
        ("http://127.0.0.2:8001/", "127.0.0.2:8001"),
        ("http://127.0.0.2/", "127.0.0.2"),
        ("http://[::1]:8001/", "[::1]:8001"),
        ("http://localhost:80/", "localhost"),
        ("http://intranet:8080/news", "intranet:8080"),
        ("https://www.news.example/", "news.example"),
        ("http://news.corp.lan:8080/", "news.corp.lan:8080"),
        ("https://co.uk/", "co.uk"),
        ("not an address", ""),
    ],
)
def test_a_site_is_a_registered_domain_or_a_host_of_its_own(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize("port", ["", ":80", ":443", ":8001", ":10000", ":0080", ":65535", ":99999", ":8"])
def test_a_host_in_plain_spelling_is_read_as_in_any_other(port: str) -> None:
    for name in ("news.example", "127.0.0.2", "www.news-today.co.uk"):
        for scheme in ("http", "https"):
            plain = f"{scheme}://{name}{port}/a?b"
            assert host_of(plain) == host_of(plain.replace("//", "//reader@"))


def test_origin_is_where_robots_txt_stands() -> None:
    assert origin_of("HTTP://News.Example:80/a/b?c") == "http://news.example"
    assert origin_of("https://news.example:8443/a") == "https://news.example:8443"
    assert origin_of("ftp://news.example/") == ""


@pytest.mark.process
def test_importing_urls_loads_neither_the_suffix_list_nor_a_network_library() -> None:
    check = "import sys, newscrawl.urls; assert not {'tldextract', 'requests', 'w3lib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.process
def test_sites_are_told_without_network_and_without_writing(tmp_path: Path) -> None:
    check = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from newscrawl.urls import site_of\n"
        "assert site_of('https://a.b.co.jp/') == 'b.co.jp'\n"
    )
    homes = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", check], check=True, env=homes)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "href",
    [
        "http://=[2001:db8::1]:8/",
        "http://a[::1]/",
        "https://[::1]a/",
        "https://%00[::1]/",
        "https://u@a[::1]:80/",
        "https://[::1][::2]/",
        "http://[::]:@n",
        f"http://{'é' * 300}.example/",
        "http://[::1]:80@n/",
        "https://b.example:١٢/x",
        "https://b.example:1٢/x",
        "https://b.example:１２/x",
        "https://./",
        "https://..",
        "//..",
    ],
)
def test_an_address_for_which_no_request_can_be_made_is_none(href: str) -> None:
    assert absolute(href) is None
    assert host_of(href) == ""


@pytest.mark.parametrize(
    "href", ["http://[::1]/", "http://[2001:db8::1]:8080/a", "https://u:p@[::1]/", "https://a/[b]"]
)
def test_an_address_in_brackets_stays_one(href: str) -> None:
    assert absolute(href) == href
    assert host_of(href)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/story.php?ref=48213", "https://news.example/article?icid=7712004",
        "https://news.example/read/?ns_mchannel=20461", "https://news.example/show?lang=en&rcid=90021",
        "https://news.example/index.php?at_=55012", "https://news.example/?scid=1201",
    ],
)  # fmt: skip
def test_a_parameter_that_often_only_tracks_may_be_the_number_of_a_story(url: str) -> None:
    """Where nothing else in the address names one of many pages."""
    other = url[:-1] + "9"
    assert cleaned(url) == url
    assert canonical_form(url) != canonical_form(other)
    assert canonical_form(f"{url}&utm_source=48213&fbclid=99999&gclid=12345") == canonical_form(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/2026/11/28/lamps?ref=48213", "https://news.example/the-old-lamp-is-lit?icid=7712004",
        "https://news.example/read?id=7&ns_mchannel=20461", "https://news.example/story?ref=home",
        "https://news.example/story?utm_id=48213", "https://news.example/story?jsessionid=48213",
        "https://news.example/news?sid=00000012", "https://news.example/news?PHPSESSID=12345678",
    ],
)  # fmt: skip
def test_elsewhere_it_only_tracks(url: str) -> None:
    assert "=" not in cleaned(url).replace("id=7", "", 1)
