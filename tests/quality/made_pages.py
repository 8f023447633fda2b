"""Pages made for the verdict's training: what the corpus has too little of.

Notices and forms (`notices`), home pages, sections, tags, search results, product pages and bytes that are no text, in
the dress of a bare page, an old table layout, a site of today, or a real page whose article is taken out; and, so that
no dress decides, real stories in the same dresses, whole or cut to a few paragraphs. Headlines and paragraphs of
stories and teasers are those of the corpus: they are used here and written nowhere.
"""

from __future__ import annotations

import gzip
import html
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from newscrawl.extraction.body.article_body import read_body
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.language import detect_language
from newscrawl.html.document import Document
from tests.quality.notices import BRIEFS, NOTICES


@dataclass(frozen=True, slots=True)
class Made:
    """A page, what it is ("story", "brief", or why it is no article), and the sites whose texts stand in it."""

    page: str | bytes
    kind: str
    source: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The text of a corpus page."""

    domain: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    author: str = ""
    day: str = ""


@dataclass(slots=True)
class Shelf:
    """The stories of a language, to choose headlines and teasers from."""

    stories: list[Story] = field(default_factory=list)


SECTIONS = {
    "en": "News Politics World Business Sport Culture Opinion Weather Travel Health Science",
    "de": "Nachrichten Politik Welt Wirtschaft Sport Kultur Meinung Wetter Reise Wissen",
    "fr": "Actualités Politique Monde Économie Sport Culture Opinions Météo Santé",
    "es": "Noticias Política Mundo Economía Deportes Cultura Opinión Tiempo Salud",
    "it": "Notizie Politica Mondo Economia Sport Cultura Opinioni Meteo Salute",
    "pt": "Notícias Política Mundo Economia Esportes Cultura Opinião Tempo Saúde",
    "nl": "Nieuws Politiek Wereld Economie Sport Cultuur Opinie Weer",
    "pl": "Wiadomości Polityka Świat Gospodarka Sport Kultura Opinie Pogoda",
    "ru": "Новости Политика Мир Экономика Спорт Культура Мнения Погода",
    "tr": "Haberler Siyaset Dünya Ekonomi Spor Kültür Yazarlar Hava",
    "zh": "新闻 政治 国际 财经 体育 文化 评论 天气", "ja": "ニュース 政治 国際 経済 スポーツ 文化 社説 天気",
    "ar": "أخبار سياسة عالم اقتصاد رياضة ثقافة آراء طقس", "ko": "뉴스 정치 국제 경제 스포츠 문화 사설 날씨",
}  # fmt: skip
MORE = {
    "en": "More stories", "de": "Mehr zum Thema", "fr": "À lire aussi", "es": "Más noticias", "it": "Altre notizie",
    "pt": "Mais notícias", "nl": "Meer nieuws", "pl": "Zobacz także", "ru": "Читайте также", "tr": "Diğer haberler",
    "zh": "相关新闻", "ja": "関連記事", "ar": "اقرأ أيضا", "ko": "관련 기사",
}  # fmt: skip
READ = {"en": "Read more", "de": "Weiterlesen", "fr": "Lire la suite", "es": "Leer más", "it": "Leggi tutto",
        "pt": "Leia mais", "nl": "Lees meer", "pl": "Czytaj więcej", "ru": "Подробнее", "tr": "Devamı",
        "zh": "阅读全文", "ja": "続きを読む", "ar": "المزيد", "ko": "더 보기"}  # fmt: skip
BY = {"en": "By ", "de": "Von ", "fr": "Par ", "es": "Por ", "it": "di ", "pt": "Por ", "nl": "Door ", "pl": "Autor: ",
      "ru": "Автор: ", "tr": "Yazar: ", "zh": "记者：", "ja": "文・", "ar": "بقلم ", "ko": "기자 "}  # fmt: skip
SITES = ("The Harbour Gazette", "Morning Ledger", "Valley Courier", "Nordpost", "Le Relais", "El Faro", "Il Corso",
         "Gazeta Rzeczna", "Вестник", "Sabah Postası", "晨报", "夕方新聞", "صوت المدينة", "한강일보")  # fmt: skip
PHOTOS = ("Photo: archive", "Foto: dpa", "© AFP", "Illustration")


def esc(text: str) -> str:
    return html.escape(text, quote=True)


class Dresser:
    """The outside of a made page: its site, its language, its dress, chosen by one random source."""

    DRESSES = ("bare", "plain", "tables", "divs", "modern", "hashed")

    def __init__(self, rng: random.Random, language: str, shelf: Sequence[Story]) -> None:
        self.rng, self.language, self.shelf = rng, language, shelf
        self.site = rng.choice(SITES)
        self.dress = rng.choice(self.DRESSES)
        self.sections = SECTIONS.get(language, SECTIONS["en"]).split()

    def others(self, least: int, most: int) -> list[Story]:
        return [self.rng.choice(self.shelf) for _ in range(self.rng.randint(least, most))]

    def name(self, *words: str) -> str:
        """A class attribute in the manner of the dress."""
        if self.dress in ("bare", "tables"):
            return ""
        word = self.rng.choice(words)
        return f' class="{word}"' if self.dress != "hashed" else f' class="x{sum(map(ord, word)) * 7919 % 99991:x}"'

    def link(self, story: Story) -> str:
        slug = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in story.title.lower()).split()[:8])
        return f"/{self.rng.choice(('n', 'news', '2024/05/11'))}/{slug or self.rng.randint(1, 99999)}.html"

    def page(self, title: str, main: str, *, article: bool = False, described: str = "") -> str:
        """The whole page. `article`: its template is the one of articles, with what such a template states."""
        rng = self.rng
        head = [f"<title>{esc(title)}{self._with_site()}</title>"]
        if rng.random() < 0.5:
            head.append('<meta charset="utf-8">')
        if self.dress in ("divs", "modern", "hashed") and rng.random() < 0.7:
            head += self._metadata(title, article, described)
        menu = "".join(f'<li><a href="/{i}/">{one}</a></li>' for i, one in enumerate(self.sections))
        body = getattr(self, f"_{self.dress}")(menu, main)
        return f'<!doctype html><html lang="{self.language}"><head>{"".join(head)}</head>{body}</html>'

    def _with_site(self) -> str:
        return self.rng.choice(("", f" | {self.site}", f" - {self.site}", f" – {self.site}"))

    def _metadata(self, title: str, article: bool, described: str) -> list[str]:
        rng = self.rng
        kind = "article" if article else "website"
        out = [f'<meta property="og:title" content="{esc(title)}">', f'<meta property="og:type" content="{kind}">',
               f'<meta property="og:site_name" content="{esc(self.site)}">']  # fmt: skip
        if described or rng.random() < 0.5:
            out.append(f'<meta name="description" content="{esc(described or self.site)}">')
        if article and rng.random() < 0.6:
            out.append(f'<meta property="article:published_time" content="2024-0{rng.randint(1, 9)}-11T08:00:00Z">')
        if article and rng.random() < 0.5:
            out.append('<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
                       '"datePublished":"2024-05-11"}</script>')  # fmt: skip
        elif rng.random() < 0.3:
            out.append(
                '<script type="application/ld+json">{"@context":"https://schema.org","@type":"WebSite"}</script>'
            )
        return out

    def _more(self, most: int = 9) -> str:
        items = "".join(f'<li><a href="{self.link(s)}">{esc(s.title)}</a></li>' for s in self.others(3, most))
        tag = self.rng.choice(("h2", "h3", "b"))
        return f"<{tag}>{MORE.get(self.language, MORE['en'])}</{tag}><ul>{items}</ul>"

    def _bare(self, menu: str, main: str) -> str:
        return f"<body>{main}</body>"

    def _plain(self, menu: str, main: str) -> str:
        more = self._more() if self.rng.random() < 0.6 else ""
        return (f'<body><header><a href="/">{self.site}</a><nav><ul>{menu}</ul></nav></header><main>{main}</main>'
                f"{more}<footer><p>© {self.site}</p></footer></body>")  # fmt: skip

    def _tables(self, menu: str, main: str) -> str:
        links = "<br>".join(f'<a href="/{i}.html">{one}</a>' for i, one in enumerate(self.sections))
        side = "".join(f'<tr><td><a href="{self.link(s)}"><font size=1>{esc(s.title)}</font></a></td></tr>'
                       for s in self.others(2, 10))  # fmt: skip
        return (f"<body bgcolor=white><table width=760><tr><td colspan=3><b>{self.site}</b></td></tr>"
                f"<tr><td valign=top>{links}</td><td valign=top><table><tr><td>{main}</td></tr></table></td>"
                f"<td><table>{side}</table></td></tr>"
                f"<tr><td colspan=3><font size=1>© {self.site}</font></td></tr></table></body>")  # fmt: skip

    def _divs(self, menu: str, main: str) -> str:
        inner = self.rng.choice(("content", "entry-content", "post", "page-content", "article-body", "text", "main"))
        outer = self.rng.choice(("", "single", "page", "home"))
        return (f'<body class="{outer}"><div id="header"><ul class="menu">{menu}</ul></div>'
                f'<div id="wrapper"><div class="{inner}">{main}</div><div class="sidebar">{self._more()}</div></div>'
                f'<div id="footer">© {self.site}</div></body>')  # fmt: skip

    def _modern(self, menu: str, main: str) -> str:
        tag = self.rng.choice(("article", "section", "div", "main"))
        return (f'<body><header class="site-header"><nav><ul>{menu}</ul></nav></header><{tag}>{main}</{tag}>'
                f'<section class="related">{self._more(15)}</section>'
                f"<footer><ul>{menu}</ul></footer></body>")  # fmt: skip

    def _hashed(self, menu: str, main: str) -> str:
        return (f'<body><div class="x1f"><div class="x2a">{menu}</div></div>'
                f'<div class="x77"><div class="x9c">{main}</div></div>'
                f'<div class="x4e">{self._more(12)}</div></body>')  # fmt: skip


def heading(dress: Dresser, text: str) -> str:
    form = dress.rng.random()
    if dress.dress == "tables" or form < 0.12:
        return f"<b><font size=4>{esc(text)}</font></b><br>"
    return (
        f"<h1{dress.name('title', 'headline', 'entry-title', 'page-title')}>{esc(text)}</h1>"
        if form < 0.92
        else f"<h2>{esc(text)}</h2>"
    )


def paragraphs(dress: Dresser, texts: Sequence[str]) -> str:
    if dress.dress == "tables" and dress.rng.random() < 0.6:
        return "<br><br>".join(map(esc, texts))
    tag = dress.rng.choice(("p", "p", "p", "div"))
    return "".join(f"<{tag}>{esc(text)}</{tag}>" for text in texts)


def credit_line(dress: Dresser, story: Story) -> str:
    """By-line and day as sites print them; one in seven prints neither."""
    rng, out = dress.rng, []
    author = story.author or rng.choice(("Anna Weber", "J. Smith", "Marta Ruiz", "Ольга Новак", "李明"))
    day = story.day or rng.choice(("11 May 2024", "11.05.2024", "2024-05-11 08:15", "2024年5月11日", "May 11, 2024"))
    if rng.random() < 0.75:
        out.append(f"<span{dress.name('author', 'byline')}>{esc(BY.get(dress.language, 'By ') + author)}</span>")
    if rng.random() < 0.75:
        out.append(
            f"<time>{day}</time>"
            if rng.random() < 0.4
            else f"<span{dress.name('date', 'published', 'meta')}>{day}</span>"
        )
    tag = rng.choice(("p", "div"))
    return f"<{tag}{dress.name('meta', 'info', 'byline')}>{' '.join(out)}</{tag}>" if out else ""


def story_page(rng: random.Random, story: Story, shelf: Sequence[Story]) -> Made:
    """A real text in a made dress: whole, or as short as brief news is."""
    dress = Dresser(rng, story.language, shelf)
    texts = list(story.paragraphs)
    if rng.random() < 0.5:
        texts = texts[: rng.randint(1, 4)]
        while sum(map(len, texts)) < 250 and len(texts) < len(story.paragraphs):
            texts.append(story.paragraphs[len(texts)])
    main = heading(dress, story.title) + credit_line(dress, story) + paragraphs(dress, texts)
    page = dress.page(story.title, main, article=True, described=texts[0][:140])
    return Made(page, "story", story.domain, rng.choice(("/n/1", "/n/20418", "/a3f9c1b2", "/x?id=7")))


def brief_page(rng: random.Random, language: str, shelf: Sequence[Story]) -> Made:
    """Brief news: a headline and a few sentences, mostly without by-line and day, half of it in the barest dress."""
    number, (headline, sentences) = rng.choice(list(enumerate(BRIEFS[language])))
    dress = Dresser(rng, language, shelf)
    if rng.random() < 0.5:
        dress.dress = "bare"
    glue = " " if language not in ("zh", "ja") else ""
    texts = [glue.join(sentences)] if rng.random() < 0.6 else list(sentences)
    if rng.random() < 0.1:  # the small print of some sites stands under every text
        texts.append(glue.join(NOTICES[language][rng.choice(("terms", "consent", "newsletter"))][1][:2]))
    if rng.random() < 0.12:
        headline = headline.split()[0].strip(",:“”") if glue else headline[:3]
    credit = credit_line(dress, Story("", language, headline, ())) if rng.random() < 0.45 else ""
    main = heading(dress, headline) + credit + paragraphs(dress, texts)
    page = dress.page(headline, main, article=rng.random() < 0.5, described=sentences[0] if rng.random() < 0.3 else "")
    path = _story_path(rng, shelf) if rng.random() < 0.5 else rng.choice(("/n/1", "/n/20418", "/a3f9c1b2", "/x?id=7"))
    return Made(page, "brief", f"brief {language} {number}", path)


def notice_main(rng: random.Random, dress: Dresser) -> tuple[str, str, str]:
    """(kind, title, main part) of a notice in the dresser's language."""
    notices = NOTICES.get(dress.language) or NOTICES["en"]
    kind = rng.choice(tuple(notices))
    title, sentences = notices[kind]
    chosen = [one for one in sentences if rng.random() < 0.85] or list(sentences)
    if rng.random() < 0.2:
        chosen += rng.choice(list(notices.values()))[1]
    if rng.random() < 0.35:  # sentences stand in few paragraphs
        chosen = [(" " if title.isascii() else "").join(chosen)]
    form = ""
    if kind in ("login", "register", "newsletter", "offer") or rng.random() < 0.1:
        fields = '<input type="email" name="mail">' + '<input type="password" name="p">' * (
            kind in ("login", "register")
        )
        form = f"<form>{fields}<button>OK</button></form>"
    elif rng.random() < 0.3:
        form = "<button>OK</button>"
    main = (heading(dress, title) if rng.random() < 0.85 else "") + paragraphs(dress, chosen) + form
    if rng.random() < 0.25:
        main += dress._more(20)
    return kind, title if rng.random() < 0.8 else dress.site, main


