"""What the status of an answer says of its body (RFC 9110, 15). Pure."""

from __future__ import annotations

import re

# 204 and 205 have no body, 304 says that the known one stands. A redirect that leads nowhere shows its body.
_WITHOUT_PAGE = frozenset({204, 205, 304})
_RANGE = re.compile(r"bytes\s+0-(\d{1,15})/(\d{1,15})", re.IGNORECASE)


def holds_page(status: int, content_range: str | None = None) -> bool:
    """Whether a browser shows the body of such an answer as the page, and it is the whole of it.

    Answers but 200 are often bot checks (202), or made by somebody on the way (203, 218): where nothing is found in
    one, it stands for a failure.
    """
    if status == 206:
        part = _RANGE.fullmatch((content_range or "").strip())
        return not content_range or (part is not None and int(part[1]) + 1 == int(part[2]))
    return 200 <= status < 400 and status not in _WITHOUT_PAGE
