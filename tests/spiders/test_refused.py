"""Sites that refuse their stories to programs: the crawl says so, keeps nothing of it, and tries again."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

import newscrawl
from newscrawl.errors import FetchError
from newscrawl.net.bot_checks import is_bot_check
from tests.cli.run import newscrawl as command
from tests.servers import reply, server
from tests.smallsite import SmallSite, article

TURNSTILE = b"<!doctype html><title>Just a moment...</title><script>window._cf_chl_opt = {}</script><h1>Wait</h1>"
ASKED = b"<!doctype html><title>The Bridge</title><h1>Are you a robot?</h1><p>Press and hold the button, please.</p>"
PUZZLE = (
    b"<html><head><title>the-bridge.example</title></head><script src='https://geo.captcha-delivery.com/c.js'></script>"
)
GERMAN = "<!doctype html><title>Sicherheitsüberprüfung</title><p>Einen Augenblick, bitte.</p>".encode()
DENIED = b"<!doctype html><h1>Access denied</h1><p>You have no permission for this page.</p>"

Answer = Callable[[], bytes]
# What each story answers, and what the summary says of it.
REFUSALS: dict[str, tuple[Answer, str]] = {
    "a turnstile with 403": (lambda: reply(TURNSTILE, "403 Forbidden"), "HTTP 403, a bot check"),
    "a header alone": (lambda: reply(b"", "403 Forbidden", cf_mitigated="challenge"), "HTTP 403, a bot check"),
    "a firewall with 202": (
        lambda: reply(b"<script></script>", "202 Accepted", x_amzn_waf_action="challenge"), "HTTP 202, a bot check"
    ),
    "a question with 200": (lambda: reply(ASKED), "HTTP 200, a bot check"),
    "a puzzle with 200": (lambda: reply(PUZZLE), "HTTP 200, a bot check"),
    "German with 200": (lambda: reply(GERMAN), "HTTP 200, a bot check"),
    "no word of a check": (lambda: reply(DENIED, "403 Forbidden"), "HTTP 403"),
    "payment": (lambda: reply(DENIED, "401 Unauthorized"), "HTTP 401"),
}  # fmt: skip


@pytest.mark.process
@pytest.mark.parametrize(("answer", "said"), REFUSALS.values(), ids=REFUSALS)
def test_a_site_that_refuses_every_story_is_told(answer: Answer, said: str, tmp_path: Path) -> None:
    site = SmallSite(articles=3)
    site.answers |= {site.path(number): answer for number in range(3)}
    with site.serving() as origin:
        result = command("crawl", origin, "--delay", "0", "-o", tmp_path / "out.jsonl")
    assert result.code == 4
    assert f"every story was refused ({said}: 3): a bot check" in result.err
    assert f"{said} (3)" in result.err


@pytest.mark.process
def test_a_story_behind_a_check_is_read_in_a_later_run(tmp_path: Path) -> None:
    site = SmallSite(articles=3)
    store = str(tmp_path / "s.db")
    site.answers[site.path(1)] = reply(ASKED)
    with site.serving() as origin:
        with newscrawl.crawl(origin, delay=0, store=store) as first:
            assert len(list(first)) == 2
        del site.answers[site.path(1)]
        with newscrawl.crawl(origin, delay=0, store=store, refetch=True) as second:
            assert [one.url for one in second] == [origin + site.path(1)]
    assert first.summary is not None
    assert first.summary.ending == "partly failed"
    assert first.summary.refused == {}


@pytest.mark.process
def test_a_home_page_that_is_a_check_is_told(tmp_path: Path) -> None:
    site = SmallSite(articles=0)
    site.answers["/"] = reply(ASKED)
    with site.serving() as origin:
        result = command("crawl", origin, "--delay", "0", "-o", tmp_path / "out.jsonl")
    assert result.code == 1
    assert "HTTP 200, a bot check" in result.err


def test_one_page_that_is_refused_says_so() -> None:
    site = SmallSite(articles=0, answers={"/story": reply(TURNSTILE, "403 Forbidden")})
    with site.serving() as origin, pytest.raises(FetchError, match="HTTP 403 Forbidden, a bot check"):
        newscrawl.scrape(f"{origin}/story")


def test_a_story_about_checks_is_a_story() -> None:
    about = article(1).replace(b"Bridge story number 1", b"Are you a robot? Captcha story number 1")
    site = SmallSite(articles=0, answers={"/2026/11/20/are-you-a-robot-asks-the-bridge": reply(about)})
    with site.serving() as origin:
        assert newscrawl.scrape(f"{origin}/2026/11/20/are-you-a-robot-asks-the-bridge").meta.quality.is_article


@pytest.mark.parametrize(
    "body", [b"", article(1), b"<title>Not found</title>", b"<title>Subscribe</title><p>Read all stories.</p>"]
)
def test_other_pages_are_no_checks(body: bytes) -> None:
    assert not is_bot_check(200, {"server": "cloudflare"}, body)


@pytest.mark.process
def test_a_server_that_goes_after_its_robots_txt_is_not_asked_for_its_usual_places(tmp_path: Path) -> None:
    asked: list[str] = []

    def once(path: str, connection: socket.socket) -> bytes:
        asked.append(path)
        listening.close()
        return reply(b"", "404 Not Found")

    listening = ExitStack()
    origin = listening.enter_context(server(once))
    result = command("crawl", origin, "--delay", "0", "-o", tmp_path / "out.jsonl")
    assert (result.code, asked) == (1, ["/robots.txt"])
    assert "4 requests, nothing new" in result.err  # robots.txt, and three tries of the home page
