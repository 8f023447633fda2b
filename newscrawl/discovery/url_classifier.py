"""Article or not, by the address alone, before fetching: general features plus what a site's own feeds say.

    classifier = UrlClassifier().learned(urls of the site's feeds and news sitemaps)
    classifier.likelihood("https://news.example/2026/11/23/a-long-headline")   # 0.98

Two kinds of evidence are added up in log-odds, each part with its name:

- general features (`features`): dates, ids, slugs, section words, listing words, depth, query, endings;
- the site's templates (`template`): the form of its own article addresses, `/w/Y/M/D/slug`, learned from sources that
  list nothing but articles.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import exp
from urllib.parse import unquote

from newscrawl.text import UNSPACED

# Log-odds of each feature, fitted by tests/bench/address_shapes.py on half of the sites, rounded. Set by hand, as the
# corpus has few of them: what ends in a date, pages and searches, ids in the query, short numbers, the home page, a
# listing word at the end, dates before a slug. On sites it was not fitted on, of 266 news articles 97 % get at least
# 0.5 and 100 % at least 0.2; of 217 pages that are no articles 21 % and 47 %, of 2,371 menu links 12 % and 28 %.
WEIGHTS: Mapping[str, float] = {
    "slug of 6 or more words": 2.2,
    "id in the query": 1.8,
    "slug of 4 or 5 words": 1.8,
    "day before": 1.2,
    "depth 4": 1.0,
    "month before": 0.8,
    "article word before": 0.6,
    "section word before": 0.6,
    "slug of 0 words": 0.6,
    "year before": 0.6,
    "long number": 0.5,
    "slug of 3 words": 0.5,
    "depth 2": 0.4,
    "letter and digit id": 0.4,
    "date in a segment": 0.2,
    "depth 3": 0.2,
    "page ending": 0.2,
    "short number": 0.0,
    "slug of 1 words and a number": -0.1,
    "depth 1": -0.3,
    "any address": -0.4,
    "other query": -0.5,
    "slug of 2 words": -0.6,
    "section word last": -1.3,
    "listing word before": -1.4,
    "page in the query": -1.5,
    "service host": -1.6,
    "service word": -1.9,
    "search or filter in the query": -2.0,
    "year last": -2.0,
    "slug of 1 words": -2.1,
    "shop or forum word": -2.4,
    "listing word last": -2.5,
    "day last": -3.0,
    "month last": -3.0,
    "home page": -4.0,
}

# File endings that no page has.
_FILES = """
    jpg jpeg png gif webp svg ico bmp avif mp3 mp4 m4a m4v mov avi wmv webm ogg wav mpg mpeg pdf doc docx xls xlsx ppt
    pptx zip gz rar tar exe dmg apk css js json xml rss atom txt csv ics woff woff2 ttf eot swf epub mobi
"""
FILES = frozenset(_FILES.split())
_LEARN_FROM = 10  # articles: fewer say nothing against an address of another form

_PAGE_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|jhtml|ece|cms|story|do|phtml|xhtml|amp)\Z", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d\Z")
_COMPACT_DATE = re.compile(
    r"(?<!\d)(?:19[89]|20[0-4])\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    r"(?<!\d)(?:0[1-9]|[12]\d|3[01])[-_.](?:0[1-9]|1[0-2])[-_.](?:19[89]|20[0-4])\d(?!\d)"
)
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\Z", re.IGNORECASE)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\Z")
_LONG_NUMBER = re.compile(r"\d{5,}")
_HEX_ID = re.compile(r"(?:\A|[-_.])(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8,}\Z", re.IGNORECASE)
_PAGE_SEGMENT = re.compile(r"(?:\A|/)(?:page|seite|pagina|strona|sivu|side|sida|sayfa)[-_/]?\d{1,4}\Z")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_YEAR_MONTH = re.compile(r"(?:19[89]|20[0-4])\d-?(?:0[1-9]|1[0-2])\Z")
_LONGEST_PAGE, _LONGEST_DATE = 11, 7  # pagina-1234, 2026-11: characters of a segment
_INDEX = re.compile(r"(?:index|default)(?:\.\w{2,5})?\Z")
_ID_KEYS = {"id", "p", "aid", "artid", "articleid", "article_id", "newsid", "news_id", "nid", "storyid", "idxno"}
_PAGE_KEYS = {"page", "paged", "pg", "offset", "start", "seite", "from", "cursor", "pagina", "after", "before"}
_LISTING_KEYS = {"s", "q", "query", "search", "tag", "cat", "category", "author", "sort", "filter", "orderby", "m"}


@cache
def path_words() -> Mapping[str, frozenset[str]]:
    """The lists of path_words.toml as sets."""
    text = (files("newscrawl.discovery") / "path_words.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class UrlClassifier:
    """What a site's article addresses look like. Immutable: `learned` gives a new one.

    `templates` counts the forms of addresses that the site's own feeds and news sitemaps call articles.
    """

    templates: Mapping[str, int] = field(default_factory=dict)

    def learned(self, urls: Iterable[str]) -> UrlClassifier:
        """This classifier with more articles of the site taken into account."""
        return UrlClassifier(dict(Counter(self.templates) + Counter(template(url) for url in urls)))

    def log_odds(self, url: str) -> float:
        """The log-odds that the address is an article, to be added to other evidence."""
        site = self._site_part(url)
        return _weighed(features(url)) + (site[1] if site else 0.0)

    def likelihood(self, url: str) -> float:
        """The likelihood alone."""
        return probability(self.log_odds(url))

    def _site_part(self, url: str) -> tuple[str, float] | None:
        known = sum(self.templates.values())
        if not known:
            return None
        count = self.templates.get(template(url), 0)
        if count:
            common = count >= _COMMON * known and count > 1
            return ("form of the site's articles", _SAME_FORM if common else _RARE_FORM)
        return ("no form of the site's articles", _OTHER_FORM) if known >= _LEARN_FROM else None


# Log-odds of the site's own evidence; chosen so that a common form lifts a bare /news/12345 over one half and an
# unknown form alone does not outweigh a dated long slug.
_COMMON = 0.05
_SAME_FORM = 3.0
_RARE_FORM = 1.0
_OTHER_FORM = -2.0


def probability(log_odds: float) -> float:
    """Log-odds as a number between 0 and 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=4096)
