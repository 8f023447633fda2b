"""Corrections for single sites, as data: `<domain>.toml` with CSS selectors, read into `SiteRules`.

    feeds = ["https://example.com/rss.xml"]        # feeds that the site's pages do not name
    timezone = "Europe/Berlin"                     # zone of printed times that state none (IANA name)
    drop = [".promo", "#newsletter"]               # elements that never belong to the body
    refine = "example_com.py"                      # optional hook beside the file: refine(article, document) -> Article

    [fields]                                       # selectors as in Scrapy; a list is tried in order
    headline = "h1.story"
    date_published = ["time.first::attr(datetime)", ".stamp"]
    body = "div.story-text"

    [prefer]                                       # sources to trust first, as `newscrawl explain` names them
    authors = ["meta:author", "jsonld:author"]

    [[older]]                                      # an earlier layout: spoke for pages fetched up to that day
    valid_until = 2021-06-30
    fields.headline = "h2.title"

A field module puts `ruled("headline")` in front of its SOURCES; the body asks `rules.select("body", tree)` and
`rules.dropped(tree)`. Users keep their own files in folders of their own; the same name there wins over a shipped one.
All but `refine` is data: it chooses what is read of a page and names feeds, which are fetched under the same guard as
those that pages name. `refine` is a program, so that a hook of such a folder runs only where that is allowed.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from lxml import etree

from newscrawl import sites
from newscrawl.errors import RuleError
from newscrawl.files.durable import parse_toml
from newscrawl.text import normalize
from newscrawl.urls import names_above

if TYPE_CHECKING:
    from newscrawl.html.document import Document
    from newscrawl.record.article import Article

Refine = Callable[["Article", "Document"], "Article"]

FIELDS = frozenset({
    "headline", "alternative_headline", "kicker", "description", "abstract", "authors", "byline", "date_published",
    "date_modified", "article_section", "keywords", "breadcrumbs", "genre", "publisher", "main_image", "license",
    "body",
})  # fmt: skip
_KEYS = frozenset({"feeds", "timezone", "drop", "refine", "fields", "prefer", "older", "valid_until"})
_SHARED = ("feeds", "timezone", "refine")
_LONGEST_NAME = 253  # characters of a host's name (RFC 1035, 2.3.4); what is longer has no file either


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What one file says of one site. `name` is the file's name; `older` holds earlier layouts, earliest first."""

    name: str
    feeds: tuple[str, ...] = ()
    timezone: tzinfo | None = None
    refine: Refine | None = None
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[etree.XPath, ...]] = field(default_factory=dict)
    drop: tuple[etree.XPath, ...] = ()
    valid_until: date | None = None
    older: tuple[SiteRules, ...] = ()

    def at(self, fetched_at: datetime | None) -> SiteRules:
        """The layout that a page fetched at that time has; without a time the current one."""
        if fetched_at is not None:
            for layout in self.older:
                if layout.valid_until is not None and fetched_at.date() <= layout.valid_until:
                    return layout
        return self

    def select(self, name: str, tree: etree._Element) -> list[etree._Element | str]:
        """What the first matching selector of a field finds: elements, or strings for `::attr()` and `::text`."""
        for xpath in self.fields.get(name, ()):
            found: Any = xpath(tree)
            if found:
                return list(found)
        return []

    def texts(self, name: str, tree: etree._Element) -> list[str]:
        """The same as normalised texts, empty ones left out."""
        found = (one if isinstance(one, str) else "".join(map(str, one.itertext())) for one in self.select(name, tree))
        return [text for text in map(normalize, found) if text]

    def dropped(self, tree: etree._Element) -> list[etree._Element]:
        """The elements that `drop` names."""
        found: list[Any] = [xpath(tree) for xpath in self.drop]
        return [element for elements in found for element in elements]


def load_rules(host: str, folders: Sequence[str | Path] = (), *, hooks: bool = False) -> SiteRules | None:
    """The rules for a host, or None: its own file or that of the nearest parent domain, the given folders first.

    A host with a port has the port after an underscore (`127.0.0.1_8000.toml`). `hooks` allows Python hooks in the
    given folders. RuleError names file, key and line.
    """
    for name in _names(host):
        for folder in (*map(Path, folders), sites.FOLDER):
            file = folder / f"{name}.toml"
            if file.is_file():
                return read_rules(file, hooks=hooks or folder == sites.FOLDER)
    return None


def _names(host: str) -> list[str]:
    name, _, port = host.casefold().partition(":")
    if len(name) > _LONGEST_NAME:
        return []
    names = [one for one in names_above(name) if "." in one] or [name]
    return [f"{name}_{port}", *names] if port else names


