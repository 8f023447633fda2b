"""itemprop values and whom they belong to."""

from __future__ import annotations

import pytest

from newscrawl.html.document import Document
from newscrawl.html.microdata import read_microdata
from tests.extraction.pages import URL

PAGE = """
<div itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Bridge <b>rebuilt</b></h1>
  <meta itemprop="datePublished" content="2024-03-05">
  <time itemprop="dateModified" datetime="2024-03-06">yesterday</time>
  <span itemprop="author" itemscope itemtype="https://schema.org/Person">
    By <a itemprop="url" href="/jane"><span itemprop="name">Jane Doe</span></a></span>
  <img itemprop="image" src="/bridge.jpg">
  <div itemprop="articleBody">A long text.</div>
</div>
<div itemscope itemtype="https://schema.org/WebSite"><span itemprop="name">Example Times</span></div>
"""


def read(html: str):
    return read_microdata(Document.parse(f"<html><body>{html}</body></html>", URL, {}))


def test_the_article_item_holds_its_own_properties() -> None:
    article = read(PAGE).article
    assert article.types == ("NewsArticle",)
    assert article.get("headline") == "Bridge rebuilt"
    assert article.get("datePublished") == "2024-03-05"
    assert article.get("dateModified") == "2024-03-06"
    assert article.all("image")[0].url == "/bridge.jpg"
    assert article.get("name") == ""


def test_an_author_is_an_item_with_a_name_and_an_address() -> None:
    author = read(PAGE).article.all("author")[0]
    assert author.name == "Jane Doe"
    assert author.item is not None
    assert author.item.all("url")[0].url == "/jane"


def test_the_bodys_text_is_left_to_the_blocks() -> None:
    assert read(PAGE).article.get("articleBody") == ""


def test_other_items_are_found_by_type() -> None:
    assert read(PAGE).of_type("WebSite")[0].get("name") == "Example Times"


def test_properties_without_an_item_belong_to_the_page() -> None:
    assert read('<h1 itemprop="headline">Bridge</h1>').article.get("headline") == "Bridge"


def test_a_page_without_microdata_has_an_empty_article() -> None:
    found = read("<h1>Bridge</h1>")
    assert found.items == ()
    assert found.article.properties == {}


def test_a_name_in_parts_is_a_name() -> None:
    person = '<b itemprop="givenName">Ola</b> <b itemprop="familyName">Vik</b>'
    article = read(
        '<div itemscope itemtype="https://schema.org/Article">'
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">{person}, editor</span></div>'
    ).article
    assert article.all("author")[0].name == "Ola Vik"


RDFA = """
<article vocab="https://schema.org/" typeof="NewsArticle">
  <h1 property="headline">Most se otevírá</h1>
  <span property="author" typeof="Person"><a property="url" href="/jana"><b property="name">Jana Malá</b></a></span>
  <time property="datePublished" datetime="2024-03-05">pátek</time>
</article>
"""


@pytest.mark.parametrize(
    "html",
    [
        RDFA,
        RDFA.replace('typeof="', 'typeof="schema:').replace('property="', 'property="schema:'),
        RDFA.replace('typeof="', 'typeof="https://schema.org/').replace('property="', 'property="https://schema.org/'),
    ],
)
def test_rdfa_is_read_as_microdata_is(html: str) -> None:
    article = read(html).article
    assert article.types == ("NewsArticle",)
    assert article.get("headline") == "Most se otevírá"
    assert article.get("datePublished") == "2024-03-05"
    assert article.all("author")[0].name == "Jana Malá"


def test_dublin_core_in_rdfa_has_names_of_schema_org() -> None:
    html = '<div typeof="schema:Article"><span property="dc:title">Most</span><i property="dc:creator">Jan</i></div>'
    article = read(html).article
    assert article.get("headline") == "Most"
    assert article.get("author") == "Jan"


def test_microdata_goes_before_rdfa_and_open_graph_is_no_rdfa() -> None:
    assert read(PAGE + RDFA).article.get("headline") == "Bridge rebuilt"
    assert read('<div typeof="Organization"><span property="headline">Most</span></div>').article.get("headline") == ""