def notice_page(rng: random.Random, language: str, shelf: Sequence[Story]) -> Made:
    dress = Dresser(rng, language, shelf)
    kind, title, main = notice_main(rng, dress)
    page = dress.page(title, main, article=rng.random() < 0.15)
    return Made(page, kind, f"notice {language} {kind}", _story_path(rng, shelf))


def teaser(dress: Dresser, story: Story, form: int, excerpt: bool) -> str:
    rng, link = dress.rng, dress.link(story)
    title = f'<a href="{link}">{esc(story.title)}</a>'
    text = story.paragraphs[0]
    said = esc(text[: rng.choice((90, 160, 300))] if len(text) > 90 else text) if excerpt else ""
    more = f'<a href="{link}">{READ.get(dress.language, READ["en"])}</a>' if rng.random() < 0.3 else ""
    day = "<span>11.05.2024</span>" if form % 2 else ""
    if form < 2:
        return f"<li>{title} {day} {said}</li>"
    if form < 4:
        named = dress.name("teaser", "card", "item", "post")
        return f"<div{named}><h{form}>{title}</h{form}>{day}<p>{said} {more}</p></div>"
    if form < 6:
        return f"<article><h2>{title}</h2>{day}<p>{said}</p>{more}</article>"
    return f"<p><b>{title}</b><br>{said} {more}</p>"


