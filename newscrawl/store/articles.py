"""Articles and their revisions: which page is which article, and what is written of it.

An article is known by its addresses: the one it was read from, those that redirect to it, the canonical address its
page names, copies of its text. A canonical link is believed when it stays on the site and is not the site's home page;
without one, an address of a mobile, AMP or print form names the plain one. When another page already owns that address,
only if the texts are alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

import orjson

from newscrawl.processing import fingerprint
from newscrawl.processing import site_notices as notices
from newscrawl.processing.site_template import without_template
from newscrawl.record.article import Article
from newscrawl.store import revisions
from newscrawl.store.database import Database
from newscrawl.store.keys import identity_of, plain_identity_of
from newscrawl.store.moves import earlier_identities, homes_of
from newscrawl.store.notice_rows import Notices
from newscrawl.store.queries import Number
from newscrawl.store.records import Readable, Record, checked_json
from newscrawl.store.repeats import Repeats
from newscrawl.store.rows import Finished
from newscrawl.store.stories import Stories
from newscrawl.store.timestamps import moment, stamp
from newscrawl.urls import site_of

# Records per read: a long read would keep the WAL from being folded in.
_CHUNK = 500
Json = TypeVar("Json")
_ALIKE = 0.5  # share of common words from which two texts are one article

_INSERT = """
INSERT INTO articles (identifier, site, owner, identity, words_hash, revision, first_seen, changed_at)
VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (identifier) DO NOTHING RETURNING id
"""
# Numbered without gaps: an output tells by the numbers how many records it wrote.
_REVISION = """
INSERT INTO revisions (sequence, article, number, seen_at, classes, changes, record)
VALUES ((SELECT COALESCE(max(sequence), 0) + 1 FROM revisions), ?, ?, ?, ?, ?, ?) RETURNING sequence
"""
_NEWEST = "SELECT sequence, record FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 20"
_SINCE = "SELECT sequence, record FROM revisions WHERE sequence > ? ORDER BY sequence LIMIT ?"
_COPY = "SELECT id FROM articles WHERE words_hash = ? AND site = ?"
_CLAIM = "INSERT INTO addresses VALUES (?, ?, ?) ON CONFLICT (identity) DO NOTHING"
_BY_ADDRESS = """
SELECT a.id, a.identifier, a.identity, a.revision, a.first_seen, d.reason
FROM addresses d JOIN articles a ON a.id = d.article WHERE d.identity = ?
"""

_COPY_ELSEWHERE = """
SELECT id, identifier, identity, revision, first_seen, 'page' AS reason FROM articles
WHERE words_hash = ? AND site <> ? AND owner = ? LIMIT 1
"""


class Revision(NamedTuple):
    """One text of an article, when it was seen, and what the edit did (newscrawl.store.revisions.Edit)."""

    number: int
    seen_at: str
    classes: Sequence[str]
    changes: Mapping[str, list[object]]
    record: Article


class _RevisionRow(NamedTuple):
    number: int
    seen_at: str
    classes: str
    changes: str
    sequence: int
    record: str


class _RecordRow(NamedTuple):
    sequence: int
    record: str


class _RecordOf(NamedTuple):
    article: int
    sequence: int
    record: str


class _Gone(NamedTuple):
    gone_at: str | None


class Known(NamedTuple):
    """An article that the store has, as found by one of its addresses."""

    id: int
    identifier: str
    identity: str
    revision: int
    first_seen: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page says it is: identities of the address read, the one asked for, the canonical one if believable."""

    site: str
    own: str
    asked: str
    canonical: str | None
    owner: str  # the named site that led to it
    words: str | None = None  # fingerprint of the text, once it was needed


