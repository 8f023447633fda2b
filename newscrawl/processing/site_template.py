"""Text that a site repeats from article to article: a prompt, a notice, a note on the house. It is template, not news.

Which lines these are is known only from many pages: newscrawl.store.repeats counts them. Here is what is counted, and
how a record looks without them. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from hashlib import blake2b

from newscrawl.extraction.assemble import word_count
from newscrawl.record.article import Article
from newscrawl.record.model import Removal
from newscrawl.text import hash_words

_TELLING = range(12, 241)  # characters: shorter lines are headings that return, longer ones were written for an article
_COUNTED = 200  # lines at each end: a notice stands there, and the 16,000 lines of one long text took 0.4 s to count
_MOST = 0.5  # share of the text: more of it is no template, but an article that came twice


def line_hashes(article: Article) -> tuple[str, ...]:
    """The lines of an article that may be template, each once: 12 hex digits of BLAKE2. Of a long text its two ends.

    Headings are not: "What we know" comes back as often as a notice does. Of 6 headings that came back on pages of one
    site (251 pages of 58 sites of the development corpus) 5 always stood in the true body, 1 at times.
    """
    lines, headings = (article.article_body or "").split("\n\n"), _headings(article)
    telling = [line for line in lines if len(line) in _TELLING and line not in headings]
    if len(telling) > 2 * _COUNTED:
        telling = [*telling[:_COUNTED], *telling[-_COUNTED:]]
    return tuple(dict.fromkeys(map(_hash, telling)))


def without_template(article: Article, template: Collection[str], *, receipts: bool = False) -> Article:
    """The record without the lines whose hashes are given, from text and blocks; unchanged where they are most of it.

    Headings stay. `receipts` lists them in `meta.removed`.
    """
    body = article.article_body or ""
    lines = body.split("\n\n")
    template = frozenset(template) - {_hash(line) for line in _headings(article)} if template else ()
    kept = [line for line in lines if not _is_one(line, template)] if template else lines
    text = "\n\n".join(kept)
    if len(kept) == len(lines) or len(text) < _MOST * len(body):
        return article
    told = tuple(
        Removal(kind=block.kind, reason="the site repeats it", text=block.text, position=position)
        for position, block in enumerate(article.blocks)
        if receipts and _is_one(block.text, template)
    )
    meta = replace(article.meta, text_hash=hash_words(text), removed=(*article.meta.removed, *told))
    return replace(
        article, article_body=text, word_count=word_count(text, article.in_language or ""), meta=meta,
        blocks=tuple(block for block in article.blocks if not _is_one(block.text, template)),
    )  # fmt: skip


def _headings(article: Article) -> set[str]:
    return {block.text for block in article.blocks if block.kind == "heading"}


def _is_one(line: str, template: Collection[str]) -> bool:
    return len(line) in _TELLING and _hash(line) in template


def _hash(line: str) -> str:
    return blake2b(line.encode("utf-8", "replace"), digest_size=6).hexdigest()
