"""Pages that come in place of an article, often with status 200: it is gone, or this reader shall not have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newscrawl.article import Observed
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.document import Document

GONE = "missing: the page says that it is gone"
_HEADINGS = frozenset(("h1", "h2"))
_LONG_TITLE = 100  # characters
_MOST_WORDS = 300  # of a page that is gone, with the teasers it offers instead; an article about such pages has more
_FEW_WORDS = 150  # of a page that turns the reader away
_GONE_TITLE = re.compile(
    r"^\W*+(?:error|fehler|erreur|oops)?+\W*+404\b|"
    r"\b(?:page|article|story)\b.{0,15}\bnot (?:be )?found|page (?:doesn.t|does not|no longer) exist|"
    r"(?:seite|artikel)\b.{0,20}\bnicht gefunden|page (?:est )?introuvable|p[áa]gina no (?:ha sido )?encontrada|"
    r"p[áa]gina não (?:foi )?encontrada|pagina non trovata|pagina niet gevonden|страница не найдена|"
    r"сторінк[ау] не знайден|strona nie została znaleziona|sayfa bulunamadı|ページ(?:が|は)見つかりません|页面不存在|"
    r"找不到.{0,6}页面|페이지를 찾을 수 없",
    re.I,
)
_TURNED_AWAY = re.compile(
    r"verify (?:that )?you are (?:a )?human|checking your browser|are you a robot|you are not a robot|"
    r"enable javascript and cookies to continue|unusual traffic from your|^access denied|you have been blocked|"
    r"unavailable (?:due to|for) legal reasons|not available in your (?:country|region|location)|"
    r"access cannot be granted",
    re.I | re.M,
)
_AWAY = "wall: the page asks whether the reader is human, or turns away readers of this kind"


def refused(document: Document, blocks: Blocks, kept: Sequence[int]) -> tuple[Observed, tuple[str, ...]] | None:
    """What stands in place of the article, as `access.observed` and the warning; None for every other page."""
    words = sum(blocks.texts[index].count(" ") + 1 for index in kept)
    titles = list(_titles(document, blocks)) if words <= _MOST_WORDS else []
    if any(_GONE_TITLE.search(title) for title in titles):
        return "missing", (GONE,)
    said = "\n".join((*titles, *(blocks.texts[index] for index in kept)))
    return ("wall", (_AWAY,)) if words <= _FEW_WORDS and _TURNED_AWAY.search(said) else None


def _titles(document: Document, blocks: Blocks) -> Iterator[str]:
    """The page's title and its large headings, where they are as short as titles."""
    headings = (text for text, tag in zip(blocks.texts, blocks.tags, strict=True) if tag in _HEADINGS)
    return (title for title in (document.meta.title, *headings) if len(title) <= _LONG_TITLE)


def asks_password(document: Document) -> bool:
    """Does a form of the page want a password?"""
    return any((field.get("type") or "").lower() == "password" for field in document.tree.iter("input"))


def wants_scripts(document: Document) -> bool:
    """Does the page tell readers without scripts that it needs them?"""
    said = ("".join(map(str, element.itertext())) for element in document.tree.iter("noscript"))
    return any("javascript" in text.lower() for text in said)
