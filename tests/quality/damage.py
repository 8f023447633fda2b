"""Whole pages made into cut ones: what a server, a paywall or a script would leave of them. For training and measuring.

Walls are written in the words of `WALLS`, one group per fold, so that a fold is judged on walls it did not learn.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

from newscrawl.extraction.body.blocks import Blocks, read_blocks
from newscrawl.html.document import Document

WALLS = (
    ('<div class="paywall"><h3>Subscribe to continue reading</h3><p>Get unlimited access to all articles.</p></div>',
     '<section class="c-offer"><p>This article is for subscribers only.</p><a href="/abo">Log in</a></section>'),
    ('<div id="regwall" class="gate"><p>Create a free account to read this article.</p><button>Sign up</button></div>',
     '<div class="piano-offer"><p>Already a subscriber? Log in</p></div>'),
    ('<aside class="premium-teaser"><p>Jetzt weiterlesen mit dem Abo</p><a href="#">Abo testen</a></aside>',
     '<div class="box"><p>To read the full story, subscribe or sign in.</p></div>'),
    ('<div class="metered-barrier"><p>You have reached your limit of free articles.</p></div>',
     '<div class="article__locked"><p>Cet article est réservé aux abonnés.</p></div>'),
    ('<div class="subscribe-wall"><p>Subscribe now to keep reading.</p><form><input></form></div>',
     '<div class="lock"><p>Este contenido es exclusivo para suscriptores.</p></div>'),
)  # fmt: skip
SHELL = """<html><head><title>News</title>{}</head><body><div id="root"></div><noscript>Enable JavaScript</noscript>
</body></html>"""


def cut_transfer(document: Document, kept: tuple[int, ...], rng: random.Random, fold: int) -> str | None:
    """The transfer broke inside a paragraph."""
    blocks = read_blocks(document)
    inner = kept[len(kept) // 4 : -1]
    chosen = [i for i in inner if len(blocks.texts[i]) > 80 and blocks.texts[i][:40] in document.html]
    if not chosen:
        return None
    text = blocks.texts[rng.choice(chosen)]
    start = document.html.index(text[:40])
    end = start + rng.randrange(30, len(text) - 10)
    return document.html[:end] if document.html[end - 1].isalnum() else document.html[: end - 2]


def teaser_with_wall(document: Document, kept: tuple[int, ...], rng: random.Random, fold: int) -> str | None:
    """The first paragraphs, then a wall."""
    return _shortened(document, kept, rng, rng.choice(WALLS[fold]), dots=rng.random() < 0.3)


def teaser_with_dots(document: Document, kept: tuple[int, ...], rng: random.Random, fold: int) -> str | None:
    """The first paragraphs, the last one broken off, and a link to go on."""
    return _shortened(document, kept, rng, '<p><a href="#">Continue reading</a></p>' if fold % 2 else "", dots=True)


def shell(document: Document, kept: tuple[int, ...], rng: random.Random, fold: int) -> str | None:
    """Only scripts."""
    return SHELL.format(f"<script>{'let a=1;' * 600}</script>")


def consent(document: Document, kept: tuple[int, ...], rng: random.Random, fold: int) -> str | None:
    """A consent wall in place of the page."""
    return """<html><body><div class="cookie-consent"><h1>We value your privacy</h1><p>We and our partners store and
    access information on a device, such as cookies.</p><button>Accept all</button></div></body></html>"""


Damage = Callable[[Document, tuple[int, ...], random.Random, int], str | None]
DAMAGES: dict[str, Damage] = {
    "cut transfer": cut_transfer, "teaser with wall": teaser_with_wall, "teaser with dots": teaser_with_dots,
    "shell": shell, "consent wall": consent,
}  # fmt: skip


def _shortened(document: Document, kept: tuple[int, ...], rng: random.Random, behind: str, *, dots: bool) -> str | None:
    """The page with its body ended after one to four paragraphs. The tree is parsed anew: nobody edits a shared one."""
    page = Document.parse(document.html, document.url, {})
    blocks = read_blocks(page)
    left = _paragraphs_left(blocks, kept, rng)
    if left is None:
        return None
    last = blocks.nodes[blocks.owners[kept[left]]]
    for index in kept[left + 1 :]:
        node = blocks.nodes[blocks.owners[index]]
        if node is not last and node.getparent() is not None and last not in node.iterdescendants():
            _remove(node)
    if dots and last.text and len(last.text) > 40:
        last.text = last.text[: len(last.text) * 2 // 3].rsplit(" ", 1)[0] + rng.choice(["…", "...", " […]"])
        for child in list(last):
            last.remove(child)
    if behind:
        wall = etree.fromstring(behind, etree.HTMLParser())[0][0]
        last.addnext(wall)
    return etree.tostring(page.tree, encoding="unicode", method="html")


def _paragraphs_left(blocks: Blocks, kept: tuple[int, ...], rng: random.Random) -> int | None:
    long = [place for place, index in enumerate(kept) if blocks.texts[index].count(" ") > 15]
    if len(long) < 6:
        return None
    return long[rng.randrange(0, min(4, len(long) - 3))]


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)