def read_rules(file: Path, *, hooks: bool = False) -> SiteRules:
    """The rules of one file. RuleError names file, key and line of what cannot be read, or of a hook that is not
    allowed."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise RuleError(f"{file}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise RuleError(f"{file}: not UTF-8 text, from byte {error.start} on; write the rules as TOML") from None
    try:
        table = parse_toml(text)
    except ValueError as error:  # a number of thousands of digits too
        raise RuleError(f"{file}: not TOML: {error}") from None
    return _Reader(file, text, hooks=hooks).rules(table)


class _Reader:
    """One file being read: it knows where a key stands, for the error that names it."""

    def __init__(self, file: Path, text: str, *, hooks: bool) -> None:
        self.file = file
        self.hooks = hooks
        self.lines = text.splitlines()

    def rules(self, table: Mapping[str, Any]) -> SiteRules:
        for key in table:
            if key not in _KEYS:
                raise self.error(key, f"unknown key; the keys are {', '.join(sorted(_KEYS))}")
        return SiteRules(
            name=self.file.name,
            feeds=self.strings("feeds", table.get("feeds", [])),
            timezone=self.zone(table.get("timezone")),
            refine=self.hook(table.get("refine")),
            prefer={name: self.strings(name, listed) for name, listed in self.by_field(table, "prefer")},
            fields={name: self.selectors(name, listed) for name, listed in self.by_field(table, "fields")},
            drop=self.selectors("drop", table.get("drop", [])),
            valid_until=self.day(table.get("valid_until")),
            older=self.layouts(table.get("older", []), {key: table[key] for key in _SHARED if key in table}),
        )

    def by_field(self, table: Mapping[str, Any], key: str) -> Iterable[tuple[str, Any]]:
        named = table.get(key, {})
        if not isinstance(named, dict):
            raise self.error(key, f"a table belongs here, as [{key}]")
        for name in named:
            if name not in FIELDS:
                raise self.error(name, f"unknown field; the fields are {', '.join(sorted(FIELDS))}")
        return named.items()

    def layouts(self, tables: Any, kept: Mapping[str, Any]) -> tuple[SiteRules, ...]:
        """Earlier layouts; what is not of a layout (feeds, zone, hook) they share with the present one."""
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            raise self.error("older", "layouts belong here, as [[older]]")
        layouts = [self.rules({**kept, **table}) for table in tables]
        if not all(layout.valid_until for layout in layouts):
            raise self.error("older", "every earlier layout needs valid_until = YYYY-MM-DD")
        return tuple(sorted(layouts, key=lambda layout: layout.valid_until or date.max))

    def strings(self, key: str, value: Any) -> tuple[str, ...]:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise self.error(key, "a string or a list of strings belongs here")
        return tuple(listed)

    def selectors(self, key: str, value: Any) -> tuple[etree.XPath, ...]:
        return tuple(self.selector(key, css) for css in self.strings(key, value))

    def selector(self, key: str, css: str) -> etree.XPath:
        from parsel.csstranslator import HTMLTranslator  # Scrapy's CSS with ::attr() and ::text; few runs need it

        try:
            return etree.XPath(HTMLTranslator().css_to_xpath(css))
        except Exception as error:  # cssselect and lxml raise several kinds for a bad selector
            raise self.error(key, f"{css!r} is not a CSS selector: {error}", css) from None

    def zone(self, name: Any) -> tzinfo | None:
        if name is None:
            return None
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, TypeError, OSError, RecursionError):  # the last of hundreds of slashes
            raise self.error("timezone", f"{name!r} is not an IANA time zone, as Europe/Berlin is") from None

    def day(self, value: Any) -> date | None:
        if value is None or type(value) is date:
            return value
        raise self.error("valid_until", f"{value!r} is not a day, as 2021-06-30 is")

    def hook(self, name: Any) -> Refine | None:
        if name is None:
            return None
        if not self.hooks:
            raise self.error(
                "refine", f"{name} is Python, which is run only with --allow-hooks; see what it does first"
            )
        if Path(str(name)).name != name:
            raise self.error("refine", f"{name!r} is not the name of a file beside this one")
        file = self.file.parent / name
        spec = importlib.util.spec_from_file_location(f"newscrawl_site_{file.stem}", file)
        if not file.is_file() or spec is None or spec.loader is None:
            raise self.error("refine", f"there is no Python file {file}")
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # whatever the user's file does
            raise self.error("refine", f"{file} cannot be loaded: {error!r}") from None
        hook = getattr(module, "refine", None)
        if not callable(hook):
            raise self.error("refine", f"{file} has no function refine(article, document)")
        return hook  # type: ignore[no-any-return]

    def error(self, key: str, problem: str, value: str = "") -> RuleError:
        """The error with the line of the value where it stands as such in the file, else the first line of the key."""
        named = re.compile(rf"""^[^#=]*(?<![\w-])["']?{re.escape(key)}["']?(?![\w-])""").match
        quoted = re.compile(rf"""^[^#]*(["']){re.escape(value)}\1""").match
        tests = (lambda text: named(text) and quoted(text), quoted, named) if value else (named,)
        found = (number for test in tests for number, text in enumerate(self.lines, 1) if test(text))
        line = next((f", line {number}" for number in found), "")
        return RuleError(f"{self.file}{line}: {key}: {problem}")
