from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.robots_txt import MAX_BYTES, UNREACHABLE_LIMIT, Robots, decide

URL = "https://gazette.example/robots.txt"
RULES = b"User-agent: *\nDisallow: /private\n"


def allowed(body: bytes, path: str, agent: str = "newscrawl") -> bool:
    return Robots.parse(body, URL).allowed(f"https://gazette.example{path}", agent)


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        (b"", "/", True),
        (RULES, "/private/a", False),
        (RULES, "/public", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/1", True),
        (b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", False),
        (b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?x=1", True),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /shop\n", "/news", True),
        (b"User-agent: newscrawl\nUser-agent: other\nDisallow: /x\n", "/x", False),
        (b"User-agent: *\nDisallow:\n", "/anything", True),
        (b"user-agent:*\ndisallow:/Case\n", "/case", True),
        (b"User-agent: *\nDisallow: /\n", "/robots.txt", True),
        (b"Disallow: /\n", "/rule-without-a-group", True),
        ("User-agent: *\nDisallow: /münchen\n".encode(), "/m%C3%BCnchen/1", False),
        ("User-agent: *\nDisallow: /münchen\n".encode("latin-1"), "/m%C3%BCnchen/1", False),
        (b"\xef\xbb\xbf" + RULES, "/private", False),
        (RULES.replace(b"\n", b"\r"), "/private", False),
        (RULES.replace(b"\n", b"\r\n"), "/private", False),
        ("\ufeff".encode("utf-16-le") + RULES.decode().encode("utf-16-le"), "/private", False),
        (b"<html><body>Disallow: /<br>Not found</body></html>", "/", True),
        (b"\x00\x01\xff" * 100, "/", True),
    ],
)
def test_what_may_be_fetched(body: bytes, path: str, expected: bool) -> None:
    assert allowed(body, path) is expected


def test_only_500_kib_count_and_a_line_cut_in_two_is_no_rule() -> None:
    head = b"User-agent: *\n" + b"# filling\n" * 60_000
    cut_line = head[: MAX_BYTES - len(b"Disallow: /")] + b"\nDisallow: /news-only"
    assert allowed(cut_line, "/anything")
    assert allowed(head[:MAX_BYTES] + b"\n" + RULES, "/private")
    assert not allowed(RULES + head, "/private")


def test_delay_is_the_longer_of_both_directives_and_capped() -> None:
    assert Robots.parse(b"User-agent: *\nCrawl-delay: 2\nRequest-rate: 1/5\n").delay("newscrawl") == 5
    assert Robots.parse(b"User-agent: *\nCrawl-delay: 2.5\nRequest-rate: 4/1m\n").delay("newscrawl") == 15
    capped = Robots.parse(b"User-agent: *\nCrawl-delay: 86400\n")
    assert (capped.delay("newscrawl"), capped.stated_delay("newscrawl")) == (30, 86400)
    assert Robots.parse(b"User-agent: *\nCrawl-delay: soon\n").delay("newscrawl") is None
    assert Robots.parse(b"User-agent: other\nCrawl-delay: 9\n").delay("newscrawl") is None


def test_sitemaps_are_absolute_once_each_and_need_no_group() -> None:
    body = (
        b"Sitemap: /news.xml\nUser-agent: *\nSitemap: https://cdn.example/s.xml.gz # all\nSITEMAP: /news.xml\n"
        b"Sitemap: ftp://x/\n"
    )
    assert Robots.parse(body, URL).sitemaps == ("https://gazette.example/news.xml", "https://cdn.example/s.xml.gz")


def test_signals_are_kept_with_the_agents_they_are_for() -> None:
    body = (
        b"License: https://rsl.example/terms.xml\n"
        b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
        b"User-agent: NewsCrawl\nUser-agent: other\nContent-Signal: search=no\n"
    )
    robots = Robots.parse(body)
    assert [(signal.name, signal.agents) for signal in robots.signals] == [
        ("license", ()), ("content-signal", ("*",)), ("content-signal", ("newscrawl", "other")),
    ]  # fmt: skip
    assert robots.agents == ("*", "newscrawl", "other")


@pytest.mark.parametrize(
    ("status", "days", "has_cached", "decision"),
    [
        (200, 0, False, "read"), (204, 0, True, "read"),
        (404, 0, False, "allow"), (410, 0, True, "allow"), (401, 0, False, "allow"),
        (403, 0, False, "allow"), (301, 0, False, "allow"),
        (429, 0, False, "disallow"), (500, 0, False, "disallow"), (503, 29, False, "disallow"),
        (None, 0, False, "disallow"),
        (503, 0, True, "cached"), (None, 40, True, "cached"), (503, 31, False, "allow"), (None, 31, False, "allow"),
    ],
)  # fmt: skip
def test_statuses_mean_what_rfc_9309_says(status: int | None, days: int, has_cached: bool, decision: str) -> None:
    assert decide(status, unreachable_for=timedelta(days=days), has_cached=has_cached) == decision


def test_the_limit_of_unreachable_itself_allows() -> None:
    assert decide(None, unreachable_for=UNREACHABLE_LIMIT) == "allow"


