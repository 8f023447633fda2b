"""Pages: those of the fixtures, and one that uses what a page can state as densely as no real one does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tests.extraction.pages import PARAGRAPHS
from tests.fuzz.message import NEXT, URL, message

FOLDER = Path(__file__).parents[3] / "fixtures"
FURTHER = f"{URL}?page=2"
HEADERS = {
    "Content_Type": "text/html; charset=utf-8", "ETag": '"a1b2"', "Last_Modified": "Fri, 20 Nov 2026 10:00:00 GMT",
    "Link": f'<{URL}/terms>; rel="license", <{URL}/rsl.xml>; rel="license"; type="application/rsl+xml"',
    "X_Robots_Tag": "newscrawl: noindex, unavailable_after: 25 Jun 2027 15:00:00 PST, max-snippet:20",
    "Content_Usage": "train-ai=n, search=y", "Content_Signal": "search=yes, ai-train=no", "TDM_Reservation": "1",
    "TDM_Policy": "https://news.example/policy.json",
}  # fmt: skip
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "NewsArticle", "@id": "#article", "headline": "Harbour bridge opens", "inLanguage": "en-GB",
            "alternativeHeadline": "Nine years later", "description": "The town has its bridge again.",
            "datePublished": "2026-11-20T10:00:00+01:00", "dateModified": "2026-11-20T12:30:00+01:00",
            "author": [{"@id": "#ada"}, "Bo Smith", {"@type": "Organization", "name": "Harbour Wire"}],
            "publisher": {"@id": "#gazette"}, "articleSection": ["Town"], "keywords": "bridge, town; harbour",
            "image": [{"@type": "ImageObject", "url": "/a.jpg", "width": 1200, "height": "800px", "caption": "Bridge"}],
            "video": {"@type": "VideoObject", "name": "Film", "contentUrl": "/a.mp4", "duration": "PT2M30S"},
            "audio": {"@type": "AudioObject", "contentUrl": "/a.mp3", "duration": "PT10M"}, "wordCount": 120,
            "isAccessibleForFree": "False", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False},
            "license": "https://creativecommons.org/licenses/by/4.0/", "copyrightNotice": "(c) The Gazette 2026",
            "articleBody": PARAGRAPHS[0], "mainEntityOfPage": {"@id": URL}, "genre": "Opinion",
        },
        {"@type": "Person", "@id": "#ada", "name": "Ada Marlow", "url": "/people/ada", "jobTitle": "reporter"},
        {"@type": "NewsMediaOrganization", "@id": "#gazette", "name": "The Gazette", "logo": {"url": "/logo.png"}},
        {"@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": "/"},
            {"@type": "ListItem", "position": 2, "item": {"@id": "/town", "name": "Town"}}]},
        {"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "datePublished": "2026-11-20T11:00Z",
                                                         "articleBody": PARAGRAPHS[1]}]},
    ],
}  # fmt: skip
META = {
    "description": "The bridge is open.", "author": "Ada Marlow", "robots": "max-snippet:-1, noai, unavailable_after:"
    " 2027-01-01", "tdm-reservation": "1", "pubdate": "20261120", "article:published_time": "2026-11-20T10:00:00+01:00",
    "article:modified_time": "2026-11-20", "og:title": "Bridge opens", "og:type": "article", "og:site_name": "Gazette",
    "og:image": "/og.jpg", "og:image:width": "1200", "og:locale": "en_GB", "og:url": URL, "parsely-section": "Town",
    "news_keywords": "a, b", "twitter:title": "Bridge", "dc.date": "2026-11-20", "article:tag": "bridge",
    "lastmod": "Fri, 20 Nov 2026 10:00:00 GMT", "copyright": "All rights reserved.", "article:opinion": "false",
}  # fmt: skip


def full(*, further: str = "") -> str:
    """A page that states everything in every way."""
    metas = "".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{value}">' for name, value in META.items()
    )
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour bridge opens | Gazette</title>
{metas}<link rel="canonical" href="{URL}"><link rel="license" href="/terms"><link rel="icon" href="/icon.png">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><link rel="amphtml" href="/amp"><base href="/">
<link rel="alternate" hreflang="de" href="/de"><link rel="license" type="application/rsl+xml" href="/rsl.xml">
<script type="application/ld+json">{json.dumps(LINKED)}</script><script type="application/rsl+xml">
<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">ai-train</prohibits>
<payment type="crawl"/></license></content></rsl></script></head><body>
<nav><a href="/">Home</a> <a href="/town">Town</a></nav><main><article itemscope
itemtype="https://schema.org/NewsArticle"><p class="kicker">Town</p><h1 itemprop="headline">Harbour bridge opens</h1>
<p class="standfirst">The town has its bridge again, nine years after the collapse.</p>
<p class="byline">By <a rel="author" itemprop="author" href="/people/ada">Ada Marlow</a> and Bo Smith in Harrow</p>
<time itemprop="datePublished" datetime="2026-11-20T10:00:00+01:00">20 November 2026, 10:00</time>
<span class="updated">Updated 2 hours ago</span><figure><img src="/i.jpg" srcset="/s.jpg 480w, /l.jpg 1200w, /x.jpg 2x"
width="640" height="50%" alt="A bridge">
<figcaption>The bridge at night. Photo: Cy Dale/Harbour Wire</figcaption></figure>
{body}<h2>What comes next</h2><ul><li>The ferry stops.</li><li>The toll begins.</li></ul><ol start="3"><li>One</li></ol>
<blockquote>It holds. <cite>The mayor</cite></blockquote><pre>  tide  4.2 m
  wind  3</pre><table><caption>Costs</caption><tr><th>Year</th><td colspan="2">1.2</td></tr></table>
<iframe src="https://www.youtube.com/embed/abc123" width="560"></iframe><video poster="/p.jpg" src="/v.mp4"></video>
<noscript><img src="/n.jpg"></noscript><aside class="related"><a href="/town/ferry">Ferry</a></aside>
<p><strong>Correction:</strong> The toll is 2, not 3. <a href="https://other.example/x">More</a></p>
<p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p>{further}</article><div itemscope itemtype="https://schema.org/BreadcrumbList">
<span itemprop="itemListElement" itemscope><meta itemprop="position" content="1"><a itemprop="item" href="/"><span
itemprop="name">Home</span></a></span></div></main><footer>&copy; 2026 The Gazette. All rights reserved. No text and
data mining.</footer></body></html>"""


