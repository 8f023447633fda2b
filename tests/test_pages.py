"""Every page of `fixtures/pages` is read as its `expected.json` says.

A folder holds `page.html`, `source.json` (url, fetched_at, headers, and in `case` what is hard about the page) and
`expected.json`: field -> value, a dotted name reaches into `meta`. Of objects only the named keys are compared; lists
have to be equal in length and order. `article_body` is a list of lines. `contains` and `lacks` name texts of the body.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from newscrawl import extract

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
FOLDERS = sorted(page.parent for page in PAGES.glob("*/*/page.html"))


def shaped(found: Any, expected: Any) -> Any:
    """`found` reduced to the keys that `expected` names, so that a failure shows only what matters."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {key: shaped(found.get(key), value) for key, value in expected.items()}
    if isinstance(expected, list) and isinstance(found, list):
        pairs = zip(found, expected + [None] * len(found), strict=False)
        return [shaped(one, wanted) for one, wanted in pairs]
    return found


def differences(record: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """One readable line per field that is not as expected."""
    body = record["article_body"] or ""
    wrong = [f"body lacks: {text}" for text in expected.pop("contains", ()) if text not in body]
    wrong += [f"body contains: {text}" for text in expected.pop("lacks", ()) if text in body]
    for name, wanted in expected.items():
        found = (
            [line for line in body.splitlines() if line]
            if name == "article_body"
            else reduce(lambda part, key: part[key], name.split("."), record)
        )
        if shaped(found, wanted) != wanted:
            wrong.append(f"{name}\n  expected {_shown(wanted)}\n  found    {_shown(shaped(found, wanted))}")
    return wrong


def _shown(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n           ".join(["", *value])
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_page_is_read_as_expected(folder: Path) -> None:
    source = json.loads((folder / "source.json").read_text("utf-8"))
    article = extract(
        (folder / "page.html").read_bytes(),
        source["url"],
        headers=source.get("headers"),
        fetched_at=datetime.fromisoformat(source["fetched_at"]),
    )
    wrong = differences(article.to_dict(), json.loads((folder / "expected.json").read_text("utf-8")))
    assert not wrong, "\n".join([source["case"], *wrong])


def test_differences_are_found_and_named() -> None:
    record = {"article_body": "One.\n\nTwo.", "authors": [{"name": "A", "url": None}], "meta": {"status": 200}}
    assert differences(record, {"article_body": ["One.", "Two."], "authors": [{"name": "A"}], "meta.status": 200}) == []
    assert differences(record, {"contains": ["Three."], "lacks": ["Two."]}) == [
        "body lacks: Three.",
        "body contains: Two.",
    ]
    assert [line.split("\n")[0] for line in differences(record, {"authors": [{"name": "B"}]})] == ["authors"]
    assert differences(record, {"authors": []}) != []
