"""Text that left its page: what goes, what stays to the character."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.extraction import extract
from newscrawl.extraction.cleaning import clean, read_text
from newscrawl.record.model import Author
from tests.fuzz import growing

CASE = Path(__file__).parents[2] / "fixtures" / "photo-of-author"
EXPECTED = json.loads((CASE / "expected.json").read_text("utf-8"))
TEXT = (CASE / "article.txt").read_text("utf-8")
PROSE = "The council voted on Tuesday evening to keep the little ferry for another five years."
MORE = "It will cost three million, the office said, and nobody in the room seemed to mind."


def test_clean_text_is_headline_once_and_every_paragraph_to_the_character() -> None:
    assert clean(TEXT) == "\n\n".join([EXPECTED["headline"], *EXPECTED["paragraphs"]])


@pytest.mark.parametrize("way_in", ["text", "page"])
def test_photo_of_author_case_gives_the_same_record_from_text_and_from_page(way_in: str) -> None:
    page = (CASE / "page.html").read_bytes()
    article = read_text(TEXT) if way_in == "text" else extract(page, "https://lantern.example/eastmere/")
    assert article.headline == EXPECTED["headline"]
    assert [block.text for block in article.blocks] == EXPECTED["paragraphs"]
    assert [(one.name, one.type, one.role) for one in article.authors] == [("admin", "Organization", "account")]
    assert article.in_language in ("en", "en-US")


def test_record_of_a_text_keeps_byline_and_lists_what_was_removed() -> None:
    article = read_text(TEXT, receipts=True)
    assert article.byline == "By admin"
    assert [(one.kind, one.text) for one in article.meta.removed] == [
        ("headline", EXPECTED["headline"]),
        ("author_box", "Photo of author"),
        ("byline", "By admin"),
        ("comments", "Leave a Comment"),
    ]
    assert read_text(TEXT).meta.removed == ()


@pytest.mark.parametrize(
    ("line", "names", "day"),
    [
        ("By admin March 3, 2024", ["admin"], "2024-03-03"),
        ("By Jane Doe and John Roe | March 3, 2024", ["Jane Doe", "John Roe"], "2024-03-03"),
        ("By Jane Doe", ["Jane Doe"], None),
        ("Posted on March 3, 2024", [], "2024-03-03"),
    ],
)
def test_byline_and_date_above_the_text_become_fields(line: str, names: list[str], day: str | None) -> None:
    article = read_text(f"Ferry stays\n{line}\n{PROSE}\n{MORE}")
    assert [author.name for author in article.authors] == names
    assert article.date_published == day
    assert article.article_body == f"{PROSE}\n\n{MORE}"


def test_updated_is_not_published() -> None:
    article = read_text(f"Ferry stays\nPublished: March 3, 2024\nUpdated: March 5, 2024\n{PROSE}")
    assert (article.date_published, article.date_modified) == ("2024-03-03", "2024-03-05")


def test_name_under_the_authors_photo_is_the_author() -> None:
    article = read_text(f"Ferry stays\n\nPhoto of author\n\nJane Doe\n\n{PROSE}\n\n{MORE}")
    assert article.authors == (Author(name="Jane Doe"),)
    assert article.article_body == f"{PROSE}\n\n{MORE}"


def test_headline_with_the_sites_name_is_a_repeat() -> None:
    assert clean(f"Ferry stays - The Lantern\n\nFerry stays\n\n{PROSE}") == f"Ferry stays\n\n{PROSE}"


def test_related_list_goes_with_its_heading_and_the_text_goes_on() -> None:
    text = f"Ferry stays\n\n{PROSE}\n\nRelated articles\n\nHow the bridge fell\n\nSeven boats to see\n\n{MORE}"
    assert clean(text) == f"Ferry stays\n\n{PROSE}\n\n{MORE}"


def test_what_follows_the_comment_prompt_goes_with_it() -> None:
    assert clean(f"Ferry stays\n\n{PROSE}\n\nLeave a Comment\nName\nSave\nThe Lantern") == f"Ferry stays\n\n{PROSE}"


@pytest.mark.parametrize(
    ("code", "above", "prose", "below"),
    [
        ("de", "Von Erika Muster", "Der Rat stimmte am Dienstag dafür, die kleine Fähre fünf Jahre lang zu behalten.",
         "Schreibe einen Kommentar"),
        ("fr", "Par Jeanne Exemple", "Le conseil a voté mardi soir le maintien du petit bac pour cinq ans encore.",
         "Laisser un commentaire"),
        ("ru", "Автор: Анна Примерова", "Совет во вторник решил сохранить маленький паром ещё на пять лет.",
         "Читайте также: Как упал мост"),
        ("zh", "作者：张三", "市议会周二晚间投票决定，继续保留这条小渡轮航线五年，费用由全市居民共同承担。",
         "相关阅读"),
        ("ar", "بقلم: سمير المثال", "صوت المجلس مساء الثلاثاء لصالح الإبقاء على العبارة الصغيرة خمس سنوات أخرى.",
         "اترك تعليقاً"),
    ],
)  # fmt: skip
def test_other_languages_are_cleaned_by_their_own_words(code: str, above: str, prose: str, below: str) -> None:
    assert clean(f"{above}\n\n{prose}\n\n{below}", language=code) == prose


@pytest.mark.parametrize("text", ["", " \n\t\n", "One line.", "Ferry stays", PROSE, f"{PROSE}\n\n{MORE}"])
def test_text_without_boilerplate_stays(text: str) -> None:
    assert clean(text) == text.strip()


def test_windows_line_ends_and_spaces_are_normalised() -> None:
    assert clean(f"\ufeffFerry stays\r\n\r\n  {PROSE}  \r\n\r\n\r\n{MORE}\r\n") == f"Ferry stays\n\n{PROSE}\n\n{MORE}"


def test_hard_wrapped_paragraph_stays_one() -> None:
    wrapped = (
        "The last ferry of the day left the harbour at ten past nine with\n"
        "eleven passengers, two bicycles and, for the first time in forty\n"
        "years, no one at the window."
    )
    assert clean(f"Ferry stays\n\n{wrapped}\n\n{MORE}") == f"Ferry stays\n\n{wrapped}\n\n{MORE}"
    assert "\n" not in (read_text(wrapped).article_body or "")


LINES = st.sampled_from(
    ["By admin", "Photo of author", "Leave a Comment", "Related articles", "Name", "Ferry stays", PROSE, MORE, "Share",
     "Jane Doe", "March 3, 2024", "", "Read more: the bridge", "Ferry stays - Site", "© 2024 Site", "A short line",
     "Eine Zeile, die niemand kennt und die trotzdem ein ganzer Satz ist.", "相关阅读"]
)  # fmt: skip


@given(st.lists(LINES | st.text(max_size=60), max_size=14).map("\n".join))
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text, language="en")
    assert clean(once, language="en") == once


def test_ten_megabytes_take_linear_time() -> None:
    def run(data: bytes) -> None:
        clean(data.decode(), language="en")

    lines = f"{PROSE}\n\nLeave a Comment\n\n".encode()
    assert growing.work(run, lines, sizes=tuple(len(lines) * count for count in (300, 1200, 5000, 20_000))) is None
    assert clean("word " * 2_000_000).startswith("word word")
