"""robots.txt as a statement about use: refused agents, Content-Signal, Content-Usage, Noindex, License.

RFC 9309 says who may fetch what, "not a form of access authorization" (1): to refuse agents that gather for a use
reserves that use, to let them in grants nothing. Content-Signal: contentsignals.org. Content-Usage:
draft-ietf-aipref-attach, of the longest path. License: rslstandard.org/guide/robots-txt; its terms stand in the file it
names. `Noindex: /path` was never a standard, but it is clear.
"""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.net.robots_txt import Robots, Signal
from newscrawl.record.model import UsageSignal
from newscrawl.rights.agents import PURPOSES, REFUSED
from newscrawl.rights.paths import matches, request_target
from newscrawl.rights.permissions import Permissions, strictest
from newscrawl.urls import absolute, origin_of
from newscrawl.version import AGENT

_REFUSES_ALL: Permissions = {"index": "no", "quote": "no", "train": "no"}


def signals(robots: Robots, url: str, read_at: str | None = None) -> Iterator[UsageSignal]:
    """What a host's robots.txt says of the use of one of its pages."""
    where = f"{origin_of(url)}/robots.txt"
    for kind, value in _statements(robots, url):
        yield UsageSignal(signal=f"robots.txt:{kind}", value=value, url=where, read_at=read_at)


def licences(robots: Robots) -> tuple[str, ...]:
    """The RSL documents that robots.txt names; they have to be absolute."""
    named = (absolute(signal.value) for signal in robots.signals if signal.name == "license")
    return tuple(dict.fromkeys(filter(None, named)))


def _statements(robots: Robots, url: str) -> Iterator[tuple[str, str]]:
    named = (agent for agent in robots.agents if agent in PURPOSES)
    refused = [agent for agent in (AGENT, *named) if not robots.allowed(url, agent)]
    if refused:
        yield "disallow", ", ".join(refused)
    if preferences := robots.content_signals(AGENT):
        yield "content-signal", ", ".join(f"{name}={answer}" for name, answer in preferences.items())
    path = request_target(url)
    if usage := _usage(robots, path):
        yield "content-usage", usage
    for signal in _holding(robots, "noindex"):
        if matches(signal.value, path):
            yield "noindex", signal.value
    for address in licences(robots):
        yield "license", address


def _holding(robots: Robots, name: str) -> list[Signal]:
    """The lines of a name that hold for us: those of our own group, else those for all."""
    lines = [signal for signal in robots.signals if signal.name == name]
    own = [signal for signal in lines if AGENT in signal.agents]
    return own or [signal for signal in lines if not signal.agents or "*" in signal.agents]


def _usage(robots: Robots, path: str) -> str:
    """The Content-Usage line with the longest path that matches; a line without one is for all paths."""
    found = [("", "")]
    for signal in _holding(robots, "content-usage"):
        pattern, space, preferences = signal.value.partition(" ")
        if not pattern.startswith("/") or not space:
            pattern, preferences = "", signal.value
        if matches(pattern, path):
            found.append((pattern, preferences.strip()))
    return max(found, key=lambda line: len(line[0]) if line[1] else -1)[1]


def refusals(signal: UsageSignal) -> Permissions:
    """What it says that these agents are refused."""
    agents = [agent.strip() for agent in signal.value.split(",")]
    refused = [REFUSED[PURPOSES[agent]] for agent in agents if agent in PURPOSES]
    return strictest([_REFUSES_ALL, *refused] if AGENT in agents else refused)
