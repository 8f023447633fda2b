"""robots.txt: what may be fetched, how fast, where the sitemaps are (RFC 9309; rules matched by Protego).

    robots = Robots.parse(body)
    robots.allowed("https://news.example/a", "newscrawl")
    robots.delay("newscrawl")

What a status means for a crawl is `decide`, a pure function; fetching, waiting and remembering are the rim's. What is
remembered is `text_of` a body: any charset and packing as plain lines, which parse to the same rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, islice
from typing import Literal, NamedTuple

from protego import Protego

from newscrawl.net.sniffing import inflated
from newscrawl.urls import absolute

# The next and MAX_DELAY are those of configuration.Limits, which `newscrawl.extract` must not load; a test compares.
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much is read, and no more here
MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2: followed at least this far; beyond it, the file is unavailable (as 404)
EXPIRY = timedelta(hours=24)  # RFC 9309, 2.4
MAX_DELAY = 30.0  # seconds; a longer Crawl-delay is meant to keep robots out, and Disallow is the way to say that
UNREACHABLE_LIMIT = timedelta(days=30)  # RFC 9309, 2.3.1.4: "reasonably long (for example, 30 days)"

Decision = Literal["read", "allow", "disallow", "cached"]

_LINE_END = re.compile(r"\r\n|\r|\n")
# Lines that Protego does not know and that say what may be done with the pages.
_SIGNALS = ("content-signal", "content-usage", "license", "noindex")
# What stands in a group and ends its list of agents: rules alone (RFC 9309, 2.2.1 and 2.2.4; draft-ietf-aipref-attach
# adds Content-Usage to them, contentsignals.org Content-Signal). Misspelled as Protego reads them.
_DISALLOW = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_RULES = _DISALLOW | {"allow", "content-signal", "content-usage"}
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_PACE = frozenset({"crawl-delay", "crawl delay", "request-rate", "request rate", "visit-time", "visit time"})
_WHOLE_FILE = frozenset({"sitemap", "sitemaps", "site-map", "host"})
_KNOWN = _RULES | _AGENT | _PACE | _WHOLE_FILE | {*_SIGNALS}
_TOKEN = re.compile(r"[a-z0-9_-]+")
# A whole User-Agent line as crawlers send it: what stands behind "compatible" is the crawler's own name.
_COMPATIBLE = re.compile(r"\(\s{0,9}compatible\s{0,9};\s{0,9}([a-z0-9_-]+)")
_MOST_NAMES = 20  # in one line


def decide(status: int | None, *, unreachable_for: timedelta = timedelta(), has_cached: bool = False) -> Decision:
    """What the answer to a request for robots.txt means (RFC 9309, 2.3.1).

    `status` is that of the last hop, None where there was no answer; `unreachable_for` how long there has been none.
    2xx: `read` the body. 4xx, and redirects that did not end: `allow` everything. 5xx, no answer, and 429 (the server
    asks to be left alone): the `cached` rules if there are any, else `disallow` everything; after 30 days `allow`.
    """
    if status is not None and 200 <= status < 300:
        return "read"
    if status is not None and 300 <= status < 500 and status != 429:
        return "allow"
    if has_cached:
        return "cached"
    return "disallow" if unreachable_for < UNREACHABLE_LIMIT else "allow"


@dataclass(frozen=True, slots=True)
class Signal:
    """A line about the use of the pages, as written: `name` in lower case, and the agents of its group (none: all)."""

    name: str
    value: str
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `agent` is always a product token ("newscrawl"), never a whole User-Agent line.

    `sitemaps` are absolute; `signals` are Content-Signal, License (RSL) and their like, for the reading of rights;
    `agents` are the tokens the file speaks about, in lower case and in its order.
    """

    rules: Protego = field(default_factory=lambda: Protego.parse(""))
    sitemaps: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    agents: tuple[str, ...] = ()

    @classmethod
    def parse(cls, body: bytes, url: str | None = None, *, most: int = MAX_BYTES) -> Robots:
        """The rules in a body, whatever it is: an HTML page or rubbish has none, which allows everything.

        Only so many bytes count, without a line they cut in two. `url` resolves relative Sitemap lines.
        """
        records = list(grouped(_lines(body, most)))
        rules = Protego.parse("\n".join(_regrouped(records)))
        sitemaps = (absolute(raw, url) for raw in rules.sitemaps)
        named = chain.from_iterable(record.agents for record in records if record.name == "user-agent")
        signals = (Signal(*record) for record in records if record.name in _SIGNALS and record.value)
        return cls(rules, _once(sitemaps), tuple(signals), _once(named))

    @classmethod
    def allowing_all(cls) -> Robots:
        """The rules of a host that has none."""
        return cls()

    @classmethod
    def disallowing_all(cls) -> Robots:
        """The rules of a host that cannot be asked."""
        return cls(Protego.parse("User-agent: *\nDisallow: /"))

    def allowed(self, url: str, agent: str) -> bool:
        """Whether the agent may fetch the URL. robots.txt itself is always allowed."""
        try:
            return self.rules.can_fetch(url, agent)
        except ValueError:  # an address that cannot be read cannot be fetched either
            return False

    def delay(self, agent: str, *, cap: float = MAX_DELAY) -> float | None:
        """Seconds between two requests: the longer of Crawl-delay and Request-rate, at most `cap`; None: unsaid."""
        stated = self.stated_delay(agent)
        return None if stated is None else min(stated, cap)

    def stated_delay(self, agent: str) -> float | None:
        """The delay as the file has it, without the cap."""
        rate = self.rules.request_rate(agent)
        try:
            spacing = rate.seconds / rate.requests if rate else None
        except OverflowError:  # hundreds of digits
            spacing = math.inf
        delays = (self.rules.crawl_delay(agent), spacing)
        return max((delay for delay in delays if delay is not None), default=None)


