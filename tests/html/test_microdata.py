"""itemprop values and whom they belong to."""

from __future__ import annotations

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
