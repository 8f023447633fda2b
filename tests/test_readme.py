"""README and docs/ keep their word: sessions run as they are printed, lists are complete, links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ByteSize

from newscrawl import cli, demo
from newscrawl.configuration import Limits
from newscrawl.export.formats import FORMATS
from tests.cli.pages import ARTICLE, PARAGRAPHS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf8")
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])


def block(name: str) -> str:
    """The code that stands under the comment `<!-- name -->`."""
    found = re.search(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"README has no block {name!r}"
    return found[1]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with demo.serve() as origin:
        yield origin


@pytest.mark.process
def test_the_shell_session_runs_as_printed(site: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.html").write_text(ARTICLE, "utf8")
    (tmp_path / "story.txt").write_text("\n".join(["A bridge", "By admin", *PARAGRAPHS, "Leave a Comment"]), "utf8")
    (tmp_path / "urls.txt").write_text(f"{site}/town/library-lends-umbrellas/\n", "utf8")
    command = tmp_path / "newscrawl"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newscrawl "$@"\n', "utf8")
    command.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", block("session: shell")],
        cwd=tmp_path, env={**os.environ, "SITE": site, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# ")
    assert len((tmp_path / "articles.jsonl").read_text("utf8").splitlines()) == 10
    assert len((tmp_path / "pages.jsonl").read_text("utf8").splitlines()) == 1
    assert "Leave a Comment" not in done.stdout
    assert "Ada Marlow" in done.stdout


@pytest.mark.process
def test_the_python_session_runs_as_printed(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"{site}/town/library-lends-umbrellas/"
    with urllib.request.urlopen(url) as response:
        page = response.read()
    exec(compile(block("session: python"), "README.md", "exec"), {"page": page, "url": url, "site": site})
    printed = capsys.readouterr().out
    assert "# " in printed
    assert sum(line.startswith(site) for line in printed.splitlines()) == 10


def test_every_command_table_and_format_is_listed() -> None:
    store = (DOCS / "store.md").read_text("utf8")
    schema = (Path(cli.__file__).parent.parent / "store" / "schema.py").read_text("utf8")
    for name in cli.COMMANDS:
        assert re.search(rf"^\| `{name}\b", README, re.MULTILINE), f"README's table lacks {name}"
    for table in re.findall(r"CREATE TABLE (\w+)", schema):
        assert re.search(rf"^\| `{table}` \|", store, re.MULTILINE), f"docs/store.md's list of tables lacks {table}"
    for form in FORMATS.values():
        assert form.suffixes[0] in README, f"README does not name {form.suffixes[0]}"


def test_every_limit_is_listed_with_its_default() -> None:
    limits = (DOCS / "configuration.md").read_text("utf8").partition("## Limits")[2]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (\d[^|]*) \|", limits, re.MULTILINE)
    listed = {
        name.strip("` "): value.strip()
        for names, values in rows
        for name, value in zip(names.split(","), values.split(","), strict=True)
    }
    assert listed == {name: _shown(field.default) for name, field in Limits.model_fields.items()}


def _shown(value: float | str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} types"
    if isinstance(value, str):
        return "1 pattern"
    for unit, size in (("MiB", 1024 * 1024), ("KiB", 1024)):
        if isinstance(value, ByteSize) and value % size == 0:
            return f"{value // size} {unit}"
    return f"{value:g}"


def _anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_pages_and_headings(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf8")):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.is_file(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in _anchors(target.read_text("utf8")), f"{page.name} links to {link}"


def test_every_page_of_docs_is_named_by_readme() -> None:
    assert set(re.findall(r"\]\((docs/\w+\.md)\)", README)) == {f"docs/{page.name}" for page in DOCS.glob("*.md")}


def test_readme_is_the_short_way_in() -> None:
    assert len(README.splitlines()) < 300
