"""Exit codes say what happened, and wrong use is a sentence and exit code 2: never a traceback, never half the work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.store.store import Store
from tests.cli.run import newscrawl
from tests.servers import reply
from tests.smallsite import SmallSite, article

LONG, BIG = "a" * 5000, "9" * 5000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page, a text, and a store without articles."""
    (tmp_path / "ok.html").write_bytes(article(1))
    (tmp_path / "story.txt").write_text("The council met on Monday evening.\n" * 5)
    (tmp_path / "dir.html").mkdir()
    Store.open(tmp_path / "s.db").close()
    return tmp_path


def test_scrape_prints_what_it_can(tmp_path: Path) -> None:
    site = SmallSite(articles=2)
    with site.serving() as origin:
        urls = [origin + site.path(number) for number in range(2)]
        result = newscrawl("scrape", urls[0], "not a url", urls[1])
        none = newscrawl("scrape", "not a url", "ftp://files.example/")
    assert [record["url"] for record in result.records] == urls
    assert result.code == 4
    assert "not an http or https address" in result.err
    assert "'not a url'" in result.err
    assert (none.code, len(none.err.splitlines())) == (2, 2)


@pytest.mark.parametrize("option", [("--contact", "Zoë"), ("--allow-net", "10.0.0.0/99")])
def test_what_is_wrong_for_all_pages_is_said_once_and_nothing_is_fetched(option: tuple[str, str]) -> None:
    site = SmallSite(articles=2)
    with site.serving() as origin:
        result = newscrawl("scrape", origin + site.path(0), origin + site.path(1), *option)
    assert (result.code, len(result.err.splitlines()), site.hits) == (2, 1, [])


FAILING = {
    "500": (reply(b"", "500 Internal Server Error"), 4),
    "403": (reply(b"", "403 Forbidden"), 4),
    "cut": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\nshort", 4),
    "gone": (reply(b"", "410 Gone"), 0),
    "not found": (reply(b"", "404 Not Found"), 0),
    "a picture": (reply(b"GIF89a", content_type="image/gif"), 0),
}


@pytest.mark.parametrize(("answer", "code"), FAILING.values(), ids=FAILING)
def test_a_crawl_of_which_pages_failed_says_so(answer: bytes, code: int) -> None:
    site = SmallSite(articles=2, robots=b"")
    site.answers[site.path(1)] = answer
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--delay", "0")
    assert (result.code, len(result.records)) == (code, 1), result.err


def test_what_robots_forbids_has_not_failed() -> None:
    site = SmallSite(articles=1, robots=b"User-agent: *\nDisallow: /feed\n")
    home = site._pages()["/"].partition(b"\r\n\r\n")[2]
    site.answers["/"] = reply(home + b'<link rel=alternate type="application/rss+xml" href="/feed.xml">')
    with site.serving() as origin:
        result = newscrawl("crawl", origin, "--delay", "0")
    assert (result.code, "/feed.xml" in site.paths()) == (0, False), result.err


