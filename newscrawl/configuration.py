"""What a crawl shall do: one model for the TOML file, the flags and the Python call.

A file holds the keys of `CrawlConfig`; a flag or an argument wins over the file. A key that does not exist or a value
that does not fit raises ConfigError with the file's name, the key and what belongs there.

    sites = ["https://news.example/"]
    output = ["articles.jsonl"]
    since = "7d"
    contact = "crawling@your.example"

    [site."slow.example"]
    delay = 5

    [site."paper.example"]
    token = "$PAPER_TOKEN"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_network
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal, TypedDict

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    FieldSerializationInfo,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)

from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import ConfigError
from newscrawl.files.address_lists import listed_in
from newscrawl.files.durable import parse_toml, text_of_file
from newscrawl.urls import CALENDARS, MAX_LENGTH, host_fault, host_of, with_ascii_host, without_feed_scheme

# Types that a page, feed, sitemap or robots.txt comes with; real servers send feeds and sitemaps as text/plain or
# octet-stream, so those are let in and looked at.
READABLE = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf",
    "application/json", "application/feed", "application/gzip", "application/x-gzip", "application/octet-stream",
    "binary/octet-stream", "application/rsl",
)  # fmt: skip
DELAY = 1.0  # seconds between two requests to one site, where nobody says otherwise
PER_HOST = 1  # requests to it at one time
_SPAN = re.compile(r"(\d{1,15})\s*([smhdw])", re.IGNORECASE)
_A_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = {"today": 0, "yesterday": 1}
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # day first wherever days are written with dots
_SPANS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_BARE_HOST = re.compile(r"(?:(?:[a-z0-9_.-]|[^\x00-\x7f\s])+|\[[0-9a-f:]+\])(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)


def address(text: str) -> str:
    """A site or page as a person writes it, as a URL: `news.example` means `https://news.example/`.

    Names that only a local network knows (`localhost`, an IP address, a name with a port) are taken as http.
    """
    text = without_feed_scheme(text.strip()).removeprefix("//")
    if "://" not in text and _BARE_HOST.fullmatch(text):
        host = text.partition("/")[0]
        local = ":" in host or "." not in host or host.replace(".", "").isdigit()
        text = f"{'http' if local else 'https'}://{text}"
    if text.startswith(("http://", "https://")) and (fault := host_fault(text)):
        raise ValueError(f"{fault}; write https://news.example/")
    if not text.startswith(("http://", "https://")) or not host_of(text):
        raise ValueError("not an http or https address; write https://news.example/")
    if "@" in text.partition("://")[2].partition("/")[0]:
        raise ValueError("no place for a password; write `login` into the site's table of a configuration file")
    text = with_ascii_host(text)
    return text if "/" in text.partition("://")[2] else f"{text}/"


def _since(stated: Any) -> Any:
    """A time, a day or a span of Python as the text that means it."""
    if isinstance(stated, timedelta):
        return f"{max(0, round(stated.total_seconds()))}s"
    return stated.isoformat() if isinstance(stated, date) else stated  # a datetime is a date


def _known_since(text: str) -> str:
    text = text.strip()
    try:
        _ = since_of(text, _A_DAY)
    except OverflowError:
        raise ValueError("lies before the first year; write a shorter span (36h, 7d, 2w)") from None
    except ValueError:
        raise ValueError(
            "write a span (36h, 7d, 2w), a day (yesterday, 2026-11-01, 1.11.2026) or a time (2026-11-01T18:00+01:00)"
        ) from None
    return text


def since_of(text: str, now: datetime) -> datetime:
    """The time that `since` means: a span before `now`, else as `moment_of`. Raises ValueError and OverflowError."""
    if (span := _span(text)) is not None:
        return now - span
    if (days := _DAYS.get(text.strip().lower())) is not None:
        day = now.astimezone().replace(tzinfo=None) - timedelta(days=days)
        return moment_of(day.date().isoformat())
    return moment_of(text)


def _span(text: str) -> timedelta | None:
    """The time that a text like `7d` means; OverflowError for one that is too long."""
    stated = _SPAN.fullmatch(text)
    return timedelta(**{_SPANS[stated[2].lower()]: int(stated[1])}) if stated else None


def moment_of(text: str) -> datetime:
    """The aware time of a text: ISO 8601, RFC 3339, or a day as 1.11.2026; without a zone it is this machine's.

    Raises ValueError, also for the ends of time.
    """
    text = text.strip()
    if dotted := _DOTTED.fullmatch(text):
        text = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}"
    moment = datetime.fromisoformat(text.upper())  # RFC 3339 allows `t` and `z`
    try:
        return moment.astimezone(UTC)
    except (OverflowError, OSError):
        raise ValueError(f"{text} is no time in UTC") from None


def _with_files(values: Any) -> Any:
    """Addresses, with those that a file holds in the place of `@FILE`."""
    if isinstance(values, str):
        values = (values,)
    if not isinstance(values, list | tuple):
        return values
    expanded: list[Any] = []
    for one in values:
        is_file = isinstance(one, str) and one.startswith("@")
        expanded += [listed.text for listed in listed_in(Path(one[1:]).expanduser())] if is_file else [one]
    return expanded


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise ValueError("not a network; write one as 10.1.0.0/16 or fd00::/8") from None
    return text


def _host(text: str) -> str:
    host = host_of(text if "://" in text else f"https://{text}")
    if not host or "/" in text.rpartition("://")[2].rstrip("/"):
        raise ValueError("write a host's name as it stands in the URL: news.example or 127.0.0.1:8000")
    return host


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}; write a dot that means a dot as \\.") from None
    return text


def _section(text: str) -> str:
    if "://" in text or not text.strip("/ "):
        raise ValueError("write the start of a path, as /politics/")
    return text


def _one_line(text: str) -> str:
    if not text.isascii() or not text.isprintable() or set("()<>") & set(text):
        raise ValueError("write an e-mail address or a URL, in one line of ASCII")
    return text


def is_secret(text: str) -> bool:
    """Whether a text can stand in a header: one line of printable ASCII."""
    return bool(text) and text.isascii() and text.isprintable()


def _secret(value: SecretStr) -> SecretStr:
    if not is_secret(value.get_secret_value()):
        raise ValueError("write one line of printable ASCII, or $NAME for a variable of the environment")
    return value


Url = Annotated[str, AfterValidator(address)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(_with_files)]
Host = Annotated[str, AfterValidator(_host)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Seconds = Annotated[float, Field(ge=0, le=3600)]
Parallel = Annotated[int, Field(ge=1, le=64)]
Count = Annotated[int, Field(ge=1, le=2**53)]  # JSON's readers know no larger one for sure (RFC 8259, 6)
Secret = Annotated[SecretStr, AfterValidator(_secret)]
# Context for `model_dump` where the configuration is handed to another process of the crawl; elsewhere secrets are ***.
WITH_SECRETS = "with secrets"
_SECRETS = ("login", "token", "cookies")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False)

    @classmethod
    @cache
    def lists(cls) -> frozenset[str]:
        """The fields that hold several values."""
        return frozenset(name for name, field in cls.model_fields.items() if field.default == ())

    @field_validator("*", mode="before")
    @classmethod
    def _text(cls, value: Any, info: ValidationInfo) -> Any:
        """Paths are text. Neither files nor the store can have a name with NUL, or with bytes that are no UTF-8 (lone
        surrogates)."""
        if isinstance(value, PurePath):
            value = str(value)
        elif isinstance(value, str) and info.field_name in cls.lists():
            value = (value,)  # one text will do where several are possible
        elif isinstance(value, list | tuple):
            value = [str(one) if isinstance(one, PurePath) else one for one in value]
        for text in (value,) if isinstance(value, str) else value if isinstance(value, list | tuple) else ():
            if isinstance(text, str) and _UNWRITABLE.search(text):
                raise ValueError("holds NUL, or bytes that are no UTF-8; write plain text")
        return value


class Limits(_Strict):
    """What pages and sites may cost. Each one is a ceiling against traps; no ordinary news site comes near."""

    max_size: ByteSize = ByteSize(MAX_SIZE)  # bytes of a page after decompression
    sitemap_size: ByteSize = ByteSize(50 * 1024 * 1024)  # the protocol's own cap
    feed_size: ByteSize = ByteSize(10 * 1024 * 1024)
    feed_entries: Count = 2000  # read of one feed; the longest seen in the wild hold about a thousand
    robots_size: Annotated[ByteSize, Field(ge=500 * 1024)] = ByteSize(500 * 1024)  # RFC 9309, 2.5: no less
    content_types: tuple[str, ...] = READABLE  # starts of the types whose bodies are downloaded
    header_size: ByteSize = ByteSize(64 * 1024)  # status line and headers of one answer
    cookies: Annotated[int, Field(ge=0, le=100)] = 20  # of one host; a page that needs more is not a news page
    cookie_size: Annotated[int, Field(ge=0, le=16384)] = 4096  # characters (RFC 6265, 6.1)
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0  # seconds for a whole page, a dripping body too
    redirects: Annotated[int, Field(ge=0, le=50)] = 10
    crawl_delay: Seconds = 30.0  # of a robots.txt; a longer one is meant to keep robots out, as Disallow does
    url_length: Annotated[int, Field(ge=100, le=MAX_LENGTH)] = MAX_LENGTH  # characters
    path_depth: Count = 12  # segments of a path; deepest real article seen in the corpus: 9
    path_repeats: Count = 2  # of one segment: /a/b/a/b/ happens, /a/b/a/b/a/b/ is a link that is relative by mistake
    calendars: Pattern = CALENDARS  # what is found in the addresses of calendars, which never end
    pages: Count = 100_000  # fetched of one site in one run
    list_pages: Count = 50  # of one section, one after the other
    links: Count = 5000  # read of one page
    sitemaps: Count = 200  # named by one robots.txt
    sitemap_urls: Count = 50_000  # read of one sitemap: the protocol's own cap
    # Indexes above a sitemap: the protocol allows one, large publishers use two.
    sitemap_depth: Annotated[int, Field(ge=0, le=10)] = 3


LIMITS = Limits()
"""The limits of a crawl that sets none."""


class SiteConfig(_Strict):
    """What is different for one host. Its secrets are text, or `$NAME` for a variable of the environment."""

    delay: Seconds | None = None
    per_host: Parallel | None = None
    inside: bool = False  # its name may lead into a network that is not public
    login: Secret | None = None  # "user:password", for basic authentication
    token: Secret | None = None  # bearer token
    cookies: Secret | None = None  # "name=value; name=value"

    @model_validator(mode="after")
    def _one_way_in(self) -> SiteConfig:
        if self.login and self.token:
            raise ValueError("login and token exclude each other: both are the header Authorization")
        return self

    @field_serializer(*_SECRETS, when_used="json-unless-none")
    def _hidden(self, value: SecretStr, info: FieldSerializationInfo) -> str:
        return value.get_secret_value() if info.context == WITH_SECRETS else str(value)


Keep = Literal["articles", "text", "all"]


class CrawlConfig(_Strict):
    """A crawl. The options of `newscrawl crawl` are made of these fields: a description is an option's help text."""

    sites: Urls = ()  # @FILE stands for the addresses in it, one a line
    urls: Urls = ()  # pages to fetch as they are, without looking further
    output: tuple[str, ...] = Field(
        default=(),
        description="Write records to FILE (.jsonl, .jsonl.gz, .csv, .parquet ...; several are possible). - is "
        "standard output, a line each, as without -o and --store.",
    )
    store: str | None = Field(  # None is a temporary one
        default=None,
        description="Remember across runs what was fetched: the next run gets what is new. A file, or "
        "postgresql://user@host/database.",
    )
    wait: bool = Field(default=False, description="Wait for the end of another crawl that uses the store.")
    refetch: bool = Field(default=False, description="Fetch again all that the store knows of, changed or not.")
    unique_stories: bool = Field(default=False, description="Leave out texts that are nearly another's.")
    warc: str | None = Field(default=None, description="Keep what was fetched in WARC files in DIR, to be read again.")
    since: Annotated[str, BeforeValidator(_since), AfterValidator(_known_since)] | None = Field(
        default=None, description="Only articles published since then (36h, 7d, yesterday, 2026-11-01)."
    )
    limit: Count | None = Field(default=None, description="End after N articles; the newest first.")
    sections: tuple[Annotated[str, AfterValidator(_section)], ...] = Field(
        default=(), description="Only these sections (/politics/): what they list."
    )
    include: tuple[Pattern, ...] = Field(default=(), description="Only articles whose address has PATTERN (a regex).")
    exclude: tuple[Pattern, ...] = Field(default=(), description="No articles or sections whose address has PATTERN.")
    backfill: bool = Field(default=False, description="Walk date archives and all sitemaps, for old articles.")
    rules: tuple[str, ...] = Field(default=(), description="Folder of site rules of your own.")
    allow_hooks: bool = False  # run the Python that these rules name (`refine`)
    delay: Seconds | None = Field(  # None is the polite default
        default=None, description=f"Seconds between two requests to one site.  [default: {DELAY:g}]"
    )
    per_host: Parallel | None = Field(
        default=None, description=f"Requests at one time to one site.  [default: {PER_HOST}]"
    )
    jobs: Parallel = Field(
        default=1,
        description="Crawl with N processes, a share of the sites each; with --limit it is one.  [default: 1]",
    )
    contact: Annotated[str, AfterValidator(_one_line)] | None = None
    allow_net: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    ignore_robots: tuple[Host, ...] = Field(default=(), description="Do not ask HOST's robots.txt.")
    respect_tdm: bool = Field(
        default=False, description="Leave out what a publisher reserves against text and data mining."
    )
    keep: Keep = Field(
        default="articles",
        description="Which pages give a record: articles; all with a text, but error pages and walls; or all. "
        "[default: text for pages that are named one by one, else articles]",
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None,
        description="An article is a page of confidence X (0 to 1) and more, instead of the verdict's own threshold.",
    )
    limits: Limits = LIMITS
    site: Mapping[Host, SiteConfig] = Field(default_factory=dict)

    def check(self) -> None:
        """Raises ConfigError when there is nothing to crawl."""
        if not self.sites and not self.urls:
            raise ConfigError("sites: nothing to crawl; name a site, for example https://news.example/")

    def since_moment(self, now: datetime) -> datetime | None:
        """`since` as an aware time; a date without a zone is one of this machine's."""
        return since_of(self.since, now) if self.since is not None else None