def _weighed(names: tuple[str, ...]) -> float:
    return sum((WEIGHTS[name] for name in names), WEIGHTS["any address"])


@lru_cache(maxsize=16384)
def features(url: str) -> tuple[str, ...]:
    """The names of the general features of an address; each is a key of WEIGHTS."""
    host, before, last, query = _parts(url)
    if not last:
        return ("home page", *_query_features(query))
    bare = _PAGE_ENDING.sub("", last) if "." in last else last
    asked = tuple(_query_features(query)) if query else ()
    # show.php?id=7: the last segment is the name of a script.
    slug = () if "id in the query" in asked else _slug(bare)
    names = (*_place(host, before, bare), *slug, *_date(before, last, bare), *asked)
    return (*names, "page ending") if last != bare else names


def is_file(url: str) -> bool:
    """Whether the address ends like a file that is no page: .jpg, .pdf, .xml."""
    return url.partition("?")[0].rpartition("/")[2].rpartition(".")[2].lower() in FILES and "/" in url[8:]


def _parts(url: str) -> tuple[str, tuple[str, ...], str, str]:
    """Host, the segments before the last one, the last one ("" on a home page), query."""
    # By hand: urlsplit takes four times as long, and every entry of a sitemap comes by here.
    address, _, query = url.partition("#")[0].partition("?")
    host, _, path = address.partition("://")[2].lower().partition("/")
    segments = [segment for segment in (unquote(path).lower() if "%" in path else path).split("/") if segment]
    if segments and _INDEX.match(segments[-1]):
        segments.pop()
    last = segments.pop() if segments else ""
    return host, tuple(segments), last, query


def _place(host: str, before: tuple[str, ...], last: str) -> tuple[str, ...]:
    """Where the page stands: depth and what the segments before it, and the last one itself, are words for."""
    names = _directory(host, before)
    if last in _last_words():
        names += tuple(name for name in _last_words()[last] if name not in names)
    if len(last) <= _LONGEST_PAGE and _PAGE_SEGMENT.search("/".join((*before[-1:], last))):
        names += () if "listing word last" in names else ("listing word last",)
    return names


@lru_cache(maxsize=4096)
def _directory(host: str, segments: tuple[str, ...]) -> tuple[str, ...]:
    """What every page of one directory has in common."""
    words = path_words()
    name = host.partition(".")[0]
    names = [f"depth {min(len(segments) + 1, 4)}"]
    if (name in words["others"] or name in words["services"]) and host.count(".") > 1:
        names.append("service host")
    return (*names, *(feature for kind, feature in _WORDS_BEFORE if not words[kind].isdisjoint(segments)))


@cache
def _last_words() -> Mapping[str, tuple[str, ...]]:
    """What a known word says as the last segment."""
    words = path_words()
    known = frozenset().union(*(words[kind] for kind, _ in _WORDS_LAST))
    return {word: tuple(name for kind, name in _WORDS_LAST if word in words[kind]) for word in known}


_WORDS_BEFORE = (
    ("services", "service word"), ("others", "shop or forum word"), ("listings", "listing word before"),
    ("sections", "section word before"), ("articles", "article word before"),
)  # fmt: skip
_WORDS_LAST = (
    ("services", "service word"), ("others", "shop or forum word"), ("listings", "listing word last"),
    ("sections", "section word last"),
)  # fmt: skip


