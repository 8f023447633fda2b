"""Files: WARC of any origin; configuration and site rules, which a user writes himself: no growth is asked of those."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.configuration import load
from newscrawl.errors import ConfigError, NewscrawlError, RuleError
from newscrawl.extraction import extract
from newscrawl.extraction.rules import read_rules
from newscrawl.net.address_guard import Guard
from newscrawl.record.model import WarcPlace
from newscrawl.warc.exchange import Exchange
from newscrawl.warc.warc_articles import article_of
from newscrawl.warc.warc_reader import read_warc
from newscrawl.warc.warc_writer import WarcWriter
from tests.fuzz import tokens
from tests.fuzz.message import Message
from tests.fuzz.seeds import files, pages
from tests.fuzz.target import Target, promise
from tests.fuzz.targets.pages import check

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_PAGE = pages.full().encode()


def warc(data: bytes) -> None:
    """A WARC file: every page in it gives a record."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "a.warc")
        path.write_bytes(data)
        for offset, exchange in read_warc(path):
            if isinstance(exchange, str):
                promise(exchange.isprintable(), "a reason acts", exchange)
                continue
            check(article_of(exchange, WarcPlace(file=path.name, offset=offset)))


def archive(data: bytes) -> None:
    """What a crawl was sent, written as WARC and read back."""
    one = Message.read(data)
    headers = tuple((name, value) for name, value in one.headers if name.lower() not in ("transfer-encoding",))
    sent = Exchange(url=one.url, fetched_at=NOW, status=200, reason="OK", body=one.body, response_headers=headers)
    plain = Exchange(
        url="https://news.example/plain",
        fetched_at=NOW,
        status=200,
        reason="OK",
        body=_PAGE,
        response_headers=(("Content-Type", "text/html"),),
    )
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        writer = WarcWriter(Path(folder), "newscrawl/0.1")
        places = [writer.write(sent), writer.write(plain)]
        writer.close()
        found = dict(read_warc(Path(folder, places[0].file)))
    read = found.get(places[1].offset)
    promise(isinstance(read, Exchange) and read.body == _PAGE, "a page after a strange one is not read back")
    strange = found.get(places[0].offset)
    promise(not isinstance(strange, Exchange) or strange.body == sent.body, "a page's bytes are not what was sent")


def configuration(data: bytes) -> None:
    """A configuration file, and what a crawl asks of it before it begins."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "crawl.toml")
        path.write_bytes(data)
        config = load(path)
    config.check()
    Guard.of_crawl(config)
    config.since_moment(NOW)
    config.model_dump_json()


def rules(data: bytes) -> None:
    """A file of site rules, and a page read by them."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "news.example.toml")
        path.write_bytes(data)
        read = read_rules(path)
    check(extract(_PAGE, "https://news.example/a", fetched_at=NOW, rules=read))


_TOML = (
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"=",
    b'"',
    b'"""',
    b"'''",
    b"true",
    b"nan",
    b"inf",
    b"1979-05-27T07:32:00Z",
    b"{",
    b"}",
    b"a.b.c",
)
_KEYS = (
    b"sites =",
    b"since =",
    b"limit =",
    b"[limits]",
    b"[site.a]",
    b"delay =",
    b"allow_net =",
    b"99999999999d",
    b"::/0",
    b"(" * 200,
    b"1e400",
    b"0001-01-01",
    b"9999-12-31T23:59:59-12:00",
    b"(a+)+$",
    b"[fields]",
    b"::attr(",
    b":not(",
    b":has(",
    b"::text",
    b">>",
    b":nth-child(",
    b"../" * 20,
    b"refine =",
    b"\\",
    b"headline =",
    b"valid_until =",
    b"timezone =",
    b"[[older]]",
)
_WARC = (
    b"WARC/1.0\r\n",
    b"WARC/1.1\r\n",
    b"\r\n\r\n",
    b"Content-Length: ",
    b"WARC-Type: response\r\n",
    b"WARC-Date: ",
    b"WARC-Target-URI: ",
    b"HTTP/1.1 200 OK\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n",
    b"\x1f\x8b\x08",
    b"ffffffff\r\n",
    b"Newscrawl-Lead: ",
    b"(\xb5/\xfd",
)

TARGETS = (
    Target(
        name="warc",
        run=warc,
        seeds=files.warcs,
        tokens=(*_WARC, *tokens.DATES, *tokens.ADDRESSES),
        allowed=(NewscrawlError,),
        cases=400,
    ),
    Target(name="archive", run=archive, seeds=pages.fixtures, tokens=(*_WARC, *tokens.ADDRESSES), cases=300),
    Target(
        name="configuration",
        run=configuration,
        seeds=lambda: (files.CONFIGURATION,),
        tokens=(*_TOML, *_KEYS, *tokens.ADDRESSES),
        allowed=(ConfigError,),
        cases=600,
    ),
    Target(
        name="site rules",
        run=rules,
        seeds=lambda: (files.RULES,),
        tokens=(*_TOML, *_KEYS),
        allowed=(RuleError,),
        cases=400,
    ),
)
