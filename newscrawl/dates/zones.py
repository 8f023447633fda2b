"""Printed time zones ("EST", "MESZ", "GMT+2", "Eastern Time") as offsets from UTC."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# Minutes east of UTC. Abbreviations that news sites print; where a name has two meanings the commoner one in news
# stands here and _BY_REGION corrects it.
_MINUTES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "TSI": 0,
    "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "WAT": 60, "HNEC": 60,
    "CEST": 120, "MESZ": 120, "MSZ": 120, "EET": 120, "CAT": 120, "SAST": 120, "HAEC": 120,
    "EEST": 180, "MSK": 180, "МСК": 180, "EAT": 180, "TRT": 180, "AST": -240,
    "IRST": 210, "GST": 240, "AZT": 240, "PKT": 300, "IST": 330, "NPT": 345, "WIB": 420, "ICT": 420,
    "WITA": 480, "HKT": 480, "SGT": 480, "PHT": 480, "AWST": 480, "MYT": 480, "WIT": 540, "JST": 540,
    "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "NST": -210, "NDT": -150, "ADT": -180, "BRT": -180, "ART": -180, "CLT": -240, "CLST": -180, "COT": -300,
    "PET": -300,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
_BY_REGION = {
    ("IST", "IE"): 60, ("IST", "IL"): 120, ("CST", "CN"): 480, ("CST", "TW"): 480, ("CST", "CU"): -300,
    ("BST", "BD"): 360,
    ("PST", "PH"): 480, ("AST", "SA"): 180, ("AST", "IQ"): 180, ("AMT", "AM"): 240, ("EST", "AU"): 600,
    ("EDT", "AU"): 660,
    ("MST", "MY"): 480, ("SST", "SG"): 480,
}  # fmt: skip
# Names that follow the clock of a place, summer time included.
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage", "AET": "Australia/Sydney",
    "EASTERN": "America/New_York", "CENTRAL": "America/Chicago", "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
}  # fmt: skip

# Abbreviations that are words as well: before another word in capitals they begin a label ("10:15 ART & CULTURE").
_WORDS = ("ART", "CAT", "COT", "EAT", "PET", "WIT")
_ABBREVIATIONS = "|".join(
    sorted((re.escape(name) for name in {*_MINUTES, *_PLACES} - {"Z", *_WORDS}), key=len, reverse=True)
)
# The offsets that some place has or had in this century (IANA time zone database), the hour in one digit or two. Other
# numbers are something else: "10:15-11:30" are two times.
_EAST = r"(?:(?:0?[3-689]|1[01]):?30|(?:0?[589]|1[23]):?45|(?:1[0-4]|0?\d)(?::?00)?)"
_WEST = r"(?:0?[2349]:?30|(?:1[0-2]|0?\d)(?::?00)?)"
_NUMBER = rf"(?:[+]{_EAST}|[−-]{_WEST})(?![:/.−-]?\d)"
_SPACED = rf"\s?(?:[+]\s?{_EAST}|[−-]\s?{_WEST})(?![:/.−-]?\d)"
_END = r"(?=\)?\s*\Z)"  # nothing behind it
# Nothing but a sign, or the zone once more.
_SIGN = rf"(?=\)?\s*(?:\Z|[(\[|,;·•–—]|[+−-]\d{{4}}|(?:{_ABBREVIATIONS})(?![^\W_])))"
PATTERN = (
    r"(?:\(\s*)?(?:"
    rf"(?:UTC|GMT|utc|gmt)(?P<utc>{_NUMBER}|{_SPACED}{_SIGN})"
    rf"|(?P<iso>(?<=:\d\d:\d\d)(?=.\d\d){_NUMBER})"
    rf"|(?P<short>(?<=\d)(?=.\d00\Z){_NUMBER})"
    rf"|(?P<bare>(?=.\d\d(?:{_END}|:?\d\d)){_NUMBER}{_SIGN})"
    rf"|(?P<zone>(?:Z|{_ABBREVIATIONS})(?![^\W_]|-[^\W\d_])|(?:{'|'.join(_WORDS)})(?![^\W_]|\s+(?:&|[A-Z]{{2}}))"
    r"|(?:Eastern|Central|Mountain|Pacific)(?=\s+(?:(?:Standard|Daylight)\s)?Time)))"
)
"""Matches a zone behind a time of day. Abbreviations count in capitals only: "est" is a word in several languages.

