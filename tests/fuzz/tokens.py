"""What mutations put in: numbers, letters and words that mean something somewhere, and little where they land."""

from __future__ import annotations

NUMBERS = (
    b"0", b"-1", b"00", b"1e309", b"-1e309", b"1e-400", b"NaN", b"Infinity", b"-Infinity", b"2147483648",
    b"4294967296", b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"1" * 30, b"9" * 400,
    b"9" * 5000, b"0x7fffffff", b"1.5", b"0.1", b"1_000", b"\xd9\xa1\xd9\xa2", b"\xc2\xb2", b"\xef\xbc\x91",
)  # fmt: skip

# Lone surrogates (CESU and by entity), NUL, C0 and C1 controls, bidi, zero width, tags, variation, BOMs, combining
# runs, case that changes length, signs that become other signs by NFKC or IDNA.
UNICODE = (
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"&#xD800;", b"&#55296;", b"&#xDFFF;", b"\\ud800", b"\\udfff\\ud800", b"\0",
    b"&#0;", b"\\u0000", b"\x1b[31m", b"&#27;", b"\x07", b"\x7f", b"\xc2\x9b", b"&#155;", b"\xe2\x80\xae",
    b"&#x202e;", b"\\u202e", b"\xe2\x81\xa6", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff",
    b"\xf3\xa0\x81\x81", b"\xd8\x9c", b"\xe1\xa0\x8e", b"\xe2\x81\xaa", b"\xe2\x80\xa8", b"\xc2\x85", b"\xc2\xad",
    b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80", "é".encode("latin-1"), "ﬁ".encode(), "ẞß".encode(),
    "İı".encode(), "\u0301".encode() * 40, "。．".encode(), "／？＃".encode(), b"xn--", "☃".encode(),
    "\U0001f600".encode(), "日本語".encode(), "שלום".encode(), "مرحبا".encode(), b"&#1114112;",
    b"&#" + b"9" * 5000 + b";", b"&#x" + b"f" * 40 + b";",
)  # fmt: skip

ADDRESSES = (
    b"//", b"///", b"http://", b"https://[", b"https://[::1]", b"http://[::ffff:127.0.0.1]:80", b"http://a..b.example/",
    b"http://" + b"a" * 64 + b".example/", b"https://xn--/", b"https://xn--a.example/", b"http://1.2.3.4.5/",
    b"http://0x7f.1/", b"https://user:pass@news.example/", b"https://news.example:99999/", b"https://news.example:-1/",
    b"https://news.example:/", b"https://b\xc3\xbccher.example/", b"https://\xef\xbc\x8e/", b"data:,x", b"javascript:x",
    b"mailto:a@b", b"?", b"#", b"..", b"../" * 50, b";jsessionid=1", b"%00", b"%zz", b"%", b"\\\\", b"\t", b" ",
    b"&amp;", b"https://news.example/" + b"a" * 1980, b"/index.html",
    b"https://news.example/2026/11/20/bridge?page=2",
)  # fmt: skip

DATES = (
    b"0001-01-01T00:00:00+01:00", b"0001-01-01T00:00:00Z", b"0000-00-00", b"9999-12-31T23:59:59-12:00", b"10000-01-01",
    b"1970-01-01T00:00:00Z", b"2026-02-30", b"2026-11-20T24:00:00Z", b"2026-11-20T23:59:60Z", b"2026-11-20T10:00+99:99",
    b"2026-11-20T10:00:00+23:59", b"2026-11-20T10:00:00-24:00", b"2026-11-20T10:00:00.123456789Z", b"20261120T100000Z",
    b"2026-W47-5", b"2026-324", b"+002026-11-20", b"-0001-11-20", b"Fri, 20 Nov 2026 10:00:00 GMT",
    b"Fri, 20 Nov 0000 10:00:00 GMT", b"Fri, 20 Nov 99999 10:00:00 GMT", b"Fri, 99 Nov 2026 99:99:99 +9999",
    b"20 Nov 2026 10:00:00 +99999999999", b"Mon, 01 Jan 0001 00:00:00 +2359", b"31 Dec 9999 23:59:59 -2359",
    b"1763632800", b"1763632800000", b"99999999999999999999", b"2 hours ago", b"99999999999 days ago",
    b"999999999999999999999 years ago", b"vor 3 Tagen", b"yesterday, 25:61", b"3/4/2024", b"13/13/13", b"1/1/1",
    "٢٠ نوفمبر ٢٠٢٦".encode(), "令和8年11月20日".encode(), "20 พฤศจิกายน 2569".encode(), "۲۹ آبان ۱۴۰۵".encode(),
    "昭和99999年13月".encode(), b"29 February 2023", b"Nov 31, 2026", b"10:15 - 3 min read", b"- 11:30", b"12.30.2026",
)  # fmt: skip

MARKUP = (
    b"<", b">", b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<!doctype html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&lt;", b"&amp;amp;", b"<p>", b"</p>", b"<div>",
    b"</div>", b"<article>", b"</article>", b"<table><tr><td>", b"<pre>", b"<ul><li>", b"<h1>", b"<time datetime='",
    b"<figure><img src=x srcset='a 1w, b 99999999999999999999999999999w'>", b"<base href='", b"<script>", b"</script>",
    b"<script type='application/ld+json'>", b"<style>", b"<noscript>", b"<template>", b"<svg><title>", b"<math>",
    b"<textarea>", b"<plaintext>", b"<frameset>", b"<iframe src='", b"<object data='", b"<video src='", b"<select>",
    b"<meta charset=", b"<meta name='", b" content='", b" itemprop='", b" itemscope", b" itemtype='", b" class='",
    b" rel='", b" lang='", b" hidden", b" style='display:none'", b"</html>", b"<body>", b"'", b'"', b"=", b"<br>",
    b"<link rel=canonical href='", b"<link rel=next href='", b"<a href='", b"<blockquote>", b"<section>", b"<details>",
)  # fmt: skip

JSON = (
    b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"true", b"false", b"\\", b'\\"', b'"@graph":[', b'"@id":"#a"',
    b'{"@id":"#a"}', b'"@type":"NewsArticle"', b'"@type":["NewsArticle",1,null]', b'"position":', b"//", b"/*", b"<!--",
    b'"author":', b'"image":', b'"width":', b'"datePublished":', b'"isAccessibleForFree":', b'"hasPart":', b"[" * 2000,
    b'{"a":' * 2000, b'"headline":', b'"articleBody":', b'"keywords":', b'"url":', b"{}", b"[]", b'""', b"1e999",
)  # fmt: skip

CHARSETS = (
    b"utf-8", b"utf-7", b"utf-16", b"utf-16le", b"utf-32", b"base64", b"rot13", b"zlib", b"bz2", b"hex", b"uu", b"idna",
    b"punycode", b"unicode_escape", b"raw_unicode_escape", b"undefined", b"mbcs", b"quopri", b"iso-2022-jp", b"hz",
    b"iso-2022-kr", b"cp037", b"big5", b"shift_jis", b"gb18030", b"koi8-r", b"windows-1251", b"x-user-defined",
    b"utf-8-sig", b"latin-1", b"ascii", b"cp65001", b"charmap", b"string_escape", b"oem", b"utf_8_sig", b"a" * 300,
)  # fmt: skip

GENERAL = (*NUMBERS, *UNICODE, b"\n", b"\r\n", b"\n\n", b"\t", b" ", b";", b",", b"=", b":", b"/", b"*", b"|", b"$")
