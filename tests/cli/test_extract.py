"""`newscrawl extract`: files on disk, ours and wrong ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.pages import ARTICLE, LIST, PARAGRAPHS
from tests.cli.run import newscrawl


def test_one_file_is_one_object_on_standard_output(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    result = newscrawl("extract", tmp_path / "page.html", "--url", "https://courier.example/bridge")
    assert result.code == 0, result.err
    record = json.loads(result.out)
    assert record["headline"] == "Harbour bridge reopens after eleven months"
    assert record["url"] == "https://courier.example/bridge"
    assert record["article_body"] == "\n\n".join(PARAGRAPHS)
    assert [author["name"] for author in record["authors"]] == ["Ada Marlow"]


def test_standard_input_is_a_dash() -> None:
    result = newscrawl("extract", "-", "--format", "text", stdin=ARTICLE)
    assert result.code == 0, result.err
    assert PARAGRAPHS[2] in result.out
    assert "All rights reserved" not in result.out


def test_a_folder_gives_a_record_a_page_in_order_whatever_the_jobs(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(40):
        page = ARTICLE.replace("eleven months", f"{n + 2} months")
        (pages / f"{n:02}.html").write_text(page, "utf8")
    (pages / "zipped.html.gz").write_bytes(gzip.compress(ARTICLE.encode()))
    (pages / "style.css").write_text("p {}", "utf8")
    outputs = []
    for jobs in ("1", "2"):
        target = tmp_path / f"out{jobs}.jsonl"
        result = newscrawl("extract", pages, "--jobs", jobs, "-o", target)
        assert result.code == 0, result.err
        outputs.append(target.read_bytes())
    assert outputs[0] == outputs[1]
    headlines = [json.loads(line)["headline"] for line in outputs[0].splitlines()]
    assert headlines[:3] == [f"Harbour bridge reopens after {n} months" for n in (2, 3, 4)]
    assert len(headlines) == 41


def test_a_page_without_an_article_is_named_and_the_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(LIST, "utf8")
    (tmp_path / "b.html").write_text(ARTICLE, "utf8")
    result = newscrawl("extract", tmp_path, "-o", tmp_path / "out.jsonl")
    assert result.code == 4
    assert "a.html: not an article" in result.err
    assert len((tmp_path / "out.jsonl").read_text("utf8").splitlines()) == 1


def test_only_pages_without_an_article_exit_with_3(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(LIST, "utf8")
    result = newscrawl("extract", tmp_path / "a.html")
    assert (result.code, result.out) == (3, "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7 ...", "not HTML: a PDF"),
        (b"\x89PNG\r\n\x1a\n", "not HTML: an image"),
        (b"Only words, and no markup at all.", "plain text; use newscrawl clean"),
        (b"\x1f\x8bbroken", "cannot be read"),
    ],
)
def test_a_file_that_is_no_html_is_an_error_that_names_it(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "thing.html"
    file.write_bytes(data)
    result = newscrawl("extract", file)
    assert result.code == 1
    assert f"thing.html: {message}" in result.err or ("thing.html" in result.err and message in result.err)
    assert "Traceback" not in result.err


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    result = newscrawl("extract", tmp_path / "nowhere.html")
    assert result.code == 1
    assert "nowhere.html: cannot be read: No such file" in result.err


def test_an_unknown_suffix_and_an_unwritable_folder_are_errors(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    targets = (("out.xyz", 2, "no format has this suffix"), ("no/such/folder/out.jsonl", 1, "does not exist"))
    for target, code, message in targets:
        result = newscrawl("extract", tmp_path / "page.html", "-o", tmp_path / target)
        assert result.code == code
        assert message in result.err


def test_one_url_is_for_one_page(tmp_path: Path) -> None:
    result = newscrawl("extract", tmp_path, "--url", "https://courier.example/")
    assert result.code == 2
    assert "--url is the address of one page" in result.err
