"""One hop of a redirect."""

from __future__ import annotations

import pytest

from newscrawl.net.redirects import refresh_header_of, refresh_of, target_of

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


def refreshing(content: str, around: str = "{}") -> bytes:
    return around.format(f'<META http-equiv="Refresh" content="{content}">').encode()


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (refreshing("0; url=/c"), "https://news.example/c"),
        (refreshing("0;URL='c'"), "https://news.example/a/c"),
        (refreshing("5; url=//other.example/"), "https://other.example/"),
        (refreshing("300; url=/c"), None),
        (refreshing("0"), None),
        (refreshing("0; url=/a/b?utm_source=x"), None),
        (refreshing("0; url=file:///etc/passwd"), None),
        (refreshing("0; url=data:text/html,x"), None),
        (refreshing("0; url=/c", "<noscript>{}</noscript>"), None),
        (refreshing("0; url=/c", "<!-- {} -->"), None),
        (b"<p>Refresh the page by http-equiv</p>", None),
        (b" " * 40_000 + refreshing("0; url=/c"), None),
        (b"", None),
    ],
)
def test_a_page_that_sends_its_reader_on_at_once_is_a_redirect(body: bytes, target: str | None) -> None:
    assert refresh_of(HERE, 200, body) == target
    assert refresh_of(HERE, 404, body) is None


@pytest.mark.parametrize("address", ["https://b.example:x/", "https://b.example:99999/", "http://[::1/", "//a[b]/"])
def test_a_page_that_sends_its_reader_to_no_address_is_no_redirect(address: str) -> None:
    assert refresh_of(HERE, 200, refreshing(f"0; url={address}")) is None


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://zürich.example/é", "https://xn--zrich-kva.example/é"),
        ("https://zürich.example:8443/?q=ü#ü", "https://xn--zrich-kva.example:8443/?q=ü#ü"),
        ("//例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("/straße", "https://news.example/straße"),
        ("http://ü..example/", None),
    ],
)
def test_a_location_in_utf8_is_read_as_such_and_its_host_is_what_is_asked(location: str, target: str | None) -> None:
    header = location.encode().decode("latin-1")
    assert target_of("https://news.example/", 301, header) == target


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/caf\xe9", "/caf%E9"),
        ("/caf\xc3\xa9?q=\xe9", "/caf%C3%A9?q=%E9"),
        ("/\xca\xd3\xc6\xb5 1", "/%CA%D3%C6%B5%201"),
    ],
)
def test_of_a_location_in_another_charset_the_same_bytes_are_asked_for(location: str, target: str) -> None:
    assert target_of("https://news.example/", 301, location) == f"https://news.example{target}"


@pytest.mark.parametrize(
    ("refresh", "target"),
    [
        ("0; url=/c", "/c"), ("0;URL='/c'", "/c"), ("5, /c", "/c"), ("1.5 url=\"/c\"", "/c"), ("; url=/c", "/c"),
        ("10; url=/c", None), ("0", None), ("300", None), ("0; url=/a/b", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_refresh_header_sends_its_reader_on(refresh: str | None, target: str | None) -> None:
    assert refresh_header_of(HERE, 200, refresh) == (target and f"https://news.example{target}")
    assert refresh_header_of(HERE, 404, refresh) is None
