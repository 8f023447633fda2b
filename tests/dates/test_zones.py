"""What behind a printed time is a zone, and which offset it means."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from newscrawl import dates
from newscrawl.dates import zones

WINTER, SUMMER = datetime(2024, 1, 15, 10, 15), datetime(2024, 7, 15, 10, 15)


def hours_east(text: str, when: datetime = WINTER, region: str = "") -> float | None:
    """The offset that the text means behind "10:15"; None where it states none."""
    match = re.compile(rf"10:15(?::\d\d)?[\s,]*{zones.PATTERN}").match(f"10:15{text}")
    zone = zones.offset(match, when, region) if match else None
    return zone.utcoffset(None) / timedelta(hours=1) if zone else None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (" GMT", 0), (" UTC", 0), ("Z", 0), (" GMT+2", 2), (" GMT-3", -3), (" GMT +2", 2), (" UTC + 2", 2),
        (" UTC+5:30", 5.5), (" (UTC+01:00)", 1), (" (GMT -3)", -3), (" GMT−3", -3), (" GMT+2 by Jane Doe", 2),
        (" +0100", 1), (" +01:00", 1), (" -0500", -5), (" -05:00", -5), (" +01", 1), (" −0330", -3.5),
        (" (+0100)", 1), (" -0500 (EST)", -5), (" -0500 EST", -5), (" +0100, by Jane Doe", 1), (" +0100 | Sport", 1),
        (":30+01:00", 1), (":30+0100 by Jane Doe", 1), (":30-05:00", -5), (":30-11:00", -11), (":30 -0500", -5),
        (" +0545", 5.75), (" +1245", 12.75), (" +1345", 13.75), (" +0845", 8.75), (" +1400", 14), (" -1200", -12),
        (" -0930", -9.5), (" -0430", -4.5), (" +0830", 8.5), (" +1130", 11.5), (" +0000", 0), (" -0000", 0),
        (" EST", -5), (" (CET)", 1), (" MESZ, Berlin", 2), (" ART", -3), (" ART | Mundo", -3), (" CAT, Harare", 2),
        (" МСК", 3), (":29 +0100 +0100", 1), (":29 -0500 EST", -5), ("-500", -5), ("+200", 2),
        (" NST", -3.5), (" NPT", 5.75),
    ],
)  # fmt: skip
def test_a_zone_is_read(text: str, hours: float) -> None:
    assert hours_east(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        " - 3 min read", " -3 min read", " - 12 comments", " -12 comments", " +12 more", " + 5 photos", " - 5",
        " -11:30", "-11:30", " - 11:30", " -11:00", "-11:00", " -1130", " - 05:00", " +1000 likes",
        " +1000 LIKES", " -1200 words",
        " -12/03/2024", " -10-12", " +15:00", " +1500", " -13:00", " +0115", " -05:30", " -0700 people", " -3",
        " +2", " (3)", " - 02 Mar 2024", " +01 by Jane Doe", "-500 people",
        " -500", "-550", " est", " est arrivé", " met", "Zebra", " Z-Library",
        " ESTABLISHED", " CET-Aktie", " ART & CULTURE", " ART GALLERY OPENS", " CAT RESCUED", " EAT WELL",
        " Central Park", " Pacific island", " Mountain rescue",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_zone_is_none(text: str) -> None:
    assert hours_east(text) is None


@pytest.mark.parametrize("behind", [" - 3 min read", " -12 comments", " - 11:30 GMT", "-11:30 GMT", " + 12 more"])
def test_a_number_behind_gmt_that_is_no_offset_leaves_gmt(behind: str) -> None:
    assert hours_east(f" GMT{behind}") == 0


@pytest.mark.parametrize(
    ("text", "winter", "summer"),
    [
        (" ET", -5, -4), (" Eastern Time", -5, -4), (" CT", -6, -5), (" Central Time", -6, -5), (" MT", -7, -6),
        (" Mountain Standard Time", -7, -6), (" PT", -8, -7), (" Pacific Daylight Time", -8, -7), (" AKT", -9, -8),
        (" AET", 11, 10), (" EST", -5, -5), (" EDT", -4, -4),
    ],
)  # fmt: skip
def test_a_place_has_its_summer_time_and_an_abbreviation_names_it(text: str, winter: float, summer: float) -> None:
    assert (hours_east(text, WINTER), hours_east(text, SUMMER)) == (winter, summer)


@pytest.mark.parametrize(
    ("name", "region", "hours"),
    [
        ("IST", "", 5.5), ("IST", "IE", 1), ("IST", "IL", 2), ("CST", "", -6), ("CST", "CN", 8), ("CST", "TW", 8),
        ("CST", "CU", -5), ("BST", "", 1), ("BST", "BD", 6), ("PST", "PH", 8), ("AST", "", -4), ("AST", "SA", 3),
        ("AST", "IQ", 3), ("EST", "AU", 10), ("EDT", "AU", 11), ("MST", "MY", 8), ("MST", "US", -7),
    ],
)  # fmt: skip
def test_the_region_decides_between_two_meanings(name: str, region: str, hours: float) -> None:
    assert hours_east(f" {name}", region=region) == hours


def _offsets_since(year: int) -> set[float]:
    """Every offset of the IANA database, looked at once a month."""
    months = [datetime(y, m, 15) for y in range(year, 2027) for m in range(1, 13)]
    found = set()
    for name in available_timezones():
        if not name.startswith(("Etc/", "right/", "posix/")):
            found |= {ZoneInfo(name).utcoffset(month).total_seconds() / 3600 for month in months}  # type: ignore[union-attr]
    return found


def test_numbers_are_offsets_just_where_some_place_has_them() -> None:
    quarters = [sign * quarter / 4 for sign in (1, -1) for quarter in range(1, 60)]
    read = {
        hours
        for hours in quarters
        if hours_east(f" {'+' if hours > 0 else '-'}{int(abs(hours)):02}{int(abs(hours) * 60 % 60):02}") == hours
    }
    assert read | {0.0} == _offsets_since(2000) | {-12.0}  # ships


def test_every_abbreviation_is_what_the_database_says_of_some_place() -> None:
    known = {
        (name.tzname(when), (name.utcoffset(when) or timedelta()).total_seconds())
        for name in map(ZoneInfo, available_timezones())
        for when in (datetime(2000, 1, 15), datetime(2000, 7, 15), WINTER, SUMMER)
    }
    names = {tag for tag, _ in known}
    ours = {name: zones.named_seconds(name) for name in zones._MINUTES}
    differing = {name for name, seconds in ours.items() if name in names and (name, seconds) not in known}
    assert differing == {"GST"}  # Guam's there, the Gulf's in news
    others = {
        "Z": 0, "UT": 0, "TSI": 0, "MEZ": 1, "HNEC": 1, "MESZ": 2, "MSZ": 2, "HAEC": 2, "МСК": 3, "TRT": 3, "IRST": 3.5,
        "GST": 4, "AZT": 4, "NPT": 5.75, "ICT": 7, "SGT": 8, "PHT": 8, "MYT": 8, "BRT": -3, "ART": -3, "CLT": -4,
        "CLST": -3, "COT": -5, "PET": -5,
    }  # fmt: skip
    assert {name: seconds for name, seconds in ours.items() if name not in names or name == "GST"} == {
        name: hours * 3600 for name, hours in others.items()
    }


def test_every_home_is_a_zone_of_the_database_and_of_its_country() -> None:
    assert {region: zones.home(region) is not None for region in zones.HOMES} == dict.fromkeys(zones.HOMES, True)
    assert zones.home("XX") is None
    some = {"GB": 0, "US": -5, "IN": 5.5, "CO": -5, "AR": -3, "NP": 5.75, "NZ": 13, "ZA": 2, "JP": 9, "CL": -3}
    east = {region: zones.fixed(ZoneInfo(zones.HOMES[region]), WINTER) for region in some}
    assert {region: zone and zone.utcoffset(None) / timedelta(hours=1) for region, zone in east.items()} == some


@pytest.mark.parametrize("behind", [" - 3 min read", " - 12 comments", " -11:30", " - 11:30", " -12 Kommentare"])
def test_a_printed_time_keeps_its_clock_and_states_no_zone(behind: str) -> None:
    date = dates.parse(f"March 5, 2024 10:15{behind}")
    assert date is not None
    assert (date.iso, date.zone, date.precision) == ("2024-03-05T10:15", "unknown", "minute")
