"""Why an address gave no page, and why a crawl failed, in the words of summaries.

Reasons are counted, so there are few of them and they are short. Text from a page or server is never part of a reason;
an example address accompanies it.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.signalmanager import SignalManager
from twisted.internet.error import ConnectError, ConnectionClosed

from newscrawl.crawling import signals
from newscrawl.errors import OutputError, RefusedValueError, StoreError
from newscrawl.store.store import Store
from newscrawl.urls import host_of

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "unknown host"),
    (DownloadConnectionRefusedError, "connection refused"),
    (DownloadTimeoutError, "no complete page in time"),
    (DownloadCancelledError, "too large"),
    (ResponseDataLossError, "the page broke off"),
)
_BROKE_OFF = (DownloadFailedError, UnsupportedURLSchemeError, OSError, ConnectError, ConnectionClosed)
DISALLOWED = "disallowed by robots.txt"
_TLS = ("certificate verify failed", "SSL", "TLS", "sslv3", "VerificationError")
_LAST_WAIT = 0.2  # seconds that a crawl which has failed gives its store

_MOST = 100  # reasons of one kind in one run; newscrawl has some fifty
_LONGEST = 100  # characters of a reason, and of an example
OTHERS = "other reasons"


class Reasons(Counter[str]):
    """How often each reason was given. `examples` has an address for each that has one."""

    def __init__(self) -> None:
        super().__init__()
        self.examples: dict[str, str] = {}

    def note(self, reason: str, example: str | None = None) -> None:
        """Count a reason once more."""
        reason = short(reason)
        if reason not in self and len(self) >= _MOST:
            reason = OTHERS
        self[reason] += 1
        if example is not None:
            self.examples.setdefault(reason, short(example))

    def take_back(self, reason: str) -> None:
        """Count a reason once less; the last one goes with its example."""
        reason = short(reason) if short(reason) in self else OTHERS
        self[reason] -= 1
        if self[reason] <= 0:
            del self[reason]
            self.examples.pop(reason, None)


class Failures:
    """Why addresses give no page, and why the crawl itself failed.

    `fatal` is the error that ended the crawl. `refusals` says why the resolver refused a host.
    """

    def __init__(self, store: Store, sender: SignalManager) -> None:
        self.fatal: BaseException | None = None
        self.refusals: dict[str, str] = {}
        self._store, self._sender = store, sender

    def fail(self, error: BaseException) -> None:
        """End the crawl as failed: what is in flight goes back to the queue, nothing more is marked done."""
        if self.fatal is None:
            self.fatal = error
            with suppress(StoreError):  # a store that was waited for in vain is not waited for again at every step
                self._store.wait_at_most(_LAST_WAIT)
            self._sender.send_catch_log(signals.crawl_failed)

    def explain(self, error: BaseException, url: str) -> str:
        """Why a URL gave no page: the refusal of the guard, or else the meaning of the error."""
        refused = self.was_refused(url)
        return reason_of(IgnoreRequest(refused)) if refused else reason_of(error)

    def was_refused(self, url: str) -> str | None:
        """Why the resolver refused the URL's host, if it did."""
        return self.refusals.get(host_of(url).partition(":")[0])


def short(text: str) -> str:
    """The text as it may stand in a line of a summary."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def ends_the_crawl(error: BaseException) -> bool:
    """Whether it is the store or an output that fails: without them no page can be kept."""
    return isinstance(error, StoreError | OutputError) and not isinstance(error, RefusedValueError)


def is_unexpected(error: BaseException) -> bool:
    """Whether a page's error is one of newscrawl itself, not of the network, a server or a rule."""
    return _known_reason(error) is None


def error_reason(error: BaseException) -> str:
    """An error of newscrawl itself, in the words of summaries; the log has the rest."""
    return f"an error in newscrawl: {type(error).__name__}"


def reason_of(error: BaseException) -> str:
    """A short reason, without addresses and numbers."""
    return _known_reason(error) or error_reason(error)


def _known_reason(error: BaseException) -> str | None:
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    text = str(error)
    if isinstance(error, IgnoreRequest):
        # What the guard says names the host and its address: "... is at ..., which is not a public address".
        return text.partition(" is at ")[2].partition(", which is ")[2] or text
    if type(error).__module__ != "builtins" and any(sign in text for sign in _TLS):
        return "TLS failure"
    return "the connection broke off" if isinstance(error, _BROKE_OFF) else None
