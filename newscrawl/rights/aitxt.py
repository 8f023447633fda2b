"""ai.txt (Spawning, 2023): may the files of a site be used to train models?

The syntax is that of robots.txt: groups for a User-Agent, `Allow` and `Disallow` with a pattern of paths, often of file
types (`Disallow: *.html`). The longest pattern wins, and Allow wins where two are as long (RFC 9309, 2.2.2). A page
without a file type in its address counts as `.html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from newscrawl.net.robots_txt import grouped
from newscrawl.record.model import UsageSignal
from newscrawl.rights.paths import matches, request_target
from newscrawl.urls import origin_of
from newscrawl.version import AGENT

PATH = "/ai.txt"
MAX_BYTES = 500 * 1024
_MOST = 2_000  # rules that are read: each is asked for every page
_ALL = ("*",)
_FILE_TYPE = re.compile(r"\.[a-z0-9]{1,5}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AiFile:
    """A site's ai.txt: (is allowed, pattern), in the order of the file, those that hold for us."""

    rules: tuple[tuple[bool, str], ...] = ()

    @classmethod
    def parse(cls, body: bytes) -> AiFile:
        """The rules in a body; in anything else there are none."""
        found = list(islice(_rules(body[:MAX_BYTES].decode("utf-8-sig", "replace")), _MOST))
        for holder in (AGENT, "*"):
            rules = tuple((allowed, pattern) for agents, allowed, pattern in found if holder in agents)
            if rules:
                return cls(rules)
        return cls()

    def signals(self, url: str, read_at: str | None = None) -> Iterator[UsageSignal]:
        """What the file says of a page."""
        path = request_target(url)
        page = path.partition("?")[0]
        typed = page if _FILE_TYPE.search(page) else f"{page.rstrip('/')}.html"
        found = [rule for rule in self.rules if matches(rule[1], path) or matches(rule[1], typed)]
        if found:
            allowed, pattern = max(found, key=lambda rule: (len(rule[1]), rule[0]))
            kind = "allow" if allowed else "disallow"
            yield UsageSignal(signal=f"ai.txt:{kind}", value=pattern, url=origin_of(url) + PATH, read_at=read_at)


def _rules(text: str) -> Iterator[tuple[tuple[str, ...], bool, str]]:
    """(agents of the group, is allowed, pattern). Rules before any group are for all."""
    for name, value, agents in grouped(text.splitlines()):
        if name in ("allow", "disallow") and value:
            yield agents or _ALL, name == "allow", value
