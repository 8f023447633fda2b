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
    assert len(feed.old) == 1


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


def cost(body: bytes, headers: dict[str, str] | None = None) -> float:
    begin = time.process_time()
    read_feed(body, "https://a.example/feed", headers)
    return time.process_time() - begin


def attributes(count: int) -> bytes:
    return rss(b"<item " + b"".join(b"a%d='>' " % one for one in range(count)) + b"></item>")


def topics(count: int) -> bytes:
    return rss(
        b"<item>" + b"".join(b"<category>a%d</category><!-- <item > -->" % one for one in range(count)) + b"</item>"
    )


def listed(count: int) -> bytes:
    words = b"".join(b"a%d," % one for one in range(count))
    space = b"xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    return (
        b"<rss version='2.0' "
        + space
        + b"><channel><item><i:keywords><![CDATA[</ "
        + words
        + b"]]></i:keywords></item></channel></rss>"
    )


# Feeds at which feedparser's work grows with the square of their size, and more: two sizes, fourfold.
HARD = {
    "newlines": lambda count: b"\n" * count + rss(b""),
    "newlines in UTF-16": lambda count: ("\n" * count).encode("utf-16") + rss(b"").decode().encode("utf-16-le"),
    "declarations": lambda count: b"\n<!ENTITY" * count + rss(b""),
    "attributes": attributes, "topics": topics, "listed topics": listed,
}  # fmt: skip


@pytest.mark.parametrize("kind", HARD)
def test_the_work_for_a_feed_grows_with_its_size(kind: str) -> None:
    small, large = HARD[kind](25_000), HARD[kind](100_000)
    assert any(cost(large) < 9 * max(cost(small), cost(rss(ITEM % (1, 1) * 500))) for _ in range(3))


def test_a_feed_with_very_many_topics_keeps_its_entries() -> None:
    entry = b"<item><link>https://a.example/%d</link>" + b"<category>a</category>" * 6 + b"</item>"
    feed = read_feed(rss(b"".join(entry % one for one in range(2000))), "https://a.example/feed")
    assert (len(feed.found), feed.found[0].keywords) == (2000, ())
    few = read_feed(rss(b"".join(entry % one for one in range(20))), "https://a.example/feed")
    assert few.found[0].keywords == ("a",)


@pytest.mark.parametrize("charset", ["utf-16", "cp037", "base64", "none"])
def test_a_charset_in_which_a_tag_is_none_is_not_believed(charset: str) -> None:
    body = rss(b"<item><link>https://a.example/1</link><title>Gr\xfc\xdfe</title></item>")
    feed = read_feed(body, "https://a.example/feed", {"content-type": f"text/xml; charset={charset}"})
    assert [one.url for one in feed.found] == ["https://a.example/1"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_feed_in_utf_16_has_the_same_limits(codec: str) -> None:
    items = b"".join(b"<item><link>https://a.example/%d</link></item>" % one for one in range(20))
    feed = read_feed(rss(items).decode().encode(codec), "https://a.example/feed", most=5)
    assert (len(feed.found), feed.beyond) == (5, 15)


def test_half_of_a_character_is_none() -> None:
    item = dict.fromkeys(("url", "title", "image", "content_html", "language"), "https://gazette.example/\ud800a")
    (found,) = read_feed(json.dumps({"version": "1", "items": [item]}).encode(), BASES["jsonfeed"]).found
    assert all(str(value).encode() for value in found)
    assert found.content == "https://gazette.example/a"
    (found,) = read_feed(rss(ITEM % (1, 1)).replace(b"Story", b"St&#xD800;ory"), BASES["rss20"]).found
    assert found.title == "Story 1"
