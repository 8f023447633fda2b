"""The configuration: file and flags in one model, every mistake named with its file and key."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePath
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import click
import pytest

import newscrawl
from newscrawl import configuration
from newscrawl.cli.crawl import command
from newscrawl.configuration import CrawlConfig
from newscrawl.errors import ConfigError
from newscrawl.net import robots_txt, sniffing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(folder: Path, text: str) -> Path:
    file = folder / "crawl.toml"
    file.write_text(text, "utf8")
    return file


def test_a_flag_wins_over_the_file_and_an_absent_flag_leaves_it(tmp_path: Path) -> None:
    file = write(tmp_path, 'sites = ["news.example"]\ndelay = 3\noutput = ["a.jsonl"]\n')
    config = configuration.load(file, delay=0.5, output=(), since=None)
    assert (config.sites, config.delay, config.output) == (("https://news.example/",), 0.5, ("a.jsonl",))


def test_a_host_has_settings_of_its_own(tmp_path: Path) -> None:
    config = configuration.load(write(tmp_path, '[site."Slow.example"]\ndelay = 5\n'))
    assert config.site["slow.example"].delay == 5


def test_an_unknown_key_is_named_with_its_file_and_the_nearest_key(tmp_path: Path) -> None:
    file = write(tmp_path, "dealy = 3\n")
    with pytest.raises(ConfigError, match=r"crawl\.toml: unknown key 'dealy'; did you mean 'delay'\?"):
        configuration.load(file)


def test_an_unknown_key_of_a_site_is_named_with_its_path(tmp_path: Path) -> None:
    file = write(tmp_path, '[site."a.example"]\nper_hots = 3\n')
    with pytest.raises(ConfigError, match=r"'site\.a\.example\.per_hots'; did you mean 'per_host'\?"):
        configuration.load(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limit = 0", r"crawl\.toml: limit: input should be greater than or equal to 1"),
        ('since = "last week"', r"crawl\.toml: since: write a span"),
        ('sites = ["ftp://a.example/"]', r"crawl\.toml: sites\.0: not an http or https address"),
        ('allow_net = ["ten"]', r"crawl\.toml: allow_net\.0: not a network"),
        ("limit = x", r"crawl\.toml: not TOML: .*line 1"),
        ('contact = "a\\nX-Evil: b"', r"crawl\.toml: contact: write an e-mail"),
        ('ignore_robots = ["https://a.example/b"]', r"crawl\.toml: ignore_robots\.0: write a host's name"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        configuration.load(write(tmp_path, text))


def test_a_wrong_flag_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^delay: "):
        configuration.load(write(tmp_path, "limit = 3\n"), delay=-1)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        configuration.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("news.example", "https://news.example/"),
        ("news.example/world", "https://news.example/world"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("localhost", "http://localhost/"),
        ("[::1]:8000/a", "http://[::1]:8000/a"),
        ("http://news.example", "http://news.example/"),
    ],
)
def test_a_site_is_read_as_a_person_writes_it(written: str, url: str) -> None:
    assert configuration.address(written) == url


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("36h", datetime(2026, 11, 22, 0, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 16, 12, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T10:00:00+00:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01 10:00:00.5-02:00", datetime(2026, 11, 1, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-01t10:00:00z", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("20261101", datetime(2026, 11, 1, tzinfo=UTC)),
        ("1.11.2026", datetime(2026, 11, 1, tzinfo=UTC)),
        ("01.11.2026", datetime(2026, 11, 1, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 22, tzinfo=UTC)),
        ("Today", datetime(2026, 11, 23, tzinfo=UTC)),
        (timedelta(days=7), datetime(2026, 11, 16, 12, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)),
        (datetime(2026, 11, 1, 10, tzinfo=UTC), datetime(2026, 11, 1, 10, tzinfo=UTC)),
        (None, None),
    ],
)
def test_since_is_a_span_a_day_or_a_time(since: str | date | timedelta | None, moment: datetime | None) -> None:
    with zone("UTC"):
        assert configuration.load(since=since).since_moment(NOW) == moment


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("2026-11-01", datetime(2026, 10, 31, 15, tzinfo=UTC)),
        ("1.11.2026", datetime(2026, 10, 31, 15, tzinfo=UTC)),
        ("2026-11-01T10:00", datetime(2026, 11, 1, 1, tzinfo=UTC)),
        ("2026-11-01T10:00Z", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 21, 15, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 10, 31, 15, tzinfo=UTC)),
        (datetime(2026, 11, 1, 10), datetime(2026, 11, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_without_a_zone_is_one_of_this_machine(since: str | date, moment: datetime) -> None:
    with zone("Asia/Tokyo"):
        assert configuration.load(since=since).since_moment(NOW) == moment


@contextmanager
def zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def test_paths_are_taken_as_text(tmp_path: Path) -> None:
    config = configuration.load(store=tmp_path / "s.db", output=(tmp_path / "a.jsonl",), warc=tmp_path)
    assert config == configuration.load(
        store=str(tmp_path / "s.db"), output=(str(tmp_path / "a.jsonl"),), warc=str(tmp_path)
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('robots_size = "100KiB"', "limits.robots_size"),
        ('calendars = "("', "limits.calendars: not a regular expression"),
        ('content_types = "text/"', "limits.content_types"),
        ("feed_entries = 0", "limits.feed_entries"),
    ],
)
def test_a_ceiling_that_cannot_be_is_named(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words.replace(".", r"\.")):
        configuration.load(write(tmp_path, f"[limits]\n{line}\n"))


def test_sizes_are_written_with_their_unit(tmp_path: Path) -> None:
    assert configuration.load(write(tmp_path, '[limits]\nmax_size = "2MiB"\n')).limits.max_size == 2 * 1024 * 1024


@pytest.mark.parametrize("text", ["limit = " + "9" * 5000, "a = " + "[" * 3000, "a = " + "{b=" * 3000])
def test_a_file_that_is_no_toml_is_named_whatever_it_is(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        configuration.load(write(tmp_path, text))


def kinds(annotation: Any) -> set[Any]:
    """The plain types that an annotation allows: of `Annotated[int, ...] | None` int and None."""
    if get_origin(annotation) is Annotated:
        return kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return set().union(*map(kinds, get_args(annotation)))
    return {annotation}


def test_what_crawl_takes_is_what_the_configuration_has() -> None:
    hints = get_type_hints(configuration.CrawlOptions)
    fields = {
        name: field for name, field in CrawlConfig.model_fields.items() if name not in ("sites", "limits", "site")
    }
    assert hints.keys() == fields.keys() | {"config"}
    as_text = {PurePath, Iterable[str | PurePath], date, timedelta}  # what Python has for such texts
    for name, field in fields.items():
        expected = {str, Iterable[str]} if field.default == () else kinds(field.annotation) | {type(None)}
        given = kinds(hints[name])
        if given & as_text:
            expected |= given & as_text
            expected -= {Iterable[str]} if Iterable[str | PurePath] in given else set()
        assert given == expected, name


def test_the_docstring_of_crawl_and_the_command_line_have_every_option() -> None:
    options = configuration.CrawlOptions.__annotations__.keys()
    assert [name for name in options if f"`{name}`" not in (newscrawl.crawl.__doc__ or "")] == []
    assert options - {parameter.name for parameter in command.get_params(click.Context(command))} == {
        "urls"
    }  # a configuration file has them


def test_crawl_refuses_what_is_no_option() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'site'"):
        newscrawl.crawl("news.example", site={})  # type: ignore[call-arg]


def test_one_text_will_do_where_several_are_possible() -> None:
    with newscrawl.crawl("news.example", include="/a/", rules="mine", output=Path("a.jsonl")) as crawl:  # type: ignore[arg-type]
        config = crawl.config
    assert (config.sites, config.include, config.rules) == (("https://news.example/",), ("/a/",), ("mine",))
    assert config.output == ("a.jsonl",)


def test_limits_that_are_said_twice_agree() -> None:
    limits = configuration.LIMITS
    assert (limits.robots_size, limits.crawl_delay, limits.sitemap_size) == (
        robots_txt.MAX_BYTES, robots_txt.MAX_DELAY, sniffing.MAX_BYTES
    )  # fmt: skip


SITE = "https://news.example/"


@pytest.mark.parametrize(
    "data",
    [
        f'\ufeffsites = ["{SITE}"]\r\ndelay = 2\r\n'.encode(),
        f'sites = ["{SITE}"]\r\ndelay = 2\r\n'.encode("utf-16"),
        f'\ufeffsites = "{SITE}"\r\ndelay = 2'.encode("utf-16-le"),
        f'sites = "{SITE}"\ndelay = 2'.encode(),
        b"sites = 'news.example'\ndelay = 2",
    ],
)
def test_a_file_is_read_as_editors_save_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(data)
    config = configuration.load(file)
    assert (config.sites, config.delay) == ((SITE,), 2)


def test_a_text_stands_for_a_list_of_one(tmp_path: Path) -> None:
    config = configuration.load(
        write(tmp_path, f'sites = "{SITE}"\noutput = "a.jsonl"\nsections = "/politics/"\nexclude = "x+"')
    )
    assert (config.output, config.sections, config.exclude) == (("a.jsonl",), ("/politics/",), ("x+",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_sites_are_listed_in_a_file(tmp_path: Path, encoding: str) -> None:
    listed = tmp_path / "sites.txt"
    text = f"# our papers\r\n{SITE}\r\n\r\n  two.example   # with a remark\r\nhttps://three.example/#top\r\n"
    listed.write_bytes(text.encode(encoding))
    sites = ("https://zero.example/", SITE, "https://two.example/", "https://three.example/#top")
    assert configuration.load(sites=("zero.example", f"@{listed}")).sites == sites
    assert configuration.load(urls=(f"@{listed}",)).urls == sites[1:]
    assert configuration.load(write(tmp_path, f'sites = "@{listed}"')).sites == sites[1:]


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.txt: No such file"):
        configuration.load(sites=(f"@{tmp_path}/none.txt",))
    (tmp_path / "bad.txt").write_bytes(b"\x89PNG\xff")
    with pytest.raises(ConfigError, match=r"bad\.txt: not UTF-8 text"):
        configuration.load(sites=(f"@{tmp_path}/bad.txt",))
    (tmp_path / "odd.txt").write_text("news.example\nfile:///etc/passwd\n")
    with pytest.raises(ConfigError, match=r"sites\.1: not an http or https address.*file:///etc/passwd"):
        configuration.load(sites=(f"@{tmp_path}/odd.txt",))
