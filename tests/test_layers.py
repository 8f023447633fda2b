"""Imports go strictly downward through the ranks of rooms, and each library stays in its rooms.

A room is a package or a file directly below `newscrawl/`; the rooms of `newscrawl/extraction/` have ranks of their own.
A module imports its own room and rooms of a lower rank. Imports at module level, inside functions and under
`TYPE_CHECKING` count alike.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "newscrawl"

# Lowest rank first. Rooms of one rank do not import each other.
RANKS: Sequence[set[str]] = (
    {"version", "errors", "text", "sites", "demo"},
    {"urls", "encoding", "files", "lang"},
    {"configuration", "record", "html"},
    {"dates", "net"},
    {"rights", "discovery"},
    {"extraction"},
    {"processing"},
    {"store", "warc"},
    {"crawling", "export"},
    {"settings", "scheduler", "pipelines", "exporters", "handlers", "middlewares", "spiders"},
    {"extensions", "runner"},
    {"api"},
    {"newscrawl"},
    {"cli"},
    {"__main__"},
)
EXTRACTION_RANKS: Sequence[set[str]] = (
    {"arguments", "rules", "titles"},
    {"candidates", "people"},
    {"body"},
    {"language", "layout"},
    {"readers"},
    {"evidence"},
    {"fields"},
    {"page", "assemble"},
    {"extraction", "explanation", "cleaning"},
)
# Importing room -> imported room -> why this one may.
EXCEPTIONS: Mapping[tuple[str, str], str] = {}

# Library -> the rooms that may import it.
_SCRAPY = set().union(*RANKS[8:12]) - {"export"}
LIBRARIES = {
    "scrapy": _SCRAPY | {"cli"},
    "twisted": _SCRAPY - {"api"},
    "lxml": {"html", "extraction", "discovery", "rights"},
    "pydantic": {"configuration", "record"},
    "click": {"cli"},
    "rich": {"cli"},
    "pyarrow": {"export"},
    "feedparser": {"discovery"},
    "sqlite3": {"store"},
    "fastwarc": {"warc"},
    "psycopg": {"store"},
    "socket": {"net", "store", "crawling", "handlers", "runner"},
}
# What would make yesterday's page give another answer today. Time, chance and the environment are arguments.
IMPURE = {"time", "random", "os", "socket", "subprocess", "urllib.request", "http.client", "asyncio", "threading"}
PURE = sorted(set().union(*RANKS[:7]) - {"net", "demo", "files"})


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the package, parsed once."""
    return tuple((path, ast.parse(path.read_text("utf8"), str(path))) for path in sorted(ROOT.rglob("*.py")))


@cache
def names() -> frozenset[str]:
    return frozenset(_name(path) for path, _ in modules())