def section_page(rng: random.Random, language: str, shelf: Sequence[Story]) -> Made:
    """A home page, a section, a tag, an author, search results: teasers, sometimes whole first paragraphs."""
    dress = Dresser(rng, language, shelf)
    kind = rng.choice(("home", "section", "tag", "search", "author"))
    form, excerpt = rng.randrange(8), rng.random() < 0.8
    name = rng.choice(dress.sections)
    titles = {"home": dress.site, "section": name, "tag": f"#{name}", "search": f"“{name}” (214)"}
    title = titles.get(kind, "Anna Weber")
    top = heading(dress, title) if kind != "home" or rng.random() < 0.3 else ""
    if kind == "search":
        top += f'<form><input name="q" value="{esc(name)}"><button>OK</button></form>'
    if kind == "author":
        top += f"<p>{esc(rng.choice(NOTICES.get(language, NOTICES['en'])['about'][1]))}</p>"
    cards = "".join(teaser(dress, one, form, excerpt) for one in dress.others(5, 40))
    page = dress.page(title, top + (f"<ul>{cards}</ul>" if form < 2 else cards))
    path = rng.choice((_story_path(rng, shelf), "/", "/news/", "/politics", f"/tag/{rng.randint(1, 99)}", "/?page=2"))
    return Made(page, kind, f"section {dress.others(1, 1)[0].domain}", path)


