"""The text's language wins over the declared one where it is clear, among neighbours too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.language import detect_language
from newscrawl.html.document import Document
from tests.extraction.pages import choices_of

EXAMPLES = Path(__file__).parents[3] / "fixtures" / "lang"
# The languages that have no story among the examples.
OWN = {
    "ar": "قرر مجلس المدينة يوم الاثنين إغلاق الجسر القديم حتى الربيع. ويقول السكان إن العمل ضروري جدا.",
    "bs": "Gradsko vijeće odlučilo je da zatvori stari most do proljeća. Općina će platiti radove, rekao je načelnik.",
    "fa": "شورای شهر روز دوشنبه تصمیم گرفت پل قدیمی را تا بهار ببندد. این کار ضروری است.",
    "gl": "O concello decidiu o luns pechar a vella ponte ata a primavera. Os veciños din que as obras son necesarias, "
    "pero aínda non hai cartos para o inverno. Os traballos durarán tres meses, dixo o alcalde á xente da vila.",
    "hi": "नगर परिषद ने सोमवार को पुराने पुल को वसंत तक बंद करने का फैसला किया है। काम ज़रूरी है।",
    "id": "Dewan kota pada hari Senin memutuskan menutup jembatan lama hingga musim semi. Warga mengatakan itu perlu.",
    "sr-Latn": "Meštani su u ponedeljak otvorili biblioteku u starom mlinu koji je bio zatvoren dvadeset godina. "
    "Deca sede na stepenicama pre nego što otvorim vrata, rekla je upravnica. Na policama je osam hiljada knjiga.",
    "uk": "Міська рада вирішила в понеділок закрити старий міст до весни. Мешканці кажуть, що роботи потрібні.",
}
TOLD = {path.stem: tomllib.loads(path.read_text("utf-8")).get("story") for path in sorted(EXAMPLES.glob("*.toml"))}
STORY = {code: "</p><p>".join(story["paragraphs"]) for code, story in TOLD.items() if story} | OWN


def language_of(story: str, declared: str, url: str = "https://news.example/a") -> str:
    said = f' lang="{declared}"' if declared else ""
    document = Document.parse(f"<html{said}><body><main><p>{story}</p></main></body></html>", url, {})
    return detect_language(document, read_blocks(document)).code


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("id", "en"), ("id", "en-US"), ("sr", "en"), ("sr-Latn", "en"), ("ur", "ar"), ("fa", "ar"), ("mr", "hi"),
        ("ne", "hi"), ("ps", "ar"), ("ps", "fa"), ("hi", "ne"), ("hi", "mr"), ("ar", "fa"), ("ur", "fa"), ("fa", "ur"),
        ("uz", "ru"), ("be", "ru"), ("uk", "ru"), ("bg", "ru"), ("kk", "ru"), ("mn", "ru"), ("gl", "es"), ("ca", "es"),
        ("sl", "hr"), ("eu", "es"), ("sk", "pl"), ("lt", "lv"), ("et", "fi"),
    ],
)  # fmt: skip
def test_a_text_that_is_clear_wins(text: str, declared: str) -> None:
    assert language_of(STORY[text], declared) == text.partition("-")[0]


@pytest.mark.parametrize("code", [code for code, story in TOLD.items() if story and code not in ("hr", "ms", "sk")])
def test_a_story_under_the_declaration_of_a_theme(code: str) -> None:
    """ "en" is what WordPress declares. Three have siblings that the text alone may be taken for."""
    assert language_of(STORY[code], "en") == code


@pytest.mark.parametrize("code", STORY)
def test_a_true_declaration_stays(code: str) -> None:
    code = code.partition("-")[0]
    assert language_of(STORY[code], code) == code


@pytest.mark.parametrize(("text", "other"), [("sr-Latn", "hr"), ("hr", "bs"), ("id", "ms"), ("hr", "sr"), ("sk", "cs")])
def test_siblings_do_not_overrule_each_other(text: str, other: str) -> None:
    assert language_of(STORY[text], other) == other


@pytest.mark.parametrize(("code", "country"), [("bs", "ba"), ("ms", "my"), ("hr", "hr"), ("id", "id"), ("sk", "sk")])
def test_the_hosts_country_tells_siblings_apart(code: str, country: str) -> None:
    url = f"https://news.example.{country}/a"
    assert language_of(STORY[code], "en", url) == code
    html = f'<html lang="en"><body><main><h1>News</h1><p>{STORY[code]}</p></main></body></html>'
    assert choices_of(html, url=url)["in_language"].value == code


def test_a_text_that_is_clear_is_of_its_language_in_any_country() -> None:
    czech = "Zastupitelé města rozhodli v pondělí, že starý most přes řeku zůstane do jara zavřený, řekl starosta."
    assert language_of(czech, "", "https://news.example.sk/a") == "cs"


def test_of_a_language_that_the_model_does_not_know_the_declaration_is_believed() -> None:
    zulu = "Umkhandlu wedolobha unqume ngoMsombuluko ukuvala ibhuloho elidala kuze kube yintwasahlobo."
    assert language_of(zulu, "zu") == "zu"


def test_a_foreign_quotation_does_not_turn_a_page() -> None:
    english = "Residents of the old town met the decision with relief and asked for a second report on the costs."
    assert language_of(f"{english}</p><p>{STORY['id'][:60]}</p><p>{english.lower()}", "en") == "en"
