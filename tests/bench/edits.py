"""What counts as an edit: `python -m tests.bench.edits [--articles N]`.

Pages of the local news web are changed as sites change them without touching the article (`CHROME`: advertisements,
counters, related boxes, tokens ...), each once added and once with other contents, and as editors change them
(`EDITS`). Printed: the share of the former that would become a revision (aim: under 0.5 %) and of the latter that would
not, with the kinds that did.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape

from newscrawl.extraction import extract
from newscrawl.record.article import Article
from newscrawl.store.revisions import compare
from tests.newsweb import NewsWeb
from tests.newsweb.exchange import Ask
from tests.newsweb.pages import article as page_of
from tests.newsweb.site import Site

Change = Callable[[str, random.Random], str]
_PARAGRAPH = re.compile(r"<p[^>]*>(?:(?!</?p[ >]).){80,}?</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NEXT = re.compile(r"\s*<p[ >]")
_HEADLINES = (
    "Harbour bridge stays open for walkers", "Council votes on the new school", "Five tips for a better winter",
    "Storm leaves thousands without power", "Team wins the cup after extra time", "Old theatre finds a new owner",
)  # fmt: skip


def _between_paragraphs(html: str, rng: random.Random, piece: str) -> str:
    between = [one.end() for one in _PARAGRAPH.finditer(html) if _NEXT.match(html, one.end())]
    at = rng.choice(between) if between else html.index("</body>")
    return html[:at] + piece + html[at:]


def _before(mark: str, piece: str, html: str) -> str:
    return html.replace(mark, piece + mark, 1)


def _after_heading(html: str, piece: str) -> str:
    return html.replace("</h1>", f"</h1>{piece}", 1)


def _headline(rng: random.Random) -> str:
    return f'<a href="/2026/story-{rng.randrange(999)}">{rng.choice(_HEADLINES)}</a>'


def _list(rng: random.Random, count: int = 4) -> str:
    return "<ul>" + "".join(f"<li>{_headline(rng)}</li>" for _ in range(count)) + "</ul>"


# What stands between paragraphs, before the end of the page, or under the headline; {...} is filled in anew each time.
_WIDGETS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "advertisement": ("in", lambda r: f'<div class="ad-slot" id="div-gpt-ad-{r.randrange(9**9)}"><span>Advertisement'
                      f'</span><script>googletag.display("{r.random()}")</script></div>'),
    "sponsored box": ("in", lambda r: f'<div class="sponsored"><span>Sponsored</span><p>{_headline(r)}</p></div>'),
    "related box": ("in", lambda r: f'<aside class="related-articles"><h3>Related</h3>{_list(r)}</aside>'),
    "read more line": ("in", lambda r: f'<p class="read-more"><strong>Read more:</strong> {_headline(r)}</p>'),
    "bare read more": ("in", lambda r: f"<p><strong>Read also: {_headline(r)}</strong></p>"),
    "newsletter": ("in", lambda r: '<div class="newsletter-signup"><h4>Get our newsletter</h4><p>Join '
                   f'{r.randrange(9, 99)},000 readers.</p><form><input type="email"></form></div>'),
    "poll": ("in", lambda r: f'<div class="poll-widget"><p>Do you agree?</p><label>Yes {r.randrange(99)} %</label>'
             f'<span>{r.randrange(9999)} votes</span></div>'),
    "video promo": ("in", lambda r: f'<div class="video-player"><span>Watch: {r.choice(_HEADLINES)}</span></div>'),
    "paywall meter": ("in", lambda r: f'<div class="meter-banner">You have {r.randrange(1, 9)} free articles left this'
                      ' month</div>'),
    "subscription offer": ("in", lambda r: '<div class="subscribe-offer"><p>Read all of it from '
                           f'€{r.randrange(1, 9)}.{r.randrange(10, 99)} a month</p><a href="/s">Subscribe</a></div>'),
    "audio player": ("in", lambda r: f'<div class="audio-player"><span>Listen to this article · {r.randrange(2, 9)}:'
                     f'{r.randrange(10, 59)} min</span><audio src="/a.mp3?t={r.randrange(999)}"></audio></div>'),
    "share counter": ("head", lambda r: f'<div class="share-bar"><span>{r.randrange(9999)} shares</span></div>'),
    "comment counter": ("head", lambda r: f'<a href="#comments" class="comments-link">{r.randrange(99)} comments</a>'),
    "view counter": ("head", lambda r: f'<span class="views">{r.randrange(99999)} views</span>'),
    "reader counter": ("head", lambda r: f'<p class="live-readers">{r.randrange(2, 9999):,} people are reading '
                       "this</p>"),
    "relative time": ("head", lambda r: f'<span class="updated">Updated {r.randrange(2, 59)} minutes ago</span>'),
    "update stamp": ("head", lambda r: '<p class="article-date">Last updated: <time datetime="2026-03-02T'
                     f'1{r.randrange(9)}:{r.randrange(10, 59)}:00Z">2 March 2026, 1{r.randrange(9)}:05</time></p>'),
    "reading time": ("head", lambda r: f'<span class="reading-time">{r.randrange(2, 9)} min read</span>'),
    "reordered related": ("end", lambda r: '<aside class="related"><h3>More on this</h3><ul>' + "".join(
        f'<li><a href="/2026/{len(one)}">{one}</a></li>' for one in r.sample(_HEADLINES, 4)) + "</ul></aside>"),
    "rating": ("end", lambda r: f'<div class="rating">{r.randrange(1, 5)}.{r.randrange(9)} out of 5 '
               f'({r.randrange(9, 999)} ratings)</div>'),
    "reactions": ("end", lambda r: '<div class="reactions"><span>What do you think?</span>' + "".join(
        f'<button>{one} {r.randrange(99)}</button>' for one in ("Love", "Sad", "Angry")) + "</div>"),
    "most read": ("end", lambda r: f'<aside class="most-read"><h3>Most read</h3>{_list(r, 6)}</aside>'),
    "comments": ("end", lambda r: '<section id="comments"><h3>Comments</h3>' + "".join(
        f'<div class="comment"><b>reader{r.randrange(99)}</b><p>I think that {r.choice(_HEADLINES).lower()}, and it was'
        " about time that somebody said so.</p></div>" for _ in range(r.randrange(1, 6))) + "</section>"),
    "cookie banner": ("end", lambda r: '<div id="cookie-banner" role="dialog"><p>We and our '
                      f'{r.randrange(99, 999)} partners use cookies.</p><button>Accept</button></div>'),
    "author box": ("end", lambda r: f'<div class="author-box"><span>{r.randrange(999)} articles by this author</span>'
                   "</div>"),
    "trending": ("end", lambda r: f'<div class="trending"><h4>Trending now</h4>{_list(r, 5)}</div>'),
    "follow us": ("end", lambda r: '<p class="follow-us">Follow us on <a href="/x">X</a>, '
                  f'<a href="/f">Facebook</a> ({r.randrange(99)}k followers)</p>'),
    "breaking bar": ("top", lambda r: f'<div class="breaking-news"><strong>Breaking</strong> {_headline(r)}</div>'),
    "ticker": ("top", lambda r: f'<div class="weather">{r.randrange(-9, 30)}°C</div><div class="stocks">DAX '
               f'{r.randrange(-3, 3)}.{r.randrange(99)} %</div>'),
    "navigation": ("top", lambda r: f'<nav>{_list(r, 8)}</nav>'),
}  # fmt: skip


def _widget(place: str, make: Callable[[random.Random], str], html: str, rng: random.Random) -> str:
    piece = make(rng)
    if place == "in":
        return _between_paragraphs(html, random.Random(len(html)), piece)
    if place == "head":
        return _after_heading(html, piece)
    return _before("</body>", piece, html) if place == "end" else re.sub(r"(<body[^>]*>)", rf"\1{piece}", html, count=1)


def _tokens(html: str, rng: random.Random) -> str:
    token = (
        f'<meta name="csrf-token" content="{rng.random()}"><script nonce="{rng.random()}">var t={rng.random()}</script>'
    )
    return _before("</head>", token, html)


def _classes(html: str, rng: random.Random) -> str:
    return html.replace("<p>", f'<p class="css-{rng.randrange(9**9):x}">')


def _pictures(html: str, rng: random.Random) -> str:
    return re.sub(r'(<img[^>]*src="[^"?]+)', rf"\1?w={rng.randrange(300, 2000)}&amp;v={rng.randrange(99)}", html)


def _white_space(html: str, rng: random.Random) -> str:
    return re.sub(r">\n\s*<", rng.choice(("> <", ">\n\n<", ">\n\t<")), html)


def _quotes(html: str, rng: random.Random) -> str:
    head, body, tail = html.partition("<body")
    return head + body + re.sub(r"(?<=\w)'(?=\w)", rng.choice(("’", "&#8217;", "&rsquo;")), tail)


CHROME: dict[str, Change] = {
    **{name: partial(_widget, place, make) for name, (place, make) in _WIDGETS.items()},
    "tokens": _tokens, "class names": _classes, "picture addresses": _pictures, "white space": _white_space,
    "quotes": _quotes,
}  # fmt: skip


# A paragraph of the article in other words.
EDITS: dict[str, Change] = {
    "word": lambda paragraph, _: re.sub(r"(\w) (\w)(?![^<]*>)", r"\1 suddenly \2", paragraph, count=3),
    "number": lambda paragraph, rng: paragraph.replace("</p>", f" It was {rng.randrange(99)}.</p>"),
    "paragraph added": lambda paragraph, rng: (
        f"{paragraph}<p>A spokesman said on Tuesday evening that the plan had been known to {rng.randrange(9)} of the "
        "members for months, and that nobody had spoken against it before.</p>"
    ),
    "paragraph taken": lambda *_: "",
}


def pages(sites: list[str] | None, articles: int) -> Iterator[str]:
    """Article pages of the web's sites as they are served."""
    for site in NewsWeb(sites=sites, articles=max(articles, 8)).sites.values():
        for story in site.latest()[:articles]:
            yield _served(site, site.path(story.number))


