"""The tables of the store, as numbered steps. A step that was published is never edited: a change is a new step.

The database knows the number of the last step taken (`Database.version`). Times are RFC 3339 in UTC. Users may query
every table; docs/store.md lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from newscrawl.errors import StoreError
from newscrawl.store.database import Database
from newscrawl.store.queries import Text
from newscrawl.urls import site_of

_FIRST = """
CREATE TABLE sites (
  site TEXT PRIMARY KEY,         -- registered domain, or host or address with port
  url TEXT NOT NULL,             -- where the crawl starts
  added_at TEXT NOT NULL,
  crawled_at TEXT                -- start of the last run
);
CREATE TABLE frontier (          -- every address ever found
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE, -- canonical form of the address
  url TEXT NOT NULL,
  site TEXT NOT NULL,
  kind TEXT NOT NULL,            -- home, feed, news sitemap, sitemap, section, archive, article
  state TEXT NOT NULL,           -- queued, in_flight, done, failed, gone
  priority INTEGER NOT NULL,     -- higher is fetched earlier
  depth INTEGER NOT NULL,        -- of a source: indexes above a sitemap, pages before this one of a section
  due TEXT,                      -- not before this time; null: only when a source says that it changed
  found_at TEXT NOT NULL,
  found_in TEXT NOT NULL,        -- feed, news sitemap, sitemap, section, archive, url
  found_on TEXT,                 -- address of the page that named it
  title TEXT,                    -- as the source states them
  published TEXT,
  modified TEXT,
  language TEXT,
  tries INTEGER NOT NULL DEFAULT 0,      -- since the last success
  unchanged INTEGER NOT NULL DEFAULT 0,  -- visits in a row that found nothing new
  checked_at TEXT,               -- last answer
  status INTEGER,                -- its HTTP status
  note TEXT,                     -- why it failed or gave no article
  etag TEXT,
  last_modified TEXT,
  content_hash TEXT
);
CREATE INDEX frontier_open ON frontier (state, site, priority DESC, id) WHERE state IN ('queued', 'in_flight');
CREATE INDEX frontier_due ON frontier (site, due) WHERE due IS NOT NULL AND state IN ('done', 'failed');
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  identifier TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  identity TEXT NOT NULL,        -- of the address that it was read from
  words_hash TEXT,               -- of headline and body
  revision INTEGER NOT NULL,     -- the current one
  first_seen TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  gone_at TEXT                   -- 404 or 410 since
);
CREATE INDEX articles_words ON articles (words_hash, site) WHERE words_hash IS NOT NULL;
CREATE TABLE addresses (         -- every address of an article
  identity TEXT PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (id),
  reason TEXT NOT NULL           -- page, redirect, canonical, part, variant, copy, story
) WITHOUT ROWID;
CREATE TABLE revisions (         -- every text that was seen; sequence is the order of all records
  sequence INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (id),
  number INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  classes TEXT NOT NULL,         -- JSON: typo, headline changed ...
  changes TEXT NOT NULL,         -- JSON: {field: [from, to]}, the body as word runs
  record TEXT NOT NULL,          -- JSON: the whole record
  UNIQUE (article, number)
);
CREATE TABLE stories (           -- articles whose texts are nearly the same, on any site, have one story
  article INTEGER PRIMARY KEY REFERENCES articles (id),
  story TEXT NOT NULL,           -- identifier of its first article
  bands BLOB NOT NULL,           -- texts that share one of these eight numbers are compared
  signature BLOB NOT NULL        -- MinHash of the first revision
);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,         -- JSON: what was asked for
  started_at TEXT NOT NULL,
  finished_at TEXT,
  state TEXT NOT NULL,           -- running, finished, failed, interrupted, killed
  counts TEXT NOT NULL DEFAULT '{}',   -- JSON: {name: number}
  drops TEXT NOT NULL DEFAULT '{}',    -- JSON: {reason: number}
  errors TEXT NOT NULL DEFAULT '{}',   -- JSON: {host: {reason: number}}
  seconds REAL
);
CREATE TABLE hosts (
  host TEXT PRIMARY KEY,         -- with its port where it is not the scheme's own
  robots TEXT,                   -- body of robots.txt
  robots_status INTEGER,
  robots_expires TEXT,
  delay REAL,                    -- seconds between requests that the host asked for or earned
  backoff_until TEXT,
  failures INTEGER NOT NULL DEFAULT 0  -- in a row
);
CREATE TABLE outputs (
  path TEXT PRIMARY KEY,
  format TEXT NOT NULL,
  sequence INTEGER NOT NULL,     -- last record written
  offset_bytes INTEGER NOT NULL, -- file length after it
  written_at TEXT
)
"""

_SECOND = """
-- The last crawl left out what was published before; null: nothing.
ALTER TABLE sites ADD COLUMN since TEXT
"""

_THIRD = """
-- JSON {path or address: text}: tdmrep.json, ai.txt and the RSL documents of the host.
ALTER TABLE hosts ADD COLUMN rights TEXT;
ALTER TABLE hosts ADD COLUMN rights_expires TEXT
"""

_FOURTH = """
CREATE TABLE repeats (           -- lines that the articles of a site share
  site TEXT NOT NULL,
  line TEXT NOT NULL,            -- hash of a line; the empty one counts the site's articles
  first INTEGER NOT NULL,        -- number of the site's article that had it first
  articles INTEGER NOT NULL,     -- how many had it
  template INTEGER NOT NULL DEFAULT 0, -- 1: it is left out of the site's articles
  PRIMARY KEY (site, line)
) WITHOUT ROWID;
CREATE INDEX repeats_template ON repeats (site) WHERE template = 1
"""

_FIFTH = """
-- Seconds that a feed says it may be kept.
ALTER TABLE frontier ADD COLUMN kept_for INTEGER
"""

_SIXTH = """
-- The named site that led to the address; the address's own site where it is named, and where nobody else is known.
ALTER TABLE frontier ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE frontier SET owner = site;
-- Runs in a row in which newscrawl itself failed at the address.
ALTER TABLE frontier ADD COLUMN errors INTEGER NOT NULL DEFAULT 0;
CREATE INDEX frontier_errors ON frontier (site) WHERE errors > 0;
-- JSON: {reason: address}
ALTER TABLE runs ADD COLUMN examples TEXT NOT NULL DEFAULT '{}';
-- As in the frontier.
ALTER TABLE articles ADD COLUMN owner TEXT NOT NULL DEFAULT '';
UPDATE articles SET owner = site;
CREATE TABLE reached (           -- sites that nobody named and a named one leads to
  site TEXT NOT NULL,            -- the named one
  reached TEXT NOT NULL,
  is_home INTEGER NOT NULL,      -- 1: its home page is there, and all of that site belongs to it
  PRIMARY KEY (site, reached)
) WITHOUT ROWID
"""


class _Led(NamedTuple):
    site: str
    found_on: str


def _learn_owners(database: Database) -> None:
    """Feeds and sitemaps elsewhere belong to the named site whose page named them. (Where a home page is elsewhere, the
    next run sees: `Sites.lead`.)"""
    led = database.rows(
        _Led,
        "SELECT DISTINCT site, found_on FROM frontier "
        "WHERE found_on IS NOT NULL AND site NOT IN (SELECT site FROM sites)",
    )
    named = {row.value for row in database.rows(Text, "SELECT site FROM sites")}
    for site, found_on in led:
        if (owner := site_of(found_on)) in named:
            database.write("UPDATE frontier SET owner = ? WHERE site = ? AND found_on = ?", (owner, site, found_on))
            database.write("INSERT INTO reached VALUES (?, ?, 0) ON CONFLICT (site, reached) DO NOTHING", (owner, site))


_SEVENTH = """
-- Of a site: no request was made after this time, so far.
ALTER TABLE hosts ADD COLUMN asked_until TEXT
"""

_EIGHTH = """
-- The record before the output's first one.
ALTER TABLE outputs ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
-- The name with {date}, {time} or {run}, where it has one: each such file begins where the one before ended.
ALTER TABLE outputs ADD COLUMN pattern TEXT;
CREATE TABLE left_out (          -- addresses that a source named and no crawl took; the newest 200,000
  id INTEGER PRIMARY KEY,
  address INTEGER NOT NULL UNIQUE, -- hash of the address
  reason TEXT NOT NULL,          -- before since, excluded, other section, unlikely, other site, file, trap
  at TEXT NOT NULL,              -- since when, for this reason
  source INTEGER NOT NULL        -- frontier.id of what named it
);
CREATE TABLE url_variants (      -- other forms of an address (/a/, http:, index.html) of which none has answered yet
  row INTEGER NOT NULL REFERENCES frontier (id),
  url TEXT NOT NULL,
  failed INTEGER NOT NULL,       -- 1: it gave no page since the others were tried last
  PRIMARY KEY (row, url)
) WITHOUT ROWID;
CREATE TABLE notices (           -- texts that stood in the place of a site's stories; the newest 30 of each site
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  words TEXT NOT NULL,           -- its words, each once
  address TEXT NOT NULL,         -- identity of the first story in whose place it stood
  addresses INTEGER NOT NULL,    -- of how many stories; 2 stands for more
  since TEXT NOT NULL
);
CREATE INDEX notices_site ON notices (site);
-- Gone, and looked at again when due if a source still names it.
CREATE INDEX frontier_gone ON frontier (found_on) WHERE state = 'gone' AND due IS NOT NULL;
CREATE TABLE template_votes (    -- what the pages of a template are by their own verdicts
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  template INTEGER NOT NULL,     -- hash of the form of the address and of the place of the text
  articles INTEGER NOT NULL,
  others INTEGER NOT NULL,
  UNIQUE (site, template)
);
-- The template for which the page's verdict was counted.
ALTER TABLE frontier ADD COLUMN voted_for INTEGER;
-- 0: not counted; 1: an article; 2: none; 3: none, and opened again, since its template's pages are articles; 4: none,
-- until they are; 5: an article, but refused with its template until then.
ALTER TABLE frontier ADD COLUMN vote INTEGER NOT NULL DEFAULT 0;
CREATE INDEX frontier_waits ON frontier (site, voted_for) WHERE vote >= 4
"""

STEPS: tuple[tuple[str, Callable[[Database], None] | None], ...] = (
    (_FIRST, None), (_SECOND, None), (_THIRD, None), (_FOURTH, None), (_FIFTH, None), (_SIXTH, _learn_owners),
    (_SEVENTH, None), (_EIGHTH, None),
)  # fmt: skip
"""SQL of each step, and what SQL cannot say of it."""


def migrate(database: Database) -> None:
    """Bring the database to the newest schema, in one transaction.

    Raises StoreError for a database of another program and for a store of a newer newscrawl; both stay untouched.
    """
    version = _version(database)
    database.prepare()
    if version == len(STEPS):
        return
    with database.transaction():
        for statements, rest in STEPS[_version(database) :]:  # asked again: another process may have been faster
            for statement in statements.split(";\n"):
                database.write(statement)
            if rest is not None:
                rest(database)
        database.set_version(len(STEPS))


def _version(database: Database) -> int:
    version = database.version()
    if version is None:
        raise StoreError(f"{database.name}: a database of another program, not a newscrawl store: name another one")
    if version > len(STEPS):
        raise StoreError(
            f"{database.name}: made by a newer newscrawl (schema {version}, this one knows {len(STEPS)}): "
            "update newscrawl, or name another store"
        )
    return version
