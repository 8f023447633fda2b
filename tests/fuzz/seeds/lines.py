"""Short inputs: addresses, headers, dates, bytes of other charsets, texts that left their page."""

from __future__ import annotations

from functools import cache

from tests.extraction.pages import PARAGRAPHS
from tests.fuzz.message import URL, message
from tests.fuzz.seeds.pages import FOLDER
from tests.fuzz.tokens import ADDRESSES, CHARSETS, DATES

_URLS = (
    URL,
    f"{URL}?b=2&a=1&utm_source=x#top",
    "http://www.news.example:80/index.html",
    "https://news.example/a/../b/./c",
    "//news.example/a",
    "/town/harbour-bridge-opens-1234567.html",
    "?page=3",
    "../x",
    "https://BÜCHER.example/ä ö",
    "https://news.example/seite/2",
    "https://m.news.example/amp/2026/11/20/bridge.amp.html",
    "http://127.0.0.1:8000/",
    "http://[2001:db8::1]:8080/a",
    "https://user:word@news.example/",
    "https://news.example/(S(abcdefghij0123456789))/a",
    "https://news.example/events/2026-11/?tribe-bar-date=2026-11-20",
    "HTTPS://News.Example./%7Eada/%e4%bd%a0?q=%20+",
    "https://blog.co.uk/a;jsessionid=AB12?sid=0abcdef12345&amp;x=1",
    "https://news.example/2026/11/20/bridge-2.pdf",
)
HEADERS = (
    message(
        b'<meta http-equiv="refresh" content="0; url=/on">',
        Location="/on?a=1",
        Retry_After="120",
        Content_Type="text/html; charset=windows-1252",
        Cache_Control="max-age=600, s-maxage=10",
        Refresh="0; url=/x",
        Set_Cookie="a=1; Path=/; Domain=news.example; Max-Age=10; Expires=Fri, 20 Nov 2026 10:00:00 GMT; Secure",
        Link='<https://news.example/rsl.xml>; rel="license"; type="application/rsl+xml", <h>; rel=hub',
        X_Robots_Tag="noindex, newscrawl: noai, unavailable_after: 20 Nov 2026",
        TDM_Reservation="1",
        Newscrawl_Lead='{"kind": "article", "redirects": ["a"], "usage": [{"signal": "a", "value": "b"}]}',
    ),
    message(
        b"<head><META HTTP-EQUIV=refresh CONTENT='3;URL=https://other.example/'>",
        Location="https://b.example:8443/x",
        Retry_After="Fri, 20 Nov 2026 10:00:00 GMT",
        Content_Type="application/xhtml+xml",
        Set_Cookie="b=2; HttpOnly",
        Content_Usage="train-ai=n;exp=1, search=y",
        Content_Signal="search=yes, ai-input=no",
        TDM_Policy="/p.json",
    ),
)
MONTHS = (
    "20 November 2026 10:00",
    "20. November 2026",
    "20 novembre 2026 à 10h30",
    "20 de noviembre de 2026",
    "2026年11月20日",
    "20 ноября 2026, 10:00",
    "20 listopada 2026",
    "Nov 20, 2026 at 3:04 pm EST",
    "il y a 3 heures",
    "hace 2 días",
    "Published: Friday 20th November 2026 | Updated 5 minutes ago",
    "20.11.2026 10:15 Uhr",
    "11/20/26",
)


@cache
def addresses() -> tuple[bytes, ...]:
    return (*(url.encode() for url in _URLS), *(b"https://news.example/a" + one for one in ADDRESSES))


@cache
def dates() -> tuple[bytes, ...]:
    return (*DATES, *(one.encode() for one in MONTHS))


@cache
def charsets() -> tuple[bytes, ...]:
    """Pages in the encodings of their languages, with headers and declarations that are right or wrong."""
    texts = {
        "windows-1251": "Совет города решил построить мост",
        "shift_jis": "市議会は橋を再建することを決めた",
        "big5": "市議會決定重建大橋",
        "iso-8859-7": "Το δημοτικό συμβούλιο αποφάσισε",
        "utf-16": "Grüße aus der Stadt",
        "euc-kr": "시의회는 다리를 다시 짓기로 했다",
        "iso-2022-jp": "市議会は橋を",
        "windows-1256": "قرر مجلس المدينة",
    }
    right = [
        message(f'<meta charset="{name}"><p>{text}</p>'.encode(name), content_type=f"text/html; charset={name}")
        for name, text in texts.items()
    ]
    page = "<html lang=ru><p>Гавань</p>".encode("cp1251")
    wrong = [message(b"<meta charset=" + name + b">" + page) for name in CHARSETS]
    return (*right, *wrong, message(page, content_type="text/html; charset=base64"))


@cache
def texts() -> tuple[bytes, ...]:
    """Texts with their page's boilerplate."""
    own = "Harbour bridge opens\n\nBy admin\n20 November 2026\nPhoto of author\n\n" + "\n\n".join(PARAGRAPHS)
    wrapped = "\n".join(PARAGRAPHS[0][at : at + 60] for at in range(0, len(PARAGRAPHS[0]), 60))
    left = f"{own}\n\nRead more:\n- Ferry stops\n- Toll begins\n\nLeave a Comment\nShare this:\nCopyright 2026"
    return (left.encode(), wrapped.encode(), (FOLDER / "photo-of-author/article.txt").read_bytes())