def _name(path: Path) -> str:
    return ".".join(("newscrawl", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


def room(name: str) -> str:
    """The room of a module: `newscrawl.net.address_guard` stands in `net`."""
    return name.split(".")[1] if "." in name else "newscrawl"


def extraction_room(name: str) -> str:
    parts = name.split(".")
    return parts[2] if len(parts) > 2 else "extraction"


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What a module imports, with the line: modules by their own name, other names by their module's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in names() else node.module or ""), node.lineno


def arrows() -> Iterator[tuple[str, str, str]]:
    """(importing module, imported module, where), within the package."""
    for path, tree in modules():
        for name, line in imported(tree):
            if name.split(".")[0] == "newscrawl":
                yield _name(path), name, f"{path.relative_to(ROOT)}:{line}"


def rank(name: str, ranks: Sequence[set[str]]) -> int:
    found = [level for level, rooms in enumerate(ranks) if name in rooms]
    assert found, f"{name} has no rank: add it to the table"
    return found[0]


def test_imports_go_strictly_downward() -> None:
    wrong = []
    for source, target, where in arrows():
        a, b = room(source), room(target)
        if a != b and rank(b, RANKS) >= rank(a, RANKS) and (a, b) not in EXCEPTIONS:
            wrong.append(f"{where} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_imports_inside_the_extractor_go_strictly_downward() -> None:
    wrong = []
    for source, target, where in arrows():
        if room(source) != "extraction" or room(target) != "extraction":
            continue
        a, b = extraction_room(source), extraction_room(target)
        if a != b and rank(b, EXTRACTION_RANKS) >= rank(a, EXTRACTION_RANKS) and (a, b) not in EXCEPTIONS:
            wrong.append(f"{where} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_every_exception_is_needed_and_has_a_reason() -> None:
    used = {(room(a), room(b)) for a, b, _ in arrows()}
    used |= {(extraction_room(a), extraction_room(b)) for a, b, _ in arrows() if room(a) == room(b) == "extraction"}
    assert all(reason for reason in EXCEPTIONS.values())
    assert not set(EXCEPTIONS) - used


def test_no_modules_import_each_other_in_a_circle() -> None:
    below: dict[str, set[str]] = {name: set() for name in names()}
    for source, target, _ in arrows():
        if target != source:
            below[source].add(target)
    while free := {name for name, targets in below.items() if not targets & below.keys()}:
        below = {name: targets for name, targets in below.items() if name not in free}
    assert not below, f"in a circle, or above one: {sorted(below)}"


def test_no_two_modules_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for path, _ in modules():
        if path.stem not in ("__init__", "__main__"):
            places.setdefault(path.stem, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_root_stays_small() -> None:
    assert len(list(ROOT.glob("*.py"))) <= 16


def test_each_library_stays_in_its_rooms() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path, tree in modules()
        for name, line in imported(tree)
        if room(_name(path)) not in LIBRARIES.get(name.split(".")[0], {room(_name(path))})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("pure", PURE)
def test_what_is_pure_knows_no_clock_network_or_chance(pure: str) -> None:
    calls = {"now", "today", "utcnow", "random", "getenv"}
    wrong = []
    for path, tree in modules():
        if room(_name(path)) != pure:
            continue
        wrong += [f"{path.relative_to(ROOT)}:{line} imports {lib}" for lib, line in imported(tree) if lib in IMPURE]
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno} calls .{node.func.attr}()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
        ]
    assert not wrong, "\n".join(wrong)


def test_no_module_has_an_empty_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc", "base"}
    assert not [path for path, _ in modules() if path.stem in vague or path.parent.name in vague]


def test_no_regular_expression_xpath_and_no_edit_of_the_tree() -> None:
    edits = {"drop_tree", "drop_tag", "strip_elements", "strip_tags", "replace", "remove", "append", "insert", "clear"}
    wrong = []
    for path, tree in modules():
        if "regular-expressions" in path.read_text("utf8") or "re:test" in path.read_text("utf8"):
            wrong.append(f"{path.relative_to(ROOT)} uses EXSLT regular expressions")
        if room(_name(path)) not in ("html", "extraction"):
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


@pytest.mark.process
def test_reading_a_page_or_a_text_loads_neither_the_crawl_nor_a_network() -> None:
    check = (
        "import sys, newscrawl\n"
        "def loaded(*names):\n"
        "    return {name for name in sys.modules if name in names or name.split('.')[0] in names}\n"
        "assert not (heavy := loaded('scrapy', 'twisted', 'lxml', 'numpy', 'pydantic', 'click')), heavy\n"
        "text = 'The council has approved the new bridge over the river. ' * 9\n"
        "article = newscrawl.extract(f'<html><title>A bridge</title><p>{text}', 'https://news.example/a-bridge')\n"
        "assert article.in_language == 'en', article\n"
        "assert newscrawl.clean(text)\n"
        "crawl = ('scrapy', 'twisted', 'newscrawl.crawling', 'newscrawl.store', 'sqlite3', 'pydantic', 'click')\n"
        "network = ('aiohttp', 'requests', 'urllib3', 'ssl', 'asyncio', 'http')\n"
        "assert not (heavy := loaded(*crawl, *network)), heavy\n"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.process
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
