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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

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
        lines = _lines(body, most)
        rules = Protego.parse("\n".join(lines))
        sitemaps = (absolute(raw, url) for raw in rules.sitemaps)
        agents = dict.fromkeys(value.lower() for name, value in map(_pair, lines) if name == "user-agent" and value)
        return cls(rules, tuple(dict.fromkeys(filter(None, sitemaps))), tuple(_signals(lines)), tuple(agents))

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

    def content_signals(self, agent: str) -> Mapping[str, str]:
        """`Content-Signal: search=yes, ai-train=no` that holds for the agent, as {"search": "yes", "ai-train": "no"}.

        Lines of a group that names the agent come before those for all (contentsignals.org).
        """
        lines = [signal for signal in self.signals if signal.name == "content-signal"]
        own = [signal for signal in lines if agent.lower() in signal.agents]
        chosen = own or [signal for signal in lines if not signal.agents or "*" in signal.agents]
        pairs = (part.partition("=") for signal in chosen for part in signal.value.split(","))
        return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if name.strip()}


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


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition("#")[0].partition(":")
    return name.strip().lower(), value.strip()


def _signals(lines: list[str]) -> Iterator[Signal]:
    named: list[str] = []
    agents: tuple[str, ...] = ()  # one for all lines of a group: a file may have thousands of both
    naming = False
    for name, value in map(_pair, lines):
        if name == "user-agent":
            named = named if naming else []
            named.append(value.lower())
            naming = True
        elif name:
            agents, naming = tuple(named) if naming else agents, False
            if name in _SIGNALS and value:
                yield Signal(name, value, agents)