class Articles:
    """The articles, addresses and revisions of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stories = Stories(database)
        self._repeats = Repeats(database)
        self._notices = Notices(database)
        self._readable = Readable(database.name)

    def history(self, url: str) -> list[Revision]:
        """The revisions of the article at any of its addresses, oldest first, but for unreadable ones."""
        known = self._known(identity_of(url))
        if known is None:
            return []
        sql = f"SELECT {', '.join(_RevisionRow._fields)} FROM revisions WHERE article = ? ORDER BY number"
        return [
            Revision(row.number, row.seen_at, _loaded(row.classes, ()), _loaded(row.changes, {}), record.article)
            for row in self._database.rows(_RevisionRow, sql, (known.id,))
            if (record := self._readable.record(row.sequence, row.record)) is not None
        ]

    def since(self, sequence: int = 0) -> Iterator[Record]:
        """All records after a sequence number, in order; a revision is a record of its own. Read in pieces.

        Those that cannot be read are left out, and named in the log.
        """
        while True:
            found = self._database.rows(_RecordRow, _SINCE, (sequence, _CHUNK))
            for sequence, text in found:
                if (record := self._readable.record(sequence, text)) is not None:
                    yield record
            if len(found) < _CHUNK:
                return

    def as_of(self, day: datetime | None = None, *, sites: Sequence[str] = ()) -> Iterator[Record]:
        """For every article that was known at a time (now, without one), its record of that time; of one that cannot be
        read none.

        `sites` leaves out all others, but for what those sites led to.
        """
        last = 0
        when = "AND r.seen_at <= ?" if day else ""  # a clock that was ahead must not hide what it saw
        among = f"IN ({', '.join('?' * len(sites))})"
        where = f"AND (a.site {among} OR a.owner {among})" if sites else ""
        while True:
            found = self._database.rows(
                _RecordOf,
                "SELECT article, sequence, record FROM revisions WHERE sequence IN ("
                "SELECT max(r.sequence) FROM revisions r JOIN articles a ON a.id = r.article "
                f"WHERE r.article > ? {when} {where} GROUP BY r.article ORDER BY r.article LIMIT ?"
                ") ORDER BY article",
                (last, *([stamp(day)] if day else []), *sites, *sites, _CHUNK),
            )
            for _, sequence, text in found:
                if (record := self._readable.record(sequence, text)) is not None:
                    yield record
            if len(found) < _CHUNK:
                return
            last = found[-1].article

    def last_sequence(self) -> int:
        """The sequence number of the newest record; 0 when there is none."""
        return self._database.number("SELECT COALESCE(max(sequence), 0) FROM revisions")

    def count(self) -> int:
        """How many articles there are."""
        return self._database.number("SELECT count(*) FROM articles")

    def gone_at(self, url: str) -> datetime | None:
        """Since when the article at an address answers 404 or 410; None while it is there, or unknown."""
        known = self._known(identity_of(url))
        sql = "SELECT gone_at FROM articles WHERE id = ?"
        row = self._database.row(_Gone, sql, (known.id,)) if known else None
        return moment(row.gone_at) if row and row.gone_at else None

    def place(
        self,
        article: Article,
        asked: str,
        *,
        now: datetime,
        owner: str | None = None,
        title: str | None = None,
        unique_stories: bool = False,
    ) -> Finished:
        """Find out what a page's article is to the store and write it; part of `Store.finish_page`.

        `owner` is the named site that led to it, without it the article's own; `title` is what its source states. With
        `unique_stories` a text that is nearly that of another article is a duplicate of it. A text that the site shows
        in the place of its stories makes the visit a failed one.
        """
        place = _place_of(article, asked, owner)
        known = self._known(place.own) or (self._known(place.asked) if place.asked != place.own else None)
        if known is None:
            if self._is_known_notice(article, place, title, asked):
                return Finished(verdict="failed", reason=notices.NOTICE_OF_MANY)
            return self._place_unknown(article, place, now, unique_stories)
        current = self._current(known)
        if known.reason in ("page", "redirect") and (known.identity == place.own or _alike(current, article)):
            self._learn(known.id, place)
            return self._revise(known, current, article, now)
        if known.identity == place.asked and _alike(current, article):
            return self._move(known, current, article, place, now)
        if known.reason == "part" or _alike(current, article):
            return Finished(verdict="duplicate", article=current)
        # The address was another article's by mistake, or was reused.
        return self._place_story(article, place, now, unique_stories)

    def learn_pages(self, url: str, further: Iterable[str]) -> None:
        """The article at an address has further pages at these ones; part of `Store.finish_page`."""
        known = self._known(identity_of(url))
        assert known is not None
        self._database.write_many(_CLAIM, [(identity_of(one), known.id, "part") for one in further])

    def learn_notice(self, url: str, words: notices.Words, *, now: datetime) -> None:
        """A text stands at an address, and at others of its site; part of `Store.finish_page`."""
        self._notices.note(site_of(url), words, identity_of(url), now=now)

    def has_page(self, url: str) -> bool:
        """Whether an address is the one of an article."""
        known = self._known(identity_of(url))
        return known is not None and known.reason in ("page", "redirect")

    def is_further_page(self, url: str) -> bool:
        """Whether an address is that of a further page of an article."""
        known = self._known(identity_of(url))
        return known is not None and known.reason == "part"

    def mark_gone(self, url: str, *, now: datetime) -> None:
        """The address answers 404 or 410: its article is gone since now. The text stays."""
        self._database.write(
            "UPDATE articles SET gone_at = ? WHERE gone_at IS NULL AND identity = ?", (stamp(now), identity_of(url))
        )

    def _place_unknown(self, article: Article, place: Place, now: datetime, unique_stories: bool) -> Finished:
        known = self._known(place.canonical) if place.canonical else None
        if known and _alike(current := self._current(known), article):
            self._address(place.own, known.id, "variant")
            return Finished(verdict="duplicate", article=current)
        if known:
            place = replace(place, canonical=None)
        words = fingerprint.same_article(article)
        if (earlier := self._before_move(article, place, words)) is not None:
            return self._move(earlier, self._current(earlier), article, place, now)
        copy = self._database.row(Number, _COPY, (words, place.site)) if words else None
        if copy:
            self._address(place.own, copy.value, "copy")
            return Finished(verdict="duplicate", article=self._current_of(copy.value))
        return self._place_story(article, replace(place, words=words), now, unique_stories)

    def _before_move(self, article: Article, place: Place, words: str | None) -> Known | None:
        """The article as it was known before its site moved to another host: by its path, or by its text."""
        if place.site == place.owner or place.site not in (homes := homes_of(self._database, place.owner)):
            return None
        for identity in earlier_identities(article.url or "", homes):
            known = self._known(identity)
            if known and known.reason in ("page", "redirect") and _alike(self._current(known), article):
                return known
        return self._database.row(Known, _COPY_ELSEWHERE, (words, place.site, place.owner)) if words else None

    def _move(self, known: Known, current: Article, article: Article, place: Place, now: datetime) -> Finished:
        """The article is at another address now: there its edits are seen."""
        self._learn(known.id, place)
        self._database.write(
            "UPDATE articles SET identity = ?, site = ? WHERE id = ?", (place.own, place.site, known.id)
        )
        return self._revise(known, current, article, now)

    def _place_story(self, article: Article, place: Place, now: datetime, unique: bool) -> Finished:
        teller = self._stories.duplicate_of(article.article_body) if unique else None
        if teller is None:
            return self._insert(article, place, now)
        self._address(place.own, teller, "story")
        return Finished(verdict="duplicate", article=self._current_of(teller))

    def _insert(self, article: Article, place: Place, now: datetime) -> Finished:
        at, words = stamp(now), place.words or fingerprint.same_article(article)
        values = (place.site, place.owner, place.own, words, at, at)
        tried = (
            (name, self._database.row(Number, _INSERT, (name, *values))) for name in _identifiers(article, place, at)
        )
        identifier, article_id = next((name, row.value) for name, row in tried if row is not None)
        self._learn(article_id, place)
        story = self._stories.join(article_id, identifier, article.article_body)
        return self._write(article_id, _marked(article, (identifier, at, story), 1), None, at)

    def _revise(self, known: Known, current: Article, article: Article, now: datetime) -> Finished:
        edit = revisions.compare(current, article)
        if edit is not None and (template := self._repeats.template(site_of(article.url or ""))):
            # What became known as template between the two reads is no edit.
            edit = revisions.compare(without_template(current, template), without_template(article, template))
        self._database.write("UPDATE articles SET gone_at = NULL WHERE id = ? AND gone_at IS NOT NULL", (known.id,))
        if edit is None:
            return Finished(verdict="same", article=current)
        return self._as_notice(known, current, article, now) or self._edit(known, current, article, edit, now)

    def _edit(self, known: Known, current: Article, article: Article, edit: revisions.Edit, now: datetime) -> Finished:
        at, number = stamp(now), known.revision + 1
        self._database.write(
            "UPDATE articles SET revision = ?, changed_at = ?, words_hash = ? WHERE id = ?",
            (number, at, fingerprint.same_article(article), known.id),
        )
        kept = (known.identifier, known.first_seen, current.meta.story_id)
        return self._write(known.id, _marked(article, kept, number), edit, at)

    def _is_known_notice(self, article: Article, place: Place, title: str | None, asked: str) -> bool:
        """Whether the text of a page that is read for the first time stands at other addresses as a notice."""
        words = notices.words_of(article.article_body)
        notice = self._notices.find(place.site, words)
        if notice is None or notice.address == place.own:
            return False
        return notice.is_everywhere or notices.may_be_one(article, title, (asked, article.url or asked))

    def _as_notice(self, known: Known, current: Article, article: Article, now: datetime) -> Finished | None:
        """What a text comes to that a site shows in the place of stories; None for a true edit.

        A text that could be an edit is believed at its first address. When it stands at a second one, the first story
        gets its text back.
        """
        words = notices.words_of(article.article_body)
        if not words or not notices.replaces(article, current):
            return None
        notice = self._notices.note(site_of(article.url or ""), words, known.identity, now=now)
        if notice.is_everywhere:
            restored = self._restore(notice.address, words, now) if notice.address != known.identity else None
            return Finished(verdict="failed", reason=notices.NOTICE_OF_MANY, restored=restored)
        if notices.is_doubtful(article, current) and not notice.lasts(now):
            return Finished(verdict="failed", reason=notices.NOTICE_OF_ONE)
        return None

    def _restore(self, identity: str, words: notices.Words, now: datetime) -> str | None:
        """Give a story its last text back where a notice took its place; its identity if that was so."""
        known = self._known(identity)
        if known is None or not notices.is_same(words, notices.words_of(self._current(known).article_body)):
            return None
        current, *earlier = [
            record.article
            for row in self._database.rows(_RecordRow, _NEWEST, (known.id,))
            if (record := self._readable.record(row.sequence, row.record)) is not None
        ]
        story = next((one for one in earlier if notices.replaces(current, one)), None)
        edit = revisions.compare(current, story) if story is not None else None
        if story is None or edit is None:
            return None
        self._edit(known, current, story, edit, now)
        return identity

    def _write(self, article_id: int, article: Article, edit: revisions.Edit | None, at: str) -> Finished:
        classes, changes = (edit.classes, edit.changes) if edit else ((), {})
        values = (orjson.dumps(classes).decode(), _dumped(changes), checked_json(article).decode())
        sequence = self._database.number(_REVISION, (article_id, article.meta.revision, at, *values))
        return Finished(
            verdict="revised" if edit else "new", article=article, sequence=sequence, classes=classes, changes=changes
        )

    def _learn(self, article_id: int, place: Place) -> None:
        """Remember the addresses of a page. Its own is taken over from whoever claimed it."""
        self._address(place.own, article_id, "page")
        for identity, reason in ((place.asked, "redirect"), (place.canonical, "canonical")):
            if identity and identity != place.own:
                self._database.write(_CLAIM, (identity, article_id, reason))

    def _address(self, identity: str, article_id: int, reason: str) -> None:
        self._database.write(
            "INSERT INTO addresses VALUES (?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET article = excluded.article, reason = excluded.reason",
            (identity, article_id, reason),
        )

    def _known(self, identity: str) -> Known | None:
        return self._database.row(Known, _BY_ADDRESS, (identity,))

    def _current(self, known: Known) -> Article:
        return self._current_of(known.id)

    def _current_of(self, article_id: int) -> Article:
        """Its newest record that can be read; an empty one where none can, which no text is like."""
        for sequence, text in self._database.rows(_RecordRow, _NEWEST, (article_id,)):
            if (record := self._readable.record(sequence, text)) is not None:
                return record.article
        return Article()


def _place_of(article: Article, asked: str, owner: str | None) -> Place:
    url = article.url or asked
    site = site_of(url)
    own, canonical = identity_of(url), article.canonical_url
    is_believable = canonical and site_of(canonical) == site and urlsplit(canonical).path.strip("/")
    named = identity_of(canonical) if canonical and is_believable else own
    return Place(site, own, identity_of(asked), named if named != own else plain_identity_of(url), owner or site)


def _loaded(text: str, otherwise: Json) -> Json:
    """What a column of JSON holds; the other value for one that is damaged."""
    try:
        loaded: Json = orjson.loads(text)
    except ValueError:
        return otherwise
    return loaded


def _dumped(changes: Mapping[str, object]) -> str:
    try:
        return orjson.dumps(changes).decode()
    except TypeError:  # a lone surrogate, as in `records.to_json`
        return json.dumps(changes).encode("utf-8", "replace").decode()


def _marked(article: Article, kept: tuple[str, str, str | None], revision: int) -> Article:
    """The record with what the store knows of it: identifier, first seen and story stay over all revisions."""
    identifier, first_seen, story = kept
    meta = replace(article.meta, revision=revision, story_id=story)
    return replace(article, identifier=identifier, date_first_seen=first_seen, meta=meta)


def _identifiers(article: Article, place: Place, at: str) -> Iterator[str]:
    """Names for a new article, the best first. A canonical link that was not believed gives two pages one, and links
    that cross (A names C, D names B, B names C) take a page's own."""
    yield article.identifier or _identifier(place.canonical or place.own)
    yield _identifier(place.own)
    yield from (_identifier(f"{place.own} {at} {number}") for number in count())


def _identifier(identity: str) -> str:
    return sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]


def _alike(one: Article, other: Article) -> bool:
    """Same headline, or most words in common."""
    if one.headline and revisions.tokens(one.headline) == revisions.tokens(other.headline):
        return True
    a, b = set(revisions.tokens(one.article_body)), set(revisions.tokens(other.article_body))
    return bool(a and b) and len(a & b) >= _ALIKE * len(a | b)
