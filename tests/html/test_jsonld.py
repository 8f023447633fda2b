"""JSON-LD as publishers write it: strict, sloppy, cut, nested, hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.html.document import Document
from newscrawl.html.jsonld import as_list, link, parse, read_jsonld, text, texts, types
from tests.extraction.pages import URL, ld


def read(*scripts: str, head: str = "", url: str | None = URL):
    html = f"<html><head>{head}{''.join(map(ld, scripts))}</head><body><p>x</p></body></html>"
    return read_jsonld(Document.parse(html, url, {}))


def article(**values: object) -> str:
    return json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **values})


def test_a_plain_article_is_the_article() -> None:
    assert text(read(article(headline="Bridge rebuilt")).article["headline"]) == "Bridge rebuilt"


def test_a_page_without_scripts_has_an_empty_article() -> None:
    found = read()
    assert found.article == {}
    assert found.nodes == ()


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Bridge rebuilt",}',
        '[{"@type": "NewsArticle", "headline": "Bridge rebuilt"},]',
        '/* cms */ {"@type": "NewsArticle", // type\n "headline": "Bridge rebuilt"}',
        '<!-- {"@type": "NewsArticle", "headline": "Bridge rebuilt"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Bridge rebuilt"}\n//]]>',
        '<![CDATA[{"@type": "NewsArticle", "headline": "Bridge rebuilt"}]]>',
        '{"@type": "NewsArticle", "headline": "Bridge rebuilt"};',
        '\ufeff{"@type": "NewsArticle", "headline": "Bridge rebuilt"}',
        '{"@type": "WebSite", "name": "x"}\n{"@type": "NewsArticle", "headline": "Bridge rebuilt"}',
        '{"@type": "NewsArticle" "headline": "Bridge rebuilt"}',
        '{"@type": "NewsArticle" /* kind */, "headline": "Bridge rebuilt" // title\n}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Bridge rebuilt&quot;}",
        '<!-- 1 --> {"@type": "WebSite"} <!-- 2 --> {"@type": "NewsArticle", "headline": "Bridge rebuilt"}',
        '{"@type": "NewsArticle", "image": , "headline": "Bridge rebuilt"}',
        '{"@type": "NewsArticle", "headline": "Bridge rebuilt", "articleBody": "cut in the mid',
        '{"@type": "NewsArticle", "headline": "Bridge rebuilt", "author": {"name": "Jane',
        '{"@type": "NewsArticle", "headline": "Bridge rebuilt"}}}',
        '{"@type": "NewsArticle", "views": NaN, "old": undefined, "headline": "Bridge rebuilt"}',
        '{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": "Bridge rebuilt"}]}',
        '{"@type": ["Article", "NewsArticle"], "headline": ["Bridge rebuilt", "Other"]}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "Bridge rebuilt"}',
        '{"@type": "schema:NewsArticle", "headline": {"@value": "Bridge rebuilt", "@language": "en"}}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "Bridge rebuilt"}}',
    ],
)
def test_sloppy_scripts_are_read(script: str) -> None:
    assert text(read(script).article.get("headline")) == "Bridge rebuilt"


def test_line_breaks_and_tabs_inside_strings_are_white_space() -> None:
    assert text(read('{"@type": "Article", "headline": "Bridge\n\t rebuilt"}').article["headline"]) == "Bridge rebuilt"


def test_unescaped_quotes_inside_strings_are_text() -> None:
    found = read('{"@type": "Article", "headline": "They said "never" twice", "wordCount": 7}')
    assert text(found.article["headline"]) == 'They said "never" twice'
    assert found.article["wordCount"] == 7


def test_wrong_escapes_do_not_lose_the_string() -> None:
    assert text(parse(r'{"a": "it\'s 5\% of \u00fc",}')[0]["a"]) in ("it\\'s 5\\% of ü", "it's 5% of ü")


def test_entities_and_markup_are_resolved() -> None:
    found = read(article(headline="Q&amp;A: Caf&amp;eacute; <em>rebuilt</em>"))
    assert text(found.article["headline"]) == "Q&A: Café rebuilt"


def test_ids_are_followed_to_their_nodes() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Bridge", "author": {"@id": "#jane"}},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        ]
    }
    found = read(json.dumps(graph))
    assert [text(one) for one in found.follow(found.article["author"])] == ["Jane Doe"]


def test_an_id_that_names_nothing_stays_as_it_is() -> None:
    found = read(article(author={"@id": "#nobody"}))
    assert found.follow(found.article["author"]) == [{"@id": "#nobody"}]


def test_the_article_addressed_as_the_page_wins_over_others() -> None:
    other = article(headline="Other story", url="https://www.exampletimes.com/other", datePublished="2024-01-01")
    own = article(headline="Bridge", mainEntityOfPage={"@id": URL + "/"})
    assert text(read(other, own).article["headline"]) == "Bridge"


def test_the_article_titled_as_the_page_wins_over_others() -> None:
    head = "<title>Harbour bridge rebuilt | Example Times</title>"
    found = read(article(headline="Other story"), article(headline="Harbour bridge rebuilt"), head=head)
    assert text(found.article["headline"]) == "Harbour bridge rebuilt"


def test_articles_in_lists_are_not_the_pages_article() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other", "author": "X"}]}
    found = read(json.dumps(listed), article(headline="Bridge"))
    assert text(found.article["headline"]) == "Bridge"


def test_ten_thousand_levels_do_not_hurt() -> None:
    deep = '{"a":' * 10_000 + '{"@type": "Article", "headline": "Deep"}' + "}" * 10_000
    assert len(parse(deep)) == 1
    found = read(deep, article(headline="Bridge"))
    assert text(found.article["headline"]) in ("Bridge", "Deep")


def test_five_megabytes_are_read() -> None:
    filler = json.dumps({"@type": "Thing", "text": "x" * 4_900_000})
    found = read(filler[:-1] + ",}", article(headline="Bridge"))
    assert text(found.article["headline"]) == "Bridge"
    assert [types(node) for node in found.nodes] == [["Thing"], ["NewsArticle"]]


def test_values_of_any_shape_become_texts_and_links() -> None:
    assert as_list(None) == []
    assert as_list("x") == ["x"]
    assert list(texts([{"name": "A"}, "B", 3, None, {"@value": "C"}])) == ["A", "B", "C"]
    assert link([{"@type": "ImageObject", "url": " https://a.example/x.jpg "}]) == "https://a.example/x.jpg"
    assert link(7) == ""
    assert types({"@type": ["https://schema.org/Report", 3]}) == ["Report"]


def test_an_overlong_script_is_left_alone() -> None:
    assert read('{"@type": "Article", "headline": "' + "x" * 5_000_001 + '"}').nodes == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_strict_json_is_read_as_it_is(value: object) -> None:
    assert parse(json.dumps(value)) == as_list(value)


@given(st.dictionaries(st.text("abcdef", min_size=1), st.text(alphabet=st.characters(exclude_characters='"\\'))))
def test_the_forgiving_reader_agrees_with_the_strict_one(value: dict[str, str]) -> None:
    sloppy = json.dumps(value, ensure_ascii=False)[:-1] + ",}"
    assert parse(sloppy if value else "{}") == [value]


@given(st.text(alphabet="{}[]\",:\\/*<!->ab1 \n'", max_size=200))
@settings(max_examples=300)
def test_no_script_raises(script: str) -> None:
    for root in parse(script):
        assert isinstance(root, (dict, list, str, int, float, bool, type(None)))
    read(script.replace("</", "< /"))


@given(json_values)
def test_no_shape_of_an_article_raises(value: object) -> None:
    found = read(article(headline=value, author=value, url=value, mainEntityOfPage=value))
    assert isinstance(text(found.article.get("headline")), str)
    assert isinstance(link(found.article.get("author")), str)


@pytest.mark.parametrize(
    "others",
    [
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@type": "NewsArticle"}}]},
        {"@type": "WebPage", "hasPart": {"@type": "NewsArticle"}},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": {"@type": "NewsArticle"}}]},
    ],
)
def test_stories_in_lists_are_not_the_pages_own(others: dict[str, object]) -> None:
    story = '"@type": "NewsArticle", "headline": "Fergene får nye avganger", "author": "Ola Vik"'
    script = json.dumps(others).replace('"@type": "NewsArticle"', story)
    assert read(script, head="<title>Biblioteket åpner på lørdag</title>").article == {}


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Fergene får nye avganger", "Biblioteket åpner på lørdag"),
        ("Trajekty jezdí častěji", "Knihovna v sobotu"),
    ],
)
def test_articles_of_other_addresses_and_other_titles_are_not_the_pages_own(headline: str, title: str) -> None:
    other = article(headline=headline, url="https://www.exampletimes.com/other", author="Ola Vik")
    assert read(other, head=f"<title>{title} - Example Times</title>").article == {}


@pytest.mark.parametrize(
    "values",
    [
        {"headline": "Fergene får nye avganger"},  # no address: titles for search engines differ as much
        {"headline": "Biblioteket åpner", "url": "https://www.exampletimes.com/amp/other"},
        {"headline": "Fergene får nye avganger", "mainEntityOfPage": URL},
        {"url": "https://www.exampletimes.com/other"},
    ],
)
def test_an_article_that_may_be_the_pages_own_is_it(values: dict[str, str]) -> None:
    assert read(article(**values), head="<title>Biblioteket åpner på lørdag</title>").article


def test_a_name_in_parts_is_a_name() -> None:
    assert text({"@type": "Person", "givenName": "Ola", "familyName": "Vik"}) == "Ola Vik"
    assert text({"givenName": "Ola", "additionalName": "B.", "familyName": "Vik"}) == "Ola B. Vik"
    assert text({"familyName": ["Vik"], "givenName": {}}) == ""
