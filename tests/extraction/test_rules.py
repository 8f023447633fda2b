"""Site rules: files of selectors that speak before everybody else, and errors that name file, line and key."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newscrawl import sites
from newscrawl.errors import RuleError
from newscrawl.extraction import extract
from newscrawl.extraction.candidates import ruled
from newscrawl.extraction.fields import authors, main_image, published
from newscrawl.extraction.rules import SiteRules, load_rules, read_rules
from tests.extraction.field_pages import evidence_of, page
from tests.fuzz import growing

RULES = """\
feeds = ["https://news.example/rss.xml"]
timezone = "Europe/Berlin"
drop = [".promo"]

[fields]
headline = "h2.story"
date_published = ["time.none::attr(datetime)", ".stamp"]
authors = ".who b"

[prefer]
date_published = "meta:date"

[[older]]
valid_until = 2021-06-30
fields.headline = "h3.title"

[[older]]
valid_until = 2015-01-01
timezone = "UTC"
fields.headline = "h4"
"""


@pytest.fixture
def rules(tmp_path: Path) -> SiteRules:
    file = tmp_path / "news.example.toml"
    file.write_text(RULES, encoding="utf-8")
    return read_rules(file)


def test_a_file_is_read_whole(rules: SiteRules) -> None:
    assert rules.name == "news.example.toml"
    assert rules.feeds == ("https://news.example/rss.xml",)
    assert rules.timezone == ZoneInfo("Europe/Berlin")
    assert rules.prefer == {"date_published": ("meta:date",)}
    assert set(rules.fields) == {"headline", "date_published", "authors"}


def test_the_first_selector_that_finds_something_speaks(rules: SiteRules) -> None:
    evidence = evidence_of(page(above="<p class=stamp>5 July 2024, 10:15</p>"), rules=rules)
    assert rules.texts("date_published", evidence.document.tree) == ["5 July 2024, 10:15"]
    assert rules.texts("authors", evidence.document.tree) == []


def test_ruled_texts_are_candidates_that_name_their_rule(rules: SiteRules) -> None:
    evidence = evidence_of(page(above="<h2 class=story> The  storm </h2>"), rules=rules)
    (candidate,) = ruled("headline")(evidence)
    assert (candidate.value, candidate.source, candidate.note) == ("The storm", "rule:headline", "news.example.toml")
    assert list(ruled("headline")(evidence_of(page()))) == []


def test_ruled_authors_are_as_sure_as_every_ruled_value(rules: SiteRules) -> None:
    head = '<meta name="author" content="John Roe">'
    evidence = evidence_of(page(head, "<p class=who>By <b>Jane Doe</b></p>"), rules=rules)
    choice = authors.choose(evidence)
    assert [author.name for author in choice.value or ()] == ["Jane Doe"]
    assert choice.winner is not None
    assert (choice.winner.source, choice.confidence) == ("rule:authors", 0.99)


def test_a_ruled_date_wins_over_what_the_page_declares_and_takes_the_sites_zone(rules: SiteRules) -> None:
    head = '<meta property="article:published_time" content="2020-01-01T00:00:00Z">'
    choice = published.choose(evidence_of(page(head, "<p class=stamp>5 July 2024, 10:15</p>"), rules=rules))
    assert choice.value is not None
    assert (choice.value.iso, choice.value.zone) == ("2024-07-05T10:15:00+02:00", "publisher")
    assert choice.winner is not None
    assert choice.winner.source == "rule:date_published"


def test_a_rule_may_select_a_picture_or_its_address(tmp_path: Path) -> None:
    file = tmp_path / "news.example.toml"
    html = page(above='<img class=lead src="/lead.jpg" alt="Quay"><a class=big href="/big.jpg">big</a>')
    for css, url in (
        ("img.lead", "https://news.example/lead.jpg"),
        ("a.big::attr(href)", "https://news.example/big.jpg"),
    ):
        file.write_text(f'[fields]\nmain_image = "{css}"\n', encoding="utf-8")
        image = main_image.choose(evidence_of(html, rules=read_rules(file))).value
        assert image is not None
        assert image.url == url


@pytest.mark.parametrize(
    ("fetched_at", "headline"),
    [(None, "h2.story"), ("2024-01-01", "h2.story"), ("2021-06-30", "h3.title"), ("2018-05-05", "h3.title"),
     ("2014-12-31", "h4")],
)  # fmt: skip
def test_an_archived_page_is_read_by_the_layout_of_its_day(
    rules: SiteRules, fetched_at: str | None, headline: str
) -> None:
    html = "<h2 class=story>h2.story</h2><h3 class=title>h3.title</h3><h4>h4</h4>"
    layout = rules.at(datetime.fromisoformat(fetched_at).replace(tzinfo=UTC) if fetched_at else None)
    assert layout.texts("headline", evidence_of(html).document.tree) == [headline]


def test_layouts_share_feeds_and_zone_unless_they_say_otherwise(rules: SiteRules) -> None:
    assert [layout.valid_until for layout in rules.older] == [date(2015, 1, 1), date(2021, 6, 30)]
    assert [str(layout.timezone) for layout in rules.older] == ["UTC", "Europe/Berlin"]
    assert all(layout.feeds == rules.feeds for layout in rules.older)


def test_dropped_elements_are_found(rules: SiteRules) -> None:
    tree = evidence_of(page(below="<div class='promo big'>Buy</div>")).document.tree
    assert [element.text for element in rules.dropped(tree)] == ["Buy"]


def test_extract_obeys_rules_and_the_hook(tmp_path: Path) -> None:
    (tmp_path / "news.example.toml").write_text(
        'refine = "news_example.py"\n[fields]\nheadline = "h2.story"\n', encoding="utf-8"
    )
    (tmp_path / "news_example.py").write_text(
        "from dataclasses import replace\n"
        "def refine(article, document):\n"
        "    return replace(article, kicker=document.tree.findtext('.//h6'))\n",
        encoding="utf-8",
    )
    rules = load_rules("news.example", [tmp_path], hooks=True)
    article = extract(
        page(above="<h2 class=story>The real headline</h2><h6>Storm</h6>"), "https://news.example/", rules=rules
    )
    assert (article.headline, article.kicker) == ("The real headline", "Storm")
    assert article.meta.fields["headline"].signal == "rule:headline"
    assert article.meta.extractor is not None
    assert article.meta.extractor.site_rule == "news.example.toml"


# -- where files are looked for ---------------------------------------------------------------------------------------


def test_a_host_takes_its_own_file_or_that_of_a_parent_domain(tmp_path: Path) -> None:
    for name in ("news.example", "sport.news.example", "127.0.0.1_8000", "127.0.0.1"):
        (tmp_path / f"{name}.toml").write_text("", encoding="utf-8")
    hosts = {
        "news.example": "news.example",
        "www.news.example": "news.example",
        "WWW.News.Example": "news.example",
        "a.sport.news.example": "sport.news.example",
        "127.0.0.1:8000": "127.0.0.1_8000",
        "127.0.0.1:9": "127.0.0.1",
    }
    for host, name in hosts.items():
        found = load_rules(host, [tmp_path])
        assert found is not None, host
        assert found.name == f"{name}.toml"
    assert load_rules("other.example", [tmp_path]) is None
    assert load_rules("example", [tmp_path]) is None


def test_the_first_folder_wins(tmp_path: Path) -> None:
    for folder in ("mine", "team"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.example.toml").write_text(f'feeds = "{folder}"', encoding="utf-8")
    found = load_rules("news.example", [tmp_path / "mine", tmp_path / "team"])
    assert found is not None
    assert found.feeds == ("mine",)


def test_every_shipped_file_can_be_read() -> None:
    files = sorted(sites.FOLDER.glob("*.toml"))
    assert [read_rules(file).name for file in files] == [file.name for file in files]


# -- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('feeds = []\nfeedz = ["x"]\n', "line 2: feedz: unknown key"),
        ('[fields]\nheadline = "h1"\nheadlein = "h2"\n', "line 3: headlein: unknown field"),
        ('[fields]\n# the headline\nheadline = "h1[["\n', "line 3: headline: 'h1[[' is not a CSS selector"),
        ('[fields]\nheadline = [\n  "h1",\n  "h1[[",\n]\n', "line 4: headline: 'h1[[' is not a CSS selector"),
        (
            '[fields]\nheadline = "h1"\n[[older]]\nvalid_until = 2020-01-01\nfields.headline = "h1[["\n',
            "line 5: headline: 'h1[[' is not a CSS selector",
        ),
        ('refine = "broken.py"\n', "line 1: refine: "),
        ('drop = ["div..x"]\n', "line 1: drop: 'div..x' is not a CSS selector"),
        ("feeds = 5\n", "line 1: feeds: a string or a list of strings belongs here"),
        ('\ntimezone = "Middle Earth"\n', "line 2: timezone: 'Middle Earth' is not an IANA time zone"),
        (f'timezone = "E{"/e" * 600}"\n', "line 1: timezone: 'E/e/e"),
        ('refine = "gone.py"\n', "line 1: refine: there is no Python file"),
        ('refine = "empty.py"\n', "line 1: refine: "),
        ('refine = "../empty.py"\n', "line 1: refine: '../empty.py' is not the name of a file beside this one"),
        ('refine = "/etc/passwd"\n', "line 1: refine: '/etc/passwd' is not the name of a file"),
        ("refine = 5\n", "line 1: refine: 5 is not the name of a file"),
        ("a = " + "[" * 20_000, "not TOML"),
        ("a = " + "9" * 5000, "not TOML"),
        ("[[older]]\nfeeds = []\n", "line 1: older: every earlier layout needs valid_until"),
        ('[[older]]\nvalid_until = "soon"\n', "line 2: valid_until: 'soon' is not a day"),
        ("older = 3\n", "line 1: older: layouts belong here"),
        ('fields = "h1"\n', "line 1: fields: a table belongs here"),
        ("[fields\n", "not TOML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "news.example.toml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    (tmp_path / "broken.py").write_text("import nothing_of_this_name", encoding="utf-8")
    with pytest.raises(RuleError) as error:
        read_rules(file, hooks=True)
    assert str(file) in str(error.value)
    assert named in str(error.value)


@pytest.mark.parametrize("key", ["a.b.", '"a".', "a. b .", "'a'.", '"\\"".', "a-b."])
@pytest.mark.parametrize("line", ["[fields.{}a]", "{}a = 1", "fields = {{ {}a = 1 }}"])
def test_a_key_of_thousands_of_parts_takes_work_in_proportion(tmp_path: Path, line: str, key: str) -> None:
    file = tmp_path / "news.example.toml"

    def run(data: bytes) -> None:
        file.write_bytes(data)
        with suppress(RuleError):
            read_rules(file)

    before, after = line.format("#").encode().split(b"#")
    assert growing.work(run, key.encode(), before=before, after=after, sizes=(4000, 16_000, 64_000)) is None
    with pytest.raises(RuleError, match=r"news\.example\.toml: not TOML: a key has more than 100 parts"):
        read_rules(file)


@pytest.mark.parametrize("text", [b"drop = ['\xff']", b"a = " + b"9" * 5000, b"a = " + b"[" * 3000])
def test_a_file_that_is_no_toml_is_named_whatever_it_is(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "news.example.toml"
    file.write_bytes(text)
    with pytest.raises(RuleError, match=r"news\.example\.toml: not "):
        read_rules(file)


@pytest.mark.parametrize("host", ["a" * 300, f"{'a.' * 200}example", f"{'a' * 254}:8000"])
def test_a_host_whose_name_is_too_long_has_no_rules(host: str) -> None:
    assert load_rules(host) is None
