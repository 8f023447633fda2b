"""Text that left its page and still carries the page's boilerplate: cleaned, or read into a record.

A line is boilerplate by the phrases of its language, by standing under a line that announces a list ("Related
articles"), or by repeating the headline. Every other paragraph stays as it is, to the character, but for white space at
its ends, the blank lines between paragraphs, and characters that no text may hold (`newscrawl.text`). Cleaning clean
text changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from newscrawl import dates
from newscrawl.extraction.assemble import identifier, word_count
from newscrawl.extraction.body.boilerplate import is_name, match, match_line
from newscrawl.extraction.language import detect, sample
from newscrawl.extraction.people.byline_parsing import read_names
from newscrawl.extraction.people.names import NameContext
from newscrawl.lang import Language, load
from newscrawl.record.article import Article
from newscrawl.record.model import Author, Block, Extractor, FieldNote, Meta, Quality, Removal
from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS, count_words, fold, hash_words, normalize, sanitized
from newscrawl.version import __version__

_SENTENCE_ENDS = tuple(SENTENCE_ENDS + CLOSING_QUOTES + "'’)")
_TITLE_SEPARATORS = (" - ", " – ", " — ", " | ", " · ", " :: ", " » ")
# Hard-wrapped text: lines of mail and terminals are this long, and all but the last nearly equally so.
_WRAPPED_AT, _WRAP_SLACK = range(50, 101), 25
_LONGEST_HEADLINE = 250


def clean(text: str, *, language: str | None = None) -> str:
    """The text without its boilerplate: the headline once, then the paragraphs, blank lines between them.

    `language` is a BCP 47 tag; without it the language is read from the text.
    """
    reading = _read(text, language)
    headline = [reading.headline.text] if reading.headline else []
    return "\n\n".join([*headline, *(piece.text for piece in reading.body)])


def read_text(text: str, *, language: str | None = None, receipts: bool = False) -> Article:
    """The record of a text that left its page: headline, authors, by-line, dates, body, as far as it carries them.

    `language` is a BCP 47 tag; without it the language is read from the text. `receipts` lists every removed line in
    `meta.removed`, its position counted in paragraphs. A by-line of a role account ("By admin") gives an Organization
    with the role "account".
    """
    reading = _read(text, language)
    body = "\n\n".join(piece.line for piece in reading.body)
    authors, byline = _authors(reading)
    times = _dates(reading)
    found = {"headline": reading.headline, "authors": authors, "byline": byline, **times}
    return Article(
        headline=reading.headline.line if reading.headline else None,
        identifier=identifier(None, body),
        article_body=body or None,
        blocks=tuple(Block(kind="paragraph", text=piece.line) for piece in reading.body),
        word_count=word_count(body, reading.language.code),
        in_language=language or (reading.language.code if reading.language.code != "und" else None),
        authors=authors,
        byline=byline,
        date_published=times["date_published"].iso if "date_published" in times else None,
        date_modified=times["date_modified"].iso if "date_modified" in times else None,
        meta=Meta(
            source="text",
            extractor=Extractor(version=__version__),
            fields={name: FieldNote(signal=f"text:{name}", confidence=0.8) for name, value in found.items() if value},
            dates={name: date.note for name, date in times.items()},
            quality=Quality(is_article=any(map(_is_prose, reading.body)), confidence=0.5),
            removed=tuple(reading.removals) if receipts else (),
            text_hash=hash_words(body),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph: `text` to the character, `line` with normalised white space."""

    text: str
    line: str
    position: int


@dataclass(slots=True)
class _Reading:
    """A text taken apart."""

    language: Language
    headline: _Piece | None = None
    body: list[_Piece] = field(default_factory=list)
    credits: list[_Piece] = field(default_factory=list)  # by-lines and names, in order
    stamps: list[_Piece] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def remove(self, piece: _Piece, kind: str, reason: str) -> None:
        self.removals.append(Removal(kind=kind, reason=reason, text=piece.text, position=piece.position))


def _read(text: str, code: str | None) -> _Reading:
    if not isinstance(text, str):
        raise TypeError(f"text: a text, not {type(text).__name__}")
    pieces = list(_pieces(sanitized(text)))
    language = load(code if code else detect(sample(piece.line for piece in pieces))[0])
    reading = _Reading(language)
    own = [piece for piece in pieces if match(piece.line, language) is None]
    title = reading.headline = _headline(own)
    repeats = {piece.position for piece in _repeats(title, own)} if title else set()
    for piece in pieces:
        if piece.position in repeats and piece is not title:
            reading.remove(piece, "headline", "repeats the headline")
    pieces = [piece for piece in pieces if piece.position not in repeats]
    _sort_out(pieces, reading)
    return reading


