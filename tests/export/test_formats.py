from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.errors import OutputError
from newscrawl.export import FORMATS, write_articles, write_records
from newscrawl.record.article import Article
from newscrawl.record.model import Image
from newscrawl.store import Store
from newscrawl.store.records import from_json, to_json
from tests.store.newsroom import HOUR, NOW, article, publish

HOME = "https://news.example/"
PAIR = [article(f"{HOME}{number}", number=number) for number in range(2)]


def written(form: str, articles: list[Article]) -> bytes:
    stream = io.BytesIO()
    assert write_articles(articles, stream, form) == len(articles)
    return stream.getvalue()


def test_json_of_a_record_is_what_its_dict_says() -> None:
    assert json.loads(to_json(PAIR[0])) == PAIR[0].to_dict()
    assert from_json(to_json(PAIR[0])) == PAIR[0]


def test_jsonl_is_lossless() -> None:
    lines = written("jsonl", PAIR).splitlines()
    assert [from_json(line) for line in lines] == PAIR


def test_a_line_break_inside_a_text_breaks_no_line() -> None:
    record = article(f"{HOME}a", headline="one\u2028two\ntwo\x85three")
    assert written("jsonl", [record]).count(b"\n") == 1


def test_json_is_one_array() -> None:
    assert [Article.from_dict(one) for one in json.loads(written("json", PAIR))] == PAIR
    assert json.loads(written("json", [])) == []


def test_csv_has_a_header_and_keeps_line_breaks() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", PAIR).decode("utf-8-sig"), newline="")))
    assert [row["headline"] for row in rows] == [one.headline for one in PAIR]
    assert rows[1]["article_body"] == PAIR[1].article_body
    assert rows[0]["description"] == ""


@pytest.mark.parametrize("formula", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_no_cell_of_ours(formula: str) -> None:
    (row,) = csv.DictReader(
        io.StringIO(written("csv", [article(f"{HOME}a", headline=formula)]).decode("utf-8-sig"), newline="")
    )
    assert row["headline"] == f"'{formula}"


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    record = article(f"{HOME}a", word_count=7, is_accessible_for_free=True)
    write_articles([record], tmp_path / "a.parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert {name: str(table.schema.field(name).type) for name in ("url", "word_count", "is_accessible_for_free")} == {
        "url": "string", "word_count": "int64", "is_accessible_for_free": "bool",
    }  # fmt: skip
    assert table.to_pylist()[0]["word_count"] == 7
    assert parquet.read_table(io.BytesIO(written("parquet", []))).num_rows == 0


@pytest.mark.process
def test_parquet_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from newscrawl.errors import OutputError\nfrom newscrawl.export import write_articles\n"
        f"try: write_articles([], {str(tmp_path / 'a.parquet')!r})\nexcept OutputError as error: print(error)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install newscrawl[parquet]" in shown


@pytest.mark.process
def test_pyarrow_is_loaded_only_when_used() -> None:
    code = "import sys, newscrawl.export, newscrawl.store; print('pyarrow' in sys.modules, 'scrapy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "False False\n"


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_articles_to_read_are_parted(form: str) -> None:
    pages = written(form, PAIR).decode().split("\n---\n" if form == "markdown" else "\f\n")
    assert len(pages) == 2
    assert all(one.headline in page for one, page in zip(PAIR, pages, strict=True))  # type: ignore[operator]


def test_the_suffix_gives_the_format_and_a_name_overrides_it(tmp_path: Path) -> None:
    write_articles(PAIR, tmp_path / "a.ndjson")
    write_articles(PAIR, tmp_path / "records", "jsonl")
    assert (tmp_path / "a.ndjson").read_bytes() == (tmp_path / "records").read_bytes() == written("jsonl", PAIR)


def test_the_texts_of_a_day_can_be_exported(store: Store, tmp_path: Path) -> None:
    publish(store, PAIR[0])
    publish(store, replace(PAIR[0], headline="Bridge closed"), at=NOW + HOUR)
    assert write_records(store.articles.as_of(NOW), tmp_path / "then.jsonl") == 1
    assert from_json((tmp_path / "then.jsonl").read_bytes()).headline == PAIR[0].headline


def test_unknown_formats_are_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"xml: unknown format; the known ones are jsonl, jsonl\.gz, json, csv"):
        write_articles(PAIR, io.BytesIO(), "xml")
    assert all(suffix.startswith(".") for form in FORMATS.values() for suffix in form.suffixes)


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Article]:
        yield PAIR[0]
        raise KeyboardInterrupt

    path = tmp_path / "a.jsonl"
    path.write_text("old\n")
    path.chmod(0o640)
    with pytest.raises(KeyboardInterrupt):
        write_articles(interrupted(), path)
    assert path.read_text() == "old\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.jsonl"]
    write_articles(PAIR, path)
    assert path.read_bytes() == written("jsonl", PAIR)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_articles(PAIR, tmp_path / "a.jsonl")
    assert (tmp_path / "a.jsonl").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_article_that_fails_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    def failing() -> Iterator[Article]:
        raise ConnectionResetError("the server hung up")
        yield

    with pytest.raises(ConnectionResetError):
        write_articles(failing(), tmp_path / "a.jsonl")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u3000=1+1", "\u00a0@a", "\tx", "\rx",
     "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹢1", "﹣1", "﹦1", "﹫a", "\t＝1"],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", [Article(headline=cell)]).decode("utf-8-sig"), newline=""))
    assert row["headline"] == f"'{cell}"


@pytest.mark.parametrize("cell", ["1+1=2", "A - B", "– a dash", "−5 degrees", "“=”", "a@b.example", "#1", "100 %"])
def test_other_cells_stay(cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", [Article(headline=cell)]).decode("utf-8-sig"), newline=""))
    assert row["headline"] == cell


def test_every_column_of_parquet_has_the_type_of_its_field(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    record = article(f"{HOME}a", main_image=Image(url=f"{HOME}a.jpg", width=1200, height=800))
    write_articles([record], tmp_path / "a.parquet")
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == [record.to_row()]
