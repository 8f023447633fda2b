"""Meta robots and X-Robots-Tag: `noindex, max-snippet:0, gptbot: noindex`.

developers.google.com/search/docs/crawling-indexing/robots-meta-tag; `noai` and `noimageai` are DeviantArt's of 2022,
`noml` is noml.info's. Rules add up, and the strictest counts ("Handling combined indexing and serving rules"). A rule
behind an agent's name holds for that agent, up to the next name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time

from newscrawl import dates
from newscrawl.net.http_dates import http_date
from newscrawl.record.model import UsageSignal
from newscrawl.rights.agents import PURPOSES, REFUSED
from newscrawl.rights.permissions import NOTHING, Permissions, strictest
from newscrawl.version import AGENT

DIRECTIVES: Mapping[str, Permissions] = {
    "all": {"index": "yes"},
    "index": {"index": "yes"},
    "noindex": {"index": "no"},
    "none": {"index": "no"},
    "nosnippet": {"quote": "no"},
    "noarchive": {"redistribute": "no"},
    "nocache": {"redistribute": "no"},
    "noai": {"train": "no"},
    "noml": {"train": "no"},
    "noimageai": NOTHING,  # of pictures, not of the text
}
"""What a rule says of the text, when it holds for everybody."""

_REFUSALS = frozenset({"noindex", "none", "nosnippet", "noai", "noml"})
"""Rules that shut out an agent which is named for them."""
_WITH_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_EVERYBODY = frozenset({"", "robots", "*", AGENT})
_MOST = 100  # rules of one value that are read


def permissions(signal: UsageSignal) -> Permissions:
    """What a value of these rules says."""
    return strictest(_rule(agent, name, value, signal.read_at) for agent, name, value in rules(signal.value))


def _rule(agent: str, name: str, value: str, read_at: str | None) -> Permissions:
    if agent not in _EVERYBODY:
        return REFUSED[PURPOSES[agent]] if agent in PURPOSES and name in _REFUSALS else NOTHING
    if name == "max-snippet":
        return _snippet(value)
    if name == "unavailable_after":
        return {"index": "no"} if _is_past(value, read_at) else NOTHING
    return DIRECTIVES.get(name, NOTHING)


def _snippet(value: str) -> Permissions:
    """`max-snippet:0` forbids excerpts, a length or -1 (any) allows them."""
    number = value.removeprefix("-")
    if not (number.isascii() and number.isdigit()):
        return NOTHING
    return {"quote": "no" if not number.strip("0") else "yes"}


def _is_past(value: str, read_at: str | None) -> bool:
    stated = _moment(value)
    now = _moment(read_at or "")
    return stated is not None and now is not None and stated < now


def _moment(value: str) -> datetime | None:
    """RFC 822, RFC 850 or ISO 8601, and what else people write for a date."""
    if moment := http_date(value):
        return moment
    stated = dates.parse(value, languages=("en",), patient=False)
    if stated is None or stated.day is None:
        return None
    end = stated.moment or datetime.combine(stated.day, time.max)
    return end if end.tzinfo else end.replace(tzinfo=UTC)


def rules(value: str) -> Iterator[tuple[str, str, str]]:
    """(agent, rule, its value) of every rule, in lower case; the agent is "" where none is named.

    A page ends once: of an agent's times in one value the first is given.
    """
    agent, dated = "", set[str]()
    parts = iter([part.strip() for part in value.lower().split(",", _MOST)[:_MOST]])
    for part in parts:
        name, colon, argument = (piece.strip() for piece in part.partition(":"))
        if colon and name not in _WITH_VALUE:
            agent = name
            name, _, argument = (piece.strip() for piece in argument.partition(":"))
        if name == "unavailable_after" and argument.isalpha():
            argument = f"{argument}, {next(parts, '')}"  # RFC 850 has a comma: Friday, 25-Jun-10 15:00:00 UTC
        if name == "unavailable_after" and agent in dated:
            continue
        if name:
            yield agent, name, argument
            dated.update([agent] if name == "unavailable_after" else ())
