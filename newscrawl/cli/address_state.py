"""What a store knows of an address that is no article of it: waiting, left out and why, gone; and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newscrawl.cli.stored import clock

if TYPE_CHECKING:
    from newscrawl.record.article import Article
    from newscrawl.store.frontier import FrontierRow
    from newscrawl.store.store import Store

_WORDS = {
    "before since": "older than --since", "excluded": "--include and --exclude leave it out",
    "other section": "outside of --sections", "unlikely": "its address looks like that of no article",
    "other site": "it is on another site", "file": "its address is that of a file, not of a page",
    "trap": "its address looks like one of endless many",
}  # fmt: skip
_WAITS = ("queued", "in_flight")


@dataclass(frozen=True, slots=True)
class AddressState:
    """`state` is taken, waiting, left out, failed, gone or source; `at` since when, `source` who named the address."""

    url: str
    state: str
    reason: str | None
    at: datetime | None
    source: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        at = self.at.isoformat() if self.at else None
        return {"url": self.url, "state": self.state, "reason": self.reason, "at": at, "source": self.source}

    def to_text(self) -> str:
        """One line for a person."""
        reason = f": {self.reason}" if self.reason else ""
        named = f" (named by {self.source})" if self.source else ""
        return f"{self.url}: {self.state} since {clock(self.at)}{reason}{named}"


def state_of(store: Store, url: str) -> AddressState | None:
    """What is known of an address; None where nobody ever named it."""
    from newscrawl.processing.ballot import TAKEN
    from newscrawl.store.template_votes import REOPENED

    row = store.frontier.row(url)
    if row is None or (row.state in _WAITS and row.checked_at is None):
        return _unvisited(store, url, row)
    source, at, note = row.found_on, _moment(row.checked_at or row.found_at), row.note
    if row.kind != "article":
        return AddressState(url, "source", note or f"{row.kind}, which the crawl reads", at, source)
    if revisions := store.articles.history(url):
        reason = taken_with_its_template(revisions[-1].record)
        return AddressState(url, "taken", reason, _moment(revisions[0].seen_at), source)
    if row.state in _WAITS and row.vote == REOPENED:
        note = f"{TAKEN}: it is read once more (before: {note})"
    states = {"failed": "failed", "gone": "gone", "queued": "waiting", "in_flight": "waiting"}
    return AddressState(url, states.get(row.state, "left out"), note, at, source)


def taken_with_its_template(article: Article) -> str | None:
    """Why a page is an article that its own verdict refused; None where its own verdict stands."""
    from newscrawl.processing.ballot import TAKEN

    first = next(iter(article.meta.quality.reasons_for), "")
    return first if first.startswith(TAKEN) else None


def _unvisited(store: Store, url: str, row: FrontierRow | None) -> AddressState | None:
    left_out = store.left_out.find(url)
    if left_out is not None and (row is None or not _is_selected(store, url)):
        reason = _WORDS.get(left_out.reason, left_out.reason)
        return AddressState(url, "left out", reason, left_out.at, left_out.source)
    if row is None:
        return None
    if not _is_selected(store, url):
        run = store.runs.last(1)[0]
        reason = "--sections, --include and --exclude of the last crawl leave it out"
        return AddressState(url, "left out", reason, run.started_at, row.found_on)
    return AddressState(url, "waiting", "not fetched yet", _moment(row.found_at), row.found_on)


def _is_selected(store: Store, url: str) -> bool:
    """Whether the last crawl wanted an address of the queue."""
    from newscrawl.configuration import load
    from newscrawl.crawling.scope import is_selected, selection_of
    from newscrawl.errors import ConfigError

    known, last = store.frontier.known(url), next(iter(store.runs.last(1)), None)
    if known is None or last is None:
        return True
    chosen = {name: last.command[name] for name in ("sections", "include", "exclude") if name in last.command}
    try:
        return is_selected(known, selection_of(load(None, **chosen), None))
    except ConfigError:  # of another version of newscrawl
        return True


def _moment(stamped: str) -> datetime:
    from newscrawl.store.timestamps import moment

    return moment(stamped)