def test_a_run_in_which_nothing_is_due_has_nothing_to_do(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        (tmp_path / "pages.toml").write_text(f'urls = ["{origin}{site.path(0)}"]\ndelay = 0\nstore = "news.db"\n')
        first = newscrawl("crawl", "--config", "pages.toml", "-o", "out.jsonl", cwd=tmp_path)
        asked = len(site.hits)
        again = newscrawl("crawl", "--config", "pages.toml", "-o", "out.jsonl", cwd=tmp_path)
    assert (first.code, again.code, len(site.hits)) == (0, 3, asked), again.err
    assert "Nothing new" in again.err


def test_a_site_that_wants_to_be_left_alone_for_longer_is_not_due(tmp_path: Path) -> None:
    site = SmallSite(articles=1, robots=b"")
    site.answers["/"] = reply(b"", "503 Service Unavailable", retry_after="3600")
    with site.serving() as origin:
        command = ("crawl", origin, "--delay", "0", "--store", "news.db", "-o", "out.jsonl")
        codes = [newscrawl(*command, cwd=tmp_path).code for _ in range(2)]
    assert codes == [1, 3]
    assert site.paths().count("/") == 1


SENTENCES: dict[str, tuple[str, ...]] = {
    "extract -o twice": ("extract", "ok.html", "-o", "a.json", "-o", "b.json"),
    "kinds": ("extract", "ok.html", "--include", "tablez"),
    "since": ("crawl", "a.invalid", "--since", "99999999999d"),
    "since, longer": ("crawl", "a.invalid", "--since", f"{BIG}d"),
    "since, before the calendar": ("export", "--store", "s.db", "--since", "0001-01-01T00:00+14:00"),
    "as of, after the calendar": ("export", "--store", "s.db", "--as-of", "9999-12-31T23:00-12:00"),
    "as of nothing": ("export", "--store", "s.db", "--as-of", ""),
    "limit": ("crawl", "a.invalid", "--limit", "99999999999999999999"),
    "limit, longer": ("crawl", "a.invalid", "--limit", BIG),
    "runs": ("runs", "--store", "s.db", "--limit", "99999999999999999999"),
    "delay": ("crawl", "a.invalid", "--delay", "nan"),
    "delay of a look": ("discover", "a.invalid", "--delay", "1e999"),
    "jobs": ("crawl", "a.invalid", "--jobs", "0"),
    "per host": ("crawl", "a.invalid", "--per-host", "-1"),
    "address of a file": ("extract", "ok.html", "--url", "not a url"),
    "address of an explained file": ("explain", "ok.html", "--url", "http://[::1"),
    "address": ("discover", "http://a:99999/"),
    "field": ("explain", "ok.html", "--field", "tablez"),
    "history": ("history", "not a url", "--store", "s.db"),
    "bytes": ("crawl", "a.invalid", "--include", "\udcff"),
    "bytes of a section": ("crawl", "a.invalid", "--sections", "\udcff"),
    "bytes of an output": ("crawl", "a.invalid", "-o", "\udcff.jsonl"),
    "site": ("export", "--store", "s.db", "--site", "not a site"),
    "config": ("crawl", "--config", "nowhere.toml"),
    "config, a folder": ("crawl", "--config", "dir.html"),
    "config without end": ("crawl", "--config", "/dev/zero"),
    "config, a long name": ("crawl", "--config", LONG),
    "nothing": ("crawl",),
    "an option that is none": ("scrape", "--nonsense"),
    "a command that is none": ("nonsense",),
}


@pytest.mark.parametrize("arguments", SENTENCES.values(), ids=SENTENCES)
def test_wrong_use_is_a_sentence(arguments: tuple[str, ...], folder: Path) -> None:
    result = newscrawl(*arguments, cwd=folder)
    assert result.code == 2, result.err
    assert "Traceback" not in result.err
    assert result.err.strip()
    assert result.out == ""


CONFIGURATIONS = {
    "a long number": f"limit = {BIG}",
    "many brackets": "a = " + "[" * 20_000,
    "bytes": b"\xff",
    "infinite": "[limits]\nmax_size = inf",
    "NUL in an output": 'sites = ["a.invalid"]\noutput = ["a\\u0000.jsonl"]',
    "NUL in a store": 'sites = ["a.invalid"]\nstore = "a\\u0000"',
    "NUL in a folder": 'sites = ["a.invalid"]\nwarc = "a\\u0000"',
    "NUL in rules": 'sites = ["a.invalid"]\nrules = ["a\\u0000"]',
    "tables for values": "sites = {a = 1}\nsite = 3",
    "no host": '[site."x/y"]\ndelay = 1',
    "a day that is none": "since = true",
    "a pattern": '[limits]\ncalendars = "("',
}


@pytest.mark.parametrize("text", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_configuration_that_cannot_be_used_is_a_sentence(text: str | bytes, tmp_path: Path) -> None:
    (tmp_path / "news.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    result = newscrawl("crawl", "--config", "news.toml", cwd=tmp_path)
    assert result.code == 2, result.err
    assert result.err.startswith("newscrawl: news.toml: ")
    assert len(result.err.splitlines()) == 1


FAILURES: dict[str, tuple[str, ...]] = {
    "a folder": ("explain", "dir.html"),
    "a long name": ("explain", f"{LONG}.html"),
    "a long name among files": ("extract", LONG),
    "a folder that is not there": ("clean", "story.txt", "-o", "nowhere/x.txt"),
    "a folder for the survey": ("demo", "-o", "nowhere/x.jsonl"),
    "an address that is no text": ("status", "--store", "postgresql://\udcff/"),
    "text without end": ("clean", "/dev/zero"),
    "a page without end": ("extract", "/dev/zero"),
    "a store in a folder": ("status", "--store", "dir.html"),
}


@pytest.mark.parametrize("arguments", FAILURES.values(), ids=FAILURES)
def test_what_cannot_be_read_or_written_is_a_sentence(arguments: tuple[str, ...], folder: Path) -> None:
    result = newscrawl(*arguments, cwd=folder)
    assert result.code == 1, result.err
    assert "Traceback" not in result.err
    assert any(line.startswith("newscrawl: ") for line in result.err.splitlines())


@pytest.mark.parametrize("command", [("extract", "ok.html"), ("clean", "story.txt"), ("status", "--store", "s.db")])
def test_a_full_disk_behind_standard_output_is_a_sentence(command: tuple[str, ...], folder: Path) -> None:
    (folder / "story.txt").write_text("The council met on Monday.\n")
    run = [sys.executable, "-m", "newscrawl", *command]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(run, cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"No space left on device" in done.stderr


@pytest.mark.parametrize("command", ["clean", "extract -", "explain -", "extract ok.html", "status --store s.db"])
def test_closed_streams_are_empty_ones(command: str, folder: Path) -> None:
    """Standard input, and then standard output, that the shell has closed."""
    for closed in ("<&-", ">&-"):
        run = ["sh", "-c", f'"$0" -m newscrawl {command} {closed}', sys.executable]
        done = subprocess.run(run, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode in (0, 1, 3)
        assert b"Traceback" not in done.stderr
