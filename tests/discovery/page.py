"""Pages for the tests of discovery, written as HTML strings."""

from __future__ import annotations

from newscrawl.html.document import Document

HOST = "https://gazette.example"


def document(body: str, url: str = f"{HOST}/", head: str = "") -> Document:
    """A parsed page."""
    return Document.parse(f"<html><head>{head}</head><body>{body}</body></html>", url, {})


def paths(urls: object) -> list[str]:
    """Addresses without the host, of strings or of anything with a `url`."""
    return [str(getattr(one, "url", one)).removeprefix(HOST) for one in urls]  # type: ignore[attr-defined]


def cards(*slugs: str, day: str = "23") -> str:
    """Teasers as a section page has them."""
    return "".join(
        f'<article class="card"><h2><a href="/2026/11/{day}/{slug}/">{slug.replace("-", " ").capitalize()}</a></h2>'
        f'<p>Text. <a href="/2026/11/{day}/{slug}/#more">Read more</a></p></article>'
        for slug in slugs
    )


MENU = """<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li>
<li><a href="/sport/">Sport</a></li><li><a href="/harbour/">Harbour</a></li><li><a href="/about-us/">About us</a></li>
<li><a href="/login/">Log in</a></li></ul></nav>"""
