"""From choices to the record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newscrawl
from newscrawl.extraction.assemble import assemble, identifier, refined, word_count
from newscrawl.extraction.rules import SiteRules
from newscrawl.record.article import Article
from newscrawl.text import hash_words
from tests.extraction.pages import HEADLINE, PARAGRAPHS, URL, choices_of, evidence_of, ld, page

HEAD = ld(
    json.dumps(
        {
            "@type": "NewsArticle", "headline": HEADLINE, "author": {"@type": "Person", "name": "Jane Doe"},
            "datePublished": "2024-03-05T10:15:00+01:00", "articleSection": "Politics",
        }
    )
)  # fmt: skip


def test_the_record_holds_body_fields_and_notes() -> None:
    article = newscrawl.extract(page(HEAD), URL)
    assert article.headline == HEADLINE
    assert article.article_body == "\n\n".join(PARAGRAPHS)
    assert article.word_count == sum(len(paragraph.replace("-", " ").split()) for paragraph in PARAGRAPHS)
    assert article.date_published == "2024-03-05T10:15:00+01:00"
    assert article.meta.dates["date_published"].zone == "stated"
    assert article.meta.fields["authors"].signal == "jsonld:author"
    assert 0 < article.meta.fields["authors"].confidence <= 1
    assert article.meta.extractor is not None
    assert article.meta.extractor.version == newscrawl.__version__


def test_fields_without_a_value_have_no_note() -> None:
    article = newscrawl.extract(page(), URL)
    assert article.license is None
    assert "license" not in article.meta.fields


def test_the_record_survives_its_dict() -> None:
    article = newscrawl.extract(page(HEAD), URL)
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


def test_headers_and_the_time_of_the_fetch_are_kept() -> None:
    fetched = datetime(2024, 3, 6, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    headers = {"ETag": '"abc"', "Last-Modified": "Wed, 06 Mar 2024 07:00:00 GMT", "Content-Type": "text/html"}
    meta = newscrawl.extract(page(), URL, headers=headers, fetched_at=fetched).meta
    assert meta.fetched_at == "2024-03-06T08:00:00+00:00"
    assert (meta.etag, meta.content_type) == ('"abc"', "text/html")
    assert meta.last_modified == headers["Last-Modified"]


def test_receipts_come_on_request() -> None:
    html = page(end='<div class="related"><a href="/x">Ferry stops for good</a></div>')
    assert newscrawl.extract(html, URL).meta.removed == ()
    removed = newscrawl.extract(html, URL, receipts=True).meta.removed
    assert "Ferry stops for good" in {one.text for one in removed}


def test_the_identifier_is_the_same_for_every_spelling_of_an_address() -> None:
    one = identifier("http://www.exampletimes.com/a/?utm_source=x#top", "")
    assert one == identifier("https://www.exampletimes.com/a", "other words")
    assert one is not None
    assert len(one) == 32


def test_without_an_address_the_words_identify() -> None:
    assert identifier(None, "Bridge rebuilt.") == identifier(None, "“Bridge”  rebuilt") != identifier(None, "Other")
    assert identifier(None, "") is None


def test_the_hash_of_the_words_knows_no_case_space_or_sign() -> None:
    assert hash_words("A, b!") == hash_words("a b") == hash_words("“a” – «b»…") == hash_words("¿A?\u00a0b")
    assert hash_words("北京，上海。") == hash_words("北京 上海") == hash_words("「北京」、上海")
    assert hash_words("سلام، دنیا؟") == hash_words("سلام دنیا") != hash_words("سلام دنی")
    assert hash_words("café") != hash_words("cafe")
    assert hash_words(" … ") is hash_words("") is None


def test_words_are_counted_between_spaces_and_estimated_where_there_are_none() -> None:
    assert word_count("It's a well-known\n\nbridge", "en") == 4
    assert word_count("今天北京有雨", "zh") == 4
    assert word_count("", "en") is None


def test_a_rules_hook_has_the_last_word() -> None:
    def refine(article: Article, document: object) -> Article:
        return replace(article, genre="obituary")

    rules = SiteRules(name="exampletimes.com.toml", refine=refine)
    evidence = evidence_of(page(HEAD), rules=rules)
    article = refined(assemble(evidence, choices_of(page(HEAD), rules=rules)), evidence)
    assert article.genre == "obituary"
    assert article.meta.extractor is not None
    assert article.meta.extractor.site_rule == "exampletimes.com.toml"


@pytest.mark.parametrize("html", ["", b"", "\0", "<", "<html><body>" + "<div>" * 5_000, "{}", "<title></title><h1>"])
def test_pages_without_an_article_give_a_record(html: str | bytes) -> None:
    article = newscrawl.extract(html, URL, fetched_at=datetime(2024, 3, 6, tzinfo=UTC))
    assert not article.meta.quality.is_article
    assert article.authors == ()


TAGS = st.sampled_from(
    ["h1", "h2", "p", "div class=byline", "div class=breadcrumb", "a href=/author/x", "time", "li", "article", "span",
     "meta property=og:title content='|'", "meta name=author content=', and'", "address",
     "div itemprop=author itemscope"]
)  # fmt: skip
SAID = st.sampled_from(
    ["By", "By ", "Von , und", "|", "- -", "2024", "Jane Doe", "«»", "الكاتب", "作者：", "\u200f", "\ud800"]
)


@given(st.lists(st.tuples(TAGS, SAID | st.text(max_size=30)), max_size=12), st.none() | st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_page_raises(parts: list[tuple[str, str]], url: str | None) -> None:
    html = "".join(f"<{tag}>{said}" for tag, said in parts)
    article = newscrawl.extract(html, url)
    assert Article.from_dict(article.to_dict()) == article


@pytest.mark.parametrize(
    ("printed", "iso", "precision", "zone"),
    [
        ("5 March 2024, 10:15 CET", "2024-03-05T10:15:00+01:00", "minute", "stated"),
        ("5 March 2024, 10:15", "2024-03-05T10:15", "minute", "unknown"),
        ("5 March 2024", "2024-03-05", "day", "unknown"),
    ],
)
def test_the_printed_form_of_a_time_its_precision_and_its_zone_are_kept(
    printed: str, iso: str, precision: str, zone: str
) -> None:
    article = newscrawl.extract(page(top=f"<h1>{HEADLINE}</h1><p>{printed}</p>"), "https://exampletimes.com/a")
    note = article.meta.dates["date_published"]
    assert (article.date_published, note.precision, note.zone) == (iso, precision, zone)
    assert note.raw in printed


def test_a_moment_in_utc_beside_a_printed_clock_is_the_publishers() -> None:
    head = '<meta property="article:published_time" content="2024-03-05T09:15:00Z">'
    article = newscrawl.extract(
        page(head, f"<h1>{HEADLINE}</h1><p>5 March 2024, 10:15</p>"), "https://exampletimes.com/a"
    )
    assert article.date_published == "2024-03-05T10:15:00+01:00"
    assert article.meta.dates["date_published"].zone == "publisher"


def test_declared_times_that_cannot_be_leave_a_warning() -> None:
    head = ld(json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "1970-01-01T00:00:00Z"}))
    head += '<meta property="article:published_time" content="2024-03-09"><meta name="date" content="9999-12-31">'
    article = newscrawl.extract(page(head), "https://news.example/story", fetched_at=datetime(2024, 3, 5, tzinfo=UTC))
    assert article.date_published is None
    assert [warning for warning in article.meta.quality.warnings if "impossible date" in warning] == [
        "jsonld:datePublished states an impossible date: 1970-01-01T00:00:00Z",
        "meta:article:published_time states an impossible date: 2024-03-09",
        "meta:date states an impossible date: 9999-12-31",
    ]


def test_possible_times_leave_no_warning() -> None:
    article = newscrawl.extract(page(HEAD), URL, fetched_at=datetime(2024, 3, 6, tzinfo=UTC))
    assert not [warning for warning in article.meta.quality.warnings if "date" in warning]