A number is an offset behind UTC or GMT, directly behind seconds ("10:15:00+01:00") or, at the end, behind minutes
("10:15-500"), or in two digits or four with nothing but a sign behind it: "10:15 - 3 min read" states none.
"""
_PARTS = re.compile(r"([+−-])\s?(\d\d?)(?::?(\d\d))?\Z")


def offset(match: re.Match[str], when: datetime, region: str = "") -> timezone | None:
    """The offset that a match of PATTERN means at that local time, in that region (ISO 3166), or None."""
    if number := match["utc"] or match["iso"] or match["short"] or match["bare"]:
        return None if match["bare"] and _is_later(number, when) else _numeric(number)
    name = match["zone"].upper()
    if name in _PLACES:
        return fixed(ZoneInfo(_PLACES[name]), when)
    seconds = named_seconds(name, region)
    return None if seconds is None else timezone(timedelta(seconds=seconds))


def _is_later(number: str, when: datetime) -> bool:
    """Can it be the end of a span of time ("10:15 -11:00") as well?"""
    return number[0] != "+" and ":" in number and number[1:] > f"{when:%H:%M}"


def named_seconds(name: str, region: str = "") -> int | None:
    """Seconds east of UTC of an abbreviation, in that region; None for one that is unknown."""
    minutes = _BY_REGION.get((name, region), _MINUTES.get(name))
    return None if minutes is None else minutes * 60


def _numeric(number: str) -> timezone:
    sign, hours, minutes = _PARTS.search(number).groups("0")  # type: ignore[union-attr]  # PATTERN has seen to it
    east = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(east if sign == "+" else -east)


def fixed(zone: tzinfo, when: datetime) -> timezone | None:
    """The offset that a zone has at that local time."""
    east = zone.utcoffset(when.replace(tzinfo=None))
    return None if east is None else timezone(east)


HOMES = {
    "AE": "Asia/Dubai", "AL": "Europe/Tirane", "AM": "Asia/Yerevan", "AR": "America/Argentina/Buenos_Aires",
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "AZ": "Asia/Baku", "BA": "Europe/Sarajevo", "BD": "Asia/Dhaka",
    "BE": "Europe/Brussels", "BG": "Europe/Sofia", "BO": "America/La_Paz", "BR": "America/Sao_Paulo",
    "BY": "Europe/Minsk", "CA": "America/Toronto", "CH": "Europe/Zurich", "CL": "America/Santiago",
    "CN": "Asia/Shanghai", "CO": "America/Bogota", "CR": "America/Costa_Rica", "CU": "America/Havana",
    "CY": "Asia/Nicosia", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen",
    "DO": "America/Santo_Domingo", "DZ": "Africa/Algiers", "EC": "America/Guayaquil", "EE": "Europe/Tallinn",
    "EG": "Africa/Cairo", "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GE": "Asia/Tbilisi", "GH": "Africa/Accra", "GR": "Europe/Athens", "GT": "America/Guatemala",
    "HK": "Asia/Hong_Kong", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "ID": "Asia/Jakarta", "IE": "Europe/Dublin",
    "IL": "Asia/Jerusalem", "IN": "Asia/Kolkata", "IQ": "Asia/Baghdad", "IR": "Asia/Tehran",
    "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome", "JO": "Asia/Amman", "JP": "Asia/Tokyo", "KE": "Africa/Nairobi",
    "KR": "Asia/Seoul", "KW": "Asia/Kuwait", "KZ": "Asia/Almaty", "LB": "Asia/Beirut", "LK": "Asia/Colombo",
    "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MA": "Africa/Casablanca",
    "MD": "Europe/Chisinau", "MK": "Europe/Skopje", "MT": "Europe/Malta", "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur", "NA": "Africa/Windhoek", "NG": "Africa/Lagos", "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo", "NP": "Asia/Kathmandu", "NZ": "Pacific/Auckland", "PA": "America/Panama", "PE": "America/Lima",
    "PH": "Asia/Manila", "PK": "Asia/Karachi", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "PY": "America/Asuncion",
    "QA": "Asia/Qatar", "RO": "Europe/Bucharest", "RS": "Europe/Belgrade", "RU": "Europe/Moscow", "SA": "Asia/Riyadh",
    "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava",
    "SN": "Africa/Dakar", "SV": "America/El_Salvador", "TH": "Asia/Bangkok", "TN": "Africa/Tunis",
    "TR": "Europe/Istanbul", "TW": "Asia/Taipei", "TZ": "Africa/Dar_es_Salaam", "UA": "Europe/Kyiv",
    "UG": "Africa/Kampala", "US": "America/New_York", "UY": "America/Montevideo", "VE": "America/Caracas",
    "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg", "ZM": "Africa/Lusaka", "ZW": "Africa/Harare",
}  # fmt: skip
"""Country (ISO 3166) -> the zone that most of its press writes in. Source: the IANA time zone database."""


def home(region: str) -> ZoneInfo | None:
    """The zone in which a country's press prints its times; None for an unlisted country."""
    name = HOMES.get(region)
    return ZoneInfo(name) if name else None
