"""Access, licence, links and players: what the page states, where it stands, and nothing that it does not say."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import access, audio, body_links, free, videos
from newscrawl.extraction.fields import license as licence
from newscrawl.record.model import Access, Link, Media
from tests.extraction.field_pages import evidence_of, page


def node(**said: str) -> str:
    held = ", ".join(f'"{key}": {value}' for key, value in said.items())
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Harbour reopens", {held}}}</script>'
    )


# -- access -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "value", "stated"),
    [
        ("", None, None),
        (node(isAccessibleForFree="true"), True, "free"),
        (node(isAccessibleForFree='"False"'), False, "paid"),
        (node(isAccessibleForFree='"https://schema.org/True"'), True, "free"),
        (node(isAccessibleForFree='"maybe"'), None, None),
        (
            node(hasPart='{"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}'),
            False,
            "paid",
        ),
        ('<meta property="article:content_tier" content="free">', True, "free"),
        ('<meta property="article:content_tier" content="locked">', False, "paid"),
        ('<meta property="article:content_tier" content="Metered">', False, "metered"),
        (
            node(isAccessibleForFree="true") + '<meta property="article:content_tier" content="metered">',
            True,
            "metered",
        ),
    ],
)
def test_stated_access(head: str, value: bool | None, stated: str | None) -> None:
    evidence = evidence_of(page(head))
    assert free.choose(evidence).value is value
    assert access.choose(evidence).value == Access(stated=stated, observed="full")  # type: ignore[arg-type]


def test_access_of_microdata() -> None:
    said = "<meta itemprop=isAccessibleForFree content=false>"
    html = page(above=f'<div itemscope itemtype="https://schema.org/Article">{said}</div>')
    assert free.choose(evidence_of(html)).value is False


# -- licence ----------------------------------------------------------------------------------------------------------

BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("html", "value"),
    [
        (page(), None),
        (page(node(license=f'"{BY}"')), BY),
        (page(node(license=f'{{"@type": "CreativeWork", "url": "{BY}"}}')), BY),
        (page(f'<link rel="license" href="{BY}">'), BY),
        (page(below=f'<p><a rel="license noopener" href="{BY}">CC BY</a></p>'), BY),
        (page(below=f'<p><a href="{BY}">CC BY</a></p>'), None),
        (page(above=f'<figure><img src="/a.jpg"><a rel="license" href="{BY}">photo</a></figure>'), None),
        (page('<meta name="dcterms.rights" content="All rights reserved">'), "All rights reserved"),
    ],
)
def test_licence(html: str, value: str | None) -> None:
    assert licence.choose(evidence_of(html)).value == value


# -- links ------------------------------------------------------------------------------------------------------------


def test_links_of_the_body_with_their_text_in_page_order() -> None:
    body = (
        '<p>The <a href="/port">port  <b>authority</b></a> and <a href="https://x.example/a#b">others</a>.</p>'
        '<p><a href="/port">port authority</a> <a href="#top">up</a> <a href="mailto:a@b.example">mail</a> '
        '<a href="javascript:void(0)">click</a> <a name="here">anchor</a> <a href="/story#comments">comments</a></p>'
        '<ul><li><a href="/list">list</a></li></ul>'
    )
    html = page(above='<p><a href="/before">before</a></p>', body=body, below='<p><a href="/after">after</a></p>')
    assert body_links.choose(evidence_of(html)).value == (
        Link(url="https://news.example/port", text="port authority"),
        Link(url="https://x.example/a#b", text="others"),
        Link(url="https://news.example/list", text="list"),
    )
    assert body_links.choose(evidence_of(page())).value == ()


# -- players ----------------------------------------------------------------------------------------------------------


def test_videos_declared_and_embedded_each_once() -> None:
    declared = node(
        video='{"@type": "VideoObject", "contentUrl": "/v.mp4", "name": "The storm", "duration": "PT2M", '
        '"thumbnailUrl": ["/t.jpg"]}'
    )
    body = (
        '<p>x</p><video poster="/p.jpg"><source src="/v.mp4"></video><video src="/w.mp4"></video>'
        '<iframe data-src="https://www.youtube.com/embed/abc" title="Live"></iframe>'
        '<iframe src="https://ads.example/frame"></iframe><p>y</p>'
    )
    assert videos.choose(evidence_of(page(declared, body=body))).value == (
        Media(
            url="https://news.example/v.mp4",
            name="The storm",
            thumbnail_url="https://news.example/t.jpg",
            duration="PT2M",
        ),
        Media(url="https://news.example/w.mp4"),
        Media(url="https://www.youtube.com/embed/abc", name="Live"),
    )


def test_a_video_object_of_its_own_counts_and_a_broken_one_does_not() -> None:
    alone = '<script type="application/ld+json">{"@type": "VideoObject", "embedUrl": "/e", "duration": "two"}</script>'
    broken = '<script type="application/ld+json">{"@type": "VideoObject", "name": "no address"}</script>'
    assert videos.choose(evidence_of(page(alone))).value == (Media(url="https://news.example/e"),)
    assert videos.choose(evidence_of(page(broken))).value == ()


def test_videos_of_other_stories_are_not_the_articles() -> None:
    below = "<p>line</p>" * 4 + '<iframe src="https://www.youtube.com/embed/other"></iframe>'
    assert videos.choose(evidence_of(page(below=below))).value == ()


def test_audio_of_the_article() -> None:
    body = '<p>x</p><audio src="/read.mp3" title="Listen"></audio><iframe src="https://open.spotify.com/embed/e"></iframe><p>y</p>'
    assert audio.choose(evidence_of(page(body=body))).value == (
        Media(url="https://news.example/read.mp3", name="Listen"),
        Media(url="https://open.spotify.com/embed/e"),
    )
