"""Text that a site repeats: what is counted of an article, and the record without it."""

from __future__ import annotations

from newscrawl.processing.site_template import line_hashes, without_template
from newscrawl.record.article import Article
from newscrawl.record.model import Block

NOTICE = "The editors of this paper answer for every word of it."
NEWS = "The council of the harbour town met on Monday evening and decided to rebuild the old bridge before winter."
HEADING = "What is known so far"


def article(*lines: str) -> Article:
    blocks = tuple(Block(kind="heading" if line == HEADING else "paragraph", text=line) for line in lines)
    return Article(article_body="\n\n".join(lines), blocks=blocks, word_count=99)


def hash_of(line: str) -> str:
    (one,) = line_hashes(article(line))
    return one


def test_lines_are_counted_once_and_neither_headings_nor_long_ones() -> None:
    assert line_hashes(article(NEWS, NOTICE, HEADING, NEWS * 5, NOTICE)) == (hash_of(NEWS), hash_of(NOTICE))


def test_of_a_very_long_text_the_ends_are_counted() -> None:
    lines = [f"{NEWS} This is line {number} of the minutes." for number in range(1000)]
    counted = line_hashes(article(NOTICE, *lines, NOTICE + " All rights are theirs."))
    assert len(counted) == 400
    assert counted[0] == hash_of(NOTICE)
    assert counted[-1] == hash_of(NOTICE + " All rights are theirs.")
    assert hash_of(lines[500]) not in counted


def test_the_template_leaves_text_and_blocks() -> None:
    cleaned = without_template(article(NEWS, NOTICE), {hash_of(NOTICE)})
    assert cleaned.article_body == NEWS
    assert [block.text for block in cleaned.blocks] == [NEWS]
    assert cleaned.word_count == len(NEWS.split())
    assert cleaned.meta.text_hash is not None


def test_what_left_is_listed_on_request() -> None:
    cleaned = without_template(article(NEWS, NOTICE), {hash_of(NOTICE)}, receipts=True)
    (removal,) = cleaned.meta.removed
    assert (removal.text, removal.reason, removal.position) == (NOTICE, "the site repeats it", 1)


def test_an_article_that_is_mostly_template_stays_whole() -> None:
    whole = article(NEWS, NOTICE)
    assert without_template(whole, {hash_of(NEWS)}) is whole
    assert without_template(Article(), {hash_of(NEWS)}) == Article()