_PRODUCTS = {
    "en": (
        "Garden hose, 25 metres",
        "Flexible hose made of three layers.|Does not kink and stands frost.|Delivery within three days.|"
        "Add to basket|Customers also bought",
    ),
    "de": (
        "Gartenschlauch, 25 Meter",
        "Biegsamer Schlauch aus drei Schichten.|Knickt nicht und verträgt Frost.|Lieferung in drei Tagen.|"
        "In den Warenkorb|Kunden kauften auch",
    ),
    "fr": (
        "Tuyau de jardin, 25 mètres",
        "Tuyau souple en trois couches.|Ne se plie pas et résiste au gel.|Livraison sous trois jours.|"
        "Ajouter au panier|Les clients ont aussi acheté",
    ),
    "es": (
        "Manguera de jardín, 25 metros",
        "Manguera flexible de tres capas.|No se dobla y aguanta el frío.|Entrega en tres días.|"
        "Añadir al carrito|También compraron",
    ),
    "ru": (
        "Садовый шланг, 25 метров",
        "Гибкий шланг из трёх слоёв.|Не перегибается и выдерживает мороз.|Доставка за три дня.|"
        "В корзину|С этим покупают",
    ),
    "zh": (
        "花园水管25米",
        "三层材料制成的软管。|不打折，耐低温。|三天内送达。|加入购物车|购买此商品的顾客还买了",
    ),
}


