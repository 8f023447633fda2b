"""Sites of old layouts, of which each page alone may fall on either side of the verdict's threshold.

Their pages have no metadata, and addresses that say nothing. Two of three are stories of several texts with a day;
every third is a brief of a sentence or two, whose title is the site's name.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.quality.notices import BRIEFS
from tests.servers import reply

# A rule or the words of a headline alone ("Error 404") say of these that the page stands in place of an article.
LIKE_NOTICES = frozenset(
    ("Blocked", "“You are blocked,” sign tells drivers", "Closed for good", "Error 404", "Please do not feed the gulls")
)
STORIES = [one for one in BRIEFS["en"] if one[0] not in LIKE_NOTICES]
NAME = "Harbour Times"
NAMES = ("News", "Sport", "Weather", "Archive")


@dataclass(frozen=True)
class Page:
    """What a story's page shows: `paragraphs` is one sentence for a brief, which has no day."""

    title: str
    headline: str
    day: str
    paragraphs: Sequence[str]


def story(number: int) -> Page:
    headline, sentences = STORIES[number]
    if number % 3 == 0:
        return Page(NAME, headline, "", [sentences[0]])
    more = (STORIES[(number + n) % len(STORIES)][1] for n in range(1, 2 + number % 4))
    texts = [" ".join(one) for one in (sentences, *more)]
    return Page(headline, headline, f"{number % 28 + 1} November 2004", texts)


Layout = Callable[[str, Page], str]
"""The list of stories, and a page (of the home page without a text) in."""


def nested_tables(links: str, page: Page) -> str:
    day = f"<i>{page.day}</i><br><br>" if page.day else ""
    main = f"<b><font size=4>{page.headline}</font></b><br>{day}{'<br><br>'.join(page.paragraphs)}"
    menu = "<br>".join(f'<a href="/{name}.html">{name}</a>' for name in NAMES)
    return (
        f"<html><head><title>{page.title}</title></head><body bgcolor=white><table width=760><tr><td colspan=3><b>"
        f"{NAME}</b></td></tr><tr><td valign=top>{menu}</td><td valign=top><table><tr><td>{main}</td></tr></table></td>"
        f"<td><table><tr><td>{links}</td></tr></table></td></tr></table></body></html>"
    )


def inner_frame(links: str, page: Page) -> str:
    """The page that a frameset shows in its largest frame; the list of stories stands below each."""
    day = f"<small>{page.day}</small>" if page.day else ""
    texts = "".join(f"<p align=justify>{text}" for text in page.paragraphs)
    return (
        f"<HTML><HEAD><TITLE>{page.title}</TITLE></HEAD><BODY BACKGROUND=paper.gif><CENTER><H2>{page.headline}</H2>"
        f"{day}</CENTER>{texts}<HR><A HREF=/ TARGET=_top>Back to the front page</A><HR>"
        f"<SMALL>{links}</SMALL></BODY></HTML>"
    )


def font_page(links: str, page: Page) -> str:
    day = f"<font size=1 color=gray>{page.day}</font><br>" if page.day else ""
    texts = "<br><br>".join(f"<font face=Verdana size=2>{text}</font>" for text in page.paragraphs)
    return (
        f"<html><title>{page.title}</title><body><center><font size=6 color=navy>{NAME}</font></center><br>"
        f"<font face=Verdana size=4><b>{page.headline}</b></font><br>{day}<br>{texts}<br><br>"
        f"<font size=1>{links}</font>"
    )


def forum_like(links: str, page: Page) -> str:
    """A CMS made of a forum's parts: each story is the first post of a topic."""
    day = f'<span class="postdate">Posted: {page.day}</span>' if page.day else '<span class="postdate"></span>'
    texts = "<br /><br />".join(page.paragraphs)
    return (
        f"<html><head><title>{page.title}</title></head><body><div id='wrap'><div class='navbar'><a href='/'>{NAME}</a>"
        f" &raquo; <a href='/index.php?f=1'>News</a></div><table class='tablebg'><tr><th>Author</th><th>Message</th>"
        f"</tr><tr><td class='profile'><b class='postauthor'>editor</b><br>Site Admin</td><td><div class='postsubject'>"
        f"{page.headline}</div>{day}<div class='postbody'>{texts}</div></td></tr></table><div class='topics'>"
        f"{links}</div></div></body></html>"
    )


LAYOUTS: Mapping[str, tuple[Layout, str]] = {
    "nested tables": (nested_tables, "/n/{}.html"),
    "inner frame": (inner_frame, "/seiten/{}.htm"),
    "font": (font_page, "/meldungen/{}.html"),
    "forum-like": (forum_like, "/index.php?id={}"),
}
"""Name -> layout, and the form of its stories' addresses."""


def listed(form: str, pages: Sequence[Page]) -> str:
    """The links to the pages, as each of them has them."""
    return "<br>".join(f'<a href="{form.format(number)}">{page.headline}</a>' for number, page in enumerate(pages))


def site(layout: Layout, form: str, pages: Sequence[Page]) -> Callable[[str, socket.socket], bytes]:
    """What a server answers (tests.servers.server)."""
    paths = {form.format(number): page for number, page in enumerate(pages)}
    links = listed(form, pages)

    def answer(path: str, _: socket.socket) -> bytes:
        if path == "/":
            return reply(layout(links, Page(NAME, "Today", "", [])).encode())
        return reply(layout(links, paths[path]).encode()) if path in paths else reply(b"", "404 Not Found")

    return answer
