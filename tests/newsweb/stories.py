"""Invented news: every article follows from the web's seed, the site's name and the article's number."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from tests.newsweb.language import Language

BODY_KINDS = ("paragraph", "heading", "list", "quote", "live_entry")


@dataclass(frozen=True)
class Piece:
    """One block of a body: a list has `items`, a figure a picture's `url`, a live entry `time` and `author`."""

    kind: str
    text: str
    items: tuple[str, ...] = ()
    url: str = ""
    author: str = ""
    time: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TrueArticle:
    """What a perfect reader of the page would record. `date_published` is as precise as the site's pages are."""

    number: int
    revision: int
    url: str
    headline: str
    description: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    date_published: str
    section: str
    keywords: tuple[str, ...]
    pieces: tuple[Piece, ...]
    image: str
    language: str
    genre: str = "news"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(piece.text for piece in self.pieces if piece.kind in ("paragraph", "live_entry"))

    @property
    def body(self) -> str:
        """All text of the body in page order, blocks joined by a blank line, without captions and by-lines."""
        return "\n\n".join("\n".join(p.items) or p.text for p in self.pieces if p.kind in BODY_KINDS)


@dataclass(frozen=True)
class Desk:
    """Where a site's stories come from. `key` (seed and site name) decides everything."""

    key: str
    language: Language
    staff: tuple[tuple[str, str], ...]  # name, slug
    live: bool = False

    @classmethod
    def open(cls, key: str, language: Language, live: bool = False) -> Desk:
        rng = random.Random(f"{key}/staff")
        names = dict.fromkeys(language.grammar.write("person", rng) for _ in range(12))
        return cls(key, language, tuple((name, slugify(name) or f"a{n}") for n, name in enumerate(names)), live)

    def story(self, number: int, published: datetime) -> TrueArticle:
        """Article `number` as first published; address and printed date are the site's to fill in."""
        rng, language = random.Random(f"{self.key}/{number}"), self.language
        write = language.grammar.sentence
        slug = list(language.sections)[number % len(language.sections)]
        live = self.live and number % 4 == 0
        pieces = self._entries(rng, published) if live else self._body(rng)
        return TrueArticle(
            number=number, revision=0, url="", headline=write("headline", rng), description=write("sentence", rng),
            authors=tuple(name for name, _ in rng.sample(self.staff, 1 if rng.random() < 0.8 else 2)),
            published=published, modified=published, date_published="", section=slug,
            keywords=tuple(rng.sample(language.grammar.rules["keyword"], rng.randint(2, 5))), pieces=pieces,
            image=f"/images/{number}-lead.jpg", language=language.code, genre="live" if live else "news",
        )  # fmt: skip

    def _paragraph(self, rng: random.Random) -> str:
        write = self.language.grammar.sentence
        if rng.random() < 0.3:
            return write("spoken", rng)
        return self.language.space.join(write("sentence", rng) for _ in range(rng.randint(2, 4)))

    def _body(self, rng: random.Random) -> tuple[Piece, ...]:
        write, pieces = self.language.grammar.sentence, [Piece("paragraph", self._paragraph(rng))]
        for n in range(1, rng.randint(7, 28)):
            if n == 2:
                picture = f"/images/{rng.randint(10**6, 10**7)}-body.jpg"
                pieces.append(Piece("figure", write("caption", rng), url=picture))
            elif n % 6 == 0:
                pieces.append(Piece("heading", write("subhead", rng)))
            elif rng.random() < 0.06:
                items = tuple(write("item", rng) for _ in range(rng.randint(3, 5)))
                pieces.append(Piece("list", "\n".join(items), items=items))
            elif rng.random() < 0.05:
                pieces.append(Piece("quote", write("quote", rng)))
            pieces.append(Piece("paragraph", self._paragraph(rng)))
        return tuple(pieces)

    def _entries(self, rng: random.Random, published: datetime) -> tuple[Piece, ...]:
        entries = []
        for n in range(rng.randint(6, 14)):
            at, author = published + timedelta(minutes=17 * n + rng.randint(0, 12)), rng.choice(self.staff)[0]
            entries.append(Piece("live_entry", self._paragraph(rng), author=author, time=at))
        return tuple(reversed(entries))

    def revise(self, story: TrueArticle, revision: int, at: datetime) -> TrueArticle:
        """The story after `revision` edits: in turn a longer body, another headline, a corrected paragraph."""
        for step in range(1, revision + 1):
            rng = random.Random(f"{self.key}/{story.number}/edit{step}")
            if step % 3 == 1:
                extra = Piece("paragraph", self._paragraph(rng))
                story = replace(story, pieces=(*story.pieces, extra))
            elif step % 3 == 2:
                story = replace(story, headline=self.language.grammar.sentence("headline", rng))
            else:
                first = replace(story.pieces[0], text=self._paragraph(rng))
                story = replace(story, pieces=(first, *story.pieces[1:]))
        return replace(story, revision=revision, modified=at)


def slugify(text: str) -> str:
    """Words without their accents joined by hyphens, as in addresses; empty for other scripts than Latin."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:70].strip("-")


def native_slug(text: str) -> str:
    """The headline itself, percent-encoded, as many sites in other scripts do."""
    return quote("-".join(re.findall(r"\w+", text))[:40])


def stable(text: str) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(hashlib.sha1(text.encode()).digest()[:4])
