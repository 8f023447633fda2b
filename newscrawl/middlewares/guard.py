"""The guard at the crawl's door and at its resolver: see newscrawl.net.address_guard for what it allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from newscrawl.crawling.refusals import Refused
from newscrawl.crawling.session import Session
from newscrawl.net.address_guard import Guard

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class GuardMiddleware:
    """Refuses what needs no resolving to be refused: `Guard.url_refusal`.

    Redirects come back through here as requests of their own; `via` in a request's meta is the page that led there.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        return cls(Session.of(crawler).guard)

    def process_request(self, request: Request) -> None:
        if reason := self._guard.url_refusal(request.url, request.meta.get("via")):
            raise Refused(f"refused: {reason}")


@implementer(IHostnameResolver)
class GuardedResolver:
    """Hands on only the addresses that the guard allows: the check on what is really connected to.

    Twisted asks the resolver for every connection, for addresses written as such too, and connects to what it answers:
    a name cannot change between check and use.
    """

    def __init__(self, resolver: Any, guard: Guard, refusals: dict[str, str]) -> None:
        self._resolver = resolver
        self._guard = guard
        self._refusals = refusals

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _GuardedReceiver(resolutionReceiver, self, hostName, portNumber)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def allowed(self, host: str, port: int, addresses: Sequence[Any]) -> list[Any]:
        """The resolved addresses that may be connected to; a refusal is remembered for the error's text."""
        by_text = {getattr(address, "host", ""): address for address in addresses}
        allowed, reason = self._guard.reachable(host, port, by_text)
        if reason:
            self._refusals[host] = reason
        return [by_text[text] for text in allowed]


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    def __init__(self, receiver: Any, guarded: GuardedResolver, host: str, port: int) -> None:
        self._receiver = receiver
        self._guarded = guarded
        self._host, self._port = host, port
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        for address in self._guarded.allowed(self._host, self._port, self._addresses):
            self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()
