"""What a site's files say about use is known before its first article, kept with each record, and asked once a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import newscrawl
from newscrawl.crawling.progress import RunSummary
from newscrawl.record.article import Article
from tests.servers import reply
from tests.smallsite import SmallSite, article

TDM, AI, RSL = "/.well-known/tdmrep.json", "/ai.txt", "/license.xml"
ROBOTS = b"User-agent: *\nAllow: /\nContent-Signal: search=yes, ai-input=no\n\nUser-agent: GPTBot\nDisallow: /\n"
TERMS = b"""<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">all</prohibits>
</license></content></rsl>"""


def crawled(origin: str, **options: Any) -> tuple[list[Article], RunSummary]:
    with newscrawl.crawl(origin, delay=0, **options) as crawl:
        records = list(crawl)
    assert crawl.summary is not None
    return records, crawl.summary


def test_every_record_carries_what_the_site_and_the_page_say(tmp_path: Path) -> None:
    site = SmallSite(articles=2, robots=ROBOTS)
    site.answers[TDM] = reply(b'[{"location": "/sport/", "tdm-reservation": 1}]', content_type="application/json")
    site.answers[site.path(1)] = reply(article(1), x_robots_tag="noarchive")
    store = str(tmp_path / "news.db")
    with site.serving() as origin:
        site.robots = ROBOTS + f"License: {origin}{RSL}\n".encode()
        site.answers[RSL] = reply(TERMS, content_type="application/rsl+xml")
        records, _ = crawled(origin, store=store)
        asked = site.paths()
        crawled(origin, store=store)
        again = site.paths()[len(asked) :]
    usage = {record.url: record.usage_info for record in records}
    first, second = (usage[origin + site.path(number)] for number in (0, 1))
    assert first is not None
    assert second is not None
    assert (first.index, first.quote, first.train, first.redistribute) == ("no", "no", "no", "no")
    assert [one.signal for one in first.signals] == [
        "robots.txt:disallow", "robots.txt:content-signal", "robots.txt:license", "file:rsl",
    ]  # fmt: skip
    assert second.signals[0].signal == "header:x-robots-tag"
    assert {one.url for one in first.signals} == {f"{origin}/robots.txt", f"{origin}{RSL}"}
    assert all(one.read_at for one in first.signals)
    files = [TDM, AI, RSL]
    assert [path for path in asked if path in files] == files
    assert max(map(asked.index, files)) < min(asked.index(site.path(number)) for number in (0, 1))
    assert not set(again) & {*files, "/robots.txt"}


def test_what_is_reserved_is_not_fetched_where_that_is_wanted() -> None:
    site = SmallSite(articles=3)
    site.answers[TDM] = reply(f'[{{"location": "{site.path(0)}", "tdm-reservation": 1}}]'.encode())
    site.answers[site.path(1)] = reply(article(1), tdm_reservation="1")
    with site.serving() as origin:
        records, summary = crawled(origin, respect_tdm=True)
    assert [record.url for record in records] == [origin + site.path(2)]
    assert site.path(0) not in site.paths()
    assert site.path(1) in site.paths()
    assert summary.drops == {"reserved against text and data mining": 2}


def test_files_that_cannot_be_had_say_nothing_and_stop_nothing() -> None:
    site = SmallSite(articles=2)
    site.answers[TDM] = reply(b"broken", "500 Internal Server Error")
    site.answers[AI] = lambda: None
    with site.serving() as origin:
        records, _ = crawled(origin, respect_tdm=True)
    assert len(records) == 2
    assert {record.usage_info for record in records} == {None}
    assert site.paths().count(TDM) == site.paths().count(AI) == 1


def test_the_document_that_a_page_names_is_read_once_a_day_and_its_verdict_kept(tmp_path: Path) -> None:
    """By a link, by a header, by a feed; what a page names holds for that page alone."""
    site = SmallSite(articles=4, robots=b"User-agent: *\nDisallow: /private/\n")
    store = str(tmp_path / "news.db")
    link = '<link rel="license" type="application/rsl+xml" href="%s">'
    feed = b'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>%s<item><link>%s</link></item></channel></rss>'
    site.answers |= {
        RSL: reply(TERMS, content_type="application/rsl+xml"),
        "/by-header.xml": reply(TERMS.replace(b"all", b"ai-train"), content_type="application/rsl+xml"),
        site.path(0): reply(article(0).replace(b"</head>", (link % RSL).encode() + b"</head>")),
        site.path(1): reply(article(1).replace(b"</head>", (link % RSL).encode() + b"</head>")),
        site.path(2): reply(article(2), link='</by-header.xml>; rel="license"; type="application/rsl+xml"'),
        site.path(3): reply(article(3).replace(b"</head>", (link % "/private/terms.xml").encode() + b"</head>")),
    }
    with site.serving() as origin:
        records, _ = crawled(origin, store=store)
        asked = site.paths()
        crawled(origin, store=store, refetch=True)
        assert not {RSL, "/by-header.xml"} & set(site.paths()[len(asked) :])
        given = site._pages()["/"].partition(b"\r\n\r\n")[2]
        site.answers["/"] = reply(given.replace(b"<body>", b'<link rel=alternate type="application/rss+xml" href=/f>'))
        site.answers["/f"] = reply(
            feed % (b'<a:link rel="license" type="application/rsl+xml" href="/of-feed.xml"/>', site.path(3).encode()),
            content_type="application/rss+xml",
        )
        site.answers["/of-feed.xml"] = reply(TERMS.replace(b"all", b"ai-input"), content_type="application/rsl+xml")
        by_feed, _ = crawled(origin)
        site.answers["/f"] = reply(feed % (TERMS, site.path(3).encode()), content_type="application/rss+xml")
        in_feed, _ = crawled(origin)
    assert asked.count(RSL) == asked.count("/by-header.xml") == 1
    assert "/private/terms.xml" not in site.paths()
    verdicts = {record.url: (record.usage_info.index, record.usage_info.train) for record in records
                if record.usage_info}  # fmt: skip
    assert verdicts == {
        origin + site.path(0): ("no", "no"), origin + site.path(1): ("no", "no"),
        origin + site.path(2): ("unknown", "no"), origin + site.path(3): ("unknown", "unknown"),
    }  # fmt: skip
    (first,) = (record.usage_info for record in records if record.url == origin + site.path(0))
    assert first is not None
    said = [(one.signal, one.url) for one in first.signals if one.signal.endswith(":rsl")]
    assert said == [("link:rsl", origin + site.path(0)), ("page:rsl", origin + RSL)]
    last = origin + site.path(3)
    assert {record.usage_info.quote for record in by_feed if record.url == last and record.usage_info} == {"no"}
    assert {record.usage_info.redistribute for record in in_feed if record.url == last and record.usage_info} == {"no"}


def test_a_site_that_names_a_document_a_page_is_not_followed_for_ever() -> None:
    site = SmallSite(articles=25, robots=b"")
    for number in range(25):
        named = f'<link rel="license" type="application/rsl+xml" href="/terms-{number}.xml"></head>'.encode()
        site.answers[site.path(number)] = reply(article(number).replace(b"</head>", named))
    with site.serving() as origin:
        records, summary = crawled(origin, per_host=4)
    assert len(records) == 25
    assert sum(path.startswith("/terms-") for path in site.paths()) == 20
    assert summary.drops == {"licences of a site beyond the first ones": 5}


def test_the_robots_of_the_host_of_a_licence_is_asked_first_and_obeyed() -> None:
    """`License:` lines of robots.txt, licences of pages and redirects of rights files lead to other hosts."""
    open_, shut = (
        SmallSite(robots=b"User-agent: *\nDisallow: /private/\n"),
        SmallSite(robots=b"User-agent: *\nDisallow: /\n"),
    )
    site = SmallSite(articles=2)
    terms = reply(TERMS, content_type="application/rsl+xml")
    open_.answers |= {RSL: terms, "/private/terms.xml": terms, AI: reply(b"User-Agent: *\nDisallow: /\n")}
    shut.answers |= {RSL: terms, TDM: reply(b"[]")}
    with open_.serving("127.0.0.8") as first, shut.serving("127.0.0.9") as second, site.serving() as origin:
        site.robots = f"License: {first}{RSL}\nLicense: {first}/private/terms.xml\nLicense: {second}{RSL}\n".encode()
        site.answers |= {
            AI: reply(status="302 Found", location=first + AI),
            TDM: reply(status="302 Found", location=second + TDM),
        }
        link = f'<link rel="license" type="application/rsl+xml" href="{second}/of-page.xml"></head>'.encode()
        site.answers[site.path(0)] = reply(article(0).replace(b"</head>", link))
        records, _ = crawled(origin, allow_net=["127.0.0.8/31"])
    assert len(records) == 2
    assert sorted(open_.paths()) == sorted(["/robots.txt", RSL, AI])
    assert open_.paths()[0] == "/robots.txt"
    assert shut.paths() == ["/robots.txt"]


def test_the_rights_files_of_a_host_itself_obey_its_robots() -> None:
    site = SmallSite(articles=1, robots=b"User-agent: *\nDisallow: /ai.txt\nDisallow: /.well-known/\n")
    with site.serving() as origin:
        records, _ = crawled(origin)
    assert len(records) == 1
    assert not {AI, TDM} & set(site.paths())
