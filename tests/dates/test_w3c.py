from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.dates.w3c import date_in, instant, is_before, latest, stated

SINCE = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11", "2026-11"),
        (" 2026-11-23T10:00:00.5+01:00 ", "2026-11-23T10:00:00.5+01:00"),
        ("2026-11-23T10:00Z", "2026-11-23T10:00Z"),
        ("2026-11-23 10:00:00", "2026-11-23T10:00:00"),
        ("2026-11-23 10:00:00 +0100", "2026-11-23T10:00:00+0100"),
        ("Mon, 23 Nov 2026 10:00:00 EST", "2026-11-23T10:00:00-05:00"),
        ("2026-02-30", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_taken_as_stated(raw: str | None, iso: str | None) -> None:
    assert stated(raw) == iso


@pytest.mark.parametrize(
    ("iso", "before"),
    [
        ("2026-11-19", False),  # may still be the 19th when it is the 20th in UTC
        ("2026-11-18", True),
        ("2026-11", False),
        ("2026-09", True),
        ("2026", False),
        ("2026-11-19T23:59:59Z", True),
        ("2026-11-20T00:30:00+01:00", True),
        ("2026-11-19T18:00:00", False),  # no zone: may be a western evening
        ("2026-11-19T10:00:00", True),
        ("rubbish", False),
        (None, False),
    ],
)
def test_only_what_is_surely_older_is_before(iso: str | None, before: bool) -> None:
    assert is_before(iso, SINCE) is before
    assert is_before(iso, None) is False


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://a.example/2026/11/23/story", "2026-11-23"),
        ("https://a.example/story-20261123-2", "2026-11-23"),
        ("https://a.example/sitemap-2026-11.xml", "2026-11"),
        ("https://a.example/2026/story", None),
        ("https://a.example/article/12026112345", None),
        ("https://a.example/2026/13/45/", None),
        ("https://a.example/archive/2026/02/30/", None),
    ],
)
def test_dates_stand_in_addresses(url: str, iso: str | None) -> None:
    assert date_in(url) == iso


@given(st.text(max_size=30))
def test_nothing_raises_and_what_is_stated_can_be_read(raw: str) -> None:
    date_in(raw)
    iso = stated(raw)
    assert iso is None or (instant(iso) is not None and latest(iso) is not None)
