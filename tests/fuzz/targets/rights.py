"""What sites say about use in files of their own: RSL, tdmrep.json, ai.txt, and the verdict of all of them."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.net.robots_txt import Robots
from newscrawl.record.model import UsageSignal
from newscrawl.rights import SiteRights, judge, rsl
from newscrawl.rights.aitxt import PATH as AI_PATH
from newscrawl.rights.aitxt import AiFile
from newscrawl.rights.rsl import RslFile
from newscrawl.rights.tdmrep import PATH as TDM_PATH
from newscrawl.rights.tdmrep import TdmFile
from newscrawl.urls import absolute
from tests.fuzz import tokens
from tests.fuzz.message import URL
from tests.fuzz.seeds import files
from tests.fuzz.target import Pump, Target, promise

AT = "https://news.example/rsl.xml"
READ_AT = "2026-11-20T10:00:00+00:00"


def statements(signals: Iterable[UsageSignal]) -> None:
    """What holds for statements: they are short texts, and together they give a verdict."""
    found = list(signals)
    for one in found:
        one.value.encode("utf-8")
    judge(found)


def licence(data: bytes) -> None:
    """An RSL document, and a feed that holds or names one."""
    document = RslFile.parse(data, AT)
    statements(document.signals(URL, read_at=READ_AT))
    for signal in document.signals(URL, where="page"):
        rsl.permissions(signal)
    for address in document.named:
        absolute(address, AT)


def reservation(data: bytes) -> None:
    """tdmrep.json."""
    statements(TdmFile.parse(data).signals(URL, READ_AT))


def ai_file(data: bytes) -> None:
    """ai.txt."""
    statements(AiFile.parse(data).signals(URL, READ_AT))


def site(data: bytes) -> None:
    """All files of a host at once, with the same bytes in each."""
    rights = SiteRights(robots=Robots.parse(data, URL)).with_files({AI_PATH: data, TDM_PATH: data, AT: data}, READ_AT)
    found = list(rights.signals(URL))
    statements(found)
    promise(all(one.read_at == READ_AT or one.read_at is None for one in found), "a statement was read at another time")


def seeds() -> tuple[bytes, ...]:
    return (*files.rsl()[:8], *files.tdmrep()[:6], *files.ai_txt()[:6], *files.robots()[:8])


_RSL = b'<rsl xmlns="https://rslstandard.org/rsl">'
RSL_PUMPS = (
    Pump("contents", _RSL, b"<content url='/#'><license/></content>"),
    Pump("contents in contents", _RSL, b"<content url='/'>"),
    Pump("contents and licences in each other", _RSL, b"<content url='/'><license>"),
    Pump("licences in licences", _RSL, b"<license>"),
    Pump("licences", _RSL + b"<content url='/'>", b"<license><permits>a#</permits></license>"),
    Pump("permits", _RSL + b"<content url='/'><license>", b"<permits type='usage'>a#</permits>"),
    Pump("permits in permits", _RSL + b"<content url='/'><license>", b"<permits>a"),
    Pump("kinds of permits", _RSL + b"<content url='/'><license>", b"<permits type='a#'>b</permits>"),
    Pump("words", _RSL + b"<content url='/'><license><permits>", b"a# "),
    Pump("payments", _RSL + b"<content url='/'><license>", b"<payment>"),
    Pump("stars of an address", _RSL + b"<content url='/", b"*a", b"'><license/></content>"),
    Pump("open tags", _RSL, b"<a>"),
    Pump("attributes", _RSL + b"<content ", b"a#='b' ", b"><license/>"),
    Pump("namespaces", b"<rsl ", b"xmlns:a#='b#' ", b">"),
    Pump("links", _RSL, b"<link type='application/rsl+xml' href='/#'/>"),
    Pump("entities", _RSL, b"&amp;"),
    Pump("text", _RSL, b"a "),
    Pump("declared entities", b"<!DOCTYPE a [", b"<!ENTITY a# 'b'>", b"]>" + _RSL),
    Pump("surrogates", _RSL, b"&#xD800;"),
)
TDM_PUMPS = (
    Pump("rules", b"[", b'{"location":"/#","tdm-reservation":1},', b"{}]"),
    Pump("brackets", b"", b"["),
    Pump("objects", b"", b'{"a":'),
    Pump("stars", b'[{"location":"/', b"*a", b'","tdm-reservation":1}]'),
    Pump("digits", b'[{"location":"/","tdm-reservation":', b"1", b"}]"),
)
AI_PUMPS = (
    Pump("rules", b"", b"Disallow: /a#\n"),
    Pump("stars", b"Disallow: /", b"*a"),
    Pump("agents", b"", b"User-Agent: a#\n", b"Disallow: /"),
    Pump("groups", b"", b"User-Agent: *\nDisallow: *.html\n\n"),
    Pump("star rules", b"", b"Disallow: *a*b*c*#\n"),
)

TARGETS = (
    Target(
        name="rsl",
        run=licence,
        seeds=files.rsl,
        tokens=(*tokens.MARKUP, b"<license>", b"<content url='/'>", b"<permits>"),
        pumps=RSL_PUMPS,
        cases=1500,
    ),
    Target(name="tdmrep", run=reservation, seeds=files.tdmrep, tokens=tokens.JSON, pumps=TDM_PUMPS, cases=1500),
    Target(
        name="ai.txt",
        run=ai_file,
        seeds=files.ai_txt,
        tokens=(b"User-agent:", b"Disallow:", b"*", b"$"),
        pumps=AI_PUMPS,
        cases=1500,
    ),
    Target(name="site rights", run=site, seeds=seeds, tokens=(*tokens.MARKUP, *tokens.JSON), cases=400),
)
