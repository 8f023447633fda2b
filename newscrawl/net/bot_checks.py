"""Answers that ask whether a person or a program reads: by what their makers' headers and scripts are called. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

BOT_CHECK = "bot check"

# Header -> the start of its value: what the services that stand before sites say of their own answers.
_HEADERS: Mapping[str, str | tuple[str, ...]] = {
    "cf-mitigated": "challenge", "x-amzn-waf-action": ("challenge", "captcha"), "x-vercel-mitigated": "challenge",
    "x-sucuri-block": "", "x-vercel-challenge-token": "",
}  # fmt: skip
# Scripts and files of checks; they do not stand in pages that were let through.
_SCRIPTS = re.compile(
    rb"_cf_chl_opt|cf-browser-verification|cf-challenge|captcha-delivery\.com|_Incapsula_Resource|px-captcha|"
    rb"/_sec/cp_challenge|aws-?waf-?(?:token|captcha|challenge)|awsWafCookieDomainList|sucuri_cloudproxy|/ddos-guard/|"
    rb"check\.ddos-guard|anubis_challenge|/\.within\.website/|kpsdk|"
    rb"/\.well-known/(?:vercel|sgcaptcha|captcha)|/sgcaptcha|slowAES|toNumbers\(",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rb"just a moment|checking (?:your browser|if the site|the security)|(?:verify|prove|confirm)(?:ing)? (?:that )?you "
    rb"are (?:a )?human|you(?:'|&#39;|\xe2\x80\x99| a)re (?:not )?a (?:human|robot|bot)|are you a (?:robot|human)|"
    rb"(?:i am|i'm) not a robot|human verification|bot (?:check|verification|detection|protection)|security check|"
    rb"ddos protection|captcha|pardon our interruption|unusual (?:traffic|activity)|attention required|"
    rb"automated (?:access|requests|traffic|queries)|browser integrity|enable javascript and cookies|"
    rb"access to this page has been denied|sind sie ein mensch|kein roboter|sicherheits\xc3\xbcberpr\xc3\xbcfung|"
    rb"v\xc3\xa9rifi(?:ez|cation)[^<]{0,40}(?:humain|s\xc3\xa9curit\xc3\xa9)|pas un robot|(?:no soy|no eres) un robot|"
    rb"verifi(?:ca|que)[^<]{0,20}human|n\xc3\xa3o sou um rob\xc3\xb4|non sono un robot|geen robot|"
    rb"\xd0\xbd\xd0\xb5 \xd1\x80\xd0\xbe\xd0\xb1\xd0\xbe\xd1\x82|"  # "not a robot" in Russian
    rb"\xd0\xbf\xd1\x80\xd0\xbe\xd0\xb2\xd0\xb5\xd1\x80\xd0\xba\xd0\xb0 \xd0\xb1\xd1\x80\xd0\xb0\xd1\x83\xd0\xb7",
    re.IGNORECASE,
)
REFUSALS = frozenset({202, 401, 403, 405, 406, 418, 429, 444, 503})
"""Statuses with which sites refuse programs."""
_HEAD = 64 * 1024  # bytes looked through
_HEADLINE = re.compile(rb"<(?:title|h1)\b[^<>]{0,300}>([^<]{0,300})", re.IGNORECASE)


def is_bot_check(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer in a page's place is a check. `headers` have lower-case names.

    To be asked of refusals, and of pages in which nothing was found: a story about such checks has their words too.
    """
    if any(headers[name].lower().startswith(start) for name, start in _HEADERS.items() if name in headers):
        return True
    head = body[:_HEAD]
    if _SCRIPTS.search(head):
        return True
    said = head if status in REFUSALS else b" ".join(_HEADLINE.findall(head))
    return _WORDS.search(said) is not None


def refusal_reason(status: int, headers: Mapping[str, str], body: bytes, *, phrase: str = "") -> str:
    """The reason of a failure by the answer's status (and its phrase), which says so where it is a check."""
    said = f"HTTP {status} {phrase}".rstrip()
    return f"{said}, a {BOT_CHECK}" if is_bot_check(status, headers, body) else said


def is_refused(status: int | None, reason: str | None) -> bool:
    """Whether a failure is a refusal of this program."""
    return status in REFUSALS or BOT_CHECK in (reason or "")