def _slug(last: str) -> tuple[str, ...]:
    """How the last segment is made: words and ids."""
    count, has_number, has_id, _ = _made(last)
    if count < 4:
        words = f"slug of {count} words" + (" and a number" if has_number and count == 1 else "")
    else:
        words = f"slug of {'4 or 5' if count < 6 else '6 or more'} words"
    if has_number:
        return words, "long number"
    if has_id:
        return words, "letter and digit id"
    return (words, "short number") if last.isdigit() else (words,)


@lru_cache(maxsize=1024)
def _made(segment: str) -> tuple[int, bool, bool, bool]:
    """Words of a segment, ids aside; whether it has a long number beside a date, ends in an id of letters and digits,
    has a date. In scripts without spaces two characters count as a word.
    """
    unspaced = 0 if segment.isascii() else len(_UNSPACED.findall(segment)) // 2
    if _DIGIT.search(segment) is None:
        return max(len(_WORDS.findall(segment)), unspaced), False, False, False
    is_dated = _COMPACT_DATE.search(segment) is not None
    has_number = _LONG_NUMBER.search(_COMPACT_DATE.sub("", segment) if is_dated else segment) is not None
    found = _HEX_ID.search(segment) if segment[-8:].isalnum() else None  # no id is shorter
    words = _WORDS.findall(segment, 0, found.start()) if found else _WORDS.findall(segment)
    return max(len(words), unspaced), has_number, found is not None, is_dated


def _date(before: tuple[str, ...], last: str, bare: str) -> tuple[str, ...]:
    """A date in the path: before the last segment it dates a page, at the end it is an archive. `bare` is the last one
    without its ending.
    """
    if len(last) <= _LONGEST_DATE:
        return _dated((*before, last))
    return ("date in a segment",) if _made(bare)[-1] else _dated((*before, "-"))


@lru_cache(maxsize=4096)
def _dated(segments: tuple[str, ...]) -> tuple[str, ...]:
    if _COMPACT_DATE.search("/".join(segments)):
        return ("date in a segment",)
    for place, segment in enumerate(segments):
        if _YEAR.match(segment) or _YEAR_MONTH.match(segment):
            after = [segment[5:], *segments[place + 1 :]] if len(segment) > 4 else segments[place + 1 :]
            parts = 1 if after and (len(segment) > 4 or _MONTH.match(after[0])) else 0
            parts += 1 if parts and len(after) > 1 and _DAY.match(after[1]) else 0
            return (f"{_DATES[parts]} {'last' if len(after) == parts else 'before'}",)
    return ()


_DATES = ("year", "month", "day")


def _query_features(query: str) -> Iterator[str]:
    if not query:
        return
    pairs = [pair.partition("=")[::2] for pair in query.lower().split("&")]
    keys = {key for key, _ in pairs}
    if any(key in _ID_KEYS and value.isdigit() for key, value in pairs):
        yield "id in the query"
    elif keys & _PAGE_KEYS:
        yield "page in the query"
    elif keys & _LISTING_KEYS:
        yield "search or filter in the query"
    else:
        yield "other query"


@lru_cache(maxsize=16384)
def template(url: str) -> str:
    """The form of an address: `/w/Y/M/D/slug.html?id`. Words before stories (story, artikel) stand as themselves."""
    _, before, last, query = _parts(url)
    ending = _PAGE_ENDING.search(last) if "." in last else None
    bare = last[: ending.start()] if ending else last
    keys = sorted(key for key, value in (pair.partition("=")[::2] for pair in query.lower().split("&")) if value)
    known, in_date = _typed(before)
    typed = "/".join((*known, _type(bare, in_date)[0])) if last else ""
    return f"/{typed}{ending[0] if ending else ''}" + (f"?{'&'.join(keys[:3])}" if keys else "")


@lru_cache(maxsize=4096)
def _typed(segments: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """The forms of the segments of a directory, and how much of a date came last."""
    forms, in_date = [], 0
    for segment in segments:
        form, in_date = _type(segment, in_date)
        forms.append(form)
    return tuple(forms), in_date


_DATE_FORMS = ((_YEAR, "Y"), (_MONTH, "M"), (_DAY, "D"))


def _type(segment: str, in_date: int) -> tuple[str, int]:
    """The form of a segment that follows year, month and day so far (0 to 3); how far it is with it."""
    if in_date < 3 and len(segment) <= 4 and _DATE_FORMS[in_date][0].match(segment):
        return _DATE_FORMS[in_date][1], in_date + 1
    return segment if segment in path_words()["articles"] else _form(segment), in_date and 3


def _form(segment: str) -> str:
    if segment.isdigit():
        return "number" if len(segment) >= 5 else "n"
    words, _, has_id, _ = _made(segment)
    has_id = has_id or _LONG_NUMBER.search(segment) is not None
    return ("slug" if words >= 3 else "w" if words else "") + ("+id" if has_id else "")