def product_page(rng: random.Random, language: str, shelf: Sequence[Story]) -> Made:
    language = language if language in _PRODUCTS else "en"
    dress = Dresser(rng, language, shelf)
    title, texts = _PRODUCTS[language]
    first, second, third, basket, others = texts.split("|")
    rows = "".join(f"<tr><td>{c}</td><td>{rng.randint(2, 400)}</td></tr>" for c in "ABCDEF"[: rng.randint(2, 6)])
    reviews = "".join(
        f"<div{dress.name('review', 'comment')}><b>{name}</b> ★★★★ <p>{rng.choice((first, second, third))}</p></div>"
        for name in ("Tom", "Eva", "Ali")[: rng.randint(0, 3)]
    )
    prices = "".join(
        f"<li><a href='/p/{i}'>{title} {i}</a> € {rng.randint(5, 99)},90</li>" for i in range(rng.randint(2, 9))
    )
    main = (
        f"{heading(dress, title)}<p>€ {rng.randint(9, 99)},90</p><button>{basket}</button><p>{first} {second}</p>"
        f"<p>{third}</p><table>{rows}</table>{reviews}<h3>{others}</h3><ul>{prices}</ul>"
    )
    return Made(dress.page(title, main), "product", f"product {language}", _story_path(rng, shelf))


