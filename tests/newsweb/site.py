"""One site: a row of `sites.toml`, and which of its articles exist, how edited, at a moment of the web's clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from newscrawl.text import normalize
from tests.newsweb.language import load
from tests.newsweb.stories import Desk, TrueArticle, native_slug, slugify, stable

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEWS_WINDOW = timedelta(hours=48)  # a news sitemap lists two days: Google's news sitemap rules
WITHDRAWN_AFTER = timedelta(hours=24)
EDITS = (timedelta(hours=5), timedelta(hours=20), timedelta(hours=50))  # when an edited article is edited again
ISO = {"second": "seconds", "minute": "minutes"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A site as data; the comment at the top of `sites.toml` explains the keys."""

    name: str
    title: str
    theme: str
    language: str
    path: str
    zone: str = "UTC"
    sources: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()
    date: str = "second"  # how precisely article pages state the time: second (with zone), minute (without), day
    charset: str = "utf-8"
    articles: int = 60  # at the start
    per_day: float = 8.0
    per_page: int = 10  # articles on a list page
    feed_items: int = 20
    scripts_kb: int = 60
    mirror: bool = False  # served at a second address as well; canonical links name the first


@cache
def rows() -> dict[str, Row]:
    """All rows of `sites.toml` by name, in file order."""
    table = tomllib.loads((Path(__file__).parent / "sites.toml").read_text("utf-8"))["site"]
    known = {field.name for field in fields(Row)}
    for row in table:
        assert row.keys() <= known, f"sites.toml: {row['name']}: unknown key {row.keys() - known}"
    return {row["name"]: Row(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}) for row in table}


class Site:
    """A row brought to life. `origin` is its address; `now` the web's clock, set by the web."""

    def __init__(self, row: Row, seed: int) -> None:
        self.row, self.language, self.zone = row, load(row.language), ZoneInfo(row.zone)
        self.origin, self.now = "http://unserved.invalid", START
        self.desk = Desk.open(f"{seed}/{row.name}", self.language, "live" in row.quirks)
        self.slugs = list(self.language.sections)
        self._stories: dict[int, TrueArticle] = {}
        self._paths: dict[str, int] = {}
        self._standing: tuple[object, list[TrueArticle]] = (None, [])

    def quirk(self, name: str) -> bool:
        return name in self.row.quirks

    # -- what exists -------------------------------------------------------------------------------------------------

    def published(self, number: int) -> datetime:
        """When article `number` appears: evenly by the row's rate, moved back by up to half a step."""
        step = timedelta(days=1) / self.row.per_day
        back = step * (stable(f"{self.desk.key}/{number}/time") % 500) / 1000
        return (START + (number - self.row.articles + 1) * step - back).replace(microsecond=0).astimezone(self.zone)

    def count(self) -> int:
        """Number of articles published by now, withdrawn ones included."""
        number = self.row.articles + int((self.now - START) / timedelta(days=1) * self.row.per_day) + 2
        while self.published(number - 1) > self.now:
            number -= 1
        return number

    def withdrawn(self, number: int) -> bool:
        """Quirk `withdraws`: one article in 25 is taken down a day after it appeared (410 Gone)."""
        return self.quirk("withdraws") and number % 25 == 7 and self.now > self.published(number) + WITHDRAWN_AFTER

    def article(self, number: int) -> TrueArticle:
        """Article `number` as it stands now."""
        edits = self._edits(number)
        story = self._stories.get(number)
        if story is None or story.revision != len(edits):
            story = self._stories[number] = self._write(number, edits)
        return replace(story, url=self.origin + story.url)

    def latest(self) -> list[TrueArticle]:
        """All articles that stand now, newest first."""
        if self._standing[0] != (self.now, self.origin):
            stand = [self.article(n) for n in range(self.count() - 1, -1, -1) if not self.withdrawn(n)]
            self._standing = ((self.now, self.origin), stand)
        return self._standing[1]

    def truth(self) -> list[TrueArticle]:
        """What a perfect first crawl finds now: `latest`, as far as something lists it.

        Only quirk `script-home` hides articles: there the home and section pages are empty shells.
        """
        if not self.quirk("script-home"):
            return self.latest()
        if {"sitemap", "sitemap-gz"} & set(self.row.sources):
            return self.latest()
        newest = self.latest()
        listed = newest[: self.row.feed_items] if {"rss", "atom", "json-feed"} & set(self.row.sources) else []
        recent = [a for a in newest if self.recent(a)] if "news-sitemap" in self.row.sources else []
        return max(listed, recent, key=len)

    def recent(self, article: TrueArticle) -> bool:
        return article.published > self.now - NEWS_WINDOW

    def at(self, path: str) -> int | None:
        """The number of the article that stands, or once stood, at a path."""
        for number in range(len(self._paths), self.count()):
            self._paths[self.path(number)] = number
        return self._paths.get(path)

    def path(self, number: int) -> str:
        return self.article(number).url.removeprefix(self.origin)

    def record(self, article: TrueArticle) -> dict[str, object]:
        """What a perfect reader's record of the article's page holds: only fields that this site's pages state."""
        theme = self.row.theme
        fields: dict[str, object] = {
            "headline": normalize(article.headline), "in_language": article.language, "authors": list(article.authors),
            "date_published": article.date_published, "article_body": article.body,
        }  # fmt: skip
        if theme not in ("bare", "oldstyle"):
            fields["article_section"] = self.language.sections[article.section]
            fields["keywords"] = list(article.keywords)
        if theme != "bare":
            fields["canonical_url"] = article.url
        return fields

    # -- how it is made ----------------------------------------------------------------------------------------------

    def _edits(self, number: int) -> list[datetime]:
        """One article in five is edited, half of these again and again."""
        chance = stable(f"{self.desk.key}/{number}/edits") % 10
        times = EDITS if chance == 0 else EDITS[:1] if chance == 1 else ()
        return [self.published(number) + after for after in times if self.published(number) + after <= self.now]

    def _write(self, number: int, edits: list[datetime]) -> TrueArticle:
        first = self.desk.story(number, self.published(number))
        story = self.desk.revise(first, len(edits), edits[-1]) if edits else first
        path = self.row.path.format(
            date=story.published, slug=slugify(first.headline) or f"story-{number}", native=native_slug(first.headline),
            section=story.section, id=100_000 + 7 * number,
        )  # fmt: skip
        return replace(story, url=path, date_published=self._stated(story.published))

    def _stated(self, moment: datetime) -> str:
        if self.row.date == "day":
            return moment.date().isoformat()
        zoned = moment if self.row.date == "second" else moment.replace(tzinfo=None)
        return zoned.isoformat(timespec=ISO[self.row.date])
