"""Words of dates in all languages: apostrophes, numbers, duals, "about", parts of the day, years of two digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl import lang
from newscrawl.dates import ago, parse
from newscrawl.dates.words import plain_signs
from newscrawl.errors import RuleError
from tests.languages import available

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
APOSTROPHES = "'’‘ʼʻʹ`´′‛׳＇"


def iso(raw: str, *languages: str) -> str | None:
    found = parse(raw, languages=languages, now=NOW, patient=False)
    return found.iso if found else None


def back(raw: str, code: str) -> timedelta | None:
    """How long before the fetch a relative time is; days as days."""
    found = ago(raw, languages=(code,), now=NOW)
    if found is None or found.day is None:
        return None
    return NOW - found.moment if found.moment else timedelta(days=(NOW.date() - found.day).days)


def test_signs_become_plain_one_for_one() -> None:
    assert plain_signs("l’été “a” ׳״ ʼ 〉") == "l'été \"a\" '\" ' 〉"
    for digits in ("०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "௦௧௨௩௪௫௬௭௮௯", "౦౧౨౩౪౫౬౭౮౯", "൦൧൨൩൪൫൬൭൮൯", "၀၁၂၃၄၅၆၇၈၉", "០១២៣៤៥៦៧៨៩"):
        assert plain_signs(digits) == "0123456789"


@pytest.mark.parametrize("sign", APOSTROPHES)
def test_every_apostrophe_is_one(sign: str) -> None:
    assert iso(f"Aujourd{sign}hui à 10h15", "fr") == "2026-11-23T10:15"
    assert iso(f"12 d{sign}abril de 2026", "ca") == "2026-04-12"
    assert iso(f"March 5, {sign}24", "en") == "2024-03-05"
    assert back(f"un{sign}ora fa", "it") == timedelta(hours=1)
    assert back(f"п{sign}ять годин тому", "uk") == timedelta(hours=5)
    assert back(f"לפני 3 דק{sign}", "he") == timedelta(minutes=3)


@pytest.mark.parametrize(
    ("code", "raw", "hours"),
    [
        ("en", "two hours ago", 2), ("en", "about 2 hours ago", 2), ("en", "Updated almost three hours ago", 3),
        ("fr", "il y a deux heures", 2), ("fr", "il y a environ 2 heures", 2), ("fr", "Il y a environ une heure", 1),
        ("de", "vor zwei Stunden", 2), ("de", "vor etwa 2 Stunden", 2), ("de", "vor rund einer Stunde", 1),
        ("es", "hace dos horas", 2), ("es", "hace unas 3 horas", 3), ("pt", "há cerca de duas horas", 2),
        ("it", "circa due ore fa", 2), ("nl", "ongeveer twee uur geleden", 2), ("sv", "för cirka två timmar sedan", 2),
        ("ru", "две минуты назад", 2 / 60), ("pl", "około 2 godziny temu", 2),
        ("cs", "před dvěma hodinami", 2), ("sk", "pred dvoma hodinami", 2), ("hu", "körülbelül két órája", 2),
        ("ar", "قبل نحو 3 ساعات", 3), ("ar", "منذ ثلاث ساعات", 3),
        ("fa", "حدود ۲ ساعت پیش", 2),
        ("hi", "लगभग दो घंटे पहले", 2), ("tr", "yaklaşık iki saat önce", 2), ("vi", "khoảng hai giờ trước", 2),
        ("zh", "约2小时前", 2), ("zh", "发布于两小时前", 2), ("ja", "約2時間前に更新", 2), ("ko", "약 두 시간 전", 2),
        ("ko", "두시간 전", 2), ("et", "kahe tunni eest", 2),
        ("th", "ประมาณ 2 ชั่วโมงที่แล้ว", 2), ("he", "לפני כ-3 שעות", 3), ("el", "πριν από δύο ώρες", 2),
        ("id", "sekitar dua jam yang lalu", 2), ("sl", "pred približno 2 urama", 2),
    ],
)  # fmt: skip
def test_numbers_in_words_and_about(code: str, raw: str, hours: float) -> None:
    assert back(raw, code) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("code", "raw", "expected"),
    [
        ("ar", "قبل ساعتين", timedelta(hours=2)), ("ar", "منذ يومين", timedelta(days=2)),
        ("ar", "قبل نحو ساعتين", timedelta(hours=2)), ("ar", "قبل أسبوعين", timedelta(days=14)),
        ("he", "לפני שעתיים", timedelta(hours=2)), ("he", "לפני יומיים", timedelta(days=2)),
        ("he", "לפני כשעתיים", timedelta(hours=2)), ("sl", "pred dvema urama", timedelta(hours=2)),
        ("sl", "pred 2 dnevoma", timedelta(days=2)), ("en", "half an hour ago", timedelta(minutes=30)),
        ("ru", "полчаса назад", timedelta(minutes=30)), ("fr", "il y a environ une demi-heure", timedelta(minutes=30)),
        ("zh", "半小时前", timedelta(minutes=30)), ("de", "vor einer halben Stunde", timedelta(minutes=30)),
    ],
)  # fmt: skip
def test_duals_and_halves(code: str, raw: str, expected: timedelta) -> None:
    assert back(raw, code) == expected


@pytest.mark.parametrize(("code", "raw"), [("en", "twenty-two hours ago"), ("zh", "二十二小时前")])
def test_the_end_of_a_longer_number_is_no_number(code: str, raw: str) -> None:
    assert back(raw, code) is None


@pytest.mark.parametrize(
    ("code", "raw", "expected"),
    [
        ("zh", "2026年3月12日下午3点", "12T15:00"), ("zh", "2026年3月12日 下午3点15分", "12T15:15"),
        ("zh", "2026年3月12日下午3点半", "12T15:30"), ("zh", "2026年3月12日中午12点", "12T12:00"),
        ("zh", "2026年3月12日中午11点半", "12T11:30"), ("zh", "2026年3月12日中午1点", "12T13:00"),
        ("zh", "2026年3月12日晚上8点", "12T20:00"), ("zh", "2026年3月12日晚8时", "12T20:00"),
        ("zh", "2026年3月12日晚上12点", "13T00:00"), ("zh", "2026年3月12日凌晨2点", "12T02:00"),
        ("zh", "2026年3月12日凌晨12:30", "12T00:30"), ("zh", "2026年3月12日 清晨6时5分", "12T06:05"),
        ("zh", "2026年3月12日傍晚6点钟", "12T18:00"), ("zh", "2026年3月12日深夜1点", "12T01:00"),
        ("ja", "2026年3月12日午後3時", "12T15:00"), ("ja", "2026年3月12日 午後3時半", "12T15:30"),
        ("ja", "2026年3月12日午前0時5分", "12T00:05"), ("ja", "2026年3月12日夜8時", "12T20:00"),
        ("ja", "2026年3月12日夕方5時", "12T17:00"), ("ja", "2026年3月12日朝7時", "12T07:00"),
        ("ja", "2026年3月12日正午12時", "12T12:00"), ("ja", "2026年3月12日深夜1時", "12T01:00"),
        ("ko", "2026년 3월 12일 오후 3시", "12T15:00"), ("ko", "2026년 3월 12일 오후 3시 30분", "12T15:30"),
        ("ko", "2026년 3월 12일 저녁 7시", "12T19:00"), ("ko", "2026년 3월 12일 밤 9시", "12T21:00"),
        ("ko", "2026년 3월 12일 새벽 2시 반", "12T02:30"), ("ko", "2026년 3월 12일 낮 12시", "12T12:00"),
        ("ko", "2026년 3월 12일 밤 12시", "13T00:00"), ("ko", "2026년 3월 12일 낮 1시 5분", "12T13:05"),
        ("hi", "12 मार्च 2026, रात 9 बजे", "12T21:00"), ("hi", "12 मार्च 2026, रात 2 बजे", "12T02:00"),
        ("hi", "12 मार्च 2026 दोपहर 12:15", "12T12:15"), ("hi", "12 मार्च 2026 रात 12:15", "12T00:15"),
        ("id", "12 Maret 2026 pukul 11:30 siang", "12T11:30"), ("id", "12 Maret 2026 1:30 siang", "12T13:30"),
        ("vi", "12 tháng 3 năm 2026, 9 giờ tối", "12T21:00"), ("vi", "12 tháng 3 năm 2026 11:30 trưa", "12T11:30"),
        ("es", "12 de marzo de 2026 a las 3 de la tarde", "12T15:00"), ("de", "12. März 2026, 8:15 abends", "12T20:15"),
        ("ar", "12 مارس 2026 الساعة 9 مساءً", "12T21:00"), ("ar", "12 مارس 2026 10:30 ليلاً", "12T22:30"),
        ("ru", "12 марта 2026, 9:30 вечера", "12T21:30"), ("ru", "12 марта 2026, 2:30 ночи", "12T02:30"),
        ("bn", "১২ মার্চ ২০২৬, রাত ১০:৩০", "12T22:30"), ("bn", "১২ মার্চ ২০২৬, দুপুর ১২টা", "12T12:00"),
        ("en", "March 12, 2026 12:30 am", "12T00:30"), ("en", "March 12, 2026 12 p.m.", "12T12:00"),
    ],
)  # fmt: skip
def test_parts_of_the_day(code: str, raw: str, expected: str) -> None:
    assert iso(raw, code) == f"2026-03-{expected}"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12 มี.ค. 69", "2026-03-12"), ("12 มี.ค. 69 10:15 น.", "2026-03-12T10:15"), ("5/3/67", "2024-03-05"),
        ("๑๒ มี.ค. ๖๙", "2026-03-12"), ("12 มีนาคม 69", "2026-03-12"), ("5/3/24", "2024-03-05"),
        ("วันที่ 12 มีนาคม พ.ศ. 2569", "2026-03-12"), ("5-3-69", "2026-03-05"),
        ("2569-03-12", "2026-03-12"), ("๒๕๖๙-๐๓-๑๒", "2026-03-12"),
    ],
)  # fmt: skip
def test_buddhist_years_of_two_digits(raw: str, expected: str) -> None:
    assert iso(raw, "th") == expected


@pytest.mark.parametrize("raw", ["5 มี.ค. 10:15", "5 มี.ค. 10 คน"])
def test_other_numbers_behind_a_thai_month_are_no_years(raw: str) -> None:
    assert iso(raw, "th") is None


def test_buddhist_years_without_a_clock_and_in_other_languages() -> None:
    assert [parse(raw, languages=("th",)).iso for raw in ("5/3/67", "5/3/24")] == ["2024-03-05", "2024-03-05"]  # type: ignore[union-attr]
    assert iso("5/3/67", "de") == "1967-03-05"


@pytest.mark.parametrize("code", available())
def test_every_language_has_its_numbers(code: str) -> None:
    table = lang.load(code)
    assert len(table.numbers) == 12
    assert table.about
    for number in (2, 3, 5, 10):
        for phrase in table.ago["hour"]:
            if "{n}" in phrase and "{n}h" not in phrase:
                said = [phrase.replace("{n}", word) for word in table.numbers[number - 1]]
                said += [phrase.replace("{n}", f"{table.about[0]} {number}")]
                assert [back(one, code) for one in said] == [timedelta(hours=number)] * len(said)


@pytest.mark.parametrize("code", available())
def test_every_fixed_phrase_is_read(code: str) -> None:
    for phrase, time in lang.load(code).ago_fixed.items():
        count, unit = time.split()
        if unit not in ("second", "month", "year"):  # seconds are not kept
            assert back(phrase, code) == timedelta(**{f"{unit}s": int(count)}), phrase


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('[day_periods]\n"noon" = [12]', "day_periods.noon"),
        ('[day_periods]\n"noon" = [14, 12]', "day_periods.noon"),
        ('[ago_fixed]\n"half an hour ago" = "half"', "ago_fixed: 'half an hour ago'"),
    ],
)
def test_a_broken_key_is_named(toml: str, named: str) -> None:
    with pytest.raises(RuleError, match=r"^xx\.toml: ") as error:
        lang.parse_table(f'code = "xx"\nname = "X"\n{toml}', "xx.toml")
    assert named in str(error.value)
