"""Frontier rows as the store gives them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from newscrawl.store.rows import TakenUrl
from newscrawl.store.store import Store
from newscrawl.urls import site_of
from tests.store.newsroom import taken


@cache
def _taken() -> TakenUrl:
    with Store.open() as store:
        return taken(store, "https://news.example/")


def row(url: str = "https://news.example/", **values: Any) -> TakenUrl:
    """A row in flight: an article, unless another kind is given, whose site owns itself."""
    return replace(_taken(), **{"url": url, "site": site_of(url), "owner": site_of(url), **values})
