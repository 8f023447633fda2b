"""What class names, ids, roles and item properties say of an element: every word is a bit.

The words are those that many unrelated sites share (counted over 1,600 sites); synonyms of one meaning share one bit,
so that a net trained on some sites reads the others. Words are parts of names: `articleBody`, `article-body` and
`c-article__body` all say `article` and `body`.
"""

from __future__ import annotations

import re
from functools import lru_cache

# One line, one bit. The order is the order of the trained table's columns: append, never insert.
_MEANINGS = (
    "article artikel articulo articolo artigo noticia nota news newsarticle article-text statya",
    "body corps cuerpo corpo texto texte testo articlebody bodytext articletext maintext",
    "content contents contenu contenido conteudo inhalt entry hentry",
    "text txt textwidget copy prose rich richtext wysiwyg formatted",
    "post posts blogpost blog single singular",
    "story stories",
    "paragraph para absatz paragraf parrafo",
    "main primary principal",
    "headline title titre titel titulo titolo heading hed",
    "subtitle subheadline subheading standfirst dek deck lead lede intro introduction chapo chapeau "
    "sapo strapline entradilla sommario vorspann",
    "summary excerpt abstract description desc keypoints highlights tldr takeaways",
    "author authors autor auteur autore byline writer vcard fn contributor contributors reporter",
    "bio biography profile about abouttheauthor",
    "date time published updated timestamp datetime pubdate modified posted",
    "meta metadata info details detail infos",
    "caption figcaption legend credit credits copyright source bildunterschrift legende",
    "image img photo picture bild foto figure thumbnail thumb lazyload attachment",
    "gallery slideshow slide slider carousel swiper lightbox diaporama galerie",
    "video player audio podcast youtube vimeo jwplayer brightcove media",
    "embed tweet twitter instagram tiktok oembed iframe",
    "share sharing shares social facebook whatsapp linkedin pinterest reddit follow addtoany sharedaddy teilen",
    "related relateds recommended recommendation recommendations similar suggested yarpp relacionadas "
    "verwandte",
    "more read readmore next prev previous also",
    "popular trending latest recent mostread top-stories hot toplist",
    "teaser card cards tile promo feature featured preview teasers",
    "list items listing feed archive river stream",
    "item entry-item li",
    "grid row rows flex layout",
    "col column columns cols",
    "sidebar aside rail secondary side complementary sidebars",
    "widget widgets module textwidget component",
    "nav navigation menu navbar submenu subnav topnav menus",
    "header masthead head topbar",
    "footer colophon foot bottom",
    "breadcrumb breadcrumbs crumb ariane",
    "tag tags keyword keywords topic topics",
    "category categories section rubric kicker eyebrow rubrik cat taxonomy",
    "comment comments commentlist disqus respond reply discussion commentaires kommentare",
    "form input field fields login signup signin register submit search",
    "newsletter subscribe subscription subscriber signups email mailing abo abonnement",
    "paywall premium piano metered regwall wall locked barrier",
    "ad ads advert advertisement adsense dfp gpt banner sponsor sponsored sponsors outbrain "
    "taboola werbung anzeige publicite",
    "cta donate donation support membership promotion callout appeal",
    "modal popup overlay dialog tooltip lightbox drawer flyout",
    "cookie cookies consent gdpr privacy legal disclaimer terms",
    "hidden hide sr screen visually invisible reader skip offscreen",
    "button btn buttons toggle icon icons close",
    "link links url external",
    "quote blockquote pullquote zitat cite citation",
    "inline inset insert aligncenter alignleft alignright pull wp-block",
    "table chart graph infographic data",
    "box infobox factbox fact facts panel kasten notice note encadre recuadro",
    "live liveblog ticker update updates timeline",
    "faq question answer accordion",
    "toc index contents-table anchor",
    "correction corrections footnote footnotes references reference notes",
    "print noprint mobile desktop only",
    "user avatar username member account",
    "product price shop cart rating stars review reviews",
    "event events location map address contact phone",
    "theme site page wrapper container inner wrap",
    "logo brand branding badge",
)  # fmt: skip
MEANINGS = len(_MEANINGS)
# Meanings that a rule asks for and no net has a column of.
_OF_RULES = ("poll polls quiz vote votes voting umfrage sondage encuesta sondaggio meter",)
_BIT = {word: 1 << bit for bit, words in enumerate((*_MEANINGS, *_OF_RULES)) for word in words.split()}

_SPLIT_CAMEL = re.compile(r"([a-z])([A-Z])")
_PARTS = re.compile(r"[a-z]+")


@lru_cache(maxsize=20_000)
def meaning_bits(names: str) -> int:
    """The bits of all words of a class, id, role or itemprop value."""
    bits = 0
    for name in names[:300].split():
        bits |= _bits(name)
    return bits


@lru_cache(maxsize=50_000)
def _bits(name: str) -> int:
    """The bits of one class name. Sites combine names in ever new ways; the names themselves come again."""
    if not name.islower():
        name = _SPLIT_CAMEL.sub(r"\1 \2", name).lower()
    bits = 0
    for part in _PARTS.findall(name):
        bits |= _BIT.get(part, 0)
    return bits


def meaning_names() -> tuple[str, ...]:
    """The first word of every meaning, in the order of the bits."""
    return tuple(words.split(maxsplit=1)[0] for words in _MEANINGS)


def bit_of(word: str) -> int:
    """The bit that carries this word."""
    return _BIT[word]


SIDE_MATTER = sum(
    bit_of(word)
    for word in (
        "nav", "footer", "sidebar", "comment", "related", "popular", "share", "newsletter", "ads", "logo",
        "user", "bio",
    )
)  # fmt: skip
"""The bits of names that mark matter beside the article."""
