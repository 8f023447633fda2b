"""Every case of `fixtures/rights/*.toml`: a host's files and a page in, the verdict per use out.

A case has `name`, `why` (the rule, with the standard's section) and any of `robots`, `tdmrep`, `ai`, `rsl` (files of
the host), `headers`, `head`, `end` (of the page) and `url`. `expect` names the uses that are decided.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl import extract
from newscrawl.net.robots_txt import Robots
from newscrawl.record.model import UsageInfo
from newscrawl.rights import USES, SiteRights, combined
from newscrawl.rights.aitxt import AiFile
from newscrawl.rights.rsl import RslFile
from newscrawl.rights.tdmrep import TdmFile
from tests.extraction.pages import page

FOLDER = Path(__file__).parents[2] / "fixtures" / "rights"
CASES = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
URL = "https://news.example/politics/2024/harbour-bridge"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def usage_of(case: dict[str, Any]) -> UsageInfo | None:
    url = case.get("url", URL)
    files = {name: case.get(name, "").encode() for name in ("robots", "tdmrep", "ai", "rsl")}
    site = SiteRights(
        robots=Robots.parse(files["robots"]), tdm=TdmFile.parse(files["tdmrep"]), ai=AiFile.parse(files["ai"]),
        licences=(RslFile.parse(files["rsl"]),), read_at=NOW.isoformat(),
    )  # fmt: skip
    html = page(case.get("head", ""), end=case.get("end", ""))
    article = extract(html, url, headers=case.get("headers"), fetched_at=NOW)
    return combined(article.usage_info, site.signals(url))


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{stem}: {case['name']}" for stem, case in CASES])
def test_verdict_of_a_case(case: dict[str, Any]) -> None:
    info = usage_of(case) or UsageInfo()
    decided = {use: verdict for use in USES if (verdict := getattr(info, use)) != "unknown"}
    assert decided == dict(part.split("=") for part in case["expect"].split()), (case["why"], info.signals)


def test_there_are_enough_cases_with_a_reason_each() -> None:
    assert len(CASES) >= 150
    assert all(case["why"] and case["name"] for _, case in CASES)
    assert len({(stem, case["name"]) for stem, case in CASES}) == len(CASES)
