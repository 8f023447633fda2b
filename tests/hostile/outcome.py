"""What may come of a case. A case names one or, where both are honest, several."""

from __future__ import annotations

ARTICLE = "article"  # the record arrives, headline and paragraphs as written
NO_ARTICLE = "no article"  # fetched and read, counted as no article
TOO_LARGE = "too large"  # given up at the size limit, after decompression
TOO_SLOW = "too slow"  # given up at the time limit, though bytes kept coming
BROKEN = "broken"  # counted as a failed fetch
WRONG_TYPE = "wrong type"  # dropped by content type, body unread
REFUSED = "refused"  # an address, scheme or redirect that is not followed
DISALLOWED = "disallowed"  # robots.txt forbids it, or could not be had

ALL = (ARTICLE, NO_ARTICLE, TOO_LARGE, TOO_SLOW, BROKEN, WRONG_TYPE, REFUSED, DISALLOWED)
