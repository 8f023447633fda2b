"""What pyproject.toml declares is what the package imports, no more and no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf8"))["project"]
# Where a distribution's module has another name.
MODULES = {"python-dateutil": "dateutil", "fasttext-predict": "fasttext", "fasttext-predict-v2": "fasttext"}
# Imported, and declared by Scrapy, whose versions of them are the ones that fit.
OF_SCRAPY = {"twisted", "zope"}
# The modules of urllib3's extras, which are declared: each stands for the same coding on another Python.
OF_URLLIB3 = {"brotli", "brotlicffi", "backports", "compression"}


def declared(requirements: list[str]) -> set[str]:
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in requirements}
    return {MODULES.get(name, name) for name in names}


def imported() -> set[str]:
    found = set()
    for path in (REPOSITORY / "newscrawl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    return found - sys.stdlib_module_names - {"newscrawl"}


def test_what_is_declared_is_what_is_imported() -> None:
    extras = PROJECT["optional-dependencies"]
    optional = [one for name, requirements in extras.items() if name != "test" for one in requirements]
    assert declared([*PROJECT["dependencies"], *optional]) == imported() - OF_SCRAPY - OF_URLLIB3


def test_scrapy_has_an_upper_bound() -> None:
    """Its private names may change in any minor version: see newscrawl/crawling/scrapy_internals.py."""
    (scrapy,) = [one for one in PROJECT["dependencies"] if one.startswith("scrapy")]
    assert re.fullmatch(r"scrapy>=2\.(\d+),<2\.(\d+)", scrapy)
