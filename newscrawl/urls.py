"""Addresses: cleaning a link, the identity of a URL, the site it belongs to.

Three spellings of one address, for three purposes:

- `absolute(href, base)`  what a link on a page points to (http and https only), as the page meant it;
- `cleaned(url)`          the same page without trackers, session ids and fragment: still an address to fetch or show;
- `canonical_form(url)`   the identity under which two URLs are one: a key, NOT an address to fetch.

Nothing here raises on a stranger's URL: what cannot be read is `None`, `""`, or handed back as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from newscrawl.text import without_unseen

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 2000  # characters; longer addresses are traps or scripts, and many servers refuse them
# What is found in the addresses of calendars, which have a page for every month to come.
CALENDARS = (
    r"/(?:calend[ae]r(?:io)?|calendrier|kalender|kalendar|events?|agenda|veranstaltungen|termine|eventos|evenements)/.{0,200}\d{4}|"
    r"[?&](?:tribe-bar-date|eventDate|ical|outlook-ical)="
)

# Query parameters that say how a reader came or who he is, not what the page is; names in lower case.
NOISE_STARTS = (
    "utm_", "mtm_", "pk_", "hsa_", "itm_", "stm_", "oly_", "at_", "ns_", "fb_", "wt_", "wt.", "amp_", "_hs", "__hs",
    "__twitter_", "guce_", "trk_", "ga_", "aff_", "mkt_", "vero_", "rb_", "cx_", "ref_", "aspsessionid",
)  # fmt: skip
_TRACKERS = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid yclid ysclid ttclid li_fat_id igshid igsh epik scid s_cid
    s_kwcid sc_cid sc_src sr_share cmp cmpid icid ocid ncid rcid mc_cid mc_eid mbid smid smtyp ito ico xtor wtmc spm
    _ga _gl _openstat ref referrer referer refsrc cvid guccounter usqp soc_src soc_trk ftag ftcamp taid tpcc dicbo
    share_id shareid newsletter_id nl_id emci emdi ceid ust usg _branch_match_id _branch_referrer elqtrackid elqtrack
    campaign_id traffic_source ncampaign leadsource intcid int_cid link_source linksource sharetype
"""
_SESSIONS = "jsessionid phpsessid sessionid session_id sessid cfid cftoken oscsid zenid"
NOISE = frozenset(_TRACKERS.split()) | frozenset(_SESSIONS.split())
# These say who a reader is on every site; of the others some sites have made the number of a story.
_SURE_STARTS = ("utm_", "fb_", "ga_", "__", "_hs", "aspsessionid")
_SURE = frozenset(f"{_SESSIONS} _ga _gl mc_cid mc_eid igshid igsh li_fat_id s_kwcid".split())
_DIGIT = re.compile(r"\d")
_STORY_NUMBER = re.compile(r"\d{4,12}\Z", re.ASCII)
# Names that are a session id only when the value looks like one: `sid=1234` is a story.
_MAYBE_SESSIONS = frozenset({"sid", "psid"})
_SESSION_VALUE = re.compile(
    r"(?:0[0-9a-f]{7,}|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,}|(?=\D*\d)[0-9a-z]{16,})\Z", re.IGNORECASE
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([A-Z]\([0-9a-z]{16,}\)\)(?=/)", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php|shtml|aspx?|jsp)|default\.aspx?)\Z", re.IGNORECASE)
# The plain address that most links are: nothing in it needs care. It spares nine of ten URLs the long way.
_PLAIN = re.compile(
    r"https?://[a-z0-9\-][a-z0-9.\-]*(?::[1-5]?\d{1,4})?(?:/[A-Za-z0-9_~\-](?:[A-Za-z0-9_~.\-]*))*/?\Z", re.ASCII
)
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~\-][A-Za-z0-9_~.\-]*)+/?\Z")
_PLAIN_HOST = re.compile(
    r"https?://([a-z0-9\-]+(?:\.[a-z0-9\-]+)+(?::(?!(?:80|443)\b)(?:[1-5]\d{4}|[1-9]\d{1,3}))?)(?:[/?#]|\Z)",
    re.ASCII,
)
# Brackets stand around the whole of a host (RFC 3986, 3.2.2). Scrapy refuses a request for `http://a[::1]/`, and Python
# reads the address all the same.
_BRACKETED = re.compile(r"\A(?:[^\[\]]*@)?\[[^\[\]]*\](?::[^\[\]@]*)?\Z")
_HOST_NAME = re.compile(r"[a-z0-9._\-]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# `feed:https://...`, `feed://...` and what feed readers forgive: a scheme that opens a reader, no protocol.
_FEED_SCHEME = re.compile(r"feed:+(?:/{0,2}(?=https?:)|(?=/))", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL, _HOST = 63, 253  # octets (RFC 1035, 2.3.4)
_HOST_LETTERS = re.compile(r"[a-z0-9._~!$&'()*+,;=%-]+")  # RFC 3986, 3.2.2


def absolute(href: str, base: str | None = None) -> str | None:
    """The http(s) address a link points to; None for other schemes, unreadable and overlong ones.

    As a browser reads it (WHATWG URL): white space around it and control characters in it do not count, backslashes are
    slashes, spaces are escaped. A twice-escaped `&amp;`, common in feeds, is read once more; `feed:` is passed over.
    """
    if _PLAIN.match(href):
        return href if len(href) <= MAX_LENGTH else None
    href = without_unseen(href).strip().replace("&amp;", "&")
    if not href or len(href) > MAX_LENGTH:
        return None
    if not href.startswith(("http://", "https://")):
        resolved = _rooted(href, base or "") or _resolve(href, base)
        if resolved is None:
            return None
        href = resolved
    if "\\" in href or " " in href:
        href = href.replace("\\", "/").replace(" ", "%20")
    href = with_ascii_host(href)
    return href if len(href) <= MAX_LENGTH and (_PLAIN.match(href) or host_of(href)) else None


def _rooted(href: str, base: str) -> str | None:
    """The short way for `/path`, which is half of all links."""
    origin = _plain_origin(base) if _PLAIN_PATH.match(href) else ""
    return origin + href if origin else None


@lru_cache(maxsize=256)
def _plain_origin(url: str) -> str:
    return origin_of(url) if _PLAIN.match(url) else ""


def _resolve(href: str, base: str | None) -> str | None:
    href = without_feed_scheme(href)
    if _SCHEME.match(href) and not href[:6].lower().startswith(("http:", "https:")):
        return None
    try:
        resolved = urljoin(base or "", href.replace("\\", "/"))
    except ValueError:
        return None
    scheme, rest = resolved.partition(":")[::2]
    resolved = f"{scheme.lower()}:{rest}"
    return resolved if resolved.startswith(("http://", "https://")) else None


def without_feed_scheme(address: str) -> str:
    """The address behind `feed:`; without a protocol of its own it begins with two slashes."""
    return _FEED_SCHEME.sub("", address, count=1) if address[:5].lower() == "feed:" else address


def cleaned(url: str) -> str:
    """The URL without trackers, session ids and fragment; what is left stands as it stood."""
    if _PLAIN.match(url):
        return url
    parts = _split(url)
    if parts is None:
        return url
    path = _SESSION_PATH.sub("", parts.path)
    return urlunsplit(parts._replace(path=path, query=_kept_query(parts.query, path), fragment=""))


def _kept_query(query: str, path: str) -> str:
    if not query:
        return ""
    pairs = [pair for pair in query.split("&") if pair]
    kept = [pair for pair in pairs if not _is_noise(*pair.partition("=")[::2])]
    if len(kept) < len(pairs) and not _names_a_page(path, kept):
        kept = [pair for pair in pairs if pair in kept or _is_number(*pair.partition("=")[::2])]
    return "&".join(kept)


def _names_a_page(path: str, pairs: Sequence[str]) -> bool:
    """Whether an address names one of many pages without what often only tracks: by a number, a date or a slug."""
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_DIGIT.search(path) or any(map(_DIGIT.search, pairs)) or last.count("-") + last.count("_") > 1)


def _is_number(name: str, value: str) -> bool:
    """Whether a parameter that often only tracks may be the number of a story: `/story.php?ref=48213`."""
    name = name.lower().removeprefix("amp;")
    is_sure = name.startswith(_SURE_STARTS) or name.endswith(("clid", "sessid")) or name in _SURE | _MAYBE_SESSIONS
    return bool(_STORY_NUMBER.match(value)) and not is_sure


def _is_noise(name: str, value: str) -> bool:
    name = name.lower().removeprefix("amp;")
    if name in NOISE or name.startswith(NOISE_STARTS):
        return True
    return name in _MAYBE_SESSIONS and bool(_SESSION_VALUE.match(value))


@lru_cache(maxsize=65536)
def canonical_form(url: str) -> str:
    """The identity of a URL: two URLs with one canonical form are one page.

    On top of w3lib's canonicalize_url (sorted query, RFC 3986 normal escapes, IDNA host): no trackers, session ids,
    fragment, user name, default port, directory index file or trailing slash, and https for http.

    It is a key. Fetch the URL itself, not this; and a redirect usually keeps the canonical form (http to https, slash
    added), so never drop a redirect because its target was "already seen".
    """
    if _PLAIN.match(url) and "/index." not in url and "/default." not in url:
        rest = url.partition("://")[2].rstrip("/")
        if ":" not in rest:
            return f"https://{rest}" if "/" in rest else f"https://{rest.removesuffix('.')}/"
        return _keyed(*urlsplit(url)[:4])
    from w3lib.url import canonicalize_url

    try:
        scheme, netloc, path, query, _ = urlsplit(canonicalize_url(cleaned(url)))
    except ValueError:  # a port out of range, a broken IPv6 address, lone surrogates
        return url
    return _keyed(scheme, netloc, path, query)


def _keyed(scheme: str, netloc: str, path: str, query: str) -> str:
    netloc = netloc.rpartition("@")[2].removesuffix(f":{DEFAULT_PORTS.get(scheme, '')}").removesuffix(".")
    if scheme == "http" and not _has_port(netloc):
        scheme = "https"
    path = _INDEX_FILE.sub("/", path).rstrip("/") or "/"
    return urlunsplit((scheme, netloc, path, query, ""))


def _has_port(netloc: str) -> bool:
    _, colon, port = netloc.rpartition(":")
    return bool(colon) and port.isdigit()


def is_public_suffix(name: str) -> bool:
    """Whether strangers register names below this one: `com`, `co.uk`, `github.io`; a name without a dot too (the
    list's default rule), and one above a rule for all its names (`*.kobe.jp`)."""
    if "." not in name:
        return True
    found = (_suffixes().extract_str(one, include_psl_private_domains=True) for one in (name, f"any.{name}"))
    return any(one.suffix and not one.domain for one in found)


def host_of(url: str) -> str:
    """Host in lower case, with its port where that is not the scheme's own: `example.com`, `127.0.0.2:8001`, `[::1]`.

    Empty when the URL has none or cannot be read.
    """
    if plain := _PLAIN_HOST.match(url):
        return plain[1]
    parts = _split(url)
    if parts is None or not parts.hostname or not parts.hostname.strip("."):
        return ""
    try:
        port = parts.port
        host = _idna(parts.hostname)
    except ValueError:  # a port out of range, a label that no host can have
        return ""
    return host if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def _idna(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    return ascii_name(name).removesuffix(".")


def ascii_name(name: str) -> str:
    """A host's name in lower case as the domain name system has it: `bücher.example` is `xn--bcher-kva.example`.

    As browsers read it (UTS 46, nontransitional), and names with signs that IDNA 2008 leaves out (emoji) by IDNA 2003.
    Raises ValueError for what no host can be called.
    """
    if len(name) > _HOST and not name.isascii():
        raise ValueError("longer than a host's name may be")  # reading it takes microseconds a character
    return name.lower() if name.isascii() else _encoded_name(name)


@lru_cache(maxsize=4096)
def _encoded_name(name: str) -> str:
    import idna

    try:
        encoded = idna.encode(name, uts46=True, transitional=False)
    except idna.IDNAError:
        encoded = name.encode("idna")
    if not _HOST_NAME.fullmatch(found := encoded.decode("ascii").lower()):
        raise ValueError(f"{name!r} is not a host's name")
    return found


def with_ascii_host(url: str) -> str:
    """The address as it is asked for: its host as the domain name system has it; handed back where that is none."""
    parts = None if url.isascii() else _split(url)
    if parts is None or parts.netloc.isascii() or not (host := host_of(url)):
        return url
    user, at, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}"))


def ascii_host(host: str) -> str:
    """A host as the name system has it: lower case, without brackets and the last dot, other letters by IDNA.

    What IDNA cannot write comes back as it is: see `host_fault`.
    """
    host = host.lower().strip("[]").removesuffix(".")
    try:
        return ascii_name(host)
    except ValueError:
        return host


def names_above(host: str) -> Iterator[str]:
    """The host and the names above it, the nearest first; above an address there is none."""
    yield host
    while "." in host and not host.replace(".", "").replace(":", "").isdigit():
        host = host.partition(".")[2]
        yield host


def host_fault(url: str) -> str | None:
    """Why no name server can know the URL's host (RFC 1035, 2.3.4; RFC 3986, 3.2.2); None where one may.

    Resolvers fail at such a name in ways of their own, or never answer.
    """
    parts = _split(url)
    if parts is None or not parts.hostname:
        return "there is no host in it"
    host = ascii_host(parts.hostname)
    shown = host if len(host) <= _LABEL else f"{host[:_LABEL]}..."
    labels = host.split(".")
    if ":" in host:
        return None if _is_address(host.partition("%")[0]) else f"{shown!r} is no address"
    if "" in labels:
        return f"{shown} is no host: a label between its dots is empty"
    if not host.isascii():
        return f"{shown!r} is no host: it cannot be written by the rules of IDNA"
    if not _HOST_LETTERS.fullmatch(host):
        return f"{shown!r} is no host: it has letters that no name can have"
    if max(map(len, labels)) > _LABEL or len(host) > _HOST:
        return f"{shown} is no host: a label has at most {_LABEL} letters, a name {_HOST}"
    return None


def path_of(url: str) -> str:
    """The path of an address; "" for what is none."""
    if url.startswith(("https://", "http://")):  # by hand in a tenth of the time
        rest = url.partition("#")[0].partition("?")[0]
        at = rest.find("/", len("https://"))
        return rest[at:] if at != -1 else ""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """`https://example.com`, `http://127.0.0.2:8001`: where robots.txt is; empty where there is no host."""
    host, scheme = host_of(url), url.partition(":")[0].lower()
    return f"{scheme}://{host}" if host and scheme in DEFAULT_PORTS else ""


def site_of(url: str) -> str:
    """The site a URL belongs to: its registered domain by the public suffix list (bundled; no network).

    Where there is none (an address, `localhost`, a name without a public suffix and with a port), the host with its
    port is a site of its own. Blogs under one roof (`a.blogspot.com`) are sites of their own.
    """
    return _site_of_host(host_of(url))


@lru_cache(maxsize=65536)
def _site_of_host(host: str) -> str:
    name, _, port = host.rpartition(":") if _has_port(host) else (host, "", "")
    if "." not in name or _is_address(name):
        return host
    found = _suffixes().extract_str(name, include_psl_private_domains=True)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    # An unlisted suffix counts as one (the list's default rule, "*"), but not where a port says "test" or "intranet".
    return host if port else ".".join(name.split(".")[-2:])


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # imports requests: 0.15 s, only paid for when a site is asked for

    return TLDExtract(cache_dir=None, suffix_list_urls=())


@lru_cache(maxsize=4096)
def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if "[" not in parts.netloc or _BRACKETED.match(parts.netloc) else None
