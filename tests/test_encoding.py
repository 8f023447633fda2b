"""Bytes of strangers' pages become text, whatever they say of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.encoding import decode
from newscrawl.html.document import Document

RUSSIAN = "Правительство одобрило закон"


@pytest.mark.parametrize(
    ("text", "charset"),
    [(RUSSIAN, "windows-1251"), ("東京で地震がありました", "shift_jis"), ("北京发生地震", "gb18030"),
     ("서울에서 열린 회의", "euc-kr"), ("Größe des Übels", "iso-8859-1"), ("ελληνικά νέα", "iso-8859-7")],
)  # fmt: skip
def test_a_declared_encoding_is_used(text: str, charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><p>{text}</p>'.encode(charset)
    assert text in decode(page, {})[0]


def test_the_header_speaks_before_the_page() -> None:
    page = f'<meta charset="iso-8859-1"><p>{RUSSIAN}</p>'.encode("windows-1251")
    text, charset = decode(page, {"content-type": "text/html; charset=windows-1251"})
    assert RUSSIAN in text
    assert charset == "windows-1251"


def test_valid_utf8_is_utf8_whatever_the_page_declares() -> None:
    page = f'<meta charset="iso-8859-1"><p>{RUSSIAN}</p>'.encode()
    assert decode(page, {}) == (page.decode(), "utf-8")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_encodings_are_read_with_and_without_a_mark(charset: str) -> None:
    assert RUSSIAN in decode(f"<html><head><title>News</title></head><p>{RUSSIAN}</p>".encode(charset), {})[0]


def test_without_a_declaration_the_page_language_names_the_legacy_encoding() -> None:
    assert RUSSIAN in decode(f'<html lang="ru"><p>{RUSSIAN}</p>'.encode("cp1251"), {})[0]


def test_one_stray_byte_does_not_turn_a_utf8_page_into_another_encoding() -> None:
    page = ('<meta charset="utf-8"><p>' + "é" * 100).encode() + b"\xff" + "é".encode()
    text, charset = decode(page, {})
    assert charset == "utf-8"
    assert text.endswith("é")


@pytest.mark.parametrize("charset", ["klingon", "rot13", "hex", "utf-7", "undefined", "x-user-defined"])
def test_an_encoding_that_is_none_is_not_believed(charset: str) -> None:
    assert "Caf" in decode(f'<meta charset="{charset}"><p>Café'.encode("cp1252"), {})[0]


def test_shifting_japanese_is_not_taken_for_utf8() -> None:
    page = '<meta charset="iso-2022-jp"><p>日本のニュース'.encode("iso-2022-jp")
    assert "日本のニュース" in decode(page, {})[0]


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_header_raise(data: bytes, header: str) -> None:
    text, charset = decode(data, {"content-type": header})
    assert isinstance(text, str)
    assert charset


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("windows-1251", "windows-1251"), ("cp1250", "windows-1250"), ("iso-8859-1", "windows-1252"),
        ("latin2", "iso-8859-2"), ("iso-8859-15", "iso-8859-15"), ("Shift_JIS", "shift_jis"), ("x-sjis", "shift_jis"),
        ("euc-jp", "euc-jp"), ("ks_c_5601-1987", "euc-kr"), ("koi8-r", "koi8-r"), ("tis-620", "windows-874"),
        ("iso-8859-9", "windows-1254"), ("macintosh", "macintosh"), ("big5", "big5"), ("gb18030", "gb18030"),
        ("ascii", "windows-1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_named_as_the_web_names_it(declared: str, name: str) -> None:
    page = f'<meta charset="{declared}"><p>'.encode() + b"\xc1\xcf\x20\xc1\xcf"
    assert decode(page, {})[1] == name


def test_wide_encodings_are_named_as_the_web_names_them() -> None:
    assert decode(b"\xff\xfeN\x00", {})[1] == "utf-16le"
    assert decode(b"\xfe\xff\x00N", {})[1] == "utf-16be"


NEWS = {
    "ru": "Правительство одобрило новый закон о мостах, ремонт начнётся в понедельник и продлится до весны.",
    "uk": "Міська рада вирішила закрити старий міст до весни, її підтримали мешканці.",
    "de": "Größe des Übels: Der Gemeinderat schließt die alte Brücke über den Fluß bis zum Frühjahr.",
    "fr": "Le conseil a décidé de fermer le vieux pont jusqu’à l’été, a déclaré la mairesse à Orléans.",
    "pl": "Rada miasta zamknęła stary most nad rzeką aż do wiosny. Źródła podają, że łączna długość to tysiąc metrów.",
    "cs": "Městská rada uzavřela starý most přes řeku až do jara, řekl starosta. Příští den začnou opravy žluté lávky.",
    "tr": "Belediye başkanı eski köprünün kapalı kalacağını söyledi. Öğrenciler şaşkın, ışıklar söndü, ağaçlar var.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε να κλείσει την παλιά γέφυρα μέχρι την άνοιξη, δήλωσε η δήμαρχος.",
    "he": "מועצת העיר החליטה לסגור את הגשר הישן עד האביב, אמרה ראש העיר ביום שני.",
    "ar": "قرر مجلس المدينة إغلاق الجسر القديم حتى الربيع، قالت رئيسة البلدية يوم الاثنين.",
    "th": "สภาเมืองตัดสินใจปิดสะพานเก่าจนถึงฤดูใบไม้ผลิ นายกเทศมนตรีกล่าวเมื่อวันจันทร์",
    "ja": "市議会は月曜日、古い橋を来年の春まで閉鎖することを決定したと、市長のアンナ・ミラー氏が語った。",
    "zh": "市议会星期一决定关闭旧桥直到明年春天，维修工程预计耗资一亿元，市民对此表示欢迎。",
    "zh-TW": "市議會星期一決定關閉舊橋直到明年春天，維修工程預計耗資一億元，市民對此表示歡迎。",
    "ko": "시의회는 월요일 내년 봄까지 오래된 다리를 폐쇄하기로 결정했다고 시장이 말했다.",
}
LEGACY = [
    ("ru", "windows-1251"), ("ru", "koi8-r"), ("ru", "iso-8859-5"), ("ru", "cp866"), ("uk", "windows-1251"),
    ("uk", "koi8-u"), ("de", "windows-1252"), ("fr", "windows-1252"), ("pl", "windows-1250"), ("pl", "iso-8859-2"),
    ("cs", "windows-1250"), ("cs", "iso-8859-2"), ("tr", "windows-1254"), ("el", "windows-1253"),
    ("he", "windows-1255"), ("ar", "windows-1256"), ("th", "cp874"), ("ja", "shift_jis"), ("ja", "euc-jp"),
    ("ja", "iso-2022-jp"), ("zh", "gb2312"), ("zh", "gb18030"), ("zh-TW", "big5"), ("ko", "euc-kr"), ("ko", "cp949"),
]  # fmt: skip
legacy = pytest.mark.parametrize(("language", "charset"), LEGACY)


def news(language: str, charset: str, head: str = "") -> bytes:
    return f"<html><head>{head}<title>News</title></head><body><p>{NEWS[language]}</p></body></html>".encode(charset)


@legacy
def test_without_any_declaration_the_letters_tell_the_encoding(language: str, charset: str) -> None:
    assert NEWS[language] in decode(news(language, charset), {})[0]


@legacy
def test_a_header_of_utf8_is_not_believed_over_bytes_that_are_none(language: str, charset: str) -> None:
    page = news(language, charset, f'<meta charset="{charset}">')
    assert NEWS[language] in decode(page, {"content-type": "text/html; charset=utf-8"})[0]


@legacy
def test_where_header_and_page_differ_the_letters_decide(language: str, charset: str) -> None:
    page = news(language, charset, f'<meta charset="{charset}">')
    assert NEWS[language] in decode(page, {"content-type": "text/html; charset=ISO-8859-1"})[0]
    page = news(language, charset, '<meta charset="iso-8859-1">')
    assert NEWS[language] in decode(page, {"content-type": f"text/html; charset={charset}"})[0]


def test_a_declaration_behind_long_scripts_counts() -> None:
    late = f"<script>{'let a = 1;' * 3000}</script><meta charset=iso-8859-15>"
    assert "Œuvre à 5 €" in decode(f"<head>{late}</head><body><p>Œuvre à 5 €".encode("iso-8859-15"), {})[0]


@pytest.mark.parametrize(("language", "charset"), [("zh-TW", "big5"), ("zh-Hant", "big5"), ("zh-CN", "gb18030")])
def test_the_scripts_of_chinese_have_encodings_of_their_own(language: str, charset: str) -> None:
    assert "\u4e00\u4e8c\u4e09" in decode(f'<html lang="{language}"><p>\u4e00\u4e8c\u4e09'.encode(charset), {})[0]


@pytest.mark.parametrize("language", NEWS)
def test_a_page_cut_inside_a_character_stays_utf8(language: str) -> None:
    whole = f"<p>{NEWS[language]}é".encode()
    assert decode(whole[:-1], {}) == (whole[:-2].decode() + "\ufffd", "utf-8")


def test_a_page_that_calls_itself_utf16_in_ascii_is_none() -> None:
    assert NEWS["ru"] in decode(news("ru", "cp1251", '<meta charset="utf-16">'), {})[0]
    assert decode(news("de", "utf-8", '<meta charset="utf-16">'), {})[1] == "utf-8"


def test_one_curly_quote_of_windows_does_not_cost_its_page_the_sign() -> None:
    assert "it’s" in decode(b"<p>" + b"plain text " * 3000 + b"it\x92s", {})[0]


# News of languages whose letters in an old encoding read like those of others.
NEIGHBOURS = {
    "lt": "Miesto taryba nusprendė uždaryti senąjį tiltą iki pavasario. Gyventojai šį žingsnį vertina įvairiai.",
    "lv": "Pilsētas dome nolēma slēgt veco tiltu līdz pavasarim. Iedzīvotāji šo vērtē dažādi.",
    "et": "Volikogu otsustas sulgeda vana silla. Žürii ja šokolaadi üle vaieldi õhtul.",
    "ro": "Consiliul local a decis să închidă podul vechi la primăvară, starea lui se înrăutăţeşte.",
    "hr": "Gradsko vijeće odlučilo je zatvoriti stari most do proljeća. Građani to žele, šteta je.",
    "sl": "Mestni svet je odločil, da zapre stari most do pomladi. Občani odločitev ocenjujejo različno, škoda je.",
    "sk": "Mestská rada uzavrela starý most až do jari. Ľudia žiadajú riešenie, dĺžka je päť.",
    "hu": "A városi tanács úgy döntött, hogy tavaszig lezárja a régi hidat. Erről győződött meg a küldöttség.",
    "it": "Il consiglio ha deciso di chiudere il ponte fino a primavera. La città è più piccola, però così sarà.",
    "sq": "Këshilli bashkiak vendosi të mbyllë urën e vjetër deri në pranverë. Çdo dimër rrugët përkeqësohen.",
    "ca": "L'ajuntament ha decidit tancar el pont vell. Això és així, diu l'alcaldessa; començaran a l'estació.",
    "is": "Bæjarstjórn ákvað að loka gömlu brúnni fram á vor. Það þarf að gera eitthvað, sagði hún.",
}  # fmt: skip
OF_NEIGHBOURS = [
    ("lt", "windows-1257"), ("lt", "iso-8859-13"), ("lv", "windows-1257"), ("lv", "iso-8859-13"),
    ("et", "windows-1257"), ("et", "iso-8859-13"), ("ro", "windows-1250"), ("ro", "iso-8859-2"),
    ("hr", "windows-1250"), ("hr", "iso-8859-2"), ("sl", "windows-1250"), ("sl", "iso-8859-2"),
    ("sk", "windows-1250"), ("hu", "windows-1250"), ("hu", "iso-8859-2"), ("it", "windows-1252"),
    ("sq", "windows-1252"), ("ca", "windows-1252"), ("is", "windows-1252"), ("et", "windows-1252"),
    ("et", "iso-8859-15"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "charset"), OF_NEIGHBOURS)
@pytest.mark.parametrize("declared", ["", '<meta charset="utf-8">'])
@pytest.mark.parametrize("hint", ["none", "lang", "wrong lang", "host"])
def test_neighbours_are_told_apart(language: str, charset: str, declared: str, hint: str) -> None:
    text, country = NEIGHBOURS[language], {"et": "ee", "sl": "si", "sq": "al", "ca": "es"}.get(language, language)
    said = {"lang": f' lang="{language}"', "wrong lang": ' lang="en-US"'}.get(hint, "")
    page = f"<html{said}><head>{declared}</head><body><p>{text}</p></body></html>".encode(charset)
    assert text in decode(page, {}, f"news.example.{country}" if hint == "host" else "news.example")[0]


SHORT = [("lv", "lv", "Māja ir Rīgā.", "windows-1257"), ("sl", "si", "Občani so odločili.", "windows-1250"),
         ("ro", "ro", "până când", "iso-8859-2"), ("vi", "vn", "Hà Nô\u0323i", "windows-1258")]  # fmt: skip


@pytest.mark.parametrize(("language", "country", "text", "charset"), SHORT)
def test_where_few_letters_tell_nothing_language_and_country_decide(
    language: str, country: str, text: str, charset: str
) -> None:
    page = f"<p>{text}</p>".encode(charset)
    assert text in decode(f'<html lang="{language}">'.encode() + page, {})[0]
    assert text in decode(page, {}, f"www.news.{country}:8080")[0]


def test_a_country_does_not_overrule_letters_that_are_clear() -> None:
    assert NEWS["ru"] in decode(news("ru", "windows-1251"), {}, "news.example.lv")[0]
    assert NEWS["pl"] in decode(news("pl", "iso-8859-2"), {}, "news.example.ro")[0]


def test_traditional_chinese_in_the_encoding_of_the_mainland() -> None:
    page = news("zh-TW", "gb18030", '<meta charset="utf-8">')
    assert NEWS["zh-TW"] in decode(page, {"content-type": "text/html; charset=utf-8"})[0]


def test_the_host_of_a_document_is_asked() -> None:
    page = "<p>Māja ir Rīgā.</p>".encode("windows-1257")
    assert "Rīgā" in Document.parse(page, "https://www.news.example.lv/a", {}).html
