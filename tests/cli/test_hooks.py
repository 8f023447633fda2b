"""A folder of site rules is data: its Python runs only where that is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Result, newscrawl
from tests.smallsite import SmallSite, article
from tests.warc.records import archive, record

HOOK = """
from dataclasses import replace
from pathlib import Path
Path(__file__).with_name("was_run").touch()
def refine(article, document):
    return replace(article, headline="Refined")
"""


def rules(folder: Path, host: str) -> Path:
    """A folder with a rule for the host, and the hook that the rule names."""
    made = folder / "rules"
    made.mkdir()
    (made / f"{host.replace(':', '_')}.toml").write_text('refine = "hook.py"\n')
    (made / "hook.py").write_text(HOOK)
    return made


def assert_refused(result: Result, folder: Path) -> None:
    assert result.code == 1
    assert "refine: hook.py is Python, which is run only with --allow-hooks" in result.err
    assert "Traceback" not in result.err
    assert not (folder / "was_run").exists()


def test_a_crawl_refuses_hooks_before_the_first_request_unless_they_are_allowed(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        folder = rules(tmp_path, origin.removeprefix("http://"))
        crawl = ("crawl", origin, "--delay", "0", "--sites", folder)
        assert_refused(newscrawl(*crawl), folder)
        assert site.hits == []
        allowed = newscrawl(*crawl, "--allow-hooks")
        (tmp_path / "news.toml").write_text(
            f'sites = ["{origin}"]\ndelay = 0\nrules = ["{folder}"]\nallow_hooks = true\n'
        )
        configured = newscrawl("crawl", "--config", tmp_path / "news.toml")
    for result in (allowed, configured):
        assert [one["headline"] for one in result.records] == ["Refined"], result.err


@pytest.mark.parametrize("kind", ["html", "warc"])
def test_so_do_extract_and_explain(kind: str, tmp_path: Path) -> None:
    folder = rules(tmp_path, "news.example")
    (tmp_path / "page.html").write_bytes(article(1))
    page: tuple[str | Path, ...] = (tmp_path / "page.html", "--url", "https://news.example/a")
    page = page if kind == "html" else (archive(tmp_path / "a.warc", record()),)
    extract = ("extract", *page, "--format", "jsonl", "--sites", folder)
    assert_refused(newscrawl(*extract), folder)
    assert_refused(newscrawl(*extract, "--jobs", "2"), folder)
    if kind == "html":
        assert_refused(newscrawl("explain", *page, "--sites", folder), folder)
        assert newscrawl("explain", *page, "--sites", folder, "--allow-hooks").code == 0
    (refined,) = newscrawl(*extract, "--allow-hooks").records
    assert refined["headline"] == "Refined"


def test_jobs_with_a_limit_say_that_they_are_one_process() -> None:
    site = SmallSite(articles=2, robots=b"")
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--delay", "0", "--jobs", "3", "--limit", "1")
        other = newscrawl("crawl", origin, "--delay", "0", "--limit", "1")
    assert (result.code, len(result.records)) == (0, 1)
    assert "hint: with a limit the crawl is one process, not 3" in result.err
    assert "one process" not in other.err