def binary_page(rng: random.Random, language: str, shelf: Sequence[Story]) -> Made:
    """Bytes that are no text, and packed pages whose packing nobody undid."""
    inner = story_page(rng, rng.choice(shelf), shelf).page
    data = inner.encode() if isinstance(inner, str) else inner
    noise = rng.randbytes(rng.randint(2000, 20000))
    kinds = {
        "noise": noise,
        "gzip": gzip.compress(data * 3, mtime=0),
        "zlib": zlib.compress(data),
        "pdf": b"%PDF-1.7\n" + zlib.compress(data),
        "mp3": b"ID3\x03" + noise,
        "png": b"\x89PNG\r\n\x1a\n" + noise,
        "noise in tags": b"<html><body><p>" + noise + b"</p></body></html>",
    }
    form = rng.choice(tuple(kinds))
    raw = kinds[form]
    page: str | bytes = raw if rng.random() < 0.5 else raw.decode(rng.choice(("latin-1", "utf-8")), "replace")
    return Made(page, "binary", f"binary {form}", _story_path(rng, shelf))


def _story_path(rng: random.Random, shelf: Sequence[Story]) -> str:
    """An address as stories have them, or one that says nothing."""
    if rng.random() < 0.3:
        return rng.choice(("/n/1", "/n/20418", "/a3f9c1b2"))
    words = "-".join(
        "".join(c if c.isalnum() and c.isascii() else " " for c in rng.choice(shelf).title.lower()).split()[:7]
    )
    return f"/2026/11/{rng.randint(10, 28)}/{words or 'some-words-of-a-story'}"


def emptied(page: str, rng: random.Random, shelf: Sequence[Story], language: str) -> Made | None:
    """A real page whose article is gone: nothing or a notice stands in its place, as walls and errors are dressed.

    Four in five lose what the head and the headline say of the article as well.
    """
    document = Document.parse(page, None, {})
    blocks = read_blocks(document)
    kept = read_body(document, blocks, detect_language(document, blocks)).kept
    elements = [blocks.nodes[blocks.owners[index]] for index in kept]
    tree = document.tree
    place = elements[0].getparent() if elements else None
    if place is None or any(element in (tree, tree.find("body")) for element in elements):
        return None
    dress = Dresser(rng, language, shelf)
    dress.dress = "bare"
    kind, title, main = notice_main(rng, dress)
    empty = rng.random() < 0.35
    where = place.index(elements[0])
    for element in dict.fromkeys(elements):
        _remove(element)
    if not empty:
        notice = etree.fromstring(f"<div>{main}</div>", etree.HTMLParser()).find(".//div")
        assert notice is not None
        place.insert(min(where, len(place)), notice)
    if rng.random() < 0.8:
        _forget(tree, dress.site if empty else title)
    kind = "emptied" if empty else f"{kind} in real dress"
    return Made(etree.tostring(tree, encoding="unicode", method="html"), kind, "", _story_path(rng, shelf))


def _remove(element: etree._Element) -> None:
    if (above := element.getparent()) is not None:
        above.remove(element)


_OF_ARTICLE = ("ld+json", "og:", "article:", "date", "author", "descr", "twitter", "canon")


def _forget(tree: etree._Element, title: str) -> None:
    """Takes out what head and headline say of the article, and sets another title."""
    for element in tree.iter("h1"):
        element.clear()
    for element in [*tree.iter("script", "meta", "title", "link")]:
        said = " ".join(element.get(name) or "" for name in ("type", "property", "name", "rel"))
        if element.tag == "title" or any(word in said for word in _OF_ARTICLE):
            _remove(element)
    head = tree.find("head")
    if head is not None:
        etree.SubElement(head, "title").text = title


MAKERS: Sequence[tuple[Callable[[random.Random, str, Sequence[Story]], Made], int]] = (
    (notice_page, 10), (section_page, 6), (product_page, 1), (binary_page, 1), (brief_page, 9),
)  # fmt: skip
"""Makers of pages from words written for the project and teasers, and how often each is asked."""
STORIES = frozenset(("story", "brief"))
"""Kinds of made pages that are articles."""
