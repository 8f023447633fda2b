"""What lets in goes to its site and nowhere else: no other host, log, record, archive, store or error has it."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from newscrawl.configuration import WITH_SECRETS, CrawlConfig, load
from newscrawl.errors import ConfigError
from newscrawl.net.credentials import Credentials
from tests.servers import reply, server
from tests.smallsite import article

ROOT = Path(__file__).parents[2]
TOKEN, COOKIE = "token-of-the-house-7Q", "key-of-the-house-9Z"


def credentials(text: str, **environment: str) -> Credentials:
    return Credentials(config(text), environment)


def config(text: str) -> CrawlConfig:
    import tomllib

    return CrawlConfig.model_validate(tomllib.loads(text))


def test_each_kind_is_a_header() -> None:
    found = credentials(
        '[site."a.example"]\nlogin = "me:pass"\ncookies = "s=1; t=2"\n[site."b.example"]\ntoken="$T"', T="x"
    )
    assert found.headers("https://a.example/x") == {
        "Authorization": f"Basic {b64encode(b'me:pass').decode()}", "Cookie": "s=1; t=2",
    }  # fmt: skip
    assert found.headers("https://b.example/") == {"Authorization": "Bearer x"}


@pytest.mark.parametrize(
    ("url", "is_sent"),
    [
        ("https://paper.example/a", True),
        ("https://www.paper.example/a", True),
        ("https://paper.example.evil.example/", False),
        ("https://notpaper.example/", False),
        ("https://example/", False),
        ("https://paper.example:8443/", False),
        ("http://paper.example/a", False),
        ("https://paper.example@evil.example/", False),
        ("https://evil.example/?paper.example", False),
    ],
)
def test_only_the_named_host_and_those_below_it_are_told_and_only_in_secret(url: str, is_sent: bool) -> None:
    assert bool(credentials('[site."paper.example"]\ntoken = "x"').headers(url)) is is_sent


def test_a_host_that_was_named_with_http_is_told_over_http() -> None:
    found = credentials('sites = ["http://127.0.0.1:8000/"]\n[site."127.0.0.1:8000"]\ntoken = "x"')
    assert found.headers("http://127.0.0.1:8000/a")
    assert not found.headers("http://127.0.0.1:8001/a")


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("https://www.paper.example/login", True),
        ("https://accounts.paper.example/", True),
        ("http://paper.example/", True),
        ("http://old.paper.example/", False),
        ("https://other.example/", False),
    ],
)
def test_cookies_of_a_site_with_credentials_are_kept_to_https(url: str, is_kept: bool) -> None:
    found = credentials('sites = ["http://old.paper.example/"]\n[site."www.paper.example"]\ntoken = "x"')
    assert found.only_https(url) is is_kept


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[site."a.example"]\ntoken = "$NOT_THERE"', r"site\.a\.example\.token: \$NOT_THERE is not set"),
        ('[site."a.example"]\ntoken = "$BROKEN"', r"site\.a\.example\.token: \$BROKEN must be one line"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        credentials(text, BROKEN="a\r\nX-Evil: 1")


@pytest.mark.parametrize(
    "text",
    [
        'token = "hunter2\\nX: y"', 'token = ["hunter2"]', 'token = "hunter2"\nlogin = "hunter2:x"',
        'cookies = {a = "hunter2"}', 'delay = "fast"\ntoken = "hunter2"',
    ],
)  # fmt: skip
def test_no_error_tells_a_secret(text: str, tmp_path: Path) -> None:
    file = tmp_path / "crawl.toml"
    file.write_text(f'[site."a.example"]\n{text}\n', "utf8")
    with pytest.raises(ConfigError) as raised:
        load(file)
    assert "hunter2" not in str(raised.value)
    assert "site.a.example" in str(raised.value)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="login") as raised:
        load(sites=["https://me:hunter2@news.example/"])
    assert "hunter2" not in str(raised.value)


def test_a_dump_has_stars_but_for_the_crawls_own_processes() -> None:
    made = config('[site."a.example"]\ntoken = "hunter2"')
    assert "hunter2" not in made.model_dump_json() + repr(made)
    assert CrawlConfig.model_validate_json(made.model_dump_json(context=WITH_SECRETS)) == made


@pytest.mark.process
def test_nothing_but_the_site_ever_sees_them(tmp_path: Path) -> None:
    """Through both doors of a crawl, with its most talkative log, an archive, a store, and a redirect elsewhere."""
    heads: dict[str, list[bytes]] = {"own": [], "other": []}

    def own(path: str, connection: socket.socket) -> bytes:
        pages = {
            "/story-1": reply(article(1), set_cookie=f"session={COOKIE}-given"),
            "/hop": reply(status="302 Found", location="/gone", set_cookie=f"hop={COOKIE}-given"),
            "/gone": reply(status="302 Found", location=f"{elsewhere}/landed", set_cookie=f"session={COOKIE}-given"),
            "/broken": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nshort",
        }
        return pages.get(path) or reply(status="404 Not Found")

    def other(path: str, connection: socket.socket) -> bytes:
        return reply(article(2)) if path == "/landed" else reply(status="404 Not Found")

    with server(other, heads=heads["other"]) as elsewhere, server(own, heads=heads["own"]) as origin:
        host = origin.removeprefix("http://")
        file = tmp_path / "crawl.toml"
        file.write_text(
            f'urls = ["{origin}/story-1", "{origin}/hop", "{origin}/broken"]\ndelay = 0\nallow_net = ["127.0.0.0/8"]\n'
            f'warc = "{tmp_path}/warc"\nstore = "{tmp_path}/news.db"\noutput = ["{tmp_path}/out.jsonl"]\n'
            f'[site."{host}"]\ntoken = "$PAPER_TOKEN"\ncookies = "key={COOKIE}"\n', "utf8",
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"config={file}", "-s", "LOG_LEVEL=DEBUG"],
            cwd=ROOT, env={**os.environ, "PAPER_TOKEN": TOKEN}, capture_output=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert heads["own"]
    assert all(TOKEN.encode() in head and COOKIE.encode() in head for head in heads["own"])
    assert any(b"GET /landed" in head for head in heads["other"])
    assert not any(TOKEN.encode() in head or COOKIE.encode() in head for head in heads["other"])
    left = [done.stdout, done.stderr, *(_plain(file) for file in tmp_path.rglob("*") if file.name != "crawl.toml")]
    assert any(b"WARC/1.1" in text for text in left)
    assert any(b"Bridge story number 1" in text for text in left)
    told = b"\n".join(left)
    assert TOKEN.encode() not in told
    assert COOKIE.encode() not in told


def _plain(file: Path) -> bytes:
    data = file.read_bytes() if file.is_file() else b""
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
