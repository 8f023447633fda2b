"""Every view is valid in its own world and loses nothing that it claims to show."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from zyte_common_items import Article as ZyteArticle

from newscrawl.record.article import Article
from newscrawl.record.model import (
    Access,
    Author,
    Block,
    BlockKind,
    DateNote,
    Image,
    Link,
    Media,
    Meta,
    Publisher,
    Quality,
)
from newscrawl.record.views import escape

FULL = Article(
    url="https://news.example/harbour", canonical_url="https://news.example/harbour", identifier="0" * 32,
    publisher=Publisher(name="News Example", url="https://news.example/", logo="https://news.example/logo.png"),
    headline="Harbour reopens", description="After the storm.", abstract="Ships return.", article_body="One.\n\nTwo.",
    blocks=(
        Block(kind="heading", text="The storm", level=2),
        Block(kind="paragraph", text="One."),
        Block(kind="list", text="a\nb", items=("first", "second"), ordered=True),
        Block(kind="quote", text="We waited.", author="A sailor"),
        Block(kind="table", text="", rows=(("Ship", "Day"), ("Aurora", "Monday"), ("Borealis",))),
        Block(kind="figure", text="The quay", url="https://news.example/quay (1).jpg"),
        Block(kind="code", text="print(`x`)"),
    ),
    word_count=2, in_language="en-GB", authors=(Author(name="Ada Quill"), Author(name="AP", type="Organization")),
    byline="By Ada Quill", date_published="2024-03-05T10:15:00+00:00", date_modified="2024-03-06",
    article_section="Sea", keywords=("harbour", "storm"), breadcrumbs=("News", "Sea"), genre="news",
    main_image=Image(url="https://news.example/a.jpg", caption="The harbour", credit="Bo Lens", width=1200, height=800),
    images=(Image(url="https://news.example/a.jpg"), Image(url="https://news.example/b.jpg", alt="A ship")),
    videos=(Media(url="https://video.example/v", name="Storm", duration="PT2M"),), audio=(Media(url="https://a.example/a"),),
    links=(Link(url="https://port.example/", text="the port"),), is_accessible_for_free=True,
    access=Access(stated="free", observed="full"), license="https://creativecommons.org/licenses/by/4.0/",
    meta=Meta(fetched_at="2024-03-05T11:00:00+00:00", quality=Quality(is_article=True, confidence=0.9),
              dates={"date_published": DateNote(raw="5 March 2024", precision="minute", zone="stated")}),
)  # fmt: skip


# -- schema.org -------------------------------------------------------------------------------------------------------

# Properties of NewsArticle and of the types below it (schema.org 29), as far as this view uses them.
VOCABULARY = {
    "NewsArticle": {
        "url", "identifier", "headline", "alternativeHeadline", "description", "abstract", "articleBody", "wordCount",
        "inLanguage", "datePublished", "dateModified", "articleSection", "keywords", "genre", "isAccessibleForFree",
        "license", "mainEntityOfPage", "author", "publisher", "image", "video", "audio", "citation", "breadcrumb",
    },
    "Person": {"name", "url"},
    "Organization": {"name", "url", "logo"},
    "ImageObject": {"url", "caption", "creditText", "width", "height"},
    "VideoObject": {"url", "name", "thumbnailUrl", "duration"},
    "AudioObject": {"url", "name", "thumbnailUrl", "duration"},
    "CreativeWork": {"url", "name"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
}  # fmt: skip


def check_node(node: dict[str, Any]) -> None:
    known = VOCABULARY[node["@type"]] | {"@type", "@context"}
    assert set(node) <= known, f"{node['@type']}: {set(node) - known}"
    for value in node.values():
        assert value not in (None, "", [], {})
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                check_node(inner)


def test_schemaorg_is_a_news_article_in_the_vocabulary() -> None:
    node = FULL.to_schemaorg()
    assert (node["@context"], node["@type"]) == ("https://schema.org", "NewsArticle")
    check_node(node)
    assert json.loads(json.dumps(node)) == node
    assert set(node) - {"@context", "@type"} == VOCABULARY["NewsArticle"] - {"alternativeHeadline"}
    assert [image["url"][-5:] for image in node["image"]] == ["a.jpg", "b.jpg"]
    assert node["image"][0]["caption"] == "The harbour"
    assert node["author"][1] == {"@type": "Organization", "name": "AP"}


def test_schemaorg_of_an_empty_record_has_no_empty_keys() -> None:
    assert Article().to_schemaorg() == {"@context": "https://schema.org", "@type": "NewsArticle"}


def test_schemaorg_knows_the_types_of_opinion_and_live() -> None:
    assert replace(FULL, genre="opinion").to_schemaorg()["@type"] == "OpinionNewsArticle"
    assert replace(FULL, genre="live").to_schemaorg()["@type"] == "LiveBlogPosting"


def test_schemaorg_reads_back_as_the_same_article() -> None:
    from newscrawl.extraction import extract

    page = f'<html><head><script type="application/ld+json">{json.dumps(FULL.to_schemaorg())}</script></head></html>'
    again = extract(page, FULL.url)
    assert (again.headline, again.description) == (FULL.headline, FULL.description)
    assert again.date_published == FULL.date_published
    assert [author.name for author in again.authors if author.type == "Person"] == ["Ada Quill"]
    assert again.main_image == replace(FULL.main_image, url="https://news.example/a.jpg") if FULL.main_image else None
    assert again.license == FULL.license


# -- Zyte -------------------------------------------------------------------------------------------------------------


def test_zyte_loads_into_their_item_and_comes_back_the_same() -> None:
    sent = FULL.to_zyte()
    item = ZyteArticle.from_dict(sent)
    assert item.headline == FULL.headline
    assert item.datePublishedRaw == "5 March 2024"
    assert [author.name for author in item.authors or []] == ["Ada Quill", "AP"]
    assert item.mainImage is not None
    assert item.mainImage.url == "https://news.example/a.jpg"
    assert item._unknown_fields_dict == {}
    assert item.metadata.dateDownloaded == "2024-03-05T11:00:00Z"


def test_zyte_loads_an_almost_empty_record() -> None:
    assert ZyteArticle.from_dict(Article(url="https://news.example/").to_zyte()).url == "https://news.example/"


# -- Markdown ---------------------------------------------------------------------------------------------------------

COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table")


def tokens(markdown: str) -> list[Any]:
    return [inner for token in COMMONMARK.parse(markdown) for inner in (token, *(token.children or []))]


def printed(markdown: str) -> str:
    return "".join(token.content for token in tokens(markdown) if token.type == "text")


def test_markdown_has_every_kind_of_block() -> None:
    kinds = [token.type for token in tokens(FULL.to_markdown())]
    for kind in ("heading_open", "ordered_list_open", "blockquote_open", "table_open", "image", "fence"):
        assert kind in kinds
    assert kinds.count("heading_open") == 2
    assert kinds.count("th_open") == 2
    assert kinds.count("td_open") == 4
    assert [t.attrs["src"] for t in tokens(FULL.to_markdown()) if t.type == "image"] == [
        "https://news.example/a.jpg", "https://news.example/quay%20%281%29.jpg", "https://news.example/b.jpg",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", get_args(BlockKind))
def test_markdown_shows_the_words_of_every_kind_and_where_they_come_from(kind: BlockKind) -> None:
    block = Block(
        kind=kind, text="First line\nSecond line", level=3, items=("First line", "Second line"),
        rows=(("First line",), ("Second line",)), url="https://post.example/1", author="Ada", time="10:15",
    )  # fmt: skip
    shown = tokens(Article(blocks=(block,)).to_markdown())
    words = " ".join(token.content for token in shown if token.type in ("text", "fence", "image")).replace("\n", " ")
    assert "First line" in words
    assert "Second line" in words
    addresses = [token.attrs.get("href") or token.attrs.get("src") for token in shown if token.type != "text"]
    assert ("https://post.example/1" in addresses) == (kind in ("figure", "embed"))
    assert ("Ada" in words) == (kind in ("quote", "pull_quote", "fact_box", "live_entry"))
    assert ("10:15" in words) == (kind == "live_entry")


def test_markdown_of_an_empty_record_is_empty() -> None:
    assert Article().to_markdown().strip() == ""


HOSTILE = [
    "# not a heading", "- no list", "1. no list", "1) no", "+ no", "=====", "---", "> no quote",
    "[x](http://evil.example)",
    "![x](javascript:alert(1))", "<script>alert(1)</script>", "<http://evil.example>", "a `b` *c* _d_ ~~e~~",
    "&lt;b&gt;", "a | b", "\\", "```", "<!-- x -->", "    four spaces", "[ref]: http://evil.example",
    "2024. was a year",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_prints_as_itself_in_every_place(text: str) -> None:
    line = " ".join(text.split())
    article = Article(
        headline=text,
        blocks=(
            Block(kind="paragraph", text=text),
            Block(kind="heading", text=text, level=3),
            Block(kind="list", text=text, items=(text,)),
            Block(kind="quote", text=text),
            Block(kind="table", text=text, rows=((text,), (text,))),
        ),
    )
    markdown = article.to_markdown()
    assert printed(markdown).count(line) >= 7 or printed(markdown) == line * 7
    banned = {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block", "hr", "em_open"}
    assert not banned & {token.type for token in tokens(markdown)}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40))
def test_escaped_text_prints_exactly_itself(text: str) -> None:
    line = " ".join(text.split())
    assert printed(escape(text)) == line


def test_a_code_block_cannot_be_closed_by_its_text() -> None:
    markdown = Article(blocks=(Block(kind="code", text="a\n```\n# b"),)).to_markdown()
    assert [token.content for token in tokens(markdown) if token.type == "fence"] == ["a\n```\n# b\n"]


# -- text and rows ----------------------------------------------------------------------------------------------------


def test_text_has_headline_imprint_and_body() -> None:
    assert FULL.to_text() == (
        "Harbour reopens\n\nShips return.\n\nBy Ada Quill · 2024-03-05T10:15:00+00:00 · News Example\n\nOne.\n\nTwo.\n"
    )


def test_a_row_is_flat_and_has_the_same_columns_for_every_article() -> None:
    row, empty = FULL.to_row(), Article().to_row()
    assert list(row) == list(empty)
    assert {type(value) for value in row.values()} <= {str, int, bool, type(None)}
    assert [name for name, value in empty.items() if value is not None] == ["meta"]


def test_a_row_keeps_all_that_the_record_holds() -> None:
    row = FULL.to_row()
    spread = ("publisher", "main_image", "access")
    plain: dict[str, Any] = {
        name: {key.removeprefix(f"{name}_"): value for key, value in row.items() if key.startswith(f"{name}_")}
        for name in spread
    }
    for field in fields(Article):
        value = row.get(field.name)
        if field.name in ("keywords", "breadcrumbs"):
            plain[field.name] = value.split("; ")
        elif field.name not in spread and value is not None:
            plain[field.name] = json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value
    assert Article.from_dict(plain) == FULL
