"""Sites that moved: their pages had the same paths at another host, where the store may know them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit, urlunsplit

from newscrawl.store.database import Database
from newscrawl.store.keys import identity_of
from newscrawl.store.queries import Text
from newscrawl.urls import host_of

_HOMES = """
SELECT reached AS value FROM reached WHERE site = ? AND is_home = 1
UNION SELECT site FROM sites WHERE site = ? UNION SELECT url FROM sites WHERE site = ?
"""


def homes_of(database: Database, owner: str) -> set[str]:
    """Where the home page of a named site is and was: sites, and the host of the address by which it is named."""
    found = {row.value for row in database.rows(Text, _HOMES, (owner, owner, owner))}
    return {host_of(one) if "://" in one else one for one in found}


def earlier_identities(url: str, homes: Collection[str]) -> Iterator[str]:
    """Under which a page may be known that was read at this address of a site with these homes."""
    parts, own = urlsplit(url), host_of(url)
    for host in sorted({name for home in homes for name in (home, f"www.{home}")} - {own}):
        yield identity_of(urlunsplit(parts._replace(netloc=host)))
