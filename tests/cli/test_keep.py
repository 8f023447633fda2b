"""`--keep` and `--min-confidence`: which pages give a record, and what is said of the others."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import get_args

import pytest

import newscrawl as package
from newscrawl import configuration
from newscrawl.errors import ConfigError, NotAnArticle
from newscrawl.record.keeping import KEEPS
from tests.cli.pages import ARTICLE
from tests.cli.run import newscrawl
from tests.servers import reply, server

FORM = (
    "<!doctype html><html lang='en'><head><title>Contact</title></head><body><h1>Contact</h1><p>You can reach us by "
    "email or telephone from eight to six. Please have your customer number at hand, and write your question into the "
    "form below. Our service will answer you within two days.</p><form><input name=a><input name=b><input name=c>"
    "<button>Send</button></form></body></html>"
)
WALL = (
    "<!doctype html><title>Access denied</title><h1>Access denied</h1><p>You do not have permission to view this page. "
    "Please verify you are human to go on.</p>"
)
WARNING = r"not an article: "


def site(path: str, _: socket.socket) -> bytes:
    return reply({"/form": FORM, "/wall": WALL}.get(path, ARTICLE).encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in (("article", ARTICLE), ("form", FORM), ("wall", WALL)):
        (pages / f"{name}.html").write_text(text, "utf8")
    (pages / "broken.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    return pages


def test_a_named_file_with_a_text_is_written_with_a_warning(folder: Path) -> None:
    result = newscrawl("extract", folder / "form.html")
    assert result.code == 0, result.err
    quality = json.loads(result.out)["meta"]["quality"]
    assert quality["is_article"] is False
    assert f"warning: {folder}/form.html: not an article: {quality['reasons_against'][0]} (confidence " in result.err


def test_a_named_address_with_a_text_is_written_with_a_warning() -> None:
    with server(site) as origin:
        result = newscrawl("scrape", f"{origin}/form")
        refused = newscrawl("scrape", f"{origin}/form", "--keep", "articles")
        wall = newscrawl("scrape", f"{origin}/wall")
        every = newscrawl("scrape", f"{origin}/wall", "--keep", "all")
    assert (result.code, "not an article: " in result.err) == (0, True)
    assert json.loads(result.out)["headline"] == "Contact"
    assert (refused.code, refused.out, "not an article: " in refused.err) == (3, "", True)
    assert (wall.code, wall.out, "not an article: wall: " in wall.err) == (3, "", True)
    assert every.code == 0


@pytest.mark.parametrize(
    ("options", "written", "left_out"),
    [
        ((), ["article"], 2),
        (("--keep", "text"), ["article", "form"], 1),
        (("--keep", "all"), ["article", "form", "wall"], 0),
        (("--min-confidence", "0"), ["article", "form"], 1),
        (("--min-confidence", "1"), [], 3),
    ],
)
def test_a_folder_keeps_what_is_wanted_and_counts_the_rest(
    folder: Path, tmp_path: Path, options: tuple[str, ...], written: list[str], left_out: int
) -> None:
    target = tmp_path / "out.jsonl"
    result = newscrawl("extract", folder, "-o", target, *options)
    assert f"{len(written)} records from 4 pages, {left_out} left out" in result.err, result.err
    assert "1 failed" in result.err
    lines = target.read_text("utf8").splitlines() if target.exists() else []
    assert len(lines) == len(written)
    for name in {"form", "wall"} - set(written):
        assert f"{name}.html: not an article: " in result.err


def test_the_line_names_the_reasons_without_their_numbers(folder: Path, tmp_path: Path) -> None:
    result = newscrawl("extract", folder, "-o", tmp_path / "out.jsonl")
    assert "not an article: wall: the page asks whether the reader is human" in result.err
    line = result.err.splitlines()[-1]
    assert "(confidence" not in line


def test_a_value_that_is_none_is_refused(folder: Path) -> None:
    for options in (("--keep", "some"), ("--min-confidence", "2"), ("--min-confidence", "much")):
        assert newscrawl("extract", folder, *options).code == 2
        assert newscrawl("scrape", "http://127.0.0.1/", *options).code == 2
        assert newscrawl("crawl", "http://127.0.0.1/", *options).code == 2


def test_python_s_extract_judges_by_the_given_confidence() -> None:
    assert package.extract(FORM).meta.quality.is_article is False
    least = package.extract(FORM, min_confidence=0.0).meta.quality
    assert (least.is_article, least.threshold, least.warnings) == (True, 0.0, ())
    most = package.extract(ARTICLE, min_confidence=1.0).meta.quality
    assert most.is_article is False
    assert "threshold 1.00" in most.warnings[0]
    assert package.extract(WALL, min_confidence=0.0).meta.quality.is_article is False
    assert package.extract(FORM, keep="text").headline == "Contact"
    for page, keep in ((FORM, "articles"), (WALL, "text")):
        with pytest.raises(NotAnArticle):
            package.extract(page, keep=keep)
    assert get_args(configuration.Keep) == KEEPS
    with pytest.raises(ValueError, match="keep='some'"):
        package.extract(FORM, keep="some")  # type: ignore[arg-type]


def test_python_s_scrape_and_crawl_take_both() -> None:
    with server(site) as origin:
        assert package.scrape(f"{origin}/form").meta.quality.is_article is False
        with pytest.raises(NotAnArticle):
            package.scrape(f"{origin}/form", min_confidence=0.99)
    with pytest.raises(ConfigError, match="min_confidence"):
        package.crawl("http://127.0.0.1/", min_confidence=3)
    with pytest.raises(ConfigError, match="keep"):
        package.crawl("http://127.0.0.1/", keep="some")  # type: ignore[arg-type]


def linked(path: str, _: socket.socket) -> bytes:
    links = "".join(
        f'<p><a href="{to}">A page of the Pier Post</a></p>'
        for to in ("/2026/bridge-reopens-at-last", "/2026/how-to-reach-us-all")
    )
    if path == "/":
        return reply(f"<!doctype html><title>Pier Post</title><h1>Pier Post</h1>{links}".encode())
    pages = {"/2026/bridge-reopens-at-last": ARTICLE, "/2026/how-to-reach-us-all": FORM}
    return reply(pages[path].encode()) if path in pages else reply(b"", "404 Not Found")


def test_a_crawl_says_why_and_history_does_and_keep_text_writes_it(tmp_path: Path) -> None:
    with server(linked) as origin:
        options = ("crawl", f"{origin}/", "--delay", "0", "--store", tmp_path / "a.db", "-o", tmp_path / "a.jsonl")
        first = newscrawl(*options)
        told = newscrawl("history", f"{origin}/2026/how-to-reach-us-all", "--store", tmp_path / "a.db")
        every = newscrawl("crawl", f"{origin}/", "--delay", "0", "--keep", "text", "-o", tmp_path / "b.jsonl")
    assert len((tmp_path / "a.jsonl").read_text("utf8").splitlines()) == 1, first.err
    assert "no article: " in first.err
    assert "confidence 0." in first.err
    assert "(confidence 0." in told.out
    written = [json.loads(line)["headline"] for line in (tmp_path / "b.jsonl").read_text("utf8").splitlines()]
    assert "Contact" in written, every.err


def test_a_configuration_file_says_what_is_kept(tmp_path: Path) -> None:
    with server(linked) as origin:
        counts = {}
        for name, line in (("none", ""), ("text", 'keep = "text"'), ("sure", "min_confidence = 0.01")):
            file, out = tmp_path / f"{name}.toml", tmp_path / f"{name}.jsonl"
            file.write_text(f'sites = ["{origin}/"]\ndelay = 0\n{line}\n', "utf8")
            done = newscrawl("crawl", "--config", file, "-o", out)
            counts[name] = len(out.read_text("utf8").splitlines())
    assert counts == {"none": 1, "text": 2, "sure": 2}, done.err


def test_the_reason_is_the_first_of_the_warnings() -> None:
    for page in (FORM, WALL):
        quality = package.extract(page).meta.quality
        assert quality.warnings[0].removeprefix("not an article: ").startswith(quality.reasons_against[0])
