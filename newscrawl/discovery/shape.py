"""Article or not, by the address alone, before fetching: general features plus what a site's own feeds say.

    shape = Shape().learned(urls of the site's feeds and news sitemaps)
    shape.judge("https://news.example/2026/11/23/a-long-headline").likelihood   # 0.98

Two witnesses are added up in log-odds, each part with its name:

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
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_YEAR_MONTH = re.compile(r"(?:19[89]|20[0-4])\d-?(?:0[1-9]|1[0-2])\Z")
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
class Judgement:
    """How likely an address is an article (0 to 1), and why: (feature, log-odds), the weightiest first."""

    likelihood: float
    reasons: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {weight:+.1f}" for name, weight in self.reasons if weight)
        return f"{self.likelihood:.2f} ({parts})"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a site's article addresses look like. Immutable: `learned` gives a new one.

    `templates` counts the forms of addresses that the site's own feeds and news sitemaps call articles.
    """

    templates: Mapping[str, int] = field(default_factory=dict)

    def learned(self, urls: Iterable[str]) -> Shape:
        """This shape with more articles of the site taken into account."""
        return Shape(dict(Counter(self.templates) + Counter(template(url) for url in urls)))

    def judge(self, url: str) -> Judgement:
        """The likelihood that the address is an article, with the reasons."""
        parts = [(name, WEIGHTS[name]) for name in ("any address", *features(url))]
        if site := self._site_part(url):
            parts.append(site)
        parts.sort(key=lambda part: -abs(part[1]))
        return Judgement(probability(sum(weight for _, weight in parts)), tuple(parts))

    def log_odds(self, url: str) -> float:
        """The log-odds that the address is an article, to be added to other evidence."""
        site = self._site_part(url)
        return sum((WEIGHTS[name] for name in features(url)), WEIGHTS["any address"]) + (site[1] if site else 0.0)

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
# unknown form alone does not sink a dated long slug.
_COMMON = 0.05
_SAME_FORM = 3.0
_RARE_FORM = 1.0
_OTHER_FORM = -2.0


def probability(log_odds: float) -> float:
    """Log-odds as a number between 0 and 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=16384)
def features(url: str) -> tuple[str, ...]:
    """The names of the general features of an address; each is a key of WEIGHTS."""
    host, segments, query = _parts(url)
    if not segments:
        return ("home page", *_query_features(query))
    words = path_words()
    last = _PAGE_ENDING.sub("", segments[-1])
    asked = list(_query_features(query))
    # show.php?id=7: the last segment is the name of a script.
    slug = () if "id in the query" in asked else _slug(last)
    names = [*_place(host, segments, last, words), *slug, *_date(segments), *asked]
    if segments[-1] != last:
        names.append("page ending")
    return tuple(names)


def is_file(url: str) -> bool:
    """Whether the address ends like a file that is no page: .jpg, .pdf, .xml."""
    return url.partition("?")[0].rpartition("/")[2].rpartition(".")[2].lower() in FILES and "/" in url[8:]


def _parts(url: str) -> tuple[str, list[str], str]:
    # By hand: urlsplit takes four times as long, and every entry of a sitemap comes by here.
    address, _, query = url.partition("#")[0].partition("?")
    host, _, path = address.partition("://")[2].partition("/")
    segments = [segment for segment in (unquote(path) if "%" in path else path).lower().split("/") if segment]
    if segments and _INDEX.match(segments[-1]):
        segments.pop()
    return host.lower(), segments, query


def _place(host: str, segments: list[str], last: str, words: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Where the page stands: depth and what the segments before it, and the last one itself, are words for."""
    yield f"depth {min(len(segments), 4)}"
    name = host.partition(".")[0]
    if (name in words["others"] or name in words["services"]) and host.count(".") > 1:
        yield "service host"
    before = set(segments[:-1])
    every = before | {last}
    if not words["services"].isdisjoint(every):
        yield "service word"
    if not words["others"].isdisjoint(every):
        yield "shop or forum word"
    if not words["listings"].isdisjoint(before):
        yield "listing word before"
    if last in words["listings"] or _PAGE_SEGMENT.search("/".join(segments)):
        yield "listing word last"
    if last in words["sections"]:
        yield "section word last"
    if not words["sections"].isdisjoint(before):
        yield "section word before"
    if not words["articles"].isdisjoint(before):
        yield "article word before"


def _slug(last: str) -> Iterator[str]:
    """How the last segment is made: words and ids."""
    count = _count_words(last)
    has_number = _LONG_NUMBER.search(_COMPACT_DATE.sub("", last)) is not None
    if count < 4:
        yield f"slug of {count} words" + (" and a number" if has_number and count == 1 else "")
    else:
        yield f"slug of {'4 or 5' if count < 6 else '6 or more'} words"
    if has_number:
        yield "long number"
    elif _HEX_ID.search(last):
        yield "letter and digit id"
    elif last.isdigit():
        yield "short number"


def _count_words(segment: str) -> int:
    """Words of a segment, ids aside; in scripts without spaces one for every two characters."""
    unspaced = 0 if segment.isascii() else len(_UNSPACED.findall(segment))
    return max(len(_WORDS.findall(_HEX_ID.sub("", segment))), unspaced // 2)


def _date(segments: list[str]) -> Iterator[str]:
    """A date in the path: before the last segment it dates a page, at the end it is an archive."""
    if _COMPACT_DATE.search("/".join(segments)):
        yield "date in a segment"
        return
    for place, segment in enumerate(segments):
        if _YEAR.match(segment) or _YEAR_MONTH.match(segment):
            after = [segment[5:], *segments[place + 1 :]] if len(segment) > 4 else segments[place + 1 :]
            parts = 1 if after and (len(segment) > 4 or _MONTH.match(after[0])) else 0
            parts += 1 if parts and len(after) > 1 and _DAY.match(after[1]) else 0
            yield f"{_DATES[parts]} {'last' if len(after) == parts else 'before'}"
            return


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
    _, segments, query = _parts(url)
    ending = _PAGE_ENDING.search(segments[-1]) if segments else None
    if ending:
        segments[-1] = segments[-1][: ending.start()]
    keys = sorted(key for key, value in (pair.partition("=")[::2] for pair in query.lower().split("&")) if value)
    typed = "/".join(_typed(segments))
    return f"/{typed}{ending[0] if ending else ''}" + (f"?{'&'.join(keys[:3])}" if keys else "")


def _typed(segments: list[str]) -> Iterator[str]:
    marks = path_words()["articles"]
    in_date = 0
    for segment in segments:
        if in_date == 0 and _YEAR.match(segment):
            in_date = 1
            yield "Y"
        elif in_date == 1 and _MONTH.match(segment):
            in_date = 2
            yield "M"
        elif in_date == 2 and _DAY.match(segment):
            in_date = 3
            yield "D"
        else:
            in_date = in_date and 3
            yield segment if segment in marks else _type(segment)


def _type(segment: str) -> str:
    if segment.isdigit():
        return "number" if len(segment) >= 5 else "n"
    words = _count_words(segment)
    has_id = bool(_LONG_NUMBER.search(segment) or _HEX_ID.search(segment))
    return ("slug" if words >= 3 else "w" if words else "") + ("+id" if has_id else "")
