"""Pictures: the largest size, the words beside them, and no decoration."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import images, main_image
from newscrawl.extraction.readers.pictures import split_credit, stem
from newscrawl.record.model import Image
from tests.extraction.field_pages import evidence_of, page

SITE = "https://news.example"


def shown(body: str, above: str = "") -> list[Image]:
    return list(
        images.choose(evidence_of(page(above=above, body=f"<p>The ships return.</p>{body}<p>The end.</p>"))).value or ()
    )


def urls(body: str) -> list[str]:
    return [image.url.removeprefix(SITE) for image in shown(body)]


def lead(head: str = "", above: str = "") -> Image | None:
    return main_image.choose(evidence_of(page(head, above))).value


# -- address and size -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "url", "width"),
    [
        ('<img src="/a.jpg">', "/a.jpg", None),
        ('<img src="/a.jpg" width="640" height="480">', "/a.jpg", 640),
        ('<img src="/s.jpg" srcset="/s.jpg 320w, /l.jpg 1280w, /m.jpg 640w">', "/l.jpg", 1280),
        ('<img src="/s.jpg" srcset="/s.jpg 1x, /l.jpg 2x">', "/l.jpg", None),
        ('<img src="/s.jpg" srcset="/c_fill,w_300/a.jpg 300w, /c_fill,w_900/a.jpg 900w">', "/c_fill,w_900/a.jpg", 900),
        (
            '<picture><source srcset="/xl.webp 2000w"><img src="/s.jpg" srcset="/m.jpg 600w"></picture>',
            "/xl.webp",
            2000,
        ),
        ('<img src="data:image/gif;base64,R0lG" data-src="/lazy.jpg">', "/lazy.jpg", None),
        ('<img src="/tiny-blur.jpg" data-srcset="/lazy.jpg 900w">', "/lazy.jpg", 900),
        ('<img src="/small.jpg" data-original="/full.jpg">', "/full.jpg", None),
        ('<img data-src="/lazy.jpg"><noscript><img src="/lazy.jpg"></noscript>', "/lazy.jpg", None),
        ('<img src="//cdn.example/a.jpg">', "https://cdn.example/a.jpg", None),
        ('<img src="/a.jpg" width="100%">', "/a.jpg", None),
    ],
)
def test_the_largest_size_that_the_page_offers(html: str, url: str, width: int | None) -> None:
    (image,) = shown(html)
    assert (image.url.removeprefix(SITE), image.width) == (url, width)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/pixel.gif" width="1" height="1">',
        '<img src="/avatar.jpg" width="48" height="48">',
        '<img src="/img/logo.png">',
        '<img src="/i/share-icon.png">',
        '<img src="/chart.svg">',
        '<img src="data:image/png;base64,xyz">',
        "<img>",
        '<img src="javascript:alert(1)">',
        '<img class="gravatar avatar" src="/ada-quill.jpg">',
        '<div class="related-articles"><img src="/other-story.jpg"></div>',
        '<div class="author-bio"><img src="/ada.jpg"></div>',
        '<img srcset=",,, 5w" src="">',
    ],
)
def test_decoration_and_other_stories_are_no_pictures_of_the_article(html: str) -> None:
    assert shown(html) == []


def test_pictures_stand_in_page_order_each_once_and_not_behind_the_body() -> None:
    body = '<img src="/a-1.jpg"><img src="/b-2.jpg"><img src="/a-1.jpg?w=300">'
    html = page(
        above='<img src="/lead-0.jpg">', body=f"<p>x</p>{body}<p>y</p>", below="<p>z</p>" * 3 + '<img src="/c.jpg">'
    )
    found = images.choose(evidence_of(html)).value or ()
    assert [image.url.removeprefix(SITE) for image in found] == ["/lead-0.jpg", "/a-1.jpg", "/b-2.jpg"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/x/harbour-2024.jpg", "/y/harbour-2024.webp", True),
        ("/harbour-2024-300x200.jpg", "/harbour-2024.jpg", True),
        ("/harbour-2024.jpg?w=300", "/harbour-2024.jpg?w=900", True),
        ("/harbour-2024.jpg", "/harbour-2025.jpg", False),
        ("/a/image.jpg", "/b/image.jpg", False),
    ],
)
def test_when_two_addresses_are_one_picture(one: str, other: str, same: bool) -> None:
    assert (stem(SITE + one) == stem(SITE + other)) is same


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "caption", "credit"),
    [
        ("<figure>{}<figcaption>The quay. Photo: Bo Lens</figcaption></figure>", "The quay.", "Bo Lens"),
        (
            "<figure>{}<figcaption>The quay <span class=credit>Bo Lens/AP</span></figcaption></figure>",
            "The quay",
            "Bo Lens/AP",
        ),
        (
            "<figure><a><picture>{}</picture></a><figcaption>The quay (© Bo Lens)</figcaption></figure>",
            "The quay",
            "Bo Lens",
        ),
        ("<figure>{}<figcaption><button>Open</button>The quay</figcaption></figure>", "The quay", None),
        ('<div class="wp-caption">{}<p class="wp-caption-text">The quay</p></div>', "The quay", None),
        ("<figure>{}<figcaption></figcaption></figure>", None, None),
        ("<figure>{}<figcaption>Foto: Bo Lens</figcaption></figure>", None, "Bo Lens"),
        ("{}", None, None),
    ],
)
def test_caption_and_credit(html: str, caption: str | None, credit: str | None) -> None:
    (image,) = shown(html.format('<img src="/quay.jpg" alt="Ships at the quay">'))
    assert (image.caption, image.credit, image.alt) == (caption, credit, "Ships at the quay")


def test_a_credit_is_only_taken_from_the_end() -> None:
    assert split_credit("A photo by the sea shows the ship. Photo by Bo Lens") == (
        "A photo by the sea shows the ship.",
        "Photo by Bo Lens",
    )
    assert split_credit("The photo shows a ship") == ("The photo shows a ship", "")


# -- the main picture -------------------------------------------------------------------------------------------------

NODE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour reopens", "image": %s}</script>'
)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (NODE % '"/a.jpg"', "/a.jpg"),
        (NODE % '["/a.jpg", "/b.jpg"]', "/a.jpg"),
        (NODE % '[{"url": "/s.jpg", "width": 400}, {"url": "/l.jpg", "width": "1200 px"}]', "/l.jpg"),
        (NODE % '{"@type": "ImageObject", "contentUrl": "/a.jpg"}', "/a.jpg"),
        (NODE % '"/logo.png"' + '<meta property="og:image" content="/a.jpg">', "/a.jpg"),
        (NODE % '{"url": "/tiny.jpg", "width": 60}' + '<meta property="og:image" content="/a.jpg">', "/a.jpg"),
        ('<meta property="og:image" content="/a.jpg">', "/a.jpg"),
        ('<meta name="twitter:image" content="/t.jpg">', "/t.jpg"),
        ('<link rel="image_src" href="/l.jpg">', "/l.jpg"),
    ],
)
def test_the_declared_picture_leads(head: str, url: str) -> None:
    image = lead(head)
    assert image is not None
    assert image.url == SITE + url


def test_without_a_declared_one_the_first_picture_leads() -> None:
    image = lead(above='<img src="/first.jpg">')
    assert image == Image(url=f"{SITE}/first.jpg")
    assert lead() is None


def test_the_pages_own_figure_completes_the_declared_picture() -> None:
    head = '<meta property="og:image" content="/harbour-2024.jpg"><meta property="og:image:width" content="1200">'
    words = "<figcaption>The quay. Photo: Bo Lens</figcaption>"
    figure = f'<figure><img src="/harbour-2024-640x480.jpg" alt="Ships">{words}</figure>'
    assert lead(head, figure) == Image(
        url=f"{SITE}/harbour-2024.jpg", width=1200, caption="The quay.", credit="Bo Lens", alt="Ships"
    )


# -- AMP, stand-ins, trackers


def test_pictures_of_amp_pages_are_pictures_in_page_order() -> None:
    body = (
        '<figure><amp-img src="/one.jpg" width="800" height="450"></amp-img><figcaption>The quay</figcaption></figure>'
        '<p>More text of the story.</p><img src="/two.jpg"><p>And more of it.</p>'
        '<amp-carousel><amp-img src="/three.jpg" width="400" height="300"></amp-img>'
        '<amp-img src="/four.jpg" width="400" height="300"></amp-img></amp-carousel>'
    )
    assert urls(body) == ["/one.jpg", "/two.jpg", "/three.jpg", "/four.jpg"]
    assert shown(body)[0].caption == "The quay"


def test_the_fallback_of_an_amp_picture_is_the_same_picture() -> None:
    fallback = '<noscript><img src="/harbour-2026.jpg"></noscript>'
    assert urls(f'<amp-img src="/harbour-2026.jpg" width="800" height="450">{fallback}</amp-img>') == [
        "/harbour-2026.jpg"
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/harbour.jpg?w=60">',
        '<img src="/harbour.jpg?q=10&width=60&blur=5">',
        '<img src="/img/w_60,q_10/harbour.jpg">',
        '<img src="/harbour-60x40.jpg">',
        '<img src="/60x40/harbour.jpg">',
        '<img src="https://count.example/hit.gif?id=1">',
        '<img src="https://stats.example/beacon?u=1">',
        '<img src="https://social.example/tr?id=1&ev=PageView">',
        '<img src="https://a.example/x/y" style="display:none">',
        '<img src="https://a.example/x/y" style="width: 1px; height: 1px">',
        '<amp-img src="/harbour.jpg" width="60" height="40"></amp-img>',
    ],
)
def test_stand_ins_of_sixty_pixels_and_trackers_are_no_pictures(html: str) -> None:
    assert urls(html) == []


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<img src="/harbour.jpg?w=60" data-src="/harbour.jpg?w=1200">', "/harbour.jpg?w=1200"),
        ('<img src="/race-track.jpg">', "/race-track.jpg"),
        ('<img src="/count-of-the-votes.jpg">', "/count-of-the-votes.jpg"),
        ('<img src="/harbour-600x400.jpg">', "/harbour-600x400.jpg"),
        ('<img src="/harbour.jpg?w=600">', "/harbour.jpg?w=600"),
        ('<img src="/harbour.jpg" style="width: 100%">', "/harbour.jpg"),
    ],
)
def test_pictures_with_like_addresses_stay(html: str, url: str) -> None:
    assert urls(html) == [url]
