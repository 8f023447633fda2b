"""Names of China, Japan and Korea, which stand without spaces, capitals or commas around them.

What tells a name from the words beside it is its length, and the ending of what is no name: bureaus, papers, agencies.
Papers also print names in the text: "本报讯（记者 王小明）" in front of it, "（青木太郎）" and "서가온 기자" behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.extraction.people.labels import HAS_UNSPACED

CODES = frozenset(("zh", "ja", "ko"))
_LONGEST = {"zh": 4, "ja": 8, "ko": 4}  # signs of a name; foreign names in these scripts have a middle dot
_DOTS = re.compile(r"[·・‧•．]")
_REST = re.compile(r"[\d:：]")
_MOST = 4  # names of one piece
_FAMILY_AND_GIVEN = 7  # signs of a Japanese name in two parts
_NO_NAMES = {
    "zh": (
        "报", "報", "社", "网", "網", "台", "频道", "頻道", "客户端", "客戶端", "期刊", "杂志", "雜誌", "新闻", "新聞",
        "公司", "中心", "部", "局", "院", "大学", "大學", "学院", "學院", "报道", "報道", "报导", "報導", "综合",
        "綜合", "论坛", "論壇", "政府", "委员会", "委員會", "讯", "訊", "消息", "专电", "專電", "编辑", "编辑部",
        "摄", "攝", "摘要", "更多", "全文", "评论", "評論", "页", "頁",
    ),
    "ja": (
        "支局", "総局", "本社", "支社", "部", "局", "新聞", "通信", "放送", "テレビ", "社", "班", "委員会", "大学",
        "研究所", "センター", "分野", "デスク", "ニュース", "記事", "一覧", "敬称略", "掲載", "抜粋", "写真", "撮影",
        "提供", "特派員", "関連",
    ),
    "ko": (
        "일보", "신문", "뉴스", "방송", "경제", "타임스", "닷컴", "통신", "미디어", "뉴스팀", "취재팀", "편집국",
        "부", "연구소", "대학교", "센터", "기자", "특파원", "저널", "투데이", "데일리",
    ),
}  # fmt: skip


def is_unspaced(said: str, code: str) -> bool:
    """Is it a text of a language whose names are told apart here?"""
    return code in CODES and HAS_UNSPACED.search(said) is not None


_KATAKANA = "\u30a1-\u30fa\u30fc"
_DOT_IN_NAME = {
    "zh": re.compile(r"(?<=[\u3400-\u9fff])[·・‧•](?=[\u3400-\u9fff])"),
    "ja": re.compile(rf"(?<=[{_KATAKANA}])[・·](?=[{_KATAKANA}])"),
}


def with_dots(said: str, code: str) -> str:
    """A by-line whose dots inside foreign names separate nothing: "ジョン・ロー", "阿卜杜拉·买买提"."""
    return _DOT_IN_NAME[code].sub("．", said) if code in _DOT_IN_NAME and not said.isascii() else said


def names_of(said: str, code: str) -> list[str]:
    """The names of a piece of a by-line: "白沢支局　青木太郎" gives one, "王小明 李小红" two, "东京社会部" none."""
    tokens = said.split()
    if code == "zh":
        tokens = list(_joined(tokens))
    names = [token for token in tokens if _is_name(token, code)]
    if code == "ja" and len(names) > 1 and sum(map(len, names)) <= _FAMILY_AND_GIVEN:
        return [" ".join(names)]
    return names[:_MOST]


def without_rest(said: str) -> str:
    """A piece up to a number or a colon, and without the label in front of that colon: "王小明 来源：新华网"."""
    match = _REST.search(said)
    if match is None:
        return said
    tokens = said[: match.start()].split()
    label = match[0] in ":：" and len(tokens) > 1 and len(tokens[-1]) > 1
    return " ".join(tokens[:-1] if label else tokens)


def _joined(tokens: list[str]) -> Iterator[str]:
    """Single signs that are set apart make one name: "赵 培"."""
    held = ""
    for token in tokens:
        if len(token) == 1 and HAS_UNSPACED.match(token):
            held += token
            continue
        if held:
            yield held
        held = ""
        yield token
    if held:
        yield held


def _is_name(token: str, code: str) -> bool:
    if not HAS_UNSPACED.search(token):
        return token[0].isalpha()
    if token.endswith(_NO_NAMES[code]) or not all(
        sign.isalpha() or _DOTS.match(sign) or sign == "ー" for sign in token
    ):
        return False
    return _DOTS.search(token) is not None or (code == "ja" and len(token) == 1) or 1 < len(token) <= _LONGEST[code]


# -- inside the text

_OPEN, _CLOSE, _INNER = r"[（(【〔\[［「]", r"[)）】〕\]］」]", r"[^（()）【】〔〕\[\]［］「」]"
_IN_FRONT = re.compile(rf"[^（(【〔\[［「。]{{0,30}}{_OPEN}({_INNER}{{2,40}}){_CLOSE}")
_BEHIND = re.compile(rf"{_OPEN}({_INNER}{{2,40}}){_CLOSE}\s?[。.]?\s?$")
_CHINESE = re.compile(r"(?:本[报報网網台])?(?:特约|特約|实习|實習|见习|見習|首席)?(?:记者|記者|通讯员|通訊員)[:：/／]?")
# "솔개일보 서가온·강나루 기자 gaon@news.example": words that are no names, names, what they are, an address.
_KOREAN = re.compile(
    r"\s?((?:[가-힣A-Za-z]{2,12}[\s=·,/]{1,2}){0,6})([가-힣]{2,4})\s?(?:선임|인턴|객원|전문|수습)?(?:기자|특파원)"
    r"(?:[\s,/·=(]{0,3}[\w.+-]{1,40}@[\w.-]{1,60})?[\s=)]*"
)
_AGENCY_LINE = 40  # characters in front of a Korean text: "(서울=통신) 서가온 기자 ="
_SIGNATURE = 60  # characters of a line that signs a text


def names_in_front(text: str, code: str) -> list[str]:
    """The reporters that a text names before it begins."""
    found = _IN_FRONT.match(text)
    if code == "ko":
        return (_korean(found[1]) or _korean_line(text, found.end())) if found else []
    return _chinese(found[1]) if found and code == "zh" else []


def names_behind(text: str, code: str) -> list[str]:
    """The reporters that sign a text at its end."""
    found = _BEHIND.search(text)
    if code == "ko":
        return _korean(text) if len(text) <= _SIGNATURE else _korean(found[1]) if found else []
    if not found:
        return []
    return _chinese(found[1]) if code == "zh" else _japanese(found[1]) if code == "ja" else []


def _chinese(said: str) -> list[str]:
    parts = _CHINESE.split(said)[1:]
    pieces = (piece for part in parts for piece in re.split(r"[、，,/／;；]", part))
    return [name for piece in pieces for name in names_of(piece, "zh")][:_MOST]


def _japanese(said: str) -> list[str]:
    """The names of a bracket that holds nothing else; in Japanese no word says that they are reporters'."""
    pieces = [piece for piece in re.split(r"[、，・／/]", said) if piece]
    names = [names_of(piece, "ja") for piece in pieces]
    kanji = all(_KANJI.match(name) and len(name) > 2 and not _WORD.search(name) for held in names for name in held)
    known = all(held or piece.endswith(_NO_NAMES["ja"]) for held, piece in zip(names, pieces, strict=True))
    return [name for held in names for name in held] if known and kanji else []


_KANJI = re.compile(r"[\u3400-\u9fff々]{2}")
_WORD = re.compile(r"(?<![\u3041-\u3096])[\u3041-\u3096]$")  # one sign of grammar at the end: "税抜き"


def _korean(said: str) -> list[str]:
    found = _KOREAN.fullmatch(said)
    tokens = [*re.split(r"[\s=·,/]+", found[1]), found[2]] if found else []
    return [token for token in tokens if token and _is_name(token, "ko")][:_MOST]


def _korean_line(text: str, start: int) -> list[str]:
    """The reporters between an agency's place and the sign behind which a text begins."""
    lead, sign, _ = text[start : start + _AGENCY_LINE].partition("=")
    return _korean(lead.strip()) if sign else []
