"""Whatever strangers send, a summary has few reasons and short lines, and an example beside them."""

from __future__ import annotations

import json
from pathlib import Path

from newscrawl.crawling.failures import OTHERS, Reasons
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article

LONG = "x" * 60
PAGES = 150


def hostile(origin: str) -> SmallSite:
    """Each page has a content type, a status, a redirect or a split article of its own."""
    site = SmallSite(articles=1)
    made: dict[str, bytes] = {}
    for number in range(PAGES):
        name = f"{LONG}-{number}"
        path = f"/news/2026/11/21/a-story-of-the-old-bridge-{number}"
        made[path] = {
            0: reply(content_type=f"application/{name}"),
            1: reply(content_type=f"{name}/pdf"),
            2: reply(content_type=f"video/{name}; a={name}"),
            3: reply(status=f"{600 + number} {name}"),
            4: reply(status="302 Found", location=f"http://10.0.{number}.1/{name}"),
            5: reply(status="302 Found", location=f"ftp://{name}.example/"),
            6: reply(article(number).replace(b"</body>", f'<a rel="next" href="{path}?page=2">2</a></body>'.encode())),
            7: reply(f"<html><title>{name}</title><p>{name}".encode()),
        }[number % 8]
        made[f"{path}?page=2"] = reply(status=f"500 {name}")
    site.answers |= made
    site.links = tuple(path for path in made if "?" not in path)
    site.robots = b"User-agent: *\nAllow: /\n" + f"Sitemap: {origin}/{LONG}.xml\n".encode()
    return site


def test_a_summary_has_few_reasons_and_short_lines(tmp_path: Path) -> None:
    site = hostile("http://127.0.0.9")
    site.answers["/feed"] = reply(f"<rss><channel><{LONG * 50}".encode(), content_type="application/rss+xml")
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--store", "news.db", "--delay", "0", cwd=tmp_path)
        (run,) = json.loads(newscrawl("runs", "--store", "news.db", "--format", "json", cwd=tmp_path).out)
        status = newscrawl("status", "--store", "news.db", cwd=tmp_path)
    assert "no record: " in result.err
    summary = result.err[result.err.index(" after ") :]
    assert max(map(len, summary.splitlines())) < 2000
    assert len(summary.splitlines()) < 60
    assert max(map(len, status.out.splitlines())) < 1000
    reasons = {*run["drops"], *(reason for counted in run["errors"].values() for reason in counted)}
    assert LONG not in " ".join(reasons)
    assert max(map(len, reasons)) <= 100
    assert {"content type application/...", "content type video/...", "content type that is none"} <= set(run["drops"])
    assert run["examples"]["content type video/..."].startswith(f"{origin}/news/")
    assert set(run["examples"]) <= reasons
    assert (
        f"    content type that is none: {origin}/news/" in result.err or "    content type application" in result.err
    )


def test_reasons_are_bounded_whoever_gives_them() -> None:
    reasons = Reasons()
    for number in range(10_000):
        reasons.note(f"{number} " + "y" * 10_000, "z" * 10_000)
    assert len(reasons) == len(reasons.examples) == 101
    assert sum(reasons.values()) == 10_000
    assert reasons[OTHERS] == 9_900
    assert max(map(len, (*reasons, *reasons.examples.values()))) == 100
