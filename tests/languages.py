"""The languages that newscrawl has a table of."""

from __future__ import annotations

from importlib.resources import files


def available() -> tuple[str, ...]:
    """Their codes, sorted."""
    tables = (file.name for file in files("newscrawl.lang").iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in tables))
