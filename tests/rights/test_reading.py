"""Readers face strangers: whatever bytes a host sends, there are statements or none, never an error."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.robots_txt import Robots
from newscrawl.record.model import UsageSignal
from newscrawl.rights import STANDARDS, SiteRights, aitxt, judge, robots_statements, usage_headers
from newscrawl.rights.agents import AGENTS, PURPOSES
from newscrawl.rights.aitxt import AiFile
from newscrawl.rights.notices import find_notice
from newscrawl.rights.rsl import RslFile, Terms
from newscrawl.rights.tdmrep import TdmFile

URL = "https://news.example/politics/bridge"
NAMES = sorted({name for standard in STANDARDS for name in standard.signals})
WORDS = st.sampled_from([
    "User-agent:", "*", "GPTBot", "Disallow:", "Allow:", "/", "\n", "Content-Signal:", "Content-Usage:", "search=yes",
    "ai-train=no", "train-ai=n", ",", ";", "=", ":", "License:", "Noindex:", "$", "noindex", "unavailable_after",
    "max-snippet", "-1", "25 Jun 2010", "99999999999999", '[{"location":"/"', '"tdm-reservation":1}]', "<rsl>",
    '<content url="/">', "<license>", "<permits>", "all", "<payment type='", "permits", "prohibits", "|", "payment",
    "©", "\0", "\ud800", "é", "٣",
])  # fmt: skip
SOUP = st.lists(WORDS | st.text(max_size=5), max_size=25).map("".join) | st.lists(WORDS, max_size=25).map(" ".join)


@given(SOUP, st.sampled_from(NAMES), st.none() | st.datetimes().map(datetime.isoformat))
def test_no_statement_breaks_the_verdict(value: str, name: str, read_at: str | None) -> None:
    info = judge([UsageSignal(signal=name, value=value, read_at=read_at)])
    assert info is not None
    assert {info.index, info.quote, info.train, info.redistribute} <= {"yes", "no", "unknown"}


@given(SOUP.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=200), SOUP)
def test_no_file_and_no_address_breaks_a_reader(body: bytes, url: str) -> None:
    site = SiteRights(Robots.parse(body), TdmFile.parse(body), AiFile.parse(body), (RslFile.parse(body),))
    for address in (URL, url):
        assert all(signal.signal for signal in site.signals(address))
        judge(site.signals(address))


@given(st.dictionaries(st.sampled_from([*usage_headers.NAMES, "link"]), SOUP))
def test_no_header_breaks_the_reader(sent: Mapping[str, str]) -> None:
    signals = usage_headers.signals(sent, URL)
    assert all(signal.signal for signal in signals)
    judge(signals)


@given(st.lists(SOUP, max_size=4))
def test_no_line_breaks_the_search_for_a_notice(lines: list[str]) -> None:
    found = find_notice(lines)
    assert found is None or found in lines


@pytest.mark.parametrize("terms", [
    Terms(),
    Terms(("all",), (), "free"),
    Terms(("search", "ai-index"), ("ai-train",), "attribution", True),
    Terms((), ("all",), "server"),
], ids=str)  # fmt: skip
def test_terms_are_written_as_they_are_read(terms: Terms) -> None:
    assert Terms.read(str(terms)) == terms


def test_a_statement_says_where_and_when_it_was_read() -> None:
    at = "2026-11-23T12:00:00+00:00"
    body = b"User-agent: GPTBot\nDisallow: /\n"
    (signal,) = robots_statements.signals(Robots.parse(body), URL, at)
    assert signal == UsageSignal(
        signal="robots.txt:disallow", value="gptbot", url="https://news.example/robots.txt", read_at=at
    )


def test_robots_names_the_documents_with_terms() -> None:
    body = b"License: https://news.example/a.xml\nUser-agent: *\nLicense: /relative.xml\nLicense: https://news.example/a.xml\n"
    assert robots_statements.licences(Robots.parse(body)) == ("https://news.example/a.xml",)


def test_an_agent_has_one_purpose_and_is_written_in_lower_case() -> None:
    listed = [agent for agents in AGENTS.values() for agent in agents]
    assert len(listed) == len(PURPOSES)
    assert all(agent == agent.lower() for agent in listed)


def test_the_last_notice_is_found_and_long_lines_are_not_notices() -> None:
    assert find_notice(["© 2025 A", "Read more", "© 2026 B", "Top"]) == "© 2026 B"
    assert find_notice(["text", "more text"]) is None
    assert find_notice(["© " + "x" * 2000]) is None


def nested(depth: int, inside: str = "all") -> bytes:
    """A document whose elements are never closed: each stands in all before it."""
    return b"<rsl>" + (f"<content url='/a'><license><permits type='usage'>{inside}").encode() * depth


def beside(count: int) -> bytes:
    """A document with so many of everything side by side."""
    row = "<license>" + "<permits>all <x/> search</permits><payment/>" * count + "</license>"
    more = "<content url='/b*c*d'><license/></content>" * count
    return f"<rsl><content url='/a'>{row}</content>{more}</rsl>".encode()


def cost(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


@pytest.mark.parametrize(("make", "small"), [(nested, 20), (beside, 2_000)])
def test_a_document_takes_as_long_as_it_is(make: Callable[[int], bytes], small: int) -> None:
    RslFile.parse(make(small))
    assert any(
        cost(lambda: RslFile.parse(make(4 * small))) < 9 * cost(lambda: RslFile.parse(make(small))) for _ in range(5)
    )


def test_each_element_belongs_to_the_nearest_around_it() -> None:
    document = RslFile.parse(
        b"<rsl><content url='/a'><license><permits>search</permits>"
        b"<content url='/b'><license><prohibits>all</prohibits></license></content>"
        b"<permits>ai-train</permits></license></content></rsl>"
    )
    assert document.contents == (
        ("/a", (Terms(permits=("search", "ai-train")),)), ("/b", (Terms(prohibits=("all",)),))
    )  # fmt: skip


def test_what_is_in_excess_is_not_read() -> None:
    many = (b"<license><permits>" + b"word " * 1000 + b"</permits></license>") * 100
    (signal,) = RslFile.parse(b"<rsl><content url='/'>" + many + b"</content></rsl>").signals(URL)
    assert len(signal.value) < 2_000


@pytest.mark.parametrize("half", ["&#xD800;", "&#xdfff;", "&#56320;", "&#0055296;", "&#x00DBFF;"])
def test_half_of_a_character_is_none(half: str) -> None:
    license_ = f"<license><permits type='usage{half}'>all{half}</permits></license>"
    assert RslFile.parse(f"<rsl><content url='/{half}a'>{license_}</content></rsl>".encode()).contents == (
        ("/a", (Terms(permits=("all",)),)),
    )


def test_other_references_stay() -> None:
    text = "<rsl><content url='/&#55176;&#xD7A3;&#57344;'><license/></content></rsl>"
    assert RslFile.parse(text.encode()).contents == (("/\ud788\ud7a3\ue000", (Terms(),)),)


def test_the_rules_of_a_group_of_ai_txt_share_its_agents() -> None:
    agents = b"".join(b"User-Agent: a%d\n" % number for number in range(9000)) + b"User-Agent: newscrawl\n"
    found = list(aitxt._rules((agents + b"Disallow: /\n" * 9000).decode()))
    assert len(found) == 9000
    assert len({id(agents) for agents, _, _ in found}) == 1
    assert AiFile.parse(b"Disallow: /a\nUser-agent: b\nUser-agent: newscrawl\nAllow: /c\nDisallow: /d").rules == (
        (True, "/c"), (False, "/d"),
    )  # fmt: skip
