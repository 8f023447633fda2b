"""The house stands on its ground: imports go downward only, and each library stays in its room."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "newscrawl"

# Bottom first. A module may import its own floor and those below it.
FLOORS = (
    {
        "article",
        "plain",
        "errors",
        "text",
        "urls",
        "dates",
        "decode",
        "lang",
        "configuration",
        "identity",
        "views",
        "guard",
        "redirects",
        "cookies",
        "http_dates",
        "unpacking",
        "calendars",
        "zones",
        "date_words",
        "printed_dates",
        "relative_dates",
    },
    {"extraction", "sites", "discovery", "dedup", "parts", "template", "validity", "rights"},
    {"store", "warc", "export", "schedule", "monitor"},
    {
        "settings",
        "spiders",
        "scheduler",
        "middlewares",
        "pipelines",
        "exporters",
        "extensions",
        "process",
        "fetching",
        "session",
        "archive",
        "aside",
        "pace",
        "manners",
        "page",
        "requests",
        "failures",
        "progress",
        "addresses",
        "connections",
        "credentials",
        "leads",
        "choice",
        "surveying",
        "workers",
    },
    {"crawling", "cli", "web", "demo", "dictionary", "__main__"},
)
# Library -> the rooms that may import it. Doors may, inside a function.
LIBRARIES = {
    "scrapy": FLOORS[3] | {"crawling", "cli"},
    "twisted": FLOORS[3],
    "lxml": {"extraction", "discovery", "rights"},
    "pydantic": {"configuration", "dictionary"},
    "click": {"cli"},
    "rich": {"cli"},
    "pyarrow": {"export"},
    "feedparser": {"discovery"},
    "sqlite3": {"store"},
    "fastwarc": {"warc"},
    "psycopg": {"store"},
}
# What would make yesterday's page give another answer today. Time, luck and the world are arguments below the rim.
IMPURE = {"time", "random", "os", "socket", "subprocess", "urllib.request", "http.client", "asyncio", "threading"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf8"), str(path))


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", node.lineno
            if node.module == "newscrawl":
                yield from ((f"newscrawl.{alias.name}", node.lineno) for alias in node.names)


def floor(name: str) -> int:
    found = [level for level, rooms in enumerate(FLOORS) if name in rooms]
    assert found, f"newscrawl/{name} stands on no floor: add it to FLOORS"
    return found[0]


def test_imports_go_downward_only() -> None:
    wrong = []
    for path, tree in modules():
        if path == ROOT / "__init__.py":
            continue
        for name, line in imported(tree):
            parts = name.split(".")
            target = parts[1] if parts[0] == "newscrawl" and len(parts) > 1 else None
            if target is None or target in ("__version__", room(path)):
                continue
            # The record's views are methods of the record, loaded when called.
            if floor(target) > floor(room(path)):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_each_library_stays_in_its_rooms() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path, tree in modules()
        for name, line in imported(tree)
        if room(path) not in LIBRARIES.get(name.split(".")[0], {room(path)})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(FLOORS[0] | FLOORS[1]))
def test_ground_and_heart_know_no_clock_network_or_luck(name: str) -> None:
    calls = {"now", "today", "utcnow", "random", "getenv"}
    wrong = []
    for path, tree in modules():
        if room(path) != name:
            continue
        wrong += [f"{path.relative_to(ROOT)}:{line} imports {lib}" for lib, line in imported(tree) if lib in IMPURE]
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno} calls .{node.func.attr}()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
        ]
    assert not wrong, "\n".join(wrong)


def test_no_room_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc", "base"}
    assert not [path for path, _ in modules() if path.stem in vague or path.parent.name in vague]


def test_no_regular_expression_xpath_and_no_edit_of_the_tree() -> None:
    edits = {"drop_tree", "drop_tag", "strip_elements", "strip_tags", "replace", "remove", "append", "insert", "clear"}
    wrong = []
    for path, tree in modules():
        if "regular-expressions" in path.read_text("utf8") or "re:test" in path.read_text("utf8"):
            wrong.append(f"{path.relative_to(ROOT)} uses EXSLT regular expressions")
        if room(path) != "extraction":
            continue
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno} edits the parsed tree: etree.{node.func.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in edits
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"etree", "element", "node", "tree"}
        ]
    assert not wrong, "\n".join(wrong)


def test_the_door_loads_neither_scrapy_nor_twisted_nor_lxml() -> None:
    check = (
        "import sys, newscrawl\n"
        "heavy = {'scrapy', 'twisted', 'lxml', 'numpy', 'pydantic', 'click'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "newscrawl.extract\n"
        "heavy = {'scrapy', 'twisted', 'pydantic', 'click'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


def test_help_loads_neither_scrapy_nor_lxml() -> None:
    check = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from newscrawl.cli import main\n"
        "result = CliRunner().invoke(main, ['--help'])\n"
        "assert result.exit_code == 0 and 'scrape' in result.output, result.output\n"
        "heavy = {'scrapy', 'twisted', 'lxml', 'numpy', 'pydantic', 'pyarrow', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", check], check=True)
