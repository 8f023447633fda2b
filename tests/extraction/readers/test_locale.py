"""Where a site writes and when its page was fetched: what its dates are read by."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl import extract
from newscrawl.extraction.page import read_page
from newscrawl.extraction.readers.locale import home_region
from tests.extraction.pages import page

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GENERIC = tuple(re.findall("..", "adaiasbzcccdcodjfmiolamemsnuscsrsutktvws"))


def region(url: str | None, head: str = "", lang: str = "en") -> str:
    return home_region(read_page(page(head).replace("lang='en'", f"lang='{lang}'"), url).document)


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("news.example.co.uk", "GB"), ("paper.uk", "GB"), ("paper.de", "DE"), ("paper.com.au", "AU"),
        ("paper.in", "IN"),
        ("paper.ie:8080", "IE"), ("paper.com.co", "CO"), ("agency.gov.co:8080", "CO"), ("school.edu.co", "CO"),
        ("paper.com", ""), ("paper.eu", ""), ("paper.news", ""), ("paper.xx", ""), ("127.0.0.1", ""), ("localhost", ""),
        ("paper.co", ""), ("news.paper.co", ""), ("co.paper.co", ""), ("paper.co:8080", ""),
    ],
)  # fmt: skip
def test_the_domain_of_a_country_names_it(host: str, country: str) -> None:
    assert region(f"http://{host}/a-story") == country


@pytest.mark.parametrize("domain", GENERIC)
def test_a_domain_that_is_registered_from_everywhere_says_nothing_of_a_country(domain: str) -> None:
    url = f"https://paper.{domain}/world/the-bridge"
    assert region(url) == ""
    assert region(url, lang="en-GB") == "GB"
    record = extract(page(top="<h1>The bridge is rebuilt</h1><p>3/4/2024</p>"), url, fetched_at=NOW)
    assert record.date_published == "2024-03-04"


@pytest.mark.parametrize(
    ("lang", "head", "country"),
    [
        ("en-US", "", "US"), ("en_gb", "", "GB"), ("en", '<meta property="og:locale" content="en_IE">', "IE"),
        ("en-AU", '<meta property="og:locale" content="en_US">', "AU"), ("en", "", ""), ("es-419", "", ""),
        ("zh-Hans", "", ""), ("", '<meta property="og:locale" content="pt_BR">', "BR"),
    ],
)  # fmt: skip
def test_elsewhere_the_page_says_for_which_country_it_is(lang: str, head: str, country: str) -> None:
    assert region("https://paper.com/a", head, lang) == country
    assert region(None, head, lang) == country


def test_the_domain_is_believed_before_the_page() -> None:
    assert region("https://paper.co.uk/a", lang="en-US") == "GB"


def test_the_languages_of_a_page_are_that_of_its_text_with_the_region() -> None:
    assert read_page(page(), "https://paper.co.uk/a").locale.languages == ("en-GB",)
    assert read_page(page(), "https://paper.com/a").locale.languages == ("en",)


def test_a_page_was_fetched_when_it_is_said_so_else_when_its_server_sent_it() -> None:
    sent = {"Date": "Mon, 30 Nov 2026 10:15:00 GMT"}
    assert read_page(page(), headers=sent, fetched_at=NOW).locale.now == NOW
    assert read_page(page(), headers=sent).locale.now == NOW - timedelta(hours=1, minutes=45)
    assert read_page(page(), headers={"Date": "2026-11-30T10:15:00"}).locale.now is None  # in no zone
    assert read_page(page(), headers={"Date": "once"}).locale.now is None
    assert read_page(page()).locale.now is None
