"""What the store knows an address by."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

from newscrawl.urls import canonical_form, site_of

_LONGEST = 2_000  # bytes: an index of PostgreSQL takes up to 2,700, and letters beyond ASCII are escaped to six each

# How sites address the other forms of a page: for phones, AMP, paper; the first of its pages, or all of them at once.
_HOST = re.compile(r"^(?:www|m|mobile|mobil|touch|wap|amp)\.")
_PATH = re.compile(
    r"^/(?:amp|print|mobile|m)(?=/)|\.amp(?=\.html?$)|\.amp$|[-,_.](?:print|druck)(?=\.html?$)"
    r"|/(?:amp|print|drucken|druckversion|imprimir|imprimer|stampa|komplettansicht|singlepage"
    r"|(?:page|seite|pagina)[/-]?1)/?$",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?:^|&)(?:(?:amp|print|printable|mobile|singlepage)(?:=(?:1|true|yes|)?)?"
    r"|(?:output|outputtype|view|format|mode|layout)=(?:amp|print|mobile|singlepage)"
    r"|(?:page|p|paged|seite)=(?:1|all))(?=&|$)", re.IGNORECASE,
)  # fmt: skip


def identity_of(url: str) -> str:
    """The canonical form of an address; of an overlong one the start, and a fingerprint for the rest."""
    form = canonical_form(url)
    if len(form) <= _LONGEST and form.isascii():
        return form
    data = form.encode("utf-8", "replace")
    return form if len(data) <= _LONGEST else f"{form[:200]}#{sha256(data).hexdigest()}"


def plain_identity_of(url: str) -> str | None:
    """The identity of the page whose other form (mobile host, AMP, print, first of its pages) an address names.

    None for an address that names none. It is a guess, to be believed only if the texts are alike.
    """
    parts = urlsplit(url)
    host = _HOST.sub("", parts.netloc)
    query = _QUERY.sub("", parts.query).strip("&")
    plain = urlunsplit((parts.scheme, host, _PATH.sub("", parts.path) or "/", query, ""))
    if site_of(plain) != site_of(url) or not urlsplit(plain).path.strip("/"):
        return None
    identity = identity_of(plain)
    return identity if identity != identity_of(url) else None
