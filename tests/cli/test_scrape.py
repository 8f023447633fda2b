"""`newscrawl scrape` against real servers: a record, or one line that says why not and an exit code."""

from __future__ import annotations

import json
import socket
import ssl
from pathlib import Path

import pytest
import trustme

from tests.cli.pages import ARTICLE, LIST, PARAGRAPHS
from tests.cli.run import newscrawl
from tests.servers import closed_port, reply, server


def site(path: str, _: socket.socket) -> bytes:
    pages = {
        "/bridge": reply(ARTICLE.encode()),
        "/city": reply(LIST.encode()),
        "/empty": reply(b""),
        "/paper.pdf": reply(b"%PDF-1.7 paper", content_type="application/pdf"),
    }
    return pages.get(path, reply(b"<p>no such page</p>", "404 Not Found"))


def test_the_article_is_printed_as_json() -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/bridge")
    assert result.code == 0, result.err
    record = json.loads(result.out)
    assert record["url"] == f"{origin}/bridge"
    assert record["article_body"] == "\n\n".join(PARAGRAPHS)
    assert record["date_published"] == "2026-11-23T07:30:00+01:00"
    assert record["meta"]["status"] == 200


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "# Harbour bridge"), ("text", "Harbour bridge"), ("jsonl", "{")]
)
def test_other_formats(form: str, start: str) -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/bridge", "--format", form)
    assert result.code == 0, result.err
    assert result.out.startswith(start)
    assert "Ines Calloway" in result.out


def test_a_file_takes_its_format_from_its_suffix(tmp_path: Path) -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/bridge", "-o", tmp_path / "bridge.md")
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / "bridge.md").read_text("utf8").startswith("# Harbour bridge")


def test_a_list_page_is_no_article_and_says_so() -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/city")
    assert (result.code, result.out) == (3, "")
    assert f"{origin}/city: not an article" in result.err


def test_some_good_and_some_bad_exits_with_4_and_keeps_the_good() -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/bridge", f"http://127.0.0.1:{closed_port()}/")
    assert result.code == 4
    assert len(result.records) == 1
    assert "connection refused" in result.err


@pytest.mark.parametrize(
    ("path", "message"),
    [("/nowhere", "HTTP 404 Not Found"), ("/paper.pdf", "a PDF, not an HTML page"), ("/empty", "empty")],
)
def test_a_wrong_page_is_one_line_with_its_url(path: str, message: str) -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}{path}")
    assert result.code in (1, 3)
    assert result.out == ""
    assert f"{origin}{path}: " in result.err
    assert message in result.err
    assert "Traceback" not in result.err


def test_an_unknown_host_is_named() -> None:
    result = newscrawl("scrape", "https://no-such-host.invalid/story")
    assert result.code == 1
    assert "https://no-such-host.invalid/story: unknown host" in result.err


def test_a_certificate_that_nobody_signed_is_refused() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with server(site, tls=context) as origin:
        result = newscrawl("scrape", f"{origin}/bridge")
    assert result.code == 1
    assert "TLS failure" in result.err


def test_something_that_is_no_address_is_refused_before_anything_is_fetched() -> None:
    result = newscrawl("scrape", "ftp://files.example/story")
    assert result.code == 2
    assert "not an http or https address" in result.err