def simple(number: int, paragraphs: tuple[str, ...] = PARAGRAPHS, canonical: str = "") -> str:
    """A plain article of a site with some more words in it."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph} This is report {number}.</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>Report {number} of the harbour</title>{link}</head><body><article>"
        f"<h1>Report {number} of the harbour</h1><time datetime=2026-11-{number % 28 + 1:02}>today</time>{text}"
    )


@cache
def fixtures() -> tuple[bytes, ...]:
    """The pages of the project's fixtures, as messages."""
    folders = (page.parent for page in sorted(FOLDER.glob("pages/*/*/page.html")))
    return tuple(
        message((one / "page.html").read_bytes(), json.loads((one / "source.json").read_text("utf8"))["url"], **HEADERS)
        for one in folders
    )


@cache
def seeds() -> tuple[bytes, ...]:
    """All pages; the dense one counts for several."""
    legacy = full().replace("utf-8", "windows-1251", 1).replace("Harbour", "Гавань").encode("cp1251", "replace")
    wide = full().encode("utf-16")
    own = [message(full(), Read=how, **HEADERS) for how in ("", "all", "text", "text, all") * 3]
    return (*own, message(legacy, content_type="text/html"), message(wide, content_type="text/html"), *fixtures())


@cache
def visits() -> tuple[bytes, ...]:
    """What a crawl of a few pages meets: an article in parts, copies, crossing canonical links, an edit, a feed."""
    first = message(full(further=f'<div class="pagination"><a rel="next" href="{FURTHER}">2</a></div>'), **HEADERS)
    site = "https://news.example"
    crossing = [
        message(simple(1, canonical=f"{site}/c/story"), f"{site}/a/story"),
        message(simple(2, PARAGRAPHS[1:], f"{site}/b/story"), f"{site}/d/story"),
        message(simple(3, PARAGRAPHS[:2], f"{site}/c/story"), f"{site}/b/story"),
        message(simple(4, PARAGRAPHS[2:], f"{site}/a/story"), f"{site}/c/story"),
    ]
    edited = message(full().replace("nine years", "ten years").replace("10:00:00", "11:00:00"), **HEADERS)
    copied = message(simple(1), f"{site}/m/story?utm_source=x")
    feed = message((FOLDER / "feeds/rss20.xml").read_bytes(), f"{site}/feed.xml", content_type="application/rss+xml")
    licence = message(
        '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits>ai-train</prohibits></license>'
        "</content></rsl>", f"{site}/rsl.xml", content_type="application/rsl+xml",
    )  # fmt: skip
    return (
        NEXT.join([first, message(simple(5), FURTHER), edited, licence]), NEXT.join(crossing),
        NEXT.join([*crossing[:2], copied]), NEXT.join([message(full()), feed, edited]),
        NEXT.join([*fixtures()[:3], first]), *fixtures()[::9],
    )  # fmt: skip
