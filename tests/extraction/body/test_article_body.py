"""Reading whole pages with the shipped tables: bodies, fallbacks, verdicts, receipts, ugly input."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.extraction.body.article_body import Body, read_body
from newscrawl.extraction.body.blocks import read_blocks
from newscrawl.extraction.body.removed import visible_texts
from newscrawl.extraction.body.scoring import MOST
from newscrawl.extraction.rules import read_rules
from newscrawl.html.document import Document
from newscrawl.lang import load
from tests.fuzz import growing

PARAGRAPHS = (
    "The council of Harbour Town voted on Tuesday to rebuild the old bridge over the river, after years of debate.",
    "Engineers had warned in March that the steel of the northern arch was “weaker than we thought”.",
    "The work will cost 41 million and take three summers, said the mayor, who had promised a decision.",
    "Shops on the quay fear for their trade. “Nobody walks a mile around to buy bread,” said a baker, Ann Lee.",
    "A ferry will carry people across during the works; it is to run every ten minutes and to cost nothing.",
    "Opponents of the plan said that they would look at the contracts before they decide whether to go to court.",
)
MENU = "<nav><ul>" + "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("Home", "Sport", "Culture")) + "</ul></nav>"
FOOT = '<footer><p>© 2026 Harbour Times</p><a href="/imprint">Imprint</a></footer>'
URL = "https://times.example/2026/03/04/council-votes-to-rebuild-old-bridge.html"


SENTENCES = {
    "zh": "市议会星期二投票决定重建河上的旧桥，此前争论了四年。工程师三月警告说，北拱的钢材比想象的更脆弱。",
    "ar": "صوت المجلس يوم الثلاثاء على إعادة بناء الجسر القديم فوق النهر بعد أربع سنوات من النقاش.",
    "he": "מועצת העיר הצביעה ביום שלישי בעד בניית הגשר הישן מחדש, אחרי ארבע שנים של ויכוח.",
    "ru": "Городской совет во вторник проголосовал за восстановление старого моста через реку после споров.",
    "th": "สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานเก่าข้ามแม่น้ำขึ้นใหม่",
}


def article(body: str, head: str = "", before: str = "", after: str = "") -> str:
    title = "Council votes to rebuild old bridge"
    return (
        f'<html lang="en"><head><title>{title} - Harbour Times</title><meta property="og:title" content="{title}">'
        f'<meta property="og:type" content="article">{head}</head><body>{MENU}<main>{before}<article><h1>{title}</h1>'
        f"<p class=byline>By <a href=/ann>Ann Writer</a></p><div class=article-body>{body}</div></article>{after}"
        f"</main>{FOOT}</body></html>"
    )


STORY = article("".join(f"<p>{text}</p>" for text in PARAGRAPHS))


def read(page: str | bytes, language: str = "en", **options: object) -> Body:
    document = Document.parse(page, URL, {})
    return read_body(document, read_blocks(document), load(language), **options)  # type: ignore[arg-type]


def test_the_body_is_the_paragraphs_to_the_character() -> None:
    body = read(STORY)
    assert body.text == "\n\n".join(PARAGRAPHS)
    assert body.is_article
    assert body.observed == "full"
    assert body.warnings == ()
    assert body.confidence > 0.8


def test_headline_byline_menu_and_footer_are_not_in_the_body_but_among_the_receipts() -> None:
    dropped = {removal.text: removal for removal in read(STORY).removals}
    assert {"Council votes to rebuild old bridge", "By Ann Writer", "Home", "© 2026 Harbour Times"} <= set(dropped)
    assert dropped["Home"].kind == "navigation"
    assert dropped["By Ann Writer"].kind in ("byline", "author")


def test_a_text_of_scripts_leaves_headline_and_boilerplate_out() -> None:
    lines = ["Council votes to rebuild old bridge", *PARAGRAPHS, "Advertisement"]
    state = json.dumps({"story": [{"text": line} for line in lines]})
    page = f'<html><head><meta property="og:title" content="{lines[0]}"></head><body><script>x={state}</script></body>'
    assert read(page).text == "\n\n".join(PARAGRAPHS)


def test_a_page_that_leaves_optional_tags_out_is_whole() -> None:
    text = "".join(f"<p>{text}" for text in PARAGRAPHS)
    title = "Council votes to rebuild old bridge"
    body = read(
        f"<!doctype html><html lang=en><title>{title}</title><header>Times</header><main><h1>{title}</h1>{text}"
    )
    assert (body.text, body.observed) == ("\n\n".join(PARAGRAPHS), "full")


def test_kept_and_dropped_together_are_the_page() -> None:
    page = article(f"<p>{PARAGRAPHS[0]}</p><figure><figcaption>The bridge.</figcaption></figure><p>{PARAGRAPHS[1]}</p>")
    document = Document.parse(page, URL, {})
    blocks = read_blocks(document)
    body = read_body(document, blocks, load("en"))
    shown = list(visible_texts(blocks))
    kept = [place for place, (_, index, _) in enumerate(shown) if index in body.kept]
    assert sorted([*kept, *(removal.position for removal in body.removals)]) == list(range(len(shown)))
    assert all(removal.text == shown[removal.position][0] for removal in body.removals)


@pytest.mark.parametrize("line", ["Photo of author", "By admin", "Leave a Comment", "Read more", "Share this article"])
def test_known_lines_of_templates_are_dropped(line: str) -> None:
    body = read(article("".join(f"<p>{text}</p>" for text in (PARAGRAPHS[0], line, *PARAGRAPHS[1:], line))))
    assert line not in body.text
    assert all(text in body.text for text in PARAGRAPHS)


def test_a_paragraph_printed_twice_is_kept_once() -> None:
    body = read(article("".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, PARAGRAPHS[2]))))
    assert body.text.count(PARAGRAPHS[2]) == 1


def test_text_in_bare_lines_is_read() -> None:
    body = read(article("<br><br>".join(PARAGRAPHS)))
    assert body.text == "\n\n".join(PARAGRAPHS)


def test_an_article_over_two_containers_is_read_whole() -> None:
    halves = ("".join(f"<p>{text}</p>" for text in part) for part in (PARAGRAPHS[:3], PARAGRAPHS[3:]))
    body = read(article('</div><div class="ad">Advertisement</div><div class=article-body>'.join(halves)))
    assert body.text == "\n\n".join(PARAGRAPHS)


def test_text_only_in_linked_data_is_read_from_there() -> None:
    stated = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)})
    body = read(article("", head=f'<script type="application/ld+json">{stated}</script>'))
    assert body.text == "\n\n".join(PARAGRAPHS)
    assert (body.kept, body.observed, body.is_article) == ((), "full", True)


def test_a_teaser_whose_whole_text_is_declared_is_whole() -> None:
    stated = json.dumps({"@graph": [{"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS * 2)}]})
    body = read(article(f"<p>{PARAGRAPHS[0]}</p>", head=f'<script type="application/ld+json">{stated}</script>'))
    assert (body.text, body.observed, body.warnings) == ("\n\n".join(PARAGRAPHS * 2), "full", ())


def test_text_only_in_the_state_of_scripts_is_read_from_there() -> None:
    story = [{"type": "p", "text": text} for text in PARAGRAPHS]
    state = json.dumps({"props": {"menu": [{"text": "Home"}], "story": {"blocks": story}}})
    script = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    page = f'<html><body><div id="root"></div>{script}</body></html>'
    body = read(page)
    assert body.text == "\n\n".join(PARAGRAPHS)
    assert (body.observed, body.warnings, body.is_article) == ("full", (), True)
    product = '<script type="application/ld+json">{"@type": "Product", "name": "A bridge to build"}</script>'
    assert not read(product + page).is_article


def test_a_forum_in_noscript_is_no_article() -> None:
    story = (
        f'<div itemscope itemtype="https://schema.org/{{}}">{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</div>'
    )
    page = f"<html><body><div id=root></div><noscript>{story}</noscript></body></html>"
    assert read(page.format("NewsArticle")).is_article
    assert not read(page.format("DiscussionForumPosting")).is_article


@pytest.mark.parametrize(
    "last", ["Mabel Strood, Upper Brome", "Referee: P. Yarrow. Attendance: 1,204", "#flood #Brome"]
)
def test_a_short_text_that_ends_in_a_name_or_number_is_whole(last: str) -> None:
    page = f"<html><body><h1>Letters</h1><div><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[2]}</p><p>{last}</p></div></html>"
    assert read(page).observed == "full"


def test_a_shell_drawn_by_scripts_is_named() -> None:
    body = read(f"<html><body><div id=root></div><script>{'let a = 1;' * 500}</script></body></html>")
    assert (body.text, body.observed, body.is_article) == ("", "shell", False)
    assert body.warnings[0].startswith("shell")


def test_a_page_that_is_gone_is_missing() -> None:
    body = read("<html><body><h1>404</h1></body></html>")
    assert body.observed == "missing"


def test_a_teaser_before_a_wall_is_named() -> None:
    wall = '<div class="paywall"><h3>Subscribe to continue reading</h3><p>Get unlimited access.</p></div>'
    body = read(article(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1][:60]}…</p>{wall}"))
    assert body.observed == "teaser"


def test_a_consent_wall_is_no_article() -> None:
    asked = (
        "We and our 184 partners store information on your device, for example cookies, and process personal data.",
        "You can withdraw your consent at any time in the privacy settings. Some partners do not ask for consent.",
    )
    body = read(article("".join(f"<p>{text}</p>" for text in asked)))
    assert (body.observed, body.is_article) == ("wall", False)


def test_a_broken_transfer_is_named() -> None:
    assert read(STORY[: STORY.index(PARAGRAPHS[3]) + 50]).observed == "cut"


def test_a_list_of_links_is_no_article() -> None:
    cards = "".join(f'<li><h3><a href="/story-{n}">Story number {n} of today</a></h3></li>' for n in range(30))
    assert not read(f"<html><body>{MENU}<h1>Sport</h1><ul class=teasers>{cards}</ul>{FOOT}</body></html>").is_article


def test_a_standfirst_above_the_body_is_the_abstract() -> None:
    stand = "The town decides after four years: a new bridge, three summers of work, and a free ferry."
    page = STORY.replace("<p class=byline>", f'<p class="standfirst">{stand}</p><p class=byline>')
    body = read(page)
    assert body.abstract == stand or stand in body.text


def test_rules_of_a_site_stand_above_the_scores(tmp_path: object) -> None:
    file = tmp_path / "times.example.toml"  # type: ignore[operator]
    file.write_text('drop = [".box"]\n[fields]\nbody = "div.article-body"\n')
    inside = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    body = read(article(f"{inside}<p>Ok.</p><div class=box><p>{PARAGRAPHS[0]} Not.</p></div>"), rules=read_rules(file))
    assert body.text == "\n\n".join((*PARAGRAPHS, "Ok."))


@pytest.mark.parametrize("language", SENTENCES)
def test_bodies_are_found_in_every_script(language: str) -> None:
    paragraphs = [f"{SENTENCES[language] * 2} {number}" for number in range(6)]
    body = read(article("".join(f"<p>{text}</p>" for text in paragraphs)), language)
    assert body.text == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "page", ["", "<p>a\0b</p>\0", STORY.encode("utf-16"), "<div>" * 200_000 + "text", "<p>" + "word " * 400_000]
)
def test_ugly_pages_are_read(page: str | bytes) -> None:
    read(page)


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [("", "<div>", "text"), ("<p>", "word ", ""), ("", "<b><i><a href=x>", "text"), ("", "<p>a b c.</p>", ""),
     ("<script>", "[", "</script>"), ("", "<table><tr><td>", "x")],
)  # fmt: skip
def test_ugly_pages_take_work_in_proportion(before: str, unit: str, after: str) -> None:
    sizes = (1000, 4000, 16_000, 64_000, 256_000)
    assert growing.work(read, unit.encode(), before=before.encode(), after=after.encode(), sizes=sizes) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_no_damage_to_a_page_raises(data: st.DataObject) -> None:
    page = bytearray(STORY.encode())
    for _ in range(data.draw(st.integers(1, 30))):
        page[data.draw(st.integers(0, len(page) - 1))] = data.draw(st.integers(0, 255))
    start = data.draw(st.integers(0, len(page)))
    body = read(bytes(page[:start] + page[data.draw(st.integers(start, len(page))) :]))
    assert isinstance(body.text, str)
    assert len(body.removals) >= 0


def test_a_megabyte_of_text_is_read_whole_between_menu_and_foot() -> None:
    texts = [f"{PARAGRAPHS[number % 6]} So it stands in part {number} of the minutes." for number in range(8_000)]
    links = "".join(f'<li><a href="/{n}">Story {n} of the other ones</a></li>' for n in range(2_000))
    body = read(
        article("".join(f"<p>{text}</p>" for text in texts), before=f"<ul>{links}</ul>", after=f"<ul>{links}</ul>")
    )
    assert body.text.split("\n\n") == texts
    assert body.warnings == ()
    assert body.is_article


def test_blocks_beyond_the_limit_are_among_the_receipts() -> None:
    links = "".join(f'<li><a href="/{number}">Story {number}</a></li>' for number in range(MOST))
    body = read(article("".join(f"<p>{text}</p>" for text in PARAGRAPHS), after=f"<ul>{links}</ul><p>The end.</p>"))
    assert body.text.split("\n\n") == list(PARAGRAPHS)
    assert {each.text: each.reason for each in body.removals}["The end."] == "beyond the limit"
    assert [warning.partition(":")[0] for warning in body.warnings] == ["long"]
    assert len(body.kept) + len(body.removals) == len(list(visible_texts(body.page)))
