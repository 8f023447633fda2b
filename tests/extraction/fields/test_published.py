"""When was it published, when changed: sources against each other, clocks and zones, silence where none is sure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.dates import ParsedDate
from newscrawl.extraction.candidates import Choice
from newscrawl.extraction.fields import modified, published
from newscrawl.extraction.readers.timestamp import meta_kind
from tests.extraction.field_pages import evidence_of, page

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def chosen(html: str, url: str = "https://news.example/story", **known: Any) -> Choice[ParsedDate]:
    return published.choose(evidence_of(html, url, **{"now": NOW, **known}))


def iso(html: str, url: str = "https://news.example/story", **known: Any) -> str | None:
    value = chosen(html, url, **known).value
    return value.iso if value else None


def changed(html: str, url: str = "https://news.example/story", **known: Any) -> str | None:
    evidence = evidence_of(html, url, **{"now": NOW, **known})
    evidence = evidence.with_choices({"date_published": published.choose(evidence)})
    value = modified.choose(evidence).value
    return value.iso if value else None


def jsonld(**node: str) -> str:
    held = ", ".join(f'"{key}": "{value}"' for key, value in node.items())
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Harbour reopens", {held}}}</script>'
    )


# -- one source ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected", "source"),
    [
        (page(jsonld(datePublished="2024-03-05T10:15:00+01:00")), "2024-03-05T10:15:00+01:00", "jsonld:datePublished"),
        (page('<meta property="article:published_time" content="2024-03-05T10:15:00Z">'), "2024-03-05T10:15:00+00:00",
         "meta:article:published_time"),
        (page('<meta name="DC.date.issued" content="2024-03-05">'), "2024-03-05", "meta:dc.date.issued"),
        (page(above='<p itemscope itemtype="https://schema.org/NewsArticle">'
                    '<i itemprop=datePublished content="2024-03-05"></i></p>'), "2024-03-05",
         "microdata:datePublished"),
        (page(above='<p><time datetime="2024-03-05T10:15:00+01:00">Tuesday</time></p>'), "2024-03-05T10:15:00+01:00",
         "time:head"),
        (page(above='<p><abbr class=published title="2024-03-05T08:00:00-07:00">8:00</abbr></p>'),
         "2024-03-05T08:00:00-07:00", "time:head"),
        (page(above="<p>By Ada Quill | March 5, 2024 10:15 p.m. EST</p>"), "2024-03-05T22:15:00-05:00", "text:head"),
        (page(above="<div>2 hours ago</div>"), "2026-11-23T16:00:00+00:00", "text:head"),
        (page(above="<div>Yesterday</div>"), "2026-11-22", "text:head"),
        (page(above="<div>Published: today</div>"), "2026-11-23", "text:head"),
        (page(below="<p>First published on 5 March 2024</p>"), "2024-03-05", "text:foot"),
        (page(body="<p>HARBOUR, 5 March 2024 - The ships return, and with them a season of trade, after months of "
                   "waiting for the dredgers that cleared the channel.</p>"), "2024-03-05", "text:head"),
        (page(below='<script>{"id": 5, "publishedAt": "2024-03-05T10:15:00Z"}</script>'), "2024-03-05T10:15:00+00:00",
         "script:published"),
    ],
)  # fmt: skip
def test_each_source_is_read(html: str, expected: str, source: str) -> None:
    choice = chosen(html)
    assert choice.value is not None
    assert choice.winner is not None
    assert (choice.value.iso, choice.winner.source) == (expected, source)
    assert 0.4 < choice.confidence <= 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [("2024/03/05/harbour", "2024-03-05"), ("news/2024-03-05-harbour", "2024-03-05"), ("a/20240305/b", "2024-03-05"),
     ("2024/mar/05/harbour", "2024-03-05"), ("2024/March/5", "2024-03-05"), ("2024/mark/05/x", None),
     ("2024/3/5/x", "2024-03-05"), ("2024/03/harbour", None), ("20240399/x", None), ("story-1234567890123", None),
     ("12024/03/055", None), ("2031/03/05/x", None)],
)  # fmt: skip
def test_the_day_in_the_address(path: str, expected: str | None) -> None:
    assert iso(page(), f"https://news.example/{path}") == expected


def test_a_printed_date_in_a_language_without_a_table() -> None:
    assert iso(page(above="<p>5 март 2024</p>"), language="bg") == "2024-03-05"
    assert iso(page(above="<p>5 март 2024</p>"), language="bg", now=None) == "2024-03-05"
    assert iso(page(above="<p>март 2024</p>"), language="bg") is None


def test_a_word_for_a_day_needs_the_time_of_the_fetch() -> None:
    sent = {"date": "Mon, 23 Nov 2026 18:00:00 GMT"}
    assert iso(page(above="<div>Yesterday</div>"), now=None, headers=sent) is None


# -- what stands at the headline, and what elsewhere -------------------------------------------------------------------


def test_a_declared_day_after_the_one_at_the_headline_is_that_of_a_rebuilt_site() -> None:
    head = jsonld(datePublished="2026-03-09T08:45:32+00:00")
    assert iso(page(head, above="<p>5 March 2024</p>")) == "2024-03-05"


def test_but_not_where_the_day_at_the_headline_is_the_last_changes() -> None:
    head = jsonld(datePublished="2024-12-25T11:00:02Z", dateModified="2024-12-07T09:10:52Z")
    assert iso(page(head, above="<p>7 December 2024</p>")) == "2024-12-25T11:00:02+00:00"


def test_the_day_at_the_headline_beats_those_of_captions_and_of_other_stories() -> None:
    menu = "<ul><li>One</li><li>Two</li><li>Three</li></ul>"
    assert iso(page(above="<p>2 March 2024</p>").replace("<h1>", f"<p>28 February 2024</p>{menu}<h1>")) == "2024-03-02"
    caption = "<p>The harbour as the dredgers had left it behind in the fog, 24 February 2024</p>"
    assert iso(page(above=caption, below="<p>Published 2 March 2024</p>")) == "2024-03-02"


def test_a_teasers_day_confirms_nothing() -> None:
    teaser = (
        '<p itemscope itemtype="https://schema.org/NewsArticle"><i itemprop=datePublished content="2026-03-13"></i></p>'
    )
    html = page('<meta name="date" content="March 27, 2025">', above="<p>Mar 27, 20255 mins</p>",
                below=f"{teaser}<p>Mar 13, 2026 9 mins</p>")  # fmt: skip
    assert iso(html) == "2025-03-27"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<dl><dt>Published</dt><dd>March 5, 2024</dd></dl>",
        "<p>Published: 5 March 2024</p>",
        "<p>Updated 5 March 2024</p>",
    ],
)
def test_where_nothing_is_stated_near_the_one_labelled_day_of_the_page_counts(elsewhere: str) -> None:
    far = "<ul>" + "<li>Another line</li>" * 30 + "</ul>"
    assert iso(page(below=far + elsewhere)) == "2024-03-05"
    assert iso(page(below=far + elsewhere + elsewhere.replace("5", "7"))) is None


# -- nothing but an update ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        page(above="<p>Updated 5 March 2024</p>"),
        page(below="<p>Last updated on 5 March 2024</p>"),
        page(jsonld(dateModified="2024-03-05")),
        page(jsonld(dateModified="2024-03-07"), above="<p>Updated 5 March 2024</p>"),
    ],
)
def test_the_only_stated_update_is_taken_with_little_confidence(html: str) -> None:
    choice = chosen(html)
    assert choice.value is not None
    assert choice.winner is not None
    assert choice.value.iso == "2024-03-05"
    assert choice.winner.note == "only an update is stated"
    assert choice.confidence < 0.7


def test_an_update_is_not_asked_where_a_publication_is_stated() -> None:
    assert iso(page(jsonld(dateModified="2024-03-07"), above="<p>Published 5 March 2024</p>")) == "2024-03-05"


# -- no date rather than a wrong one ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page(below="<footer><p>© 2024 News Example. Updated 5 March 2024</p></footer>"),
        page(body="<p>The storm of 5 March 2024 had closed the harbour for months, and nobody knew when it opens.</p>"),
        page(above="<p>Spring 2024 | March 2024</p>"),
        page(above="<p>News today</p><p>Ships of yesterday</p>"),
        page('<meta property="article:published_time" content="1970-01-01T00:00:00Z">'),
        page('<meta property="article:published_time" content="2027-01-01T00:00:00Z">'),
        page('<meta name="video:published_time" content="2024-03-05">'),
        page('<meta property="article:expiration_date_published" content="2024-03-05">'),
        page(below='<script>{"publishedAt": "2024-03-05"}, {"publishedAt": "2024-03-09"}</script>'),
    ],
)
def test_no_date_where_none_is_credible(html: str) -> None:
    assert chosen(html).value is None


def test_teasers_far_below_are_not_read() -> None:
    teasers = "".join(f"<div><h3>Other {n}</h3><time datetime='2024-01-{n:02}'>{n}</time></div>" for n in range(1, 29))
    html = page(jsonld(datePublished="2024-03-05"), below=f"<p>x</p>{'<p>line</p>' * 12}{teasers}")
    assert {stamp.date.iso for stamp in evidence_of(html).timestamps} == {"2024-03-05"}


@pytest.mark.parametrize(("lines", "day"), [(50, "2024-03-05"), (3000, None)])
def test_a_labelled_line_is_looked_for_among_the_first_ones_of_a_page(lines: int, day: str | None) -> None:
    links = "".join(f'<li><a href="/{number}">Story</a></li>' for number in range(lines))
    assert iso(page(below=f"<p>x</p><ul>{links}</ul><p>Published on 5 March 2024</p>")) == day


# -- sources against each other -------------------------------------------------------------------------------------


def test_two_groups_beat_one() -> None:
    html = page('<meta name="date" content="2024-05-01">', above="<p>Published 5 March 2024</p>")
    assert iso(html, "https://news.example/2024/03/05/harbour") == "2024-03-05"


def test_agreement_makes_sure() -> None:
    alone = chosen(page(jsonld(datePublished="2024-03-05")))
    agreed = chosen(page(jsonld(datePublished="2024-03-05"), above="<p>5 March 2024</p>"))
    assert agreed.confidence > alone.confidence
    assert len(agreed.candidates) == 2


def test_the_more_precise_statement_of_the_same_day_is_given() -> None:
    html = page('<meta name="date" content="2024-03-05">', above="<p>5 March 2024, 10:15 CET</p>")
    assert iso(html) == "2024-03-05T10:15:00+01:00"


FOOT_TIME = '<p>Posted by Ada Quill at <time class="published" datetime="{}">3:18</time></p>'


def test_the_one_time_below_the_text_that_calls_itself_the_publication_is_given() -> None:
    below = FOOT_TIME.format("2024-03-05T15:18:00-05:00")
    other = '<p><time datetime="2024-03-05T16:40:00-05:00">4:40</time></p>'
    dated = "<p>March 5, 2024</p>"
    assert iso(page(above=dated, below=below)) == "2024-03-05T15:18:00-05:00"
    assert iso(page(above=dated, below=below + other)) == "2024-03-05T15:18:00-05:00"
    assert iso(page(above=dated, below=other)) == "2024-03-05"


def test_several_such_times_below_the_text_are_those_of_other_stories() -> None:
    below = "".join(map(FOOT_TIME.format, ("2024-03-05T15:18:00-05:00", "2024-03-05T11:02:00-05:00")))
    assert iso(page(above="<p>March 5, 2024</p>", below=below)) == "2024-03-05"


def test_published_and_updated_are_told_apart() -> None:
    for printed in (
        "<p>Published: March 5, 2024 | Updated: March 7, 2024</p>",
        "<p>Updated: March 7, 2024</p><p>Published: March 5, 2024</p>",
        "<p>Published</p><p>March 5, 2024</p><p>Last updated</p><p>March 7, 2024</p>",
        "<p><time class=published datetime=2024-03-05>5</time> <time class=updated datetime=2024-03-07>7</time></p>",
        "<p>Published <time datetime=2024-03-05>5</time>, updated <time datetime=2024-03-07>7</time></p>",
    ):
        assert (iso(page(above=printed)), changed(page(above=printed))) == ("2024-03-05", "2024-03-07"), printed


def test_wordpress_marks_one_time_as_both_and_means_the_publication() -> None:
    html = page(above='<time class="entry-date published updated" datetime="2024-03-05T10:15:00+01:00">5 March</time>')
    assert (iso(html), changed(html)) == ("2024-03-05T10:15:00+01:00", None)


def test_a_change_before_the_publication_is_about_something_else() -> None:
    assert changed(page(jsonld(datePublished="2024-03-05", dateModified="2023-01-01"))) is None
    assert changed(page(jsonld(datePublished="2024-03-05", dateModified="2024-03-05"))) == "2024-03-05"


# -- zones ------------------------------------------------------------------------------------------------------------


def test_a_moment_in_utc_is_given_on_the_printed_clock() -> None:
    html = page(jsonld(datePublished="2024-03-06T03:15:00Z"), above="<p>March 5, 2024 10:15 pm</p>")
    choice = chosen(html)
    assert choice.value is not None
    assert (choice.value.iso, choice.value.zone) == ("2024-03-05T22:15:00-05:00", "publisher")
    assert choice.value.raw == "2024-03-06T03:15:00Z"


def test_a_moment_in_utc_is_given_on_the_home_clock_where_the_page_prints_its_day() -> None:
    html = page(jsonld(datePublished="2024-03-05T23:30:00Z"), above="<p>6.3.2024</p>")
    assert iso(html, "https://zeitung.example.de/x", language="de") == "2024-03-06T00:30:00+01:00"


def test_a_moment_in_utc_stays_where_nothing_tells_the_clock() -> None:
    assert iso(page(jsonld(datePublished="2024-03-05T23:30:00Z"))) == "2024-03-05T23:30:00+00:00"


def test_another_printed_time_is_not_taken_for_a_clock() -> None:
    html = page(jsonld(datePublished="2024-03-05T23:55:00Z"), above="<p>5.3.2024 | 6.3.2024 7:25</p>")
    assert iso(html, "https://frettir.example.is/x", language="de") == "2024-03-05T23:55:00+00:00"


def test_the_same_moment_with_a_local_offset_is_preferred() -> None:
    head = jsonld(datePublished="2024-03-06T03:15:00Z") + '<meta name="pubdate" content="2024-03-05T22:15:00-05:00">'
    assert iso(page(head)) == "2024-03-05T22:15:00-05:00"


def test_a_clock_printed_to_the_minute_does_not_cost_the_seconds() -> None:
    head = jsonld(datePublished="2024-03-05T15:15:42Z")
    assert iso(page(head, above="<p>March 5, 2024 10:15 a.m. EST</p>")) == "2024-03-05T10:15:42-05:00"


def test_the_change_is_given_on_the_same_clock() -> None:
    html = page(
        jsonld(datePublished="2024-03-06T03:15:00Z", dateModified="2024-03-06T04:00:00Z"),
        above="<p>March 5, 2024 10:15 pm</p>",
    )
    assert changed(html) == "2024-03-05T23:00:00-05:00"


def test_tomorrows_printed_edition_does_not_move_the_publication() -> None:
    html = page(
        jsonld(datePublished="2024-04-25T19:30:04+02:00") + '<meta name=date content="2024-04-26">', "<p>26.4.2024</p>"
    )
    assert iso(html, language="de") == "2024-04-25T19:30:04+02:00"


def test_a_time_without_a_zone_stays_without() -> None:
    choice = chosen(page(above="<p>5 March 2024, 10:15</p>"))
    assert choice.value is not None
    assert (choice.value.iso, choice.value.zone, choice.value.precision) == ("2024-03-05T10:15", "unknown", "minute")


# -- languages and regions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "head", "expected"),
    [
        ("https://paper.example.co.uk/x", "", "2024-04-03"),
        ("https://paper.example/x", "", "2024-03-04"),
        ("https://paper.example/x", '<meta property="og:locale" content="en_GB">', "2024-04-03"),
        ("https://paper.example.in/x", '<meta property="og:locale" content="en_US">', "2024-04-03"),
    ],
)
def test_the_sites_country_decides_on_day_and_month(url: str, head: str, expected: str) -> None:
    assert iso(page(head, above="<p>3/4/2024</p>"), url) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page(above="<p>02-12-2025</p>", below="<p>Published December 2, 2025</p>"), "2025-12-02"),
        (page('<meta name="date" content="11/01/2023 12:43:42">', above="<p>01.11.2023</p>"), "2023-11-01T12:43:42"),
        (page(jsonld(datePublished="2021-11-01T04:00:14Z"), above="<p>11.01.2021</p>"), "2021-11-01T04:00:14+00:00"),
        (page(jsonld(datePublished="2021-01-11"), above="<p>11.01.2021</p>"), "2021-01-11"),
    ],
)
def test_numbers_are_read_in_the_order_that_a_clearer_statement_shows(html: str, expected: str) -> None:
    assert iso(html) == expected


def test_the_servers_clock_serves_where_none_is_given() -> None:
    sent = {"Date": "Mon, 23 Nov 2026 18:00:00 GMT"}
    assert iso(page(above="<p>2 hours ago</p>"), now=None, headers=sent) == "2026-11-23T16:00:00+00:00"
    assert iso(page(above="<p>2 hours ago</p>"), now=None) is None


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (
            "published",
            "article:published_time og:article:published_time datepublished publish-date published-date date",
        ),
        ("published", "publication_date parsely-pub-date dcterms.issued dc.date.issued sailthru.date"),
        ("published", "cxenseparse:recs:publishtime bt:pubdate rnews:datepublished citation_publication_date"),
        (
            "modified",
            "article:modified_time og:updated_time last-modified lastmod datemodified dcterms.modified revised",
        ),
        (None, "article:publisher publisher og:title expires date-format event:start_date copyright-date viewport"),
        (None, "article:expiration_time video:release_date reading-time msvalidate.01"),
    ],
)
def test_what_a_meta_key_states(kind: str | None, keys: str) -> None:
    for key in keys.split():
        assert meta_kind(key) == kind, key
