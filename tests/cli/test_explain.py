"""`newscrawl explain`: where a value came from, in a file and at an address."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.pages import ARTICLE, PARAGRAPHS
from tests.cli.run import newscrawl
from tests.servers import reply, server


def test_every_field_and_every_text_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    result = newscrawl("explain", tmp_path / "page.html")
    assert result.code == 0, result.err
    assert "headline" in result.out
    assert any(line.startswith("+") and "Engineers replaced" in line for line in result.out.splitlines())
    assert any(line.startswith("-") and "All rights reserved" in line for line in result.out.splitlines())


def test_one_field_shows_all_its_candidates() -> None:
    with server(lambda path, _: reply(ARTICLE.encode())) as origin:
        result = newscrawl("explain", f"{origin}/bridge", "--field", "headline")
    assert result.code == 0, result.err
    assert "og:title" in result.out
    assert "h1" in result.out
    assert len(result.out.splitlines()) < 24


def test_json_holds_the_candidates(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    explanation = json.loads(newscrawl("explain", tmp_path / "page.html", "--format", "json").out)
    assert explanation["fields"]["headline"]["candidates"]
    assert [line["text"] for line in explanation["lines"] if line["kept"]] == list(PARAGRAPHS)


def test_features_show_the_columns_of_every_block(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    shown = newscrawl("explain", tmp_path / "page.html", "--features")
    assert shown.code == 0, shown.err
    assert "words_log" in shown.out
    assert "tag=p" in shown.out
    blocks = json.loads(newscrawl("explain", tmp_path / "page.html", "--features", "--format", "json").out)
    assert set(PARAGRAPHS) <= {block["text"] for block in blocks}
    assert all(len(block["numbers"]) == 138 for block in blocks)


def test_wrong_input_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, "utf8")
    (tmp_path / "paper.html").write_bytes(b"%PDF-1.7")
    wrong_field = newscrawl("explain", tmp_path / "page.html", "--field", "colour")
    assert wrong_field.code == 2
    assert "colour" in wrong_field.err
    assert newscrawl("explain", tmp_path / "paper.html").code == 1
    missing = newscrawl("explain", tmp_path / "nowhere.html")
    assert missing.code == 1
    assert "nowhere.html: there is no such file" in missing.err
