"""What a site offers a crawl: its sources with counts, newest dates, rates, what each adds over the others. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from newscrawl.dates.w3c import instant
from newscrawl.discovery.found import FoundUrl
from newscrawl.discovery.reader import Reading
from newscrawl.net.robots_txt import Robots
from newscrawl.text import normalize
from newscrawl.urls import canonical_form, host_of

_RATE_WINDOW = timedelta(days=30)  # before the newest entry: the rate of today, not of the archive's first years
_KINDS = ("feed", "news sitemap", "sitemap index", "sitemap", "home", "section", "archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """One source of a site.

    `count` is how many articles it lists, `alone` how many of them no other source lists, `newest` the newest stated
    date (ISO 8601), `per_day` articles a day over the last 30 days that it covers, `ttl` seconds that its publisher
    asks to wait, `same_as` the address of an earlier source with the same articles. `reason` says why it gave nothing.
    """

    url: str
    kind: str
    count: int = 0
    alone: int = 0
    newest: str | None = None
    per_day: float | None = None
    ttl: int | None = None
    hub: str | None = None
    same_as: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A site's sources, the ones a crawl would read first on top; the delay and the signals of its robots.txt.

    `pause` is the delay in force, in seconds; `rights` the verdict (yes, no, unknown) of its files for each use.
    """

    url: str
    sources: tuple[SourceProfile, ...]
    requests: int = 0
    articles: int = 0
    delay: float | None = None
    signals: tuple[str, ...] = ()
    allowed: bool = True
    pause: float | None = None
    rights: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str, readings: Sequence[Reading], robots: Robots, *, agent: str, requests: int = 0) -> Profile:
        """The profile of what was read of the site at `url`."""
        listed = {reading.source.url: {canonical_form(found.url) for found in reading.found} for reading in readings}
        counts = Counter(key for keys in listed.values() for key in keys)
        profiles: list[SourceProfile] = []
        for reading in sorted(readings, key=lambda reading: _KINDS.index(kind_of(reading))):
            keys = listed[reading.source.url]
            same = next((one.url for one in profiles if keys and listed[one.url] == keys), None)
            profiles.append(_profile(reading, alone=sum(counts[key] == 1 for key in keys), same_as=same))
        return cls(
            url=url,
            sources=tuple(profiles),
            requests=requests,
            articles=len(counts),
            delay=robots.delay(agent),
            signals=tuple(f"{signal.name}: {signal.value}" for signal in robots.signals),
            allowed=robots.allowed(url, agent),
        )

    def to_text(self) -> str:
        """For a terminal: one line per source, then what the site asks of crawlers."""
        rows: list[tuple[str, ...]] = [("source", "articles", "only here", "newest", "a day", "address")]
        rows += [_row(source) for source in self.sources if not source.reason]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        lines = [_line(row, widths) for row in rows]
        lines += ["", f"{self.articles} articles in {self.requests} requests"]
        lines += [f"nothing from {one.kind} {_clean(one.url)}: {one.reason}" for one in self.sources if one.reason]
        lines += [f"{_clean(one.url)} {words}" for one in self.sources if (words := _wishes(one))]
        return "\n".join([*lines, *self._manners()])

    def to_toml(self) -> str:
        """A configuration for `newscrawl crawl --config`, with what was found as comments to review."""
        lines = [f"# {line}".rstrip() for line in self.to_text().splitlines()]
        lines += ["", f"sites = [{_quoted(self.url)}]"]
        if self.delay is not None:
            lines += ["", f"[site.{_quoted(host_of(self.url))}]", f"delay = {self.delay:g}"]
        return "\n".join(lines) + "\n"

    def _manners(self) -> list[str]:
        lines = [] if self.allowed else ["robots.txt does not allow the start page"]
        if self.delay is not None:
            lines.append(f"delay by robots.txt: {self.delay:g} s")
        elif self.pause is not None:
            lines.append(f"delay: {self.pause:g} s; robots.txt asks for none")
        if self.rights:
            lines.append("rights: " + ", ".join(f"{use} {verdict}" for use, verdict in self.rights.items()))
        return [*lines, *(_clean(signal) for signal in self.signals)]


def kind_of(reading: Reading) -> str:
    """What a source is for a person: its kind, news sitemaps apart from others."""
    if any(found.where == "news sitemap" for found in reading.found[:1]):
        return "news sitemap"
    if reading.kind == "text sitemap":
        return "sitemap"
    return reading.kind if reading.kind in _KINDS else reading.source.kind


def _profile(reading: Reading, *, alone: int, same_as: str | None) -> SourceProfile:
    feed = reading.feed
    newest, per_day = _rhythm(reading.found)
    return SourceProfile(
        url=reading.source.url,
        kind=kind_of(reading),
        count=len(reading.found),
        alone=alone,
        newest=newest or (feed.newest if feed else None),
        per_day=per_day,
        ttl=feed.ttl if feed else None,
        hub=feed.hub if feed else None,
        same_as=same_as,
        reason=reading.reason,
    )


def _rhythm(found: Sequence[FoundUrl]) -> tuple[str | None, float | None]:
    """The newest date, and articles a day over the window that ends there."""
    dated = [(at, iso) for one in found if (at := instant(iso := one.published or one.modified))]
    if not dated:
        return None, None
    newest, iso = max(dated)
    recent = [at for at, _ in dated if at >= newest - _RATE_WINDOW]
    span = (newest - min(recent)) / timedelta(days=1)
    return iso, round((len(recent) - 1) / span, 2) if span > 0 else None


def _wishes(source: SourceProfile) -> str:
    """What a feed says of being read."""
    waits = f"asks for {source.ttl / 60:g} minutes between two looks" if source.ttl else ""
    return ", ".join(filter(None, (waits, f"announces news at {_clean(source.hub)}" if source.hub else "")))


def _row(source: SourceProfile) -> tuple[str, ...]:
    same = f"  (same as {_clean(source.same_as)})" if source.same_as else ""
    alone = "" if source.same_as else str(source.alone)
    rate = "" if source.per_day is None else f"{source.per_day:g}"
    newest = (source.newest or "")[:16].replace("T", " ")
    return (source.kind, str(source.count), alone, newest, rate, _clean(source.url) + same)


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right, the address as long as it is."""
    cells = enumerate(zip(row[:5], widths, strict=True))
    padded = [cell.rjust(width) if at in (1, 2, 4) else cell.ljust(width) for at, (cell, width) in cells]
    return "  ".join([*padded, row[5]])


def _clean(text: str) -> str:
    return normalize(text)[:300]


def _quoted(text: str) -> str:
    return '"' + _clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
