from __future__ import annotations

from datetime import UTC, datetime

from newscrawl import extract
from newscrawl.record.article import Article
from tests.extraction.pages import URL, choices_of, page

HEAD = '<meta name="robots" content="noarchive"><meta name="tdm-reservation" content="1">'
FOOTER = "<footer><p>© 2026 The Exampletimes. All rights reserved.</p></footer>"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_page_that_says_nothing_has_no_usage_info() -> None:
    assert extract(page(), URL).usage_info is None


def test_every_statement_is_kept_with_its_place_and_time() -> None:
    info = extract(page(HEAD, end=FOOTER), URL, headers={"X-Robots-Tag": "noai"}, fetched_at=NOW).usage_info
    assert info is not None
    assert [(one.signal, one.value) for one in info.signals] == [
        ("header:x-robots-tag", "noai"),
        ("meta:tdm-reservation", "1"),
        ("meta:robots", "noarchive"),
        ("page:notice", "© 2026 The Exampletimes. All rights reserved."),
    ]
    assert {(one.url, one.read_at) for one in info.signals} == {(URL, NOW.isoformat())}
    assert (info.index, info.quote, info.train, info.redistribute) == ("unknown", "unknown", "no", "no")


def test_what_each_statement_says_alone_can_be_explained() -> None:
    choice = choices_of(page(HEAD))["usage_info"]
    assert [(one.source, one.value.train, one.value.redistribute) for one in choice.candidates] == [
        ("meta:tdm-reservation", "no", "unknown"),
        ("meta:robots", "unknown", "no"),
    ]


def test_the_record_with_its_evidence_goes_to_a_dict_and_back() -> None:
    article = extract(page(HEAD), URL)
    assert Article.from_dict(article.to_dict()) == article


def test_a_value_is_one_short_line() -> None:
    info = extract(page(f'<meta name="copyright" content="© A\n\n{"x" * 5000}">'), URL).usage_info
    assert info is not None
    assert "\n" not in info.signals[0].value
    assert len(info.signals[0].value) <= 2000
