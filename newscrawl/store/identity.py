"""What the store knows an address by."""

from __future__ import annotations

from hashlib import sha256

from newscrawl.urls import canonical_form

_LONGEST = 2_000  # bytes: an index of PostgreSQL takes up to 2,700, and letters beyond ASCII are escaped to six each


def identity_of(url: str) -> str:
    """The canonical form of an address; of an overlong one the start, and a fingerprint for the rest."""
    form = canonical_form(url)
    if len(form) <= _LONGEST and form.isascii():
        return form
    data = form.encode("utf-8", "replace")
    return form if len(data) <= _LONGEST else f"{form[:200]}#{sha256(data).hexdigest()}"