def test_the_two_rules_without_a_file() -> None:
    assert Robots.allowing_all().allowed("https://a.example/x", "newscrawl")
    assert not Robots.disallowing_all().allowed("https://a.example/x", "newscrawl")


@given(st.binary(max_size=400), st.text(max_size=40))
def test_nothing_raises(body: bytes, path: str) -> None:
    robots = Robots.parse(body, URL)
    assert robots.allowed(f"https://gazette.example/{path}", "newscrawl") in (True, False)
    assert robots.delay("newscrawl") is None or robots.delay("newscrawl", cap=1) <= 1  # type: ignore[operator]


def test_the_lines_of_a_group_share_its_agents() -> None:
    """Thousands of agents before thousands of lines: 500 KiB, and no more in memory than that."""
    agents = b"".join(b"User-agent: a%d\n" % number for number in range(9000))
    robots = Robots.parse(agents + b"Content-Signal: search=no\n" * 9000)
    assert len(robots.signals) > 5000
    assert len({id(signal.agents) for signal in robots.signals}) == 1
    assert len(robots.signals[0].agents) == 9000


def test_a_group_ends_at_the_first_agent_after_a_rule() -> None:
    robots = Robots.parse(
        b"License: a\nUser-agent: A\nUser-agent: b\nLicense: b\nAllow: /\nUser-agent: c\nLicense: c\nNoindex: d"
    )
    assert [signal.agents for signal in robots.signals] == [(), ("a", "b"), ("c",), ("c",)]


@pytest.mark.parametrize(
    "between",
    [
        "Crawl-delay: 5", "Request-rate: 1/5", "Visit-time: 0600-0845", "Sitemap: https://gazette.example/s.xml",
        "Host: gazette.example", "Clean-param: ref /", "Noindex: /x", "License: https://gazette.example/l.xml", "Foo:",
        "a line without a colon", "# a remark", "", "Cache-delay: 1\nCrawl-delay: 2\nRobot-version: 2.0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("agents", [("newscrawl", "other"), ("other", "newscrawl")])
def test_only_a_rule_ends_the_list_of_agents(between: str, agents: tuple[str, str]) -> None:
    first, last = agents
    body = f"User-agent: {first}\n{between}\nUser-agent: {last}\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n".encode()
    assert not allowed(body, "/a")
    assert allowed(body, "/b")
    assert not allowed(body, "/a", "other")


def test_a_delay_between_agents_is_for_those_before_it() -> None:
    body = b"User-agent: a\nCrawl-delay: 9\nUser-agent: b\nCrawl-delay: 4\nUser-agent: newscrawl\nDisallow: /x\n"
    robots = Robots.parse(body)
    assert [robots.delay(agent) for agent in ("a", "b", "newscrawl")] == [9, 4, None]
    assert [robots.allowed("https://a.example/x", agent) for agent in ("a", "b", "newscrawl")] == [False] * 3


@pytest.mark.parametrize(
    "name",
    [
        "newscrawl/0.1",
        "NewsCrawl bot",
        "newscrawl/*",
        "newscrawl*",
        "Newscrawl (+https://a)",
        '"newscrawl"',
        "otherbot, newscrawl",
        "newscrawl/0.1.0, otherbot/2",
        "newscrawl;",
        "NEWSCRAWL 0.1",
        "Mozilla/5.0 (compatible; newscrawl/0.1)",
        "Mozilla/5.0 (X11; Linux) (compatible; Newscrawl/0.1; +https://crawl.example/about)",
    ],
)
def test_a_group_is_named_by_its_product_token(name: str) -> None:
    body = f"User-agent: *\nAllow: /\n\nUser-agent: {name}\nDisallow: /a\nCrawl-delay: 7\n".encode()
    assert not allowed(body, "/a")
    assert Robots.parse(body).delay("newscrawl") == 7
    assert "newscrawl" in Robots.parse(body).agents


@pytest.mark.parametrize(
    "name",
    ["newscrawl-images", "newscrawler", "my newscrawl", "newscrawl2", "Mozilla/5.0 (compatible; newscrawl-images/1)"],
)
def test_another_token_is_another_agent(name: str) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /a\n".encode(), "/a")


def test_an_agent_without_a_name_ends_the_group_before_it() -> None:
    assert allowed(b"User-agent: *\nDisallow: /x\nUser-agent:\nDisallow: /\n", "/a")


def test_agents_and_other_lines_in_turn_cost_what_the_file_does() -> None:
    """500 KiB in which every second line would have to name all agents before it."""
    body = b"".join(b"User-agent: a%d\nNoindex: /\n" % number for number in range(9000))
    robots = Robots.parse(body + b"Disallow: /\n")
    assert sum(len(signal.agents) for signal in robots.signals) == len(robots.signals) > 5000


@pytest.mark.parametrize("digits", [10, 300, 400, 4000])
def test_a_rate_of_any_number_of_digits_is_capped(digits: int) -> None:
    robots = Robots.parse(
        f"User-agent: *\nRequest-rate: 1/{'9' * digits}\n".encode(), "https://news.example/robots.txt"
    )
    delay = robots.delay("newscrawl", cap=60.0)
    assert delay is None or 0 <= delay <= 60.0
