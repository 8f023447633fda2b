"""By-lines of China, Japan and Korea: bureaus, papers, roles, brackets, addresses."""

from __future__ import annotations

import pytest

from newscrawl.extraction.fields import authors
from newscrawl.extraction.people.byline_parsing import read_names
from newscrawl.extraction.people.east_asian import names_behind, names_in_front
from newscrawl.extraction.people.names import NameContext
from newscrawl.lang import load
from tests.extraction.field_pages import evidence_of, page


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("zh", "文/林月华2026-03-12 09:30", ["林月华"]),
        ("zh", "记者：林月华 周岚 来源：青石日报", ["林月华", "周岚"]),
        ("zh", "作者：赵 培：某某学院", ["赵培"]),
        ("zh", "作者：林月华 我来说两句(0)", ["林月华"]),
        ("zh", "记者 阿卜杜拉·买买提、林月华", ["阿卜杜拉·买买提", "林月华"]),
        ("zh", "記者林月華／台北報導", ["林月華"]),
        ("zh", "文 | 林月华 图 | 周岚", ["林月华", "周岚"]),
        ("ja", "北川支局　森田遥", ["森田遥"]),
        ("ja", "文：森田遥、山本 健", ["森田遥", "山本 健"]),
        ("ja", "著者：ジョン・ロー", ["ジョン・ロー"]),
        ("ja", "東京社会部", []),
        ("ja", "森田遥の記事一覧", []),
        ("ko", "나루일보 서가온·강나루 기자 gaon@naru.example", ["서가온", "강나루"]),
        ("ko", "서가온 선임기자", ["서가온"]),
        ("ko", "경제부 서가온 기자", ["서가온"]),
    ],
)
def test_by_lines_with_words_beside_the_names(code: str, line: str, expected: list[str]) -> None:
    assert [one.name for one in read_names(line, NameContext(load(code)))] == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("zh", "本报讯（记者 林月华）青石镇的老粮仓重新开门。", ["林月华"]),
        ("zh", "本报北京3月12日电（记者林月华、周岚）青石镇的老粮仓重新开门。", ["林月华", "周岚"]),
        ("zh", "〔記者林月華／台北報導〕老糧倉重新開門。", ["林月華"]),
        ("zh", "青石镇（人口三万）的老粮仓重新开门。", []),
        ("zh", "老粮仓（记者摄）重新开门。", []),
        ("ko", "[나루일보 서가온 기자] 섬의 우체국이 문을 열었다.", ["서가온"]),
        ("ko", "(서울=나루통신) 서가온 강나루 기자 = 섬의 우체국이 문을 열었다.", ["서가온", "강나루"]),
        ("ko", "(서울=나루통신) 섬의 우체국이 문을 열었다.", []),
        ("ko", "그는 기자 회견에서 말했다.", []),
    ],
)
def test_reporters_in_front_of_a_text(code: str, text: str, expected: list[str]) -> None:
    assert names_in_front(text, code) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("ja", "夏の部屋は埋まったという。（森田遥）", ["森田遥"]),
        ("ja", "夏の部屋は埋まったという。【北川支局・森田遥、青木花子】", ["森田遥", "青木花子"]),
        ("ja", "夏の部屋は埋まったという。（共同）", []),
        ("ja", "話した。（敬称略）", []),
        ("ja", "話した。（おわり）", []),
        ("ja", "価格は三千円（税抜き）", []),
        ("ko", "서가온 기자 gaon@naru.example", ["서가온"]),
        ("ko", "그는 기자 회견에서 말했다.", []),
        ("zh", "图书馆将与邻镇联网。（记者 林月华）", ["林月华"]),
        ("zh", "图书馆将与邻镇联网。（完）", []),
    ],
)
def test_reporters_behind_a_text(code: str, text: str, expected: list[str]) -> None:
    assert names_behind(text, code) == expected


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        ("ja", "<p>小学校が宿になった。</p><p>予約は電話で受け付ける。（森田遥）</p>", ["森田遥"]),
        ("ko", "<p>우체국이 문을 열었다.</p><p>서가온 기자 gaon@naru.example</p>", ["서가온"]),
        ("zh", "<p>本报讯（记者 林月华 周岚）老粮仓重新开门。</p><p>市民很高兴。</p>", ["林月华", "周岚"]),
        ("zh", "<p>老粮仓重新开门。</p><p>上一页 下一页</p>", []),
    ],
)
def test_reporters_in_the_text_are_authors(code: str, body: str, expected: list[str]) -> None:
    choice = authors.choose(evidence_of(page(body=body), language=code))
    assert [one.name for one in choice.value or ()] == expected
