"""The dictionary of fields and the JSON Schema of the record, made from the dataclasses of `newscrawl.record.model`.

`python -m newscrawl.record.json_schema` writes them into docs/record.md (between its `fields` markers) and
`article.schema.json`; with `--check` it writes nothing and fails when one of them is out of step.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from newscrawl.record.model import SCHEMA_VERSION, ArticleFields, Meta

SCHEMA = Path(__file__).with_name("article.schema.json")
_MARKED = re.compile(r"(?<=<!-- fields -->\n).*?(?=<!-- /fields -->)", re.DOTALL)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `Article.to_dict`, versioned by its `$id`."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(ArticleFields).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newscrawl:article:{SCHEMA_VERSION}",
        **_without_titles(schema),
        "title": "Article",
    }


def field_table() -> str:
    """The dictionary of fields as a Markdown table."""
    rows = ["| field | type | meaning | format | schema.org | comes from |", "|---|---|---|---|---|---|"]
    rows += [_row(one, "") for one in fields(ArticleFields)]
    rows += [_row(one, "meta.") for one in fields(Meta)]
    return "\n".join(rows) + "\n"


def _row(one: Field[Any], prefix: str) -> str:
    about = one.metadata
    kind = str(one.type).removesuffix(" | None").replace("tuple[", "list[").replace(", ...]", "]")
    term = f"`{about['term']}`" if about["term"] else ""
    cells = [f"`{prefix}{one.name}`", kind, about["description"], about["form"], term, about["origin"]]
    return "| " + " | ".join(cells) + " |"


def _without_titles(schema: Any) -> Any:
    """Pydantic titles every property with its own name again."""
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if isinstance(schema, dict):
        return {k: _without_titles(v) for k, v in schema.items() if not (k == "title" and isinstance(v, str))}
    return schema


def main(arguments: list[str], page: Path = Path("docs/record.md")) -> int:
    made = {
        page: _MARKED.sub(lambda _: field_table(), page.read_text("utf8")),
        SCHEMA: json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n",
    }
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.name} is out of step; run python -m newscrawl.record.json_schema", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(made[path], "utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
