"""Dates as machines and people write them, in many languages; and those that are no dates."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import lang
from newscrawl.dates import ParsedDate, ago, find, note_of, parse
from newscrawl.dates.nepali import YEARS, from_bikram
from newscrawl.dates.persian import from_persian
from newscrawl.record.model import DateNote
from tests.languages import available

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "fixtures" / "lang"


def iso(raw: str, *languages: str) -> str | None:
    found = parse(raw, languages=languages, now=NOW)
    return found.iso if found else None


# -- machine forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected", "precision", "zone"),
    [
        ("2024-03-05T10:15:00Z", "2024-03-05T10:15:00+00:00", "second", "stated"),
        ("2024-03-05T10:15:00.123+01:00", "2024-03-05T10:15:00+01:00", "second", "stated"),
        ("2024-03-05T10:15-0600", "2024-03-05T10:15:00-06:00", "minute", "stated"),
        ("2024-03-05T10:15:00", "2024-03-05T10:15:00", "second", "unknown"),
        ("2024-03-05T10:15", "2024-03-05T10:15", "minute", "unknown"),
        ("2024-03-05 10:15:00.000000", "2024-03-05T10:15:00", "second", "unknown"),
        ("2024-3-5", "2024-03-05", "day", "unknown"),
        ("2024-03-05", "2024-03-05", "day", "unknown"),
        ("2024-03-05T00:00:00", "2024-03-05", "day", "unknown"),
        ("2024-03-05T00:00:00Z", "2024-03-05T00:00:00+00:00", "second", "stated"),
        ("20240305", "2024-03-05", "day", "unknown"),
        ("20240305T101500Z", "2024-03-05T10:15:00+00:00", "second", "stated"),
        ("1709633700", "2024-03-05T10:15:00+00:00", "second", "stated"),
        ("1709633700000", "2024-03-05T10:15:00+00:00", "second", "stated"),
        ("Tue, 05 Mar 2024 10:15:00 GMT", "2024-03-05T10:15:00+00:00", "second", "stated"),
        ("Tue, 05 Mar 2024 10:15:00 +0530", "2024-03-05T10:15:00+05:30", "second", "stated"),
        ("Tue Mar  5 10:15:00 EST 2024", "2024-03-05T10:15:00-05:00", "second", "stated"),
        ("2023-11", "2023-11", "month", "unknown"),
        ("1999-01", "1999-01", "month", "unknown"),
        ("2023-11-30T10", "2023-11-30T10:00", "hour", "unknown"),
        ("2023-11-30T10+01:00", "2023-11-30T10:00:00+01:00", "hour", "stated"),
        ("2023-11-30T1015", "2023-11-30T10:15", "minute", "unknown"),
        ("2023-11-30T10:15+01:00", "2023-11-30T10:15:00+01:00", "minute", "stated"),
        ("2023-11-30T101500Z", "2023-11-30T10:15:00+00:00", "second", "stated"),
        ("2023-11-30T10:15:30.5-0330", "2023-11-30T10:15:30-03:30", "second", "stated"),
    ],
)
def test_machine_forms(raw: str, expected: str, precision: str, zone: str) -> None:
    found = parse(raw, now=NOW)
    assert found == ParsedDate(expected, raw, precision, zone)  # type: ignore[arg-type]


ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/St_Johns")])
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2026, 1, 1), timezones=ZONES)


@given(MOMENTS)
def test_every_rfc_3339_time_comes_back_as_the_same_moment(when: datetime) -> None:
    found = parse(when.isoformat(), now=NOW)
    assert found is not None
    assert found.moment == datetime.fromisoformat(when.isoformat()).replace(microsecond=0)


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "1970-01-01", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "9999-12-31", "2024-13-45", "2024-02-30",
     "31/02/2024", "2023-12-22170325356386713:59:23", "17:00", "12 Minute Read", "PT1H50M", "2990", "v2.10.2024.1",
     "15ms", "https://news.example/2990", "\x00", "null", "undefined"],
)  # fmt: skip
def test_what_is_no_date(raw: str) -> None:
    assert parse(raw, languages=("en",), now=NOW) is None


@pytest.mark.parametrize(
    "raw", ["2026-13", "2026-00", "2026-1", "1512-34", "2026-11-", "202611", "2026-110", "9999-11"]
)
def test_what_is_no_month(raw: str) -> None:
    assert parse(raw) is None


@pytest.mark.parametrize(
    ("iso", "precision", "zone"),
    [
        ("2026", "year", "unknown"), ("2026-11", "month", "unknown"), ("2026-11-30", "day", "unknown"),
        ("2026-11-30T10", "hour", "unknown"), ("2026-11-30T10:15", "minute", "unknown"),
        ("2026-11-30T10:15Z", "minute", "stated"), ("2026-11-30T10:15+01:00", "minute", "stated"),
        ("2026-11-30T10:15-0500", "minute", "stated"), ("2026-11-30T10:15:00", "second", "unknown"),
        ("2026-11-30T10:15:00Z", "second", "stated"), ("2026-11-30T10:15:00.123456-05:00", "second", "stated"),
    ],
)  # fmt: skip
def test_an_iso_time_is_as_precise_as_its_parts(iso: str, precision: str, zone: str) -> None:
    assert note_of(iso) == DateNote(raw=iso, precision=precision, zone=zone)  # type: ignore[arg-type]


def test_a_date_after_the_fetch_is_refused_but_for_a_day_of_clocks() -> None:
    assert iso("2026-11-24") == "2026-11-24"
    assert iso("2026-11-25") is None
    assert parse("2031-11-25") is not None, "without a clock nobody knows"


@given(st.text(max_size=60), st.sampled_from(["en", "de", "xx", ""]))
def test_no_text_raises(text: str, code: str) -> None:
    parse(text, languages=(code,), now=NOW)
    list(find(text, languages=(code,), now=NOW))


# -- printed forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("March 5, 2024", "2024-03-05"),
        ("Mar. 5th, 2024", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("Tuesday 5 March 2024", "2024-03-05"),
        ("the 5th of March, 2024", "2024-03-05"),
        ("Mar 5, '24", "2024-03-05"),
        ("March 2024", "2024-03"),
        ("5 March 2024, 10.15", "2024-03-05T10:15"),
        ("March 5, 2024 at 10:15 p.m. EST", "2024-03-05T22:15:00-05:00"),
        ("December 23, 2023 8:10pm CST", "2023-12-23T20:10:00-06:00"),
        ("Updated 10:15 AM EST, Tue March 5, 2024", "2024-03-05T10:15:00-05:00"),
        ("July 5, 2024 7 a.m. ET", "2024-07-05T07:00:00-04:00"),
        ("January 5, 2024 7 a.m. ET", "2024-01-05T07:00:00-05:00"),
        ("5 March 2024 12:00 am", "2024-03-05T00:00"),
        ("5 March 2024 12:30 pm GMT+1", "2024-03-05T12:30:00+01:00"),
        ("5 March 2024 24:00", "2024-03-06T00:00"),
        ("5 March 2024 23:59", "2024-03-05T23:59"),
        ("5 March 2024 | 3 comments", "2024-03-05"),
    ],
)
def test_printed_english(raw: str, expected: str) -> None:
    assert iso(raw, "en") == expected


PRINTED = [
    ("de", "5. März 2024 um 10:15 Uhr", "2024-03-05T10:15"),
    ("de", "05.03.2024, 10.15 Uhr MEZ", "2024-03-05T10:15:00+01:00"),
    ("fr", "Publié le 5 mars 2024 à 10h15", "2024-03-05T10:15"),
    ("es", "5 de marzo de 2024 a las 10:15", "2024-03-05T10:15"),
    ("it", "5 marzo 2024 alle 10:15", "2024-03-05T10:15"),
    ("pt", "5 de março de 2024 às 10h15", "2024-03-05T10:15"),
    ("nl", "5 maart 2024 om 10:15 uur", "2024-03-05T10:15"),
    ("pl", "5 marca 2024, 10:15", "2024-03-05T10:15"),
    ("ru", "5 марта 2024 г., 10:15 МСК", "2024-03-05T10:15:00+03:00"),
    ("uk", "5 березня 2024, 10:15", "2024-03-05T10:15"),
    ("cs", "5. března 2024 10:15", "2024-03-05T10:15"),
    ("sv", "5 mars 2024 kl. 10.15", "2024-03-05T10:15"),
    ("tr", "5 Mart 2024 10:15", "2024-03-05T10:15"),
    ("el", "5 Μαρτίου 2024 10:15", "2024-03-05T10:15"),
    ("hu", "2024. március 5. 10:15", "2024-03-05T10:15"),
    ("ar", "٥ مارس ٢٠٢٤ ١٠:١٥", "2024-03-05T10:15"),
    ("fa", "۱۵ اسفند ۱۴۰۲ - ۱۰:۱۵", "2024-03-05T10:15"),
    ("fa", "۱۴۰۲/۱۲/۱۵", "2024-03-05"),
    ("hi", "५ मार्च २०२४ 10:15", "2024-03-05T10:15"),
    ("th", "5 มีนาคม 2567 10:15", "2024-03-05T10:15"),
    ("th", "วันที่ 5 มีนาคม พ.ศ. 2567 เวลา 10.15 น.", "2024-03-05T10:15"),
    ("th", "5 มี.ค. 2567", "2024-03-05"),
    ("zh", "2024年3月5日 10:15", "2024-03-05T10:15"),
    ("ja", "2024年3月5日 10時15分", "2024-03-05T10:15"),
    ("ja", "令和6年3月5日", "2024-03-05"),
    ("ko", "2024년 3월 5일 오후 3:15", "2024-03-05T15:15"),
    ("vi", "5 tháng 3 năm 2024", "2024-03-05"),
    ("da", "5. marts 2024 kl. 10.15", "2024-03-05T10:15"),
    ("no", "5. mars 2024 kl. 10:15", "2024-03-05T10:15"),
    ("fi", "5. maaliskuuta 2024 klo 10.15", "2024-03-05T10:15"),
    ("ro", "5 martie 2024, ora 10:15", "2024-03-05T10:15"),
    ("id", "5 Maret 2024 10:15 WIB", "2024-03-05T10:15:00+07:00"),
    ("he", "5 במרץ 2024, 10:15", "2024-03-05T10:15"),
]


FORMS = [
    ("bn", "১২ মার্চ, ২০২৬ | ১০:৩০ পিএম", "2026-03-12T22:30"), ("bn", "১২ মার্চ ২০২৬, রাত ১০টা ৩০ মিনিট", "2026-03-12T22:30"),
    ("hy", "2026թ. մարտի 12", "2026-03-12"), ("my", "မတ် ၁၂၊ ၂၀၂၆", "2026-03-12"), ("ps", "مارچ ۱۲، ۲۰۲۶", "2026-03-12"),
    ("ps", "د ۱۴۰۴ کال د کب ۲۱", "2026-03-12"), ("tl", "ika-12 ng Marso, 2026", "2026-03-12"),
    ("km", "ថ្ងៃព្រហស្បតិ៍ ទី១២ ខែមីនា ឆ្នាំ២០២៦", "2026-03-12"), ("mn", "2026 оны 3-р сарын 12-ны өдөр", "2026-03-12"),
    ("uz", "2026-yil 12-mart", "2026-03-12"), ("uz", "2026 йил 12 март", "2026-03-12"),
    ("kk", "2026 ж. 12 наурыз", "2026-03-12"), ("eu", "2026ko mar. 12a", "2026-03-12"),
    ("lv", "2026. gada 12. martā", "2026-03-12"), ("ka", "2026 წლის 12 მარტი", "2026-03-12"),
    ("vi", "12/3/2026, 9 giờ 30 tối", "2026-03-12T21:30"), ("mr", "१२ मार्च २०२६ सायंकाळी ५.३०", "2026-03-12T17:30"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "raw", "expected"), FORMS)
def test_forms_beside_those_of_cldr(code: str, raw: str, expected: str) -> None:
    assert iso(raw, code) == expected


def test_every_language_has_a_printed_date_of_its_own() -> None:
    """Here or in its story among the examples."""
    told = {code for code in available() if "story" in tomllib.loads((EXAMPLES / f"{code}.toml").read_text("utf-8"))}
    assert set(available()) - {"en"} <= {code for code, _, _ in PRINTED} | told


@pytest.mark.parametrize(
    ("code", "raw", "expected"),
    [
        ("ar", "٠٥/٠٣/٢٠٢٤ ١٠:١٥", "2024-03-05T10:15"),
        ("fa", "۵ مارس ۲۰۲۴", "2024-03-05"),
        ("fa", "15 اسفند 1402", "2024-03-05"),
        ("hi", "०५/०३/२०२४", "2024-03-05"),
        ("bn", "০৫/০৩/২০২৪", "2024-03-05"),
        ("th", "๕/๓/๒๕๖๗", "2024-03-05"),
        ("th", "5/3/2567 10:15", "2024-03-05T10:15"),
        ("ja", "２０２４年３月５日１０：１５", "2024-03-05T10:15"),
        ("de", "5/3/2567", None),  # a Buddhist year is one in Thailand
        ("en", "1402/12/15", None),  # a Persian year where months are Persian
    ],
)
def test_digits_and_calendars(code: str, raw: str, expected: str | None) -> None:
    assert iso(raw, code) == expected


@pytest.mark.parametrize(("code", "raw", "expected"), PRINTED)
def test_printed_in_its_language(code: str, raw: str, expected: str) -> None:
    assert iso(raw, code) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "2024-03-04"), ("en-US", "2024-03-04"), ("en-GB", "2024-04-03"), ("en-IN", "2024-04-03"),
     ("de", "2024-04-03"), ("fr-CA", "2024-04-03"), ("es-US", "2024-04-03")],
)  # fmt: skip
def test_day_and_month_by_language_and_region(tag: str, expected: str) -> None:
    assert iso("3/4/2024", tag) == expected


def test_an_impossible_order_gives_way_to_the_possible_one() -> None:
    assert iso("13/3/2024", "en-US") == "2024-03-13"
    assert iso("3/13/2024", "en-GB") == "2024-03-13"
    assert iso("12/11/2026", "en-US") == "2026-11-12", "December has not come yet"
    assert iso("3.4.2024", "en-US") == "2024-04-03", "with dots the day comes first everywhere"


@given(st.dates(date(1990, 1, 1), date(2026, 11, 1)), st.sampled_from(["en", "de", "fr", "es"]))
def test_every_day_prints_and_parses_by_the_language_tables(day: date, code: str) -> None:
    month = lang.load(code).months[day.month - 1][0]
    assert iso(f"{day.day} {month} {day.year}", code) == day.isoformat()


@pytest.mark.parametrize("code", available())
def test_every_form_of_every_month(code: str) -> None:
    for number, forms in enumerate(lang.load(code).months, 1):
        for form in forms:
            orders = (f"5 {form} 2024", f"2024 {form} 5")  # one of them is the language's own
            assert f"2024-{number:02}-05" in [one.date.iso for said in orders for one in find(said, languages=(code,))]


def test_abbreviations_mean_what_they_mean_in_the_region() -> None:
    assert iso("5 March 2024 10:15 IST", "en-IN") == "2024-03-05T10:15:00+05:30"
    assert iso("5 March 2024 10:15 IST", "en-IE") == "2024-03-05T10:15:00+01:00"
    assert iso("5 March 2024 10:15 est", "fr") == "2024-03-05T10:15", "small letters are a word"


def test_the_publishers_zone_is_used_where_none_is_stated() -> None:
    found = parse("5 July 2024 10:15", zone=ZoneInfo("Europe/Berlin"), now=NOW)
    assert found is not None
    assert (found.iso, found.zone) == ("2024-07-05T10:15:00+02:00", "publisher")
    stated = parse("5 July 2024 10:15 UTC", zone=ZoneInfo("Europe/Berlin"), now=NOW)
    assert stated is not None
    assert (stated.iso, stated.zone) == ("2024-07-05T10:15:00+00:00", "stated")


# -- relative ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("2 hours ago", "2026-11-23T16:00:00+00:00", "hour"),
        ("Updated 25 minutes ago", "2026-11-23T17:35:00+00:00", "minute"),
        ("3 days ago", "2026-11-20", "day"),
        ("yesterday", "2026-11-22", "day"),
        ("Yesterday at 10:15", "2026-11-22T10:15", "minute"),
        ("today, 9:05", "2026-11-23T09:05", "minute"),
    ],
)
def test_relative_times_count_from_the_fetch(raw: str, expected: str, precision: str) -> None:
    found = parse(raw, languages=("en",), now=NOW)
    assert found is not None
    assert (found.iso, found.precision, found.raw) == (expected, precision, raw)


UNITS = {"second": timedelta(seconds=4), "minute": timedelta(minutes=4), "hour": timedelta(hours=4),
         "day": timedelta(days=4), "week": timedelta(weeks=4)}  # fmt: skip


@pytest.mark.parametrize("code", available())
def test_every_language_counts_back_from_the_fetch(code: str) -> None:
    table = lang.load(code)
    for unit, back in UNITS.items():
        for phrase in table.ago[unit]:
            if "{n}" in phrase:
                found = ago(phrase.replace("{n}", "4"), languages=(code,), now=NOW)
                assert found is not None, phrase
                assert found.day == (NOW - back).date(), phrase
                assert (found.moment is None) == (unit in ("day", "week")), phrase
    for word, days in ((table.yesterday, 1), (table.today, 0)):
        for said in word:
            found = ago(said, languages=(code,), now=NOW)
            assert found is not None, said
            assert found.day == (NOW - timedelta(days=days)).date(), said


def test_what_counts_back_from_nothing_is_no_relative_time() -> None:
    assert ago("5 March 2024", now=NOW) is None
    assert ago("4 comments", now=NOW) is None


def test_relative_times_need_a_clock_and_say_enough() -> None:
    assert parse("2 hours ago", languages=("en",)) is None
    assert iso("3 months ago", "en") is None
    assert iso("2 years ago", "en") is None


# -- inside a text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Ada QuillNovember 11, 2024February 18th, 2026No Comments", ["2024-11-11", "2026-02-18"]),
        ("3 May 202221:25", ["2022-05-03"]),
        ("Mar 27, 20255 mins", ["2025-03-27"]),
        ("Dismay 5, 2024", []),
        ("May 5, 20245", []),
    ],
)
def test_texts_of_elements_without_a_space_between_them(text: str, expected: list[str]) -> None:
    assert [found.date.iso for found in find(text)] == expected


def test_find_gives_every_date_with_its_place() -> None:
    text = "Published March 5, 2024 at 10:15 | Updated March 7, 2024"
    found = list(find(text, languages=("en",), now=NOW))
    assert [one.date.iso for one in found] == ["2024-03-05T10:15", "2024-03-07"]
    assert [text[one.start : one.end] for one in found] == ["March 5, 2024 at 10:15", "March 7, 2024"]
    assert [one.date.raw for one in found] == ["March 5, 2024 at 10:15", "March 7, 2024"]


@pytest.mark.parametrize(
    "text", ["Won 3-2-1 in 90 minutes", "Score 10:15", "Call 555-1234-5678", "1.5.2 released", "May 5"]
)
def test_find_takes_no_other_numbers_for_dates(text: str) -> None:
    assert list(find(text, languages=("en",), now=NOW)) == []


# -- calendars --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persian", "gregorian"),
    [((1403, 1, 1), date(2024, 3, 20)), ((1402, 12, 29), date(2024, 3, 19)), ((1399, 12, 30), date(2021, 3, 20)),
     ((1400, 1, 1), date(2021, 3, 21)), ((1357, 11, 22), date(1979, 2, 11)), ((1404, 1, 1), date(2025, 3, 21))],
)  # fmt: skip
def test_persian_days_of_the_almanac(persian: tuple[int, int, int], gregorian: date) -> None:
    assert from_persian(*persian) == gregorian


@pytest.mark.parametrize("day", [(1402, 12, 30), (1402, 13, 1), (1402, 7, 31), (1200, 1, 1), (1402, 0, 5)])
def test_persian_days_that_do_not_exist(day: tuple[int, int, int]) -> None:
    assert from_persian(*day) is None


def test_persian_years_follow_each_other_without_gap() -> None:
    for year in range(1304, 1502):
        last = from_persian(year, 12, 30) or from_persian(year, 12, 29)
        first = from_persian(year + 1, 1, 1)
        assert first is not None
        assert last is not None
        assert first - last == timedelta(days=1)


# -- the Nepalese calendar --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("२०८२ फागुन २८ गते, बिहीबार", "2026-03-12"), ("२८ फागुन २०८२", "2026-03-12"), ("फागुन २८, २०८२", "2026-03-12"),
        ("२०८२/११/२८", "2026-03-12"), ("२०८२-११-२८ १०:१५", "2026-03-12T10:15"), ("बैशाख १, २०८०", "2023-04-14"),
        ("१२ मार्च २०२६", "2026-03-12"), ("२०८२ फागुन ३२", None), ("2082-11-28", "2026-03-12"),
    ],
)  # fmt: skip
def test_nepalese_days(raw: str, expected: str | None) -> None:
    assert iso(raw, "ne") == expected


def test_nepalese_years_follow_each_other_without_gap() -> None:
    """New Year is on 13 or 14 April in this century, or a day beside it."""
    days = [from_bikram(year, 1, 1) for year in YEARS]
    assert all(day and (day.month, day.day) in ((4, 13), (4, 14), (4, 15)) for day in days), days
    assert from_bikram(YEARS[-1] + 1, 1, 1) is None
    assert iso("२०८२/११/२८", "hi") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Published 9:30 p.m. ET March 12, 2026 Updated 7:02 a.m. ET March 13, 2026",
            ["2026-03-12T21:30:00-04:00", "2026-03-13T07:02:00-04:00"],
        ),
        ("21:30 12 March 2026, updated 07:02 13 March 2026", ["2026-03-12T21:30", "2026-03-13T07:02"]),
        ("12 March 2026 at 21:30, 13 March 2026 at 07:02", ["2026-03-12T21:30", "2026-03-13T07:02"]),
        ("12 March 2026 | Last updated on Friday at 10:15", ["2026-03-12T10:15"]),
    ],
)
def test_a_time_right_in_front_of_a_date_belongs_to_it(text: str, expected: list[str]) -> None:
    assert [found.date.iso for found in find(text, languages=("en-US",))] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Datum:26. Januar 2022", "de", ["2022-01-26"]),
        ("Data publikacji:5 marca 2026", "pl", ["2026-03-05"]),
        ("Dato:7. mai 2025 Utgave:4", "nb", ["2025-05-07"]),
        ("26 | 01 | 2022 Natur | Technik", "de", ["2022-01-26"]),
        ("7|5|2025", "nb", ["2025-05-07"]),
        ("7 | 8 | 10", "de", []),  # the numbers of pages
        ("10:15 March 5, 2026", "en-US", ["2026-03-05T10:15"]),
    ],
)
def test_dates_behind_a_colon_and_between_bars(text: str, language: str, expected: list[str]) -> None:
    assert [found.date.iso for found in find(text, languages=(language,))] == expected
