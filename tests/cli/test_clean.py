"""`newscrawl clean`: text that carries its page's boilerplate."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.pages import PARAGRAPHS
from tests.cli.run import newscrawl

TEXT = "\n".join(["Harbour bridge reopens", "Photo of author", "By admin", *PARAGRAPHS, "Leave a Comment"])


def test_text_goes_in_and_clean_text_comes_out() -> None:
    result = newscrawl("clean", stdin=TEXT)
    assert result.code == 0, result.err
    assert result.out.strip().split("\n\n") == ["Harbour bridge reopens", *PARAGRAPHS]


def test_a_record_knows_that_admin_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXT, "utf8")
    result = newscrawl("clean", tmp_path / "story.txt", "--format", "json")
    record = json.loads(result.out)
    assert record["headline"] == "Harbour bridge reopens"
    assert record["article_body"] == "\n\n".join(PARAGRAPHS)
    assert [(one["name"], one["type"], one["role"]) for one in record["authors"]] == [
        ("admin", "Organization", "account")
    ]


def test_several_files_are_a_line_each(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf8")
    result = newscrawl("clean", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "jsonl")
    assert [record["headline"] for record in result.records] == ["Harbour bridge reopens"] * 2


def test_text_in_a_file(tmp_path: Path) -> None:
    result = newscrawl("clean", "-", "-o", tmp_path / "clean.txt", stdin=TEXT)
    assert (result.code, result.out) == (0, "")
    assert "Leave a Comment" not in (tmp_path / "clean.txt").read_text("utf8")


def test_a_missing_file_is_wrong_usage_and_binary_data_an_error(tmp_path: Path) -> None:
    assert newscrawl("clean", tmp_path / "nowhere.txt").code == 2
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    result = newscrawl("clean", tmp_path / "photo.txt")
    assert result.code == 1
    assert "photo.txt: not text" in result.err
