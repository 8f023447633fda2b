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
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    FieldSerializationInfo,
    SecretStr,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from newscrawl.encoding import MAX_SIZE
from newscrawl.errors import ConfigError
from newscrawl.urls import CALENDARS, MAX_LENGTH, host_fault, host_of, with_ascii_host, without_feed_scheme

# Types that a page, feed, sitemap or robots.txt comes with; real servers send feeds and sitemaps as text/plain or
# octet-stream, so those are let in and looked at.
READABLE = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf",
    "application/json", "application/feed", "application/gzip", "application/x-gzip", "application/octet-stream",
    "binary/octet-stream", "application/rsl",
)  # fmt: skip
_SPAN = re.compile(r"(\d{1,15})\s*([smhdw])", re.IGNORECASE)
_A_DAY = datetime(1970, 1, 1, tzinfo=UTC)
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


def _since(text: str) -> str:
    text = text.strip()
    try:
        span = _span(text)
        _ = moment_of(text) if span is None else _A_DAY - span
    except OverflowError:
        raise ValueError("lies before the first year; write a shorter span (36h, 7d, 2w)") from None
    except ValueError:
        raise ValueError("write a span (36h, 7d, 2w) or a date (2026-11-01)") from None
    return text


def _span(text: str) -> timedelta | None:
    """The time that a text like `7d` means; OverflowError for one that is too long."""
    stated = _SPAN.fullmatch(text)
    return timedelta(**{_SPANS[stated[2].lower()]: int(stated[1])}) if stated else None


def moment_of(text: str) -> datetime:
    """The aware time of an ISO 8601 text; without a zone it is UTC. Raises ValueError, also for the ends of time."""
    moment = datetime.fromisoformat(text.strip())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is no time in UTC") from None
    return moment


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

    @field_validator("*", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        """Neither files nor the store can have a name with NUL, or with bytes that are no UTF-8 (lone surrogates)."""
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
    cookies: Annotated[int, Field(ge=0, le=100)] = 20  # of one host
    cookie_size: Annotated[int, Field(ge=0, le=16384)] = 4096  # characters (RFC 6265, 6.1)
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0  # seconds for a whole page, a dripping body too
    redirects: Annotated[int, Field(ge=0, le=50)] = 10
    crawl_delay: Seconds = 30.0  # of a robots.txt; a longer one is meant to keep robots out, as Disallow does
    url_length: Annotated[int, Field(ge=100, le=MAX_LENGTH)] = MAX_LENGTH  # characters
    path_depth: Count = 12  # segments of a path; deepest real article seen in the corpus: 9
    path_repeats: Count = 2  # of one segment
    calendars: Pattern = CALENDARS  # what is found in the addresses of calendars, which never end
    pages: Count = 100_000  # fetched of one site in one run
    list_pages: Count = 50  # of one section, one after the other
    links: Count = 5000  # read of one page
    sitemaps: Count = 200  # named by one robots.txt
    sitemap_urls: Count = 50_000  # read of one sitemap: the protocol's own cap
    sitemap_depth: Annotated[int, Field(ge=0, le=10)] = 3  # indexes above a sitemap


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


class CrawlConfig(_Strict):
    """A crawl. README's table of options is made of these names."""

    sites: tuple[Url, ...] = ()
    urls: tuple[Url, ...] = ()  # pages to fetch as they are, without looking further
    output: tuple[str, ...] = ()
    store: str | None = None  # path, or postgresql://user@host/database; None is a temporary one
    wait: bool = False  # for the end of another crawl that uses the store
    refetch: bool = False  # everything that was ever fetched, changed or not
    unique_stories: bool = False  # one record of texts that are nearly the same
    warc: str | None = None  # folder that keeps what was fetched
    since: Annotated[str, AfterValidator(_since)] | None = None
    limit: Count | None = None  # articles of this run
    sections: tuple[Annotated[str, AfterValidator(_section)], ...] = ()  # starts of paths; other sections are not read
    include: tuple[Pattern, ...] = ()  # one of them must be found in an article's address
    exclude: tuple[Pattern, ...] = ()  # none of them may be found in an article's or section's address
    backfill: bool = False  # walk date archives and all sitemaps
    rules: tuple[str, ...] = ()  # folders of site rules of one's own
    allow_hooks: bool = False  # run the Python that these rules name (`refine`)
    delay: Seconds | None = None  # seconds between two requests to one site; None is the polite default
    per_host: Parallel | None = None  # requests at one time to one site
    jobs: Parallel = 1  # processes; each owns a share of the sites
    contact: Annotated[str, AfterValidator(_one_line)] | None = None
    allow_net: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    ignore_robots: tuple[Host, ...] = ()
    respect_tdm: bool = False  # leave out what is reserved against text and data mining
    limits: Limits = Limits()
    site: Mapping[Host, SiteConfig] = Field(default_factory=dict)

    def check(self) -> None:
        """Raises ConfigError when there is nothing to crawl."""
        if not self.sites and not self.urls:
            raise ConfigError("sites: nothing to crawl; name a site, for example https://news.example/")

    def since_moment(self, now: datetime) -> datetime | None:
        """`since` as an aware time; a date without a zone is UTC."""
        if self.since is None:
            return None
        span = _span(self.since)
        return now - span if span is not None else moment_of(self.since)


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
        with file.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
        if len(data) > MAX_SIZE:
            raise ConfigError(f"{file}: larger than {MAX_SIZE:,} bytes; write the configuration as TOML")
        return tomllib.loads(data.decode("utf8"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not UTF-8 text; write the configuration as TOML") from None
    except ValueError as error:  # a number of thousands of digits too
        raise ConfigError(f"{file}: not TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{file}: not TOML: brackets stand too deep inside each other") from None


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