def _served(site: Site, path: str) -> str:
    number = site.at(path)
    assert number is not None
    body = page_of(site, Ask(path, "https://news.example", {}, {}), site.article(number)).body
    return body.decode(site.row.charset) if isinstance(body, bytes) else body


def _read(html: str) -> Article:
    return extract(html, "https://news.example/2026/03/02/story")


def false_revisions(html: str, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Each kind of chrome, added and changed, with whether it would be a revision."""
    plain = _read(html)
    for kind, change in CHROME.items():
        one, other = _read(change(html, rng)), _read(change(html, rng))
        yield f"{kind} added", compare(plain, one) is not None
        yield f"{kind} changed", compare(one, other) is not None


def missed_edits(html: str, rng: random.Random) -> Iterator[tuple[str, bool]]:
    """Each kind of edit of a paragraph, with whether it would be overlooked."""
    plain = _read(html)
    body = plain.article_body or ""
    paragraphs = [one for one in _PARAGRAPH.finditer(html) if unescape(_TAG.sub("", one[0])).strip() in body]
    for kind, change in EDITS.items() if paragraphs else ():
        found = rng.choice(paragraphs)
        changed = html[: found.start()] + change(found[0], rng) + html[found.end() :]
        yield kind, compare(plain, _read(changed)) is None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.edits", description=__doc__)
    parser.add_argument("--articles", type=int, default=2, help="per site")
    options = parser.parse_args()
    for name, judged in (("false revisions", false_revisions), ("missed edits", missed_edits)):
        rng, count, wrong = random.Random(1), 0, Counter[str]()
        for html in pages(None, options.articles):
            for kind, is_wrong in judged(html, rng):
                count += 1
                wrong[kind] += is_wrong
        told = ", ".join(f"{kind} ({number})" for kind, number in wrong.most_common() if number)
        print(f"{name:16} {wrong.total():,} of {count:,} ({wrong.total() / count:.2%}) {told}", flush=True)


if __name__ == "__main__":
    main()
