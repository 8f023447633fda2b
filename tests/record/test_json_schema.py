"""The dictionary of fields and the JSON Schema follow from the record."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from newscrawl.record import json_schema
from newscrawl.record.article import Article
from newscrawl.record.model import Author, FieldNote, Meta

RECORD = Path(__file__).parents[2] / "docs" / "record.md"
MARKS = "<!-- fields -->\n<!-- /fields -->\n"


def test_dictionary_and_schema_are_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert json_schema.main(["--check"], RECORD) == 0, capsys.readouterr().err


def test_a_stale_dictionary_is_named_and_then_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "record.md"
    page.write_text(MARKS, "utf8")
    assert json_schema.main(["--check"], page) == 1
    assert "record.md is out of step" in capsys.readouterr().err
    assert json_schema.main([], page) == 0
    assert "`headline`" in page.read_text("utf8")
    assert json_schema.main(["--check"], page) == 0


def test_a_record_is_valid_by_the_schema_and_a_wrong_one_is_not() -> None:
    written = json.loads(json_schema.SCHEMA.read_text("utf8"))
    note = FieldNote(signal="jsonld:headline", confidence=0.9)
    record = Article(headline="Bridge", authors=(Author(name="Ada Byron"),), meta=Meta(fields={"headline": note}))
    jsonschema.validate(record.to_dict(), written)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record.to_dict(), "headline": 7}, written)


def test_every_field_says_what_it_is() -> None:
    rows = json_schema.field_table().splitlines()[2:]
    assert len(rows) > 45
    assert all(row.split("|")[3].strip() for row in rows)
