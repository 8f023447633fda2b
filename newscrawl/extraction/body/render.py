"""Typed pieces to the record's blocks, and the blocks to `article_body`. The text stays verbatim, white space apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from lxml import etree

from newscrawl.extraction.body.block_types import HEADINGS, Piece, clock, items
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.people.byline_parsing import read_names
from newscrawl.extraction.people.names import NameContext
from newscrawl.html.document import Document
from newscrawl.lang import Language
from newscrawl.record.model import Block, BlockKind
from newscrawl.text import normalize

_WIDE = 50  # characters of a line of prose
_OF_PROGRAMS = "{}[]=<>;_|\\$"
_NEW_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]{2,}\S)")
_AUTHOR = bit_of("author")


def render(document: Document, blocks: Blocks, pieces: Sequence[Piece], language: Language) -> tuple[Block, ...]:
    """The record's typed blocks, in page order."""
    typed = ((piece, _block(document, blocks, piece, language)) for piece in pieces)
    return tuple(one for piece, block in typed for one in (_prose(block) if piece.kind == "code" else (block,)))


def body_text(blocks: Iterable[Block], kinds: Collection[BlockKind]) -> str:
    """The body: blocks of the policy's kinds, joined by a blank line. List items and table rows stand on lines of their
    own, without bullets: the page's words and nothing else.
    """
    return "\n\n".join(block.text for block in blocks if block.kind in kinds)


def _block(document: Document, blocks: Blocks, piece: Piece, language: Language) -> Block:
    texts = [blocks.texts[index] for index in piece.indexes]
    element = blocks.nodes[piece.node]
    if piece.kind == "heading":
        return Block(kind="heading", text="\n".join(texts), level=HEADINGS[element.tag])
    if piece.kind == "list":
        entries = items(blocks, piece)
        return Block(kind="list", text="\n".join(entries), items=entries, ordered=element.tag == "ol")
    if piece.kind == "table":
        rows = tuple(_cells(blocks.nodes[blocks.owners[index]]) for index in piece.indexes)
        return Block(kind="table", text="\n".join(texts), rows=rows)
    if piece.kind == "code":
        return Block(kind="code", text=_code(element) or "\n".join(texts))
    if piece.kind in ("embed", "figure"):
        return Block(kind=piece.kind, text="\n".join(texts), url=_address(document, element, piece.kind))
    if piece.kind == "live_entry":
        author = _author(blocks, piece.node, language)
        return Block(
            kind="live_entry", text="\n\n".join(texts), time=_time(element) or clock(blocks, piece.node), author=author
        )
    separator = "\n\n" if piece.kind == "fact_box" else "\n"
    return Block(kind=piece.kind, text=separator.join(texts))


def _text(element: etree._Element) -> str:
    return normalize("".join(map(str, element.itertext())))


def _cells(row: etree._Element) -> tuple[str, ...]:
    if row.tag != "tr":
        return (_text(row),)
    return tuple(_text(cell) for cell in row if cell.tag in ("td", "th"))


def _code(element: etree._Element) -> str:
    """Program text keeps its lines and indents."""
    return "".join(map(str, element.itertext())).strip("\n")


def _prose(code: Block) -> tuple[Block, ...]:
    """The paragraphs of a text in <pre> that is no program: agencies and old sites print prose so, in lines as long as
    a page is wide. Verse has short lines and keeps them.
    """
    lines = code.text.splitlines()
    long = [line for line in lines if len(line.strip()) >= _WIDE]
    if 2 * len(long) < sum(map(bool, map(str.strip, lines))) or sum(map(code.text.count, _OF_PROGRAMS)) > len(lines):
        return (code,)
    texts = (normalize(text) for text in _NEW_PARAGRAPH.split(code.text))
    return tuple(Block(kind="paragraph", text=text) for text in texts if text)


def _time(element: etree._Element) -> str | None:
    """When a live-blog entry was written, as the page states it: the machine form where there is one."""
    stamp = next(element.iter("time"), None)
    if stamp is None:
        return None
    return stamp.get("datetime") or _text(stamp) or None


def _author(blocks: Blocks, entry: int, language: Language) -> str | None:
    """Who wrote a live-blog entry: the first name in the first of its lines that calls itself author or by-line."""
    for index in range(blocks.firsts[entry], blocks.lasts[entry]):
        named = (blocks.own_bits[blocks.owners[index]] | blocks.inline_bits[index]) & _AUTHOR
        if named and (people := read_names(blocks.texts[index], NameContext(language))):
            return people[0].name
    return None


def _address(document: Document, element: etree._Element, kind: BlockKind) -> str | None:
    """Where the embedded post stands (its last link), or the figure's picture."""
    if kind == "figure":
        picture = next(element.iter("img"), None)
        return document.absolute(picture.get("src")) if picture is not None else None
    links = [link.get("href") for link in element.iter("a")]
    return document.absolute(element.get("cite") or (links[-1] if links else None))