def _once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def text_of(body: bytes, *, most: int = MAX_BYTES) -> str:
    """The lines of a body that count, as text that every database takes."""
    return "\n".join(_lines(body, most))


def _lines(body: bytes, most: int) -> list[str]:
    data = inflated(body, cap=most + 1)
    text = _decoded(data[:most]).replace("\0", "")
    lines = _LINE_END.split(text)
    if len(data) > most:
        lines.pop()  # cut in two
    return [" ".join(line.split()) for line in lines]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut by the cap is still UTF-8; anything else is the old default of such files.
        at_end = error.start >= len(data) - 4
        return data.decode("utf-8-sig", "ignore") if at_end else data.decode("latin-1").removeprefix("ï»¿")


class Record(NamedTuple):
    """A line: `name` in lower case, and whom it is for. Of a User-agent line `agents` are the names that it gives."""

    name: str
    value: str
    agents: tuple[str, ...]


def grouped(lines: Iterable[str]) -> Iterator[Record]:
    """The lines of a file of groups (robots.txt, ai.txt), each with the agents of its group (none: all).

    Agents are listed until a rule comes, whatever stands between them (RFC 9309, 2.2.1); what does stand between them
    is for those named since the last such line, as where somebody gives an agent nothing but a Crawl-delay.
    """
    listed: list[str] = []  # since the last rule
    fresh: list[str] = []  # since the last line of another kind
    agents: tuple[str, ...] = ()  # one for all lines of a group: a file may have thousands of both
    for name, value in filter(None, map(_pair, lines)):
        if name in _AGENT:
            named = _agents(value)
            fresh += named
            yield Record("user-agent", value, named)
        elif name in _RULES:
            listed += fresh
            agents = tuple(listed) if listed else agents
            fresh, listed = [], []
            yield Record("disallow" if name in _DISALLOW else name, value, agents)
        elif name in _KNOWN - _WHOLE_FILE:
            agents = tuple(fresh) if fresh else agents
            listed += fresh
            fresh = []
            yield Record(name, value, agents)
        elif name in _WHOLE_FILE:
            yield Record(name, value, ())


def _pair(line: str) -> tuple[str, str] | None:
    """Name and value of a line, written with or without its colon; None for what is neither."""
    line = line.partition("#")[0].strip()
    name, colon, value = (part.strip() for part in line.partition(":"))
    if colon and name.lower() in _KNOWN:
        return name.lower(), value
    words = line.split(maxsplit=2)
    for count in (1, 2):
        if (name := " ".join(words[:count]).lower()) in _KNOWN:
            return name, " ".join(words[count:])
    return None


def _agents(value: str) -> tuple[str, ...]:
    """The names in a User-agent line: as it stands, and the product token with which it begins: of `newscrawl/0.1` and
    `newscrawl bot` that is newscrawl. Some write a name in quotes, several with commas between, or the whole line that
    a crawler sends."""
    whole = value.lower()
    tokens = (_TOKEN.match(part.strip(" *\"'")) for part in whole.split(",", _MOST_NAMES)[:_MOST_NAMES])
    sent = (found[1] for found in islice(_COMPATIBLE.finditer(whole), _MOST_NAMES))
    return tuple(dict.fromkeys((whole, *(token[0] for token in tokens if token), *sent)))


def _regrouped(records: Iterable[Record]) -> Iterator[str]:
    """The lines for Protego, to which every line but a site's ends the list of agents: they are named again then."""
    listed: list[str] = []
    is_whole = True
    for name, value, agents in records:
        if name == "user-agent":
            listed += agents
            yield from (f"User-agent: {agent}" for agent in agents)
        elif name in _RULES:
            yield from () if is_whole else (f"User-agent: {agent}" for agent in listed)
            listed, is_whole = [], True
            yield f"{name}: {value}"
        elif name in _PACE:
            is_whole = is_whole and not listed
            yield f"{name}: {value}"
        elif name in _WHOLE_FILE:
            yield f"{name}: {value}"