def _pieces(text: str) -> Iterator[_Piece]:
    """The paragraphs: a hard-wrapped block is one, every other line is one."""
    position = 0
    for block in _blocks(text):
        for part in ["\n".join(block)] if _is_wrapped(block) else block:
            yield _Piece(part, normalize(part), position)
            position += 1


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if normalize(line):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_wrapped(block: Sequence[str]) -> bool:
    sizes = [len(line) for line in block[:-1]]
    return (
        bool(sizes)
        and min(sizes) in _WRAPPED_AT
        and max(sizes) in _WRAPPED_AT
        and max(sizes) - min(sizes) <= _WRAP_SLACK
        and len(block[-1]) <= max(sizes) + 1
        and not all(line.endswith(_SENTENCE_ENDS) for line in block[:-1])
    )


def _headline(pieces: Sequence[_Piece]) -> _Piece | None:
    """The first line, where it is a title over a text: short, no full stop, prose below."""
    if not pieces or not any(_is_prose(piece) for piece in pieces[1:]):
        return None
    first = pieces[0]
    if len(first.line) > _LONGEST_HEADLINE or first.line.endswith((".", "。", "।", ":", ";", ",")):
        return None
    above = takewhile(lambda piece: not _is_prose(piece), pieces[1:])
    return next((piece for piece in above if _extends(first, piece)), first)


def _extends(longer: _Piece, title: _Piece) -> bool:
    """Whether the line is the title and, behind a separator, a site's name."""
    return any(longer.line.startswith(title.line + separator) for separator in _TITLE_SEPARATORS)


def _repeats(title: _Piece, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """The headline's lines above the first paragraph, with or without a site's name behind them."""
    words = fold(title.line)
    for piece in pieces:
        if fold(piece.line) == words or _extends(piece, title):
            yield piece
        elif _is_prose(piece):
            return


def _is_prose(piece: _Piece) -> bool:
    """A sentence, or a line as long as one."""
    words = count_words(piece.line)
    return words >= 20 or (words >= 6 and piece.line.endswith(_SENTENCE_ENDS))


def _sort_out(pieces: Sequence[_Piece], reading: _Reading) -> None:
    """Every piece to the body or to the removals; what follows an announcement of links goes with it."""
    language = reading.language
    kinds = [match(piece.line, language) for piece in pieces]
    last = max((n for n, piece in enumerate(pieces) if kinds[n] is None and _is_prose(piece)), default=-1)
    above: str | None = None  # the kind of boilerplate that the lines below still belong to
    for n, (piece, kind) in enumerate(zip(pieces, kinds, strict=True)):
        if kind is not None:
            reading.remove(piece, kind, "phrase")
            _note(piece, kind, reading)
            above = kind if n > last >= 0 or _announces(piece, kind, language) else None
        elif above in ("author_box", "byline") and is_name(piece.line, language):
            reading.remove(piece, "byline", f"name under {above}")
            reading.credits.append(piece)
            above = None
        elif above is not None and above not in ("author_box", "byline") and not _is_prose(piece):
            reading.remove(piece, above, f"under {above}")
        else:
            above = None
            reading.body.append(piece)


def _announces(piece: _Piece, kind: str, language: Language) -> bool:
    """Whether the line is a heading whose list follows: "Related articles", "Photo of author", "By"."""
    if kind == "byline":
        return not read_names(piece.line, NameContext(language), labelled=True)
    return kind in ("related", "author_box") and match_line(piece.line, language) is not None


def _note(piece: _Piece, kind: str, reading: _Reading) -> None:
    if kind == "byline":
        reading.credits.append(piece)
    if kind in ("byline", "stamp"):
        reading.stamps.append(piece)


def _authors(reading: _Reading) -> tuple[tuple[Author, ...], str | None]:
    """Everybody the by-lines name, and the first by-line as printed."""
    people: dict[str, Author] = {}
    byline = None
    for piece in reading.credits:
        labelled = match(piece.line, reading.language) == "byline"
        for author in read_names(piece.line, NameContext(reading.language), labelled=labelled):
            people.setdefault(fold(author.name), author)
            byline = byline or piece.line
    return tuple(people.values()), byline


def _dates(reading: _Reading) -> dict[str, dates.ParsedDate]:
    """Published and modified, from the lines that hold nothing but by-line and time."""
    times: dict[str, dates.ParsedDate] = {}
    updated = tuple(fold(label) for table in (reading.language, load("en")) for label in table.updated)
    for piece in reading.stamps:
        for found in dates.find(piece.line, languages=(reading.language.code,)):
            before = fold(piece.line[: found.start])
            name = "date_modified" if before.endswith(updated) or "date_published" in times else "date_published"
            times.setdefault(name, found.date)
    return times
