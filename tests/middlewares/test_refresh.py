"""A page that sends its reader to what is refused stands for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import newscrawl
from newscrawl.errors import FetchError
from newscrawl.warc.warc_reader import read_warc
from tests.servers import reply
from tests.smallsite import SmallSite, article

PLACE = "/go/2026/11/20/a-page-that-sends-its-reader-on"


def sending(target: str, number: int = 7) -> bytes:
    """The page of an article that sends its reader on at once."""
    return article(number).replace(
        b"<title>", b'<meta http-equiv="refresh" content="0; url=%b"><title>' % target.encode()
    )


def crawled(site: SmallSite, origin: str, **options: object) -> tuple[dict[str, newscrawl.Article], newscrawl.Crawl]:
    with newscrawl.crawl(origin, delay=0, **options) as crawl:  # type: ignore[arg-type]
        return {record.url or "": record for record in crawl}, crawl


def targets(origin: str, inside: str) -> dict[str, str]:
    """Addresses that are refused, by why."""
    port = inside.rpartition(":")[2]
    return {
        "guard": f"{inside}/secret", "guard, in numbers": f"http://2130706441:{port}/secret",
        "resolver": f"http://localhost:{port}/secret", "robots": f"{origin}/private/page", "scheme": "file:///etc/passwd",
        "another scheme": "javascript:alert(1)", "too long": f"{origin}/{'a' * 3000}",
        "a redirect to the guard": f"{origin}/on", "a redirect to robots": f"{origin}/aside",
    }  # fmt: skip


@pytest.fixture(scope="module")
def run() -> tuple[str, dict[str, newscrawl.Article], SmallSite, SmallSite]:
    """One crawl of a site with a page for each refusal: its origin and records, the site, what stands inside."""
    site, canary = SmallSite(articles=2, robots=b"User-agent: *\nDisallow: /private/\n"), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving("127.0.0.2") as origin:
        paths = []
        for number, (why, target) in enumerate(targets(origin, inside).items(), 10):
            paths.append(f"/go/2026/11/20/a-page-that-is-refused-by-{why.replace(' ', '-').replace(',', '')}")
            site.answers[paths[-1]] = reply(sending(target, number))
        site.answers["/on"] = reply(status="302 Found", location=f"{inside}/secret")
        site.answers["/aside"] = reply(status="302 Found", location=f"{origin}/private/page")
        site.links = tuple(paths)
        return origin, crawled(site, origin)[0], site, canary


def test_each_page_whose_refresh_is_refused_is_kept_as_itself(
    run: tuple[str, dict[str, newscrawl.Article], SmallSite, SmallSite],
) -> None:
    origin, records, site, _ = run
    for number, path in enumerate(site.links, 10):
        record = records[origin + path]
        assert record.headline == f"Bridge story number {number} is told again"
        assert record.requested_url == origin + path
        assert (record.meta.status, record.meta.redirects) == (200, ())
    assert len(records) == 2 + len(site.links)


def test_nothing_refused_was_asked_for_and_nothing_twice(
    run: tuple[str, dict[str, newscrawl.Article], SmallSite, SmallSite],
) -> None:
    _, _, site, canary = run
    assert canary.hits == []
    assert [path for path in site.paths() if path.startswith("/private")] == []
    assert all(site.paths().count(path) == 1 for path in site.links)


def test_a_refresh_that_is_not_refused_is_followed() -> None:
    site = SmallSite(articles=1, robots=b"")
    with site.serving() as origin:
        site.answers[PLACE] = reply(sending("/moved/2026/11/20/the-page-in-its-new-place"))
        site.answers["/moved/2026/11/20/the-page-in-its-new-place"] = reply(article(8))
        site.links = (PLACE,)
        records, _ = crawled(site, origin)
    moved = records[f"{origin}/moved/2026/11/20/the-page-in-its-new-place"]
    assert moved.meta.redirects == (origin + PLACE,)
    assert len(records) == 2


def test_a_redirect_that_is_refused_has_no_page_of_its_own() -> None:
    site, canary = SmallSite(articles=1, robots=b""), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving() as origin:
        site.answers[PLACE] = reply(article(7), status="302 Found", location=f"{inside}/secret")
        site.links = (PLACE,)
        records, crawl = crawled(site, origin)
    assert len(records) == 1
    assert crawl.summary is not None
    assert any("not a public address" in reason for host in crawl.summary.errors.values() for reason in host)


def test_a_kept_page_stands_in_the_archive_once_and_its_record_names_the_place(tmp_path: Path) -> None:
    site, canary = SmallSite(articles=0, robots=b""), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving() as origin:
        site.answers[PLACE] = reply(sending("/on"))
        site.answers["/on"] = reply(status="302 Found", location=f"{inside}/secret")
        site.links = (PLACE,)
        records, _ = crawled(site, origin, warc=str(tmp_path / "warc"))
    place = records[origin + PLACE].meta.warc
    assert place is not None
    kept = [one for file in sorted((tmp_path / "warc").glob("*.warc*")) for one in read_warc(file)]
    assert [offset for offset, exchange in kept if exchange.url == origin + PLACE] == [place.offset]


@pytest.mark.parametrize(
    "why", ["guard", "guard, in numbers", "resolver", "scheme", "too long", "a redirect to the guard"]
)
def test_one_page_alone_is_kept_as_well(why: str) -> None:
    site, canary = SmallSite(), SmallSite()
    with canary.serving("127.0.0.9") as inside, site.serving("127.0.0.2") as origin:
        site.answers[PLACE] = reply(sending(targets(origin, inside)[why]))
        site.answers["/on"] = reply(status="302 Found", location=f"{inside}/secret")
        record = newscrawl.scrape(origin + PLACE)
        assert (record.url, record.headline) == (origin + PLACE, "Bridge story number 7 is told again")
        assert record.meta.redirects == ()
        site.answers[PLACE] = reply(article(7), status="302 Found", location=f"{inside}/secret")
        with pytest.raises(FetchError, match=r"refused: .* not a public address"):
            newscrawl.scrape(origin + PLACE)
    assert canary.hits == []
