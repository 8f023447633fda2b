"""Sites at one address take turns; a site alone at its address is not held up."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from newscrawl.net.servers import Server, Servers, TurnLostError, server_of


def test_usual_ports_are_one_server_and_others_are_their_own() -> None:
    assert server_of("192.0.2.1", 80) == server_of("192.0.2.1", 443)
    assert len({server_of("192.0.2.1", 80), server_of("192.0.2.1", 8080), server_of("192.0.2.2", 80)}) == 3


def test_a_neighbour_waits_for_the_delay_and_the_site_itself_does_not() -> None:
    server = Server(site="a.example", last=100.0)
    assert server.wait("a.example", 100.1, 1.0, 1) == 0.0
    assert server.wait("b.example", 100.25, 1.0, 1) == 0.75
    assert server.wait("b.example", 101.5, 1.0, 1) == 0.0


def test_nobody_enters_while_as_many_as_may_are_inside() -> None:
    server = Server(busy=2, site="a.example", last=0.0)
    assert server.wait("b.example", 100.0, 1.0, 2) == inf
    assert server.wait("b.example", 100.0, 1.0, 3) == 0.0


def test_one_request_at_a_time_at_any_of_a_hosts_addresses() -> None:
    inside: list[str] = []

    async def ask(servers: Servers, site: str, *names: str) -> None:
        async with servers.turn(site, names, delay=0.0, most=1):
            inside.append(f"{site} in")
            await asyncio.sleep(0)
            inside.append(f"{site} out")

    async def run() -> None:
        servers = Servers()
        await asyncio.gather(ask(servers, "a", "1", "2"), ask(servers, "b", "2", "3"), ask(servers, "c", "3", "1"))

    asyncio.run(run())
    assert len(inside) == 6
    assert all(first.split()[0] == second.split()[0] for first, second in zip(inside[::2], inside[1::2], strict=True))


@pytest.mark.parametrize("most", [1, 2])
def test_who_waits_when_the_crawl_ends_is_told(most: int) -> None:
    """For another to leave, or for the delay."""

    async def run() -> None:
        servers = Servers()
        async with servers.turn("a", ["1"], delay=0.0, most=1):
            waiting = asyncio.ensure_future(servers.turn("b", ["1"], delay=3600.0, most=most).__aenter__())
            await asyncio.sleep(0)
            servers.close()
            with pytest.raises(TurnLostError):
                await waiting

    asyncio.run(run())
