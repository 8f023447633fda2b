"""Why an address gave no page, in the words of summaries. They are counted, so there are few of them."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "unknown host"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadTimeoutError, "no complete page in time"),
    (DownloadCancelledError, "too large"),
    (ResponseDataLossError, "the page broke off"),
)
DISALLOWED = "disallowed by robots.txt"
_TLS = ("certificate verify failed", "SSL", "TLS", "sslv3", "VerificationError")


def reason_of(error: BaseException) -> str:
    """A short reason without addresses and numbers in it."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    text = str(error)
    if isinstance(error, IgnoreRequest):
        return "too large" if "DOWNLOAD_MAXSIZE" in text else text
    if any(sign in text for sign in _TLS):
        return "TLS failure"
    if isinstance(error, DownloadFailedError | OSError):
        return "the connection broke off"
    return type(error).__name__
