"""Values in scripts: where JSON stands among statements, in strings, in streamed rows, and as trees of rich text."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest

from newscrawl.extraction.body.hydration import rich_text, values
from tests.fuzz import growing

STORY = {"story": ["The bridge “opens” in May.", "It's paid for."]}
JSON = json.dumps(STORY)


@pytest.mark.parametrize(
    "script",
    [
        JSON,
        f"window.__STATE__ = {JSON};",
        f"window.Site=window.Site||{{}};Site.name='daily';Site.content={JSON};Site.build=\"9\";",
        f"window.__STATE__=JSON.parse({json.dumps(JSON)});start();",
        "window.__STATE__ = JSON.parse('" + JSON.replace("\\", "\\\\").replace("'", "\\'") + "')",
        "window.__STATE__ = JSON.parse('"
        + JSON.replace("\\", "\\\\").replace("'", "\\x27").replace('"', "\\x22")
        + "')",
    ],
)
def test_a_value_is_found_wherever_a_script_keeps_it(script: str) -> None:
    assert STORY in list(values([script]))


def test_a_value_in_a_string_of_a_megabyte_takes_little_memory() -> None:
    script = "a=JSON.parse('" + json.dumps(["x" * 1_000_000]) + "')"
    tracemalloc.start()
    try:
        assert len(next(values([script]))[0]) == 1_000_000
        assert tracemalloc.get_traced_memory()[1] < 20 * len(script)
    finally:
        tracemalloc.stop()


def test_streamed_rows_are_one_state_however_they_are_cut() -> None:
    text = "Long texts — with their size in bytes — have rows of their own.\n"
    rows = f'0:["$L1",null]\n1:I["page.js"]\n2:T{len(text.encode()):x},{text}3:{JSON}\n'
    scripts = [f"self.__next_f.push([1,{json.dumps(rows[start : start + 9])}])" for start in range(0, len(rows), 9)]
    assert list(values(["(self.__next_f=self.__next_f||[]).push([0])", *scripts])) == [
        [0], [["$L1", None], text, STORY]]  # fmt: skip


@pytest.mark.parametrize("script", ["a=['x", "a=JSON.parse('\\", 'a=JSON.parse("{'])
def test_broken_scripts_hold_no_values(script: str) -> None:
    assert list(values([script])) == []


@pytest.mark.parametrize(("before", "unit"), [("", "=["), ("", "={"), ('a="', "=[1,")])
def test_scripts_that_never_end_hold_no_values_and_take_work_in_proportion(before: str, unit: str) -> None:
    def run(data: bytes) -> None:
        assert list(values([data.decode()])) == []

    sizes = (1000, 4000, 16_000, 64_000, 256_000)
    assert growing.work(run, unit.encode(), before=before.encode(), sizes=sizes) is None


@pytest.mark.parametrize(
    "node",
    [
        ["$", "p", None, {"className": "x", "children": ["The ", ["$", "a", "1", {"children": "bridge"}], " opens."]}],
        {"type": "paragraph", "children": [{"text": "The "}, {"type": "link", "children": [{"text": "bridge"}]},
                                           {"text": " opens.", "bold": True}]},
        {"_type": "block", "children": [{"_type": "span", "text": "The bridge"}, {"_type": "span", "text": " opens."}]},
        {"nodeType": "paragraph", "content": [
            {"nodeType": "text", "value": "The ", "marks": []},
            {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": "bridge", "marks": []}]},
            {"nodeType": "text", "value": " opens.", "marks": []}]},
    ],
)  # fmt: skip
def test_a_paragraph_in_pieces_is_one_text(node: Any) -> None:
    assert rich_text(node) == "The bridge opens."


@pytest.mark.parametrize(
    "node",
    [
        {"content": [{"type": "text", "text": "The bridge opens."}, {"type": "text", "text": "It is paid for."}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "One."}]}]},
        {"children": "plain"}, ["$", "div", None, {"children": "One."}], ["$"], {}, [], "text", None, 3,
    ],
)  # fmt: skip
def test_paragraphs_beside_each_other_are_no_pieces_of_one(node: Any) -> None:
    assert rich_text(node) == ""
