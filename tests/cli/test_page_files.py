"""Pages on disk as people have them: saved by browsers, packed, in archives, in the folder of a mirrored site."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest

from newscrawl.html.mhtml import is_mhtml, read_mhtml
from tests.cli.pages import ARTICLE, PARAGRAPHS
from tests.cli.run import Result, newscrawl
from tests.smallsite import article
from tests.warc.records import record

URL = "https://courier.example/2026/11/20/harbour-bridge-reopens"


def saved(html: str = ARTICLE, **fields: str) -> Message:
    """A page as Chrome and Edge save it: quoted-printable, its pictures and frames behind it."""
    whole = MIMEMultipart("related")
    whole["From"] = "<Saved by Blink>"
    whole["Date"] = "Fri, 20 Nov 2026 10:00:00 -0000"
    for name, value in fields.items():
        whole[name.replace("_", "-")] = value
    page = Message()
    page["Content-Type"] = "text/html"
    page["Content-Transfer-Encoding"] = "quoted-printable"
    page["Content-Location"] = URL
    import quopri

    page.set_payload(quopri.encodestring(html.encode()).decode())
    whole.attach(page)
    for kind, name in (("css", "style.css"), ("html", "frame.html")):
        part = MIMEText("<p>an advertisement</p>", kind)
        part["Content-Location"] = f"https://ads.example/{name}"
        whole.attach(part)
    return whole


def zipped(**members: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return made.getvalue()


def records(folder: Path, *arguments: Path | str, code: int = 0) -> list[dict[str, Any]]:
    result = newscrawl("extract", *arguments, "--format", "jsonl", cwd=folder)
    assert result.code == code, result.err
    return result.records


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "A.MHT", "a.html", "a", "a.mhtml.gz"])
def test_a_page_saved_as_one_file_has_its_address_and_time(name: str, tmp_path: Path) -> None:
    data = saved().as_bytes()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (one,) = records(tmp_path, name)
    assert (one["url"], one["article_body"]) == (URL, "\n\n".join(PARAGRAPHS))
    assert (one["meta"]["source"], one["meta"]["file"]) == ("file", name)
    assert one["meta"]["fetched_at"] == "2026-11-20T10:00:00+00:00"
    assert records(tmp_path, ".")[0]["meta"]["file"].removeprefix("./") == name
    shown = newscrawl("explain", name, "--format", "json", cwd=tmp_path)
    assert URL in shown.out


def test_forms_of_saved_pages() -> None:
    single = f"MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: {URL}\r\n\r\n{ARTICLE}".encode()
    named_last = MIMEMultipart("related", start="<root@a>")
    for number, name in enumerate(("<other@a>", "<root@a>")):
        part = MIMEText(f"<p>{number}</p>", "html", "utf-8")
        part["Content-ID"] = name
        named_last.attach(part)
    named_last["Snapshot-Content-Location"] = URL
    folded = saved().as_bytes().replace(b"Content-Location: https://cour", b"Content-Location:\n https://cour", 1)
    for data, page in (
        (single, ARTICLE), (named_last.as_bytes(), "<p>1</p>"), (b"\r\n" + saved().as_bytes(), ARTICLE),
        (saved().as_bytes().replace(b"\n", b"\r\n"), ARTICLE), (folded, ARTICLE),
    ):  # fmt: skip
        assert is_mhtml(data)
        read = read_mhtml(data)
        assert read is not None
        assert (read.html.decode().replace("\r\n", "\n").strip(), read.url) == (page.strip(), URL)


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: multipart/related\n\n", b"Content-Type: multipart/related; boundary=x\n\n--x\n\nno page\n--x--",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + b"--x\nContent-Type: multipart/related;"
        b" boundary=x\n\n" * 5000,
        b"Content-Type: text/html; charset=\xff\xfe\nContent-Transfer-Encoding: base64\nDate: never\n\n!!!",
    ],
)  # fmt: skip
def test_what_is_no_saved_page_raises_nothing(data: bytes) -> None:
    read = read_mhtml(data)
    assert read is None or isinstance(read.html, bytes)


@pytest.mark.parametrize(
    "text", ["Subject: no type\n\n<p>", "Content-Type: of this story\n\nmore", "<html>", "", "a: b\n" * 99]
)
def test_a_text_with_colons_is_no_saved_page(text: str) -> None:
    assert not is_mhtml(text.encode())


def test_an_archive_of_pages_is_read_and_the_rest_counted(tmp_path: Path) -> None:
    data = zipped(
        site__a_html=article(1), site__b_mhtml=saved(article(2).decode()).as_bytes(),
        c_html_gz=gzip.compress(article(3)),
        d_pdf=b"%PDF-1.7", e_png=b"\x89PNG\r\n\x1a\n", f_js="x()", g_zip=zipped(a_html=article(9)), story=article(4),
        h_warc=record(), i_bin=bytes(range(256)),
    )  # fmt: skip
    (tmp_path / "pages.zip").write_bytes(data)
    result = newscrawl("extract", "pages.zip", "--format", "jsonl", "--jobs", "2", cwd=tmp_path)
    assert result.code == 0, result.err
    names = [one["meta"]["file"] for one in result.records]
    assert names == [f"pages.zip/{name}" for name in ("c.html.gz", "h.warc:0", "site/a.html", "site/b.mhtml", "story")]
    assert "pages.zip: left out: 1 PDF, 1 archive, 1 other file, 1 picture, 1 script" in result.err
    for name in ("pages.zip/site/a.html", "pages.zip/h.warc:0"):
        assert newscrawl("explain", name, "--format", "json", cwd=tmp_path).code == 0
    several = newscrawl("explain", "pages.zip", cwd=tmp_path)
    assert several.code == 1
    assert "it holds several pages; name one of them, for example pages.zip/c.html.gz" in several.err
    assert "there is no page site/x.html in it" in newscrawl("explain", "pages.zip/site/x.html", cwd=tmp_path).err


def test_a_wacz_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    warc = b"".join(gzip.compress(record(uri=b"https://news.example/%d" % n)) for n in (1, 2))
    (tmp_path / "a.wacz").write_bytes(zipped(archive__data_warc_gz=warc, datapackage_json="{}", indexes__index_cdx="x"))
    read = records(tmp_path, "a.wacz")
    assert [one["url"][-1] for one in read] == ["1", "2"]
    assert [one["meta"]["source"] for one in read] == ["warc", "warc"]
    assert read[0]["meta"]["file"] == "a.wacz/archive/data.warc.gz:0"


def test_archives_that_are_none_or_lie_cost_themselves(tmp_path: Path) -> None:
    good = zipped(a_html=article(1), b_html=article(2))
    broken = bytearray(good)
    broken[80:120] = b"\xff" * 40
    (tmp_path / "broken.zip").write_bytes(broken)
    (tmp_path / "cut.zip").write_bytes(good[:-60])
    (tmp_path / "bomb.zip").write_bytes(zipped(a_html=bytes(300 << 20), b_html=article(3)))
    (tmp_path / "text.zip").write_bytes(b"no archive")
    result = newscrawl("extract", ".", "--format", "jsonl", cwd=tmp_path)
    assert result.code == 4
    assert [one["meta"]["file"].removeprefix("./") for one in result.records] == [
        "bomb.zip/b.html",
        "broken.zip/b.html",
    ]
    assert "bomb.zip/a.html: larger than 16,777,216 bytes" in result.err
    assert "broken.zip/a.html: cannot be read" in result.err
    assert "cut.zip: cannot be read" in result.err
    assert "text.zip: " in result.err
    assert "Traceback" not in result.err


def test_the_folder_of_a_mirrored_site(tmp_path: Path) -> None:
    """As wget writes it: addresses without a suffix and with a query, lists of links, style sheets, pictures."""
    site = tmp_path / "courier.example"
    files: dict[str, bytes] = {
        "index.html": b"<!doctype html><html><title>Home</title><a href=a>A</a></html>", "story/one": article(1),
        "view.php?id=2": article(2), "story.html?utm_source=x": article(3), "story.html.1": article(4),
        "robots.txt": b"User-agent: *", "feed": b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>",
        "story/feed/index.html": b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>",
        "logo.png": b"\x89PNG\r\n\x1a\n", "logo.png?v=2": b"\x89PNG\r\n\x1a\n",
        "app.js?v=3": b"var x = 1;", "app.js": b"1", "api": b'{"a": 1}',
        "paper.pdf": b"%PDF-1.7",
    }  # fmt: skip
    for name, data in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    os.symlink("nowhere", site / "lost")
    os.mkfifo(site / "pipe.html")
    result = newscrawl("extract", "courier.example", "--format", "jsonl", cwd=tmp_path)
    assert sorted(one["meta"]["file"].removeprefix("courier.example/") for one in result.records) == [
        "story.html.1", "story.html?utm_source=x", "story/one", "view.php?id=2",
    ]  # fmt: skip
    left_out = "1 JSON, 1 PDF, 2 feeds or other XML, 1 link that leads nowhere, 1 other file, 2 pictures, "
    left_out += "1 script, 2 texts"
    assert f"courier.example: left out: {left_out}" in result.err
    assert "index.html: not an article" in result.err


def test_an_answer_with_its_head_is_the_page_behind_it(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Encoding: gzip\r\n\r\n"
    (tmp_path / "a.html").write_bytes(head + gzip.compress(article(1).replace(b"bridge", b"br\xfccke")))
    (one,) = records(tmp_path, "a.html")
    assert "brücke" in one["article_body"]


def test_every_record_says_its_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(article(1))
    (tmp_path / "in" / "b.WARC.gz.open").write_bytes(
        gzip.compress(record()) + gzip.compress(record(uri=b"https://a.example/b"))
    )
    second = len(gzip.compress(record()))
    read = records(tmp_path, "in")
    assert [(one["meta"]["source"], one["meta"]["file"]) for one in read] == [
        ("file", "in/a.html"), ("warc", "in/b.WARC.gz.open:0"), ("warc", f"in/b.WARC.gz.open:{second}"),
    ]  # fmt: skip
    piped = newscrawl("extract", "-", "--format", "jsonl", stdin=ARTICLE).records
    assert (piped[0]["meta"]["source"], piped[0]["meta"]["file"]) == ("file", "-")


def test_a_damaged_archive_says_where_and_gives_the_others(tmp_path: Path) -> None:
    members = [gzip.compress(record(uri=b"https://news.example/%d" % number)) for number in range(3)]
    broken = bytearray(members[1])
    broken[60:90] = bytes(30)
    (tmp_path / "a.warc.gz").write_bytes(members[0] + broken + members[2])
    result = newscrawl("extract", "a.warc.gz", "--format", "jsonl", cwd=tmp_path)
    assert (result.code, [one["url"][-1] for one in result.records]) == (4, ["0", "2"])
    assert f"damaged at byte {len(members[0]):,}: damaged gzip" in result.err


def test_texts_without_their_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc.wet.gz").write_bytes(gzip.compress(record()))
    result = newscrawl("extract", "a.warc.wet.gz", cwd=tmp_path)
    assert result.code == 1
    assert "a.warc.wet.gz: a WET file" in result.err


def said_by_clean(folder: Path, name: str, data: bytes) -> Result:
    (folder / name).write_bytes(data)
    return newscrawl("clean", name, cwd=folder)


def test_packed_texts_are_cleaned(tmp_path: Path) -> None:
    text = "\n".join(["Harbour bridge reopens", "Photo of author", *PARAGRAPHS, "Leave a Comment"])
    clean = ["Harbour bridge reopens", *PARAGRAPHS]
    assert said_by_clean(tmp_path, "a.txt.gz", gzip.compress(text.encode())).out.strip().split("\n\n") == clean
    assert said_by_clean(tmp_path, "a.zip", zipped(a_txt=text, b_txt=text)).out.strip().split("\n\n") == clean * 2
    result = newscrawl("clean", "a.zip", "--format", "jsonl", cwd=tmp_path)
    assert [one["meta"]["file"] for one in result.records] == ["a.zip/a.txt", "a.zip/b.txt"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", ARTICLE.encode()), ("a.txt", b"\n <!-- saved from url=(0014)about:internet -->\n<HTML><body>x"),
        ("a.mhtml", saved().as_bytes()), ("a.html.gz", gzip.compress(ARTICLE.encode())), ("a.warc", record()),
        ("a.zip", zipped(a_html=ARTICLE)), ("b.html", "\ufeff<!DOCTYPE html><p>x".encode("utf-16")),
    ],
)  # fmt: skip
def test_clean_says_which_command_reads_a_page(name: str, data: bytes, tmp_path: Path) -> None:
    result = said_by_clean(tmp_path, name, data)
    assert (result.code, result.out) == (3, "")  # nothing to write
    assert "newscrawl extract reads it" in result.err


def test_a_text_with_some_tags_is_a_text(tmp_path: Path) -> None:
    text = "\n".join(["A < B, says <b>the court</b>", *PARAGRAPHS])
    assert said_by_clean(tmp_path, "a.txt", text.encode()).code == 0


def test_the_dictionary_of_fields_of_a_record_is_the_schemas(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    import jsonschema

    from newscrawl.record.json_schema import json_schema

    jsonschema.validate(records(tmp_path, "a.html")[0], json_schema())
    assert json.loads(json.dumps(json_schema()))["$id"] == "urn:newscrawl:article:1.1"
