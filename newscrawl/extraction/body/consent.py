"""Pages that ask for consent in place of an article: a text about cookies and data that speaks to its reader.

News of cookies, banners and fines has the same words; what it has not is a "we" that asks a "you" to choose.
"""

from __future__ import annotations

import re
from itertools import chain

from newscrawl.html.document import Document
from newscrawl.text import count_words

# Words: of a wall; of one that lists its purposes; of one on a page that calls itself no article.
_SHORT, _FEW, _MANY = 60, 250, 600
_LONG = 12  # characters of a word, on average: no language has longer ones
_THINGS = re.compile(
    r"cookie|kuki|куки|クッキー|쿠키|evästei|tracking|tracker|traceur|partner|parten|socios|fornitori|партн[её]р|"
    r"パートナー|合作伙伴|consent|zustimm|einwillig|widerruf|datenschutz|privacy|privat|prywatno|конфиденц|プライバシー|隐私|"
    r"personal(?:i[sz]ed)? (?:data|content|ads)|personenbezogen|ip.adress|(?:tes|vos) donn[ée]es|donn[ée]es pers|"
    r"datos personales|dati personali|dados pessoais|persoonsgegevens|gegevens over|dane osobowe|danych osobowych|"
    r"персональн|個人情報|个人信息|개인정보|personuppgifter|personopplysninger|osobní(?:ch)? údaj|kişisel veri|"
    r"reklam|advert|werbung|publicit|pubblicità|publicidad|рекламу|広告",
    re.I,
)
_WE = re.compile(
    r"\b(?:we|us|our|wir|uns|unser\w*|nous|nos|notre|nosotros|nuestr\w+|noi|nostr\w+|nós|noss[oa]s?|wij|onze|ons|"
    r"my i|nas[iz]\w*|vi|vår\w*|vores|våra|мы|наш\w*|ми|naš\w*|biz|\w+(?:ımız|imiz|larımız)|kami|chúng tôi|μας|mi és|"
    r"\w{4,}ink|kumppanimme)\b|当社|弊社|私たち|当サイト|我们|我們|本网站|당사|저희|نحن|شركاؤنا",
    re.I,
)
_YOU = re.compile(
    r"\b(?:you|yours?|vous|votre|vos|tus?|te|ti|usted|puedes?|tuo|tua|tuoi|puoi|você|seu dispositivo|je|jouw|uw?|"
    r"tw[oó]j\w*|możesz|ciebie|du|dina?|ditt?|dig|deg|dein\w*|dir|вы|ваш\w*|вас|вам|ви|vy|váš|vaš\w+|vám|siz\w*|"
    r"\w+(?:ınız|iniz)|anda|bạn|σας|ön|voit|(?-i:Sie|Ihr|Ihnen|Ihre[mnrs]?))\b|お客様|あなた|您|你的|귀하|고객님|회원님|موافقتك|جهازك",
    re.I,
)
_CHOICE = re.compile(
    r"\b(?:by using|stimmst|stimmen sie|poursuivant|"
    r"accept|agree|consent|reject|refus|withdraw|opt.out|manage|preferences|settings|akzeptier|zustimm|"
    r"einwillig|einverstanden|ablehn|widerruf|param[ée]tr|acept|acuerdo|rechaz|consentim|configur|accett|rifiut|"
    r"gesti|aceit|rejeit|akkoord|weiger|toestemming|instell|akcept|zaakcept|zgod|przejdź|odrzu|godkänn|avvisa|afvis|"
    r"godta|samtyk|прин[яи]|соглас|отклон|погод|souhlas|přijm|odmítn|kabul|reddet|hyväksy|αποδ[εέο]χ|elfogad|"
    r"chấp nhận|đồng ý|setuju|terima)|同意|拒否|拒绝|接受|동의|거부|موافق|أوافق|قبول",
    re.I,
)
_SPEECH = (_THINGS, _WE, _YOU, _CHOICE)
_SILENT = 1 / 3  # of the text in lines that speak of something else: news with a consent line below it has more


def asks_consent(document: Document, text: str, *, is_dated: bool) -> bool:
    """Does the text of a page ask its reader for consent? `is_dated`: the page states when it was published."""
    most = _FEW if is_dated else _MANY
    return len(text) <= _LONG * most and _speaks_of_consent(text, most) and _offers(document, text)


def _speaks_of_consent(text: str, most: int) -> bool:
    words: float = count_words(text)
    if text.count(" ") < len(text) / 24:  # scripts without spaces leave out most of "we" and "you"
        words /= 2
    if words > most:  # the cheap look comes first: the patterns take as long as a tenth of the whole extraction
        return False
    us, you = len(_WE.findall(text)), len(_YOU.findall(text))
    if not us or you <= (words > _SHORT) or us + you < words / 25:
        return False
    silent = sum(len(line) for line in text.split("\n") if not any(one.search(line) for one in _SPEECH))
    return silent <= _SILENT * len(text) and len(_THINGS.findall(text)) >= max(2.0, words / 40)


def _offers(document: Document, text: str) -> bool:
    """Can the reader accept or refuse, in the text or by a button?"""
    buttons = ("".join(map(str, button.itertext())) for button in document.tree.iter("button"))
    return any(_CHOICE.search(said) for said in chain((text,), buttons))
