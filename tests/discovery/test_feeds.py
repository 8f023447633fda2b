from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.discovery.feeds import MAX_ENTRIES, Feed, read_feed

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
CASES = sorted(path for path in FEEDS.iterdir() if ".expected" not in path.name)
BASES = {
    "rss20": "https://gazette.example/feed/",
    "rss091": "http://old.example/rss",
    "jsonfeed": "https://minute.example/feed.json",
}
ITEM = b"<item><title>Story %d</title><link>https://a.example/story-%d</link></item>"


def rss(*items: bytes) -> bytes:
    return b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>' + b"".join(items) + b"</channel></rss>"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_feed_gives_what_its_expectation_says(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    feed = read_feed(path.read_bytes(), BASES.get(path.stem, f"https://{path.stem}.example/feed"))
    entries = expected.pop("found")
    for key, value in expected.items():
        assert getattr(feed, key) == value, key
    assert [found.url for found in feed.found] == [entry["url"] for entry in entries]
    for found, entry in zip(feed.found, entries, strict=True):
        for key, value in entry.items():
            got = getattr(found, key)
            assert (list(got) if isinstance(got, tuple) else got) == value, f"{found.url}: {key}"


def test_since_leaves_out_what_is_surely_older_and_keeps_what_has_no_date() -> None:
    body = rss(
        b"<item><link>https://a.example/old</link><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item>",
        b"<item><link>https://a.example/new</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>",
        b"<item><link>https://a.example/undated</link></item>",
    )
    feed = read_feed(body, "https://a.example/feed", since=datetime(2026, 11, 20, tzinfo=UTC))
    assert [found.url[-3:] for found in feed.found] == ["new", "ted"]
    assert feed.skipped == 1


@pytest.mark.parametrize(
    ("link", "hub"),
    [
        ('<https://hub.example/>; rel="hub", <https://a.example/feed>; rel="self"', "https://hub.example/"),
        ("<https://a.example/feed>; rel=self, </push>; rel=hub", "https://a.example/push"),
        ("<https://a.example/>; rel=hubcap", None),
        ("<javascript:1>; rel=hub", None),
    ],
)
def test_a_hub_may_stand_in_the_link_header(link: str, hub: str | None) -> None:
    assert read_feed(rss(), "https://a.example/feed", {"Link": link}).hub == hub


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body><a href='/x'>Log in</a></body></html>", b"{", b"[]", b'{"items": 3}', b"\x00\x01", b"%PDF-1.4"],
)
def test_what_is_no_feed_gives_nothing_and_does_not_raise(body: bytes) -> None:
    assert read_feed(body, "https://a.example/feed").found == ()


def test_a_body_is_never_taken_for_a_file_name(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(ITEM % (1, 1)))
    assert read_feed(str(secret).encode(), "https://a.example/feed").found == ()
    assert read_feed(f"file://{secret}".encode(), "https://a.example/feed").found == ()


def test_entities_neither_explode_nor_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    external = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file://%s">]>' % str(secret).encode()
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(12))
    bomb = f"<!DOCTYPE r [{levels}]>".encode()
    for doctype, entity in ((external, b"&x;"), (bomb, b"&a11;")):
        body = doctype + rss(b"<item><title>" + entity + b"</title><link>https://a.example/1</link></item>")
        feed = read_feed(body, "https://a.example/feed")
        assert "SECRET" not in repr(feed)
        assert len(repr(feed)) < 5000


def test_a_feed_without_end_is_read_up_to_its_cap() -> None:
    feed = read_feed(rss(*(ITEM % (n, n) for n in range(MAX_ENTRIES + 50))), "https://a.example/feed")
    assert len(feed.found) == MAX_ENTRIES


def test_a_feed_of_tags_only_is_refused_at_once() -> None:
    assert read_feed(rss(b"<a>" * 400_000), "https://a.example/feed") == Feed(broken="too many tags")


def test_a_misdeclared_charset_does_not_spoil_valid_utf8() -> None:
    body = rss("<item><title>Grüße</title><link>https://a.example/1</link></item>".encode())
    feed = read_feed(body, "https://a.example/feed", {"Content-Type": "text/xml; charset=us-ascii"})
    assert feed.found[0].title == "Grüße"


def item(text: str) -> bytes:
    return rss(f"<item>{text}</item>".encode(errors="replace"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(item)))
def test_no_body_raises(body: bytes) -> None:
    assert isinstance(read_feed(body, "https://a.example/feed", since=datetime(2026, 1, 1, tzinfo=UTC)), Feed)


LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=9)
KEYS = st.sampled_from(["url", "id", "title", "authors", "author", "tags", "hubs", "date_published", "image", "items"])


@settings(max_examples=60, deadline=None)
@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12))
def test_no_json_raises(data: object) -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [data], "hubs": data}).encode()
    assert isinstance(read_feed(body, "https://a.example/feed"), Feed)


def wide(count: int, quote: str = '"') -> bytes:
    """A feed whose elements have so many attributes."""
    row = " ".join(f"a{number} = {quote}>{quote}" for number in range(count))
    item = f"<item {row}><title>One</title><link>https://gazette.example/one</link></item>"
    return f"<?xml version='1.0'?><rss {row} version='2.0'><channel>{item}</channel></rss>".encode()


@pytest.mark.parametrize("quote", ["'", '"'])
def test_elements_with_very_many_attributes_take_as_long_as_they_are(quote: str) -> None:
    def cost(count: int) -> float:
        body, begin = wide(count, quote), time.process_time()
        assert [found.title for found in read_feed(body, BASES["rss20"]).found] == ["One"]
        return time.process_time() - begin

    assert any(cost(6000) < 9 * cost(1500) for _ in range(3))


def test_half_of_a_character_is_none() -> None:
    item = dict.fromkeys(
        ("url", "title", "image", "content_html", "language"), f"https://gazette.example/{chr(0xD800)}a"
    )
    (found,) = read_feed(json.dumps({"version": "1", "items": [item]}).encode(), BASES["jsonfeed"]).found
    assert all(str(value).encode() for value in found)
    assert found.content == "https://gazette.example/a"
    (found,) = read_feed(rss(ITEM % (1, 1)).replace(b"Story", b"St&#xD800;ory"), BASES["rss20"]).found
    assert found.title == "Story 1"
