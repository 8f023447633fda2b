"""Fingerprints of texts: the same words. Pure."""

from __future__ import annotations

from hashlib import sha256

from newscrawl.record.article import Article
from newscrawl.text import fold, hash_words

# Below this many words a text is a caption, a teaser or a notice that many pages share: no proof of a copy.
_TELLING_WORDS = 25


def exact(text: str | None) -> str | None:
    """SHA-256 (hex) of the words of a text, without punctuation and white space (`hash_words`). None without words."""
    return hash_words(text or "")


def same_article(article: Article) -> str | None:
    """The fingerprint of headline and body under which two pages of one site are copies; None for a short text."""
    words = article.meta.text_hash or exact(article.article_body)
    if words is None or (article.article_body or "").count(" ") < _TELLING_WORDS:
        return None
    return sha256(f"{fold(article.headline or '')}\n{words}".encode()).hexdigest()
