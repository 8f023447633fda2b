"""Requests carry only keys that `RequestMeta` has, each with a word about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import newscrawl
from newscrawl.crawling.request_meta import RequestMeta

ROOT = Path(newscrawl.__file__).parent
TYPED = ROOT / "crawling" / "request_meta.py"
CRAWL = sorted(
    path
    for place in ("crawling", "middlewares", "spiders", "runner", ".")
    for path in (ROOT / place).glob("*.py")
    if path != TYPED
)
_METHODS = {"get", "pop", "setdefault"}


def constants(node: ast.AST) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def is_meta(node: ast.AST) -> bool:
    """`meta_of(...)`, or the variable that it is kept in."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "meta_of"
    return isinstance(node, ast.Name) and node.id == "meta"


def keys(tree: ast.AST) -> Iterator[str]:
    """The keys of a request's meta that a module reads or writes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and is_meta(node.value):
            yield from constants(node.slice)
        elif isinstance(node, ast.Compare) and any(map(is_meta, node.comparators)):
            yield from constants(node.left)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and is_meta(node.func.value):
                yield from constants(node.args[0])
            elif isinstance(node.func, ast.Name) and node.func.id == "RequestMeta":
                yield from (str(keyword.arg) for keyword in node.keywords)


def untyped(tree: ast.AST) -> Iterator[int]:
    """Lines that read or write a request's meta past `meta_of`. An article has a meta too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "meta":
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner not in ("article", "record"):
                yield node.lineno
        elif isinstance(node, ast.keyword) and node.arg == "meta" and isinstance(node.value, ast.Dict):
            yield node.lineno


@pytest.mark.parametrize("path", CRAWL, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_key_is_read_or_written(path: Path) -> None:
    tree = ast.parse(path.read_text("utf8"))
    assert not list(untyped(tree)), f"{path}: use `meta_of(request)`"
    assert not set(keys(tree)) - set(RequestMeta.__annotations__)


def test_every_key_is_used_and_explained() -> None:
    used = {key for path in (*CRAWL, TYPED) for key in keys(ast.parse(path.read_text("utf8")))}
    assert used == set(RequestMeta.__annotations__)
    (typed,) = (node for node in ast.walk(ast.parse(TYPED.read_text("utf8"))) if isinstance(node, ast.ClassDef))
    after = [two for one, two in pairwise(typed.body) if isinstance(one, ast.AnnAssign)]
    assert len(after) == len(RequestMeta.__annotations__)
    assert all(isinstance(node, ast.Expr) and constants(node.value) for node in after)


@pytest.mark.parametrize(
    "line",
    ["request.meta['row']", "response.request.meta.get('row')", "Request(url, meta={'row': row})"],
)
def test_a_way_past_the_types_is_seen(line: str) -> None:
    assert list(untyped(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "meta_of(request)['via']",
        "meta.get('via')",
        "'via' in meta",
        "meta_of(request).pop('via', None)",
        "meta_of(request).update(RequestMeta(via=url))",
        "meta['via'] = url",
    ],
)
def test_an_unknown_key_is_seen(line: str) -> None:
    assert list(keys(ast.parse(line))) == ["via"]
