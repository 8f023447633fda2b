"""docs/architecture.md names files and functions that are there, and its walks stay short."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
WALKS = [section for section in re.split(r"^## ", TEXT, flags=re.M) if section.partition("\n")[0].endswith("?")]
NAMED = re.findall(r"`([a-z_/]+\.py)`(?:\s+\(((?:`\w+`[^`)]*)+)\))?", TEXT)


def defined(path: Path) -> set[str]:
    """Names of a module, and of its classes' methods."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.partition("\n")[0])
def test_a_walk_has_at_most_eight_steps_which_begin_with_a_file(walk: str) -> None:
    steps = re.findall(r"^(\d+)\. (.*)", walk, flags=re.M)
    assert 3 <= len(steps) <= 8
    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))


def test_three_questions_are_answered() -> None:
    assert len(WALKS) == 3


@pytest.mark.parametrize(("file", "names"), sorted(set(NAMED)))
def test_files_and_names_are_there(file: str, names: str) -> None:
    path = next((path for path in (ROOT / "newscrawl" / file, ROOT / file) if path.is_file()), None)
    assert path is not None, f"docs/architecture.md names {file}"
    assert set(re.findall(r"`(\w+)`", names)) <= defined(path)
