from __future__ import annotations

from typing import cast

import pytest

from newscrawl.record.model import UsageInfo, UsageSignal
from newscrawl.rights import SILENCE, STANDARDS, USES, Use, allows, combined, is_reserved, judge


def signal(name: str, value: str) -> UsageSignal:
    return UsageSignal(signal=name, value=value, url="https://news.example/a", read_at="2026-11-23T12:00:00+00:00")


RESERVED = signal("meta:tdm-reservation", "1")
FREE = signal("tdmrep.json:tdm-reservation", "0")
NOTICE = signal("page:notice", "© 2026. All rights reserved")


def test_without_a_statement_there_is_no_verdict() -> None:
    assert judge([]) is None
    assert combined(None) is None


def test_the_evidence_is_kept_in_order_and_once() -> None:
    info = judge([NOTICE, RESERVED, NOTICE])
    assert info is not None
    assert info.signals == (NOTICE, RESERVED)


def test_verdicts_follow_from_the_evidence_alone() -> None:
    info = judge([NOTICE, RESERVED])
    assert info is not None
    assert judge(info.signals) == info
    assert combined(info) == info


def test_order_of_statements_does_not_matter() -> None:
    one, other = judge([FREE, RESERVED, NOTICE]), judge([NOTICE, RESERVED, FREE])
    assert one is not None
    assert other is not None
    assert [getattr(one, use) for use in USES] == [getattr(other, use) for use in USES]
    assert one.train == "no"


def test_what_the_site_says_is_added_to_what_the_page_says() -> None:
    info = combined(judge([NOTICE]), [signal("robots.txt:disallow", "gptbot")], [FREE])
    assert info is not None
    assert (info.train, info.redistribute, len(info.signals)) == ("no", "no", 3)


def test_an_unknown_statement_is_evidence_only() -> None:
    info = judge([signal("smoke:sign", "no")])
    assert info == UsageInfo(signals=(signal("smoke:sign", "no"),))


@pytest.mark.parametrize("use", USES)
def test_silence_decides_where_nothing_is_said(use: Use) -> None:
    assert allows(None, use) is allows(UsageInfo(), use) is SILENCE[use]


def test_only_redistribution_needs_a_yes() -> None:
    assert [use for use in USES if not SILENCE[use]] == ["redistribute"]


@pytest.mark.parametrize("use", USES)
def test_what_is_said_decides_before_silence(use: Use) -> None:
    says_no, says_yes = UsageInfo(**{use: "no"}), UsageInfo(**{use: "yes"})
    assert allows(says_yes, use)
    assert not allows(says_no, use)


def test_a_use_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="frame: no such use; the uses are index, quote, train, redistribute"):
        allows(None, cast(Use, "frame"))


def test_reserved_is_what_may_not_be_mined() -> None:
    assert is_reserved(judge([RESERVED]))
    assert not is_reserved(judge([FREE]))
    assert not is_reserved(None)


def test_every_standard_names_its_source_and_its_statements() -> None:
    assert all(standard.source and standard.signals for standard in STANDARDS)
