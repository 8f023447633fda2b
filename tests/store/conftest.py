"""Every test with a `where` or a `store` runs against each database that the store knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.store import Store
from tests import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.serving() as running:
        yield running


@pytest.fixture
def address(server: postgres.Server) -> Iterator[str]:
    """A new, empty database of the server."""
    with server.database() as fresh:
        yield fresh


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.process)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made."""
    return str(tmp_path / "s.db") if request.param == "sqlite" else request.getfixturevalue("address")


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with Store.open(where) as opened:
        yield opened
