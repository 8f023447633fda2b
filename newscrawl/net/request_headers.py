"""Who asks, and for what: the headers that say so in every request. Pure."""

from __future__ import annotations

import re

from newscrawl.version import AGENT, __version__

PAGES = "text/html,application/xhtml+xml;q=0.9,application/xml;q=0.5"
"""`Accept` (RFC 9110, 12.5.1) for articles, home and section pages; for feeds, sitemaps and files the next one."""
SOURCES = "application/rss+xml,application/atom+xml,application/xml,text/xml,text/html;q=0.8,*/*;q=0.1"
_MAILBOX = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")


def user_agent(contact: str | None = None) -> str:
    """What newscrawl calls itself: no disguise, and where the person behind it can be reached (RFC 9110, 10.1.5)."""
    return f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")


def identity(contact: str | None = None) -> dict[str, str]:
    """The headers that say who asks. A contact that is a mailbox is `From` too (RFC 9110, 10.1.2)."""
    who = {"User-Agent": user_agent(contact)}
    return who | {"From": contact} if contact and _MAILBOX.fullmatch(contact) else who
