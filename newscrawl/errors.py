"""Every exception of newscrawl. Each message names the thing it is about and says what to do next.

NewscrawlError
├── RecordError       a dict that is not a record: the key is named
├── RuleError         a site rule or language table that cannot be read: file, and line or key
├── ConfigError       a configuration file or flag that cannot be used: the key is named
├── FetchError        an address that gave no page: the URL is named
├── NotAnArticle      a page that was read and holds no article: the URL and the reason
├── StoreError        a store that cannot be opened, read or written: the path is named
│   └── RefusedValueError  a value that the store does not take: the store is sound, the page that has it is lost
├── OutputError       an output that cannot be written: the path is named
│   └── OutputNameError    a name that no output can have: the suffix or the other output is named
└── CrawlError        a crawl that could not be carried through

A stranger's page never raises out of `extract`: it gives fewer fields and a warning.
"""


class NewscrawlError(Exception):
    """The root of the family. Catch it to catch them all."""


class RecordError(NewscrawlError):
    """A dict that is not a record. The message names the key."""


class RuleError(NewscrawlError):
    """A site rule or language table that cannot be read. The message names the file and the key."""


class ConfigError(NewscrawlError):
    """A configuration file or an option that cannot be used. The message names the key."""


class FetchError(NewscrawlError):
    """An address that gave no page. The message names the URL and the reason.

    `status` is that of an answer; `retry_after` the seconds for which its host asks to be left alone.
    """

    def __init__(self, url: str, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


class NotAnArticle(NewscrawlError):  # noqa: N818 - a verdict, not a failure
    """A page that was read and holds no article. The message names the URL and why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: not an article: {reason}")
        self.url = url
        self.reason = reason


class StoreError(NewscrawlError):
    """A store that cannot be opened, read or written. The message names the path."""


class RefusedValueError(StoreError):
    """A value that the store does not take. The store is sound: only what has this value cannot be written."""


class OutputError(NewscrawlError):
    """An output that cannot be written. The message names the path."""


class OutputNameError(OutputError):
    """A name that no output can have: wrong use, where any other OutputError is a failure."""


class CrawlError(NewscrawlError):
    """A crawl that could not be carried through."""