Name = str | PurePath
"""Of a file or folder."""


class CrawlOptions(TypedDict, total=False):
    """What `newscrawl.crawl` takes beside sites: the fields of CrawlConfig, and `config`, a TOML file.

    Where CrawlConfig has a tuple one text will do. None and () leave the value of the file, or the default.
    """

    urls: str | Iterable[str]
    output: Name | Iterable[Name]
    store: Name | None
    wait: bool | None
    refetch: bool | None
    unique_stories: bool | None
    warc: Name | None
    since: str | date | timedelta | None
    limit: int | None
    sections: str | Iterable[str]
    include: str | Iterable[str]
    exclude: str | Iterable[str]
    backfill: bool | None
    rules: Name | Iterable[Name]
    allow_hooks: bool | None
    delay: float | None
    per_host: int | None
    jobs: int | None
    contact: str | None
    allow_net: str | Iterable[str]
    ignore_robots: str | Iterable[str]
    respect_tdm: bool | None
    keep: Keep | None
    min_confidence: float | None
    config: Name | None


LISTS = CrawlConfig.lists()
"""The options that hold several values."""


def load(file: Path | str | None = None, **options: Any) -> CrawlConfig:
    """The configuration of a file (or none) with the options that were given; None and () leave the file's value."""
    values = _read(Path(file)) if file is not None else {}
    given = {key: value for key, value in options.items() if value is not None and value != ()}
    try:
        return CrawlConfig.model_validate(values | given)
    except ValidationError as error:
        raise ConfigError(_explained(error, None if file is None else str(file), given)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return parse_toml(text_of_file(file, most=MAX_SIZE))
    except ValueError as error:  # a number of thousands of digits too
        raise ConfigError(f"{file}: not TOML: {error}") from None


def _explained(error: ValidationError, file: str | None, given: Mapping[str, Any]) -> str:
    first = error.errors(include_url=False)[0]
    path = [part for part in first["loc"] if part != "[key]"]
    key = ".".join(str(part) for part in path)
    where = f"{file}: " if file and path[0] not in given else ""
    if first["type"] == "extra_forbidden":
        return f"{where}unknown key {key!r}{_nearest(path)}"
    message = first["msg"].removeprefix("Value error, ")
    return f"{where}{key}: {message[:1].lower()}{message[1:]}{_got(path, first['input'])}"


def _got(path: list[Any], value: Any) -> str:
    """The wrong value, unless it is or may hold a secret."""
    if path[-1] in _SECRETS or not isinstance(value, str | int | float):
        return ""
    return f" (got {_PASSWORD.sub('***@', str(value))[:80]!r})"


def _nearest(path: list[Any]) -> str:
    model: type[BaseModel] = CrawlConfig
    if len(path) > 1:
        model = SiteConfig if path[0] == "site" else Limits
    near = get_close_matches(str(path[-1]), model.model_fields, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; the keys are {', '.join(model.model_fields)}"
