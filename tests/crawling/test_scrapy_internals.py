"""Each name of Scrapy and Twisted that is not public still does what the crawl needs, and only one module knows it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[2] / "newscrawl"
INTERNALS = PACKAGE / "crawling" / "scrapy_internals.py"
UNDOCUMENTED = ("nextcall", "original_resolver")


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What a crawl of Scrapy alone saw of each of them."""
    command = [sys.executable, "-m", "tests.crawling.internals"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.process
def test_the_engine_asks_the_scheduler_when_it_is_woken(seen: dict[str, Any]) -> None:
    """`engine._slot.nextcall`: its own timer comes every five seconds."""
    assert seen["asked when woken"] > seen["asked unasked"]


@pytest.mark.process
def test_the_engine_says_when_it_closes(seen: dict[str, Any]) -> None:
    """`engine._slot.closing`."""
    assert (seen["closing"], seen["closing at the end"]) == (False, True)


@pytest.mark.process
def test_requests_that_wait_in_the_downloader_can_be_given_up(seen: dict[str, Any]) -> None:
    """The pairs of `slot.queue`."""
    assert seen["waiting"] == ["ZeroDivisionError"]
    assert seen["under way"] == 200


@pytest.mark.process
def test_connections_that_are_kept_open_are_counted_and_closed(seen: dict[str, Any]) -> None:
    """`_pool` and its `_connections`."""
    assert (seen["status"], seen["idle"], seen["idle after closing"]) == (200, 1, 0)


@pytest.mark.process
def test_an_answer_whose_head_does_not_end_is_broken_off(seen: dict[str, Any]) -> None:
    """`_pool._factory`, `_quiescentCallback`, `_parser`, `_giveUp`, HEADER and STATUS."""
    assert "HeadTooLargeError" in seen["endless head"]


@pytest.mark.process
def test_names_are_looked_up_by_the_function_that_is_given(seen: dict[str, Any]) -> None:
    """`GAIResolver` and `original_resolver`."""
    assert seen["looked up"] == "name.invalid"
    assert "CannotResolveHostError" in seen["unknown name"]


def test_no_other_module_uses_a_name_that_is_not_public() -> None:
    trees = {path: ast.parse(path.read_text("utf8")) for path in sorted(PACKAGE.rglob("*.py"))}
    own = {name for tree in trees.values() for name in defined(tree)}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} {name}"
        for path, tree in trees.items()
        if path != INTERNALS and {"scrapy", "twisted"} & set(libraries(tree))
        for name, line in used(tree)
        if name not in own
    ]
    assert not wrong, "\n".join(wrong)


def libraries(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def defined(tree: ast.AST) -> Iterator[str]:
    """The private names that a module of the package gives to something of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield from [node.attr] if node.value.id in ("self", "cls") else []


def used(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The private names, attributes and modules that a module takes from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            path = (node.module or "").split(".")
            names = [*path, *(alias.name for alias in node.names)]
            yield from ((name, node.lineno) for name in names if is_private(name) and path[0] != "newscrawl")
        elif isinstance(node, ast.Attribute) and (is_private(node.attr) or node.attr in UNDOCUMENTED):
            yield node.attr, node.lineno
