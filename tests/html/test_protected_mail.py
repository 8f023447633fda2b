"""Addresses behind a CDN's mail protection are those that readers see."""

from __future__ import annotations

import pytest

from newscrawl.html.document import Document
from newscrawl.html.protected_mail import decoded


def hidden(address: str, key: int = 0x5A) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def shown(html: str) -> str:
    tree = Document.parse(f"<html><body>{html}</body></html>", "https://news.example/a", {}).tree
    return " ".join("".join(map(str, tree.itertext())).split())


@pytest.mark.parametrize("key", [0, 1, 0x5A, 0xFF])
def test_an_address_is_the_text_that_readers_see(key: int) -> None:
    number = hidden("ola.vik@news.example", key)
    link = (
        f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{number}">[email&#160;protected]</a>'
    )
    assert shown(f"<p>Skriv til {link} i dag.</p>") == "Skriv til ola.vik@news.example i dag."
    span = f'<span class="__cf_email__" data-cfemail="{number}">[email&#160;protected]</span>'
    html = f'<p>Pište <a href="/cdn-cgi/l/email-protection#{number}">na {span}</a>.</p>'
    assert shown(html) == "Pište na ola.vik@news.example."


def test_a_link_leads_to_the_address() -> None:
    number = hidden("red@news.example?subject=Tip")
    html = f'<a href="/cdn-cgi/l/email-protection#{number}">Redaksjonen</a>'
    assert decoded(html.encode()) == b'<a href="mailto:red@news.example">Redaksjonen</a>'


@pytest.mark.parametrize(
    "html",
    [
        '<a data-cfemail="5a">[email protected]</a>',
        '<a data-cfemail="zz5a5a5a5a">[email protected]</a>',
        f'<a data-cfemail="{hidden("no address at all")}">[email protected]</a>',
        f'<a data-cfemail="{hidden("a@<script>")}">[email protected]</a>',
        '<a href="/cdn-cgi/l/email-protection#12345">x</a>',
        '<a href="/cdn-cgi/l/email-protection">[email protected]</a>',
    ],
)
def test_what_gives_no_address_stays(html: str) -> None:
    assert decoded(html.encode()) == html.encode()
