"""From scores to a selection: which blocks are body text, and for every other block why it is not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from newscrawl.extraction.body.block_types import HEADINGS
from newscrawl.extraction.body.blocks import Blocks
from newscrawl.extraction.body.boilerplate import match, match_line
from newscrawl.extraction.body.class_words import bit_of
from newscrawl.extraction.body.elements import UNSEEN
from newscrawl.extraction.body.hints import PageHints, is_headline
from newscrawl.extraction.body.other_articles import headline_of, in_others
from newscrawl.extraction.body.scoring import Scores
from newscrawl.lang import Language, agencies
from newscrawl.text import CLOSING_QUOTES, SENTENCE_ENDS, fold

# Where a number says "by hand", no measurement of it alone is kept: the floors of `tests/quality` hold all of them
# together, and the docstring of the rule that uses it says what the rule was measured by.
THRESHOLD = 0.5  # F1 on the corpus, cross-validated, is flat from 0.4 to 0.6
_LOW_THRESHOLD = 0.2  # by hand; used when nothing reaches the first one
_LONG = 8  # words, by hand: shorter texts may rightly stand twice
_PHRASE_LONGEST = 60  # words, by hand; the longest phrase of `lang/` has 15 and room for names and titles
_SURE = 0.98  # measured with the rule: see `_drop_phrases`
_FIRST_LINES = 6  # of the body, by hand, among which the headline may stand again
_POLL = bit_of("poll")
_COMMENT, _COMMENTS = bit_of("comment"), re.compile(r"(?<![a-z])comments?(?![a-z])", re.I)
_CORRECTION = re.compile(r"(?<![a-z])corrections?(?![a-z])", re.I)
_NEAR = 4  # blocks from the text, by hand
_STOPS = frozenset(SENTENCE_ENDS + CLOSING_QUOTES) - {"…"}  # a heading that breaks off is a link to another text
_HASHTAGS = re.compile(r"#\w+(?:\s+#\w+)+")
_MANY = 3  # equal elements; the comments found so are counted at `_drop_comments`
_FEW = 1 / 3  # of the kept blocks, by hand: an element with more of them is the article, whatever its name
_ENOUGH = 25  # words of an article, by hand: beside fewer, what stands apart may be the text itself
_MOST = 0.9  # of the words, by hand: the element around so many of them is the article's
_THREADS = re.compile(
    r"(?<![a-z])(?:comments?|comment-?list|discussion|kommentare?|commentaires?|coment[aá]rios|commenti|reacties|"
    r"komentarze)(?![a-z])",
    re.I,
)
_FEW_WORDS = 0.4  # of all words, by hand: with more of them behind it, the <article> holds only the text's beginning
_CAPTION = bit_of("caption")
_OF_PICTURE = re.compile(
    r"(?:image|img|photo|picture|pic|foto|bild)[-_]*(?:caption|credit|legend|source|copyright)", re.I
)
_LONGER = 3  # times, by hand: with more in its comments, a page is a forum's
_STREAMED = re.compile(r"S:[0-9a-f]+")  # parts of a page that React sends late and a script puts in their places
_DIALOGUES = frozenset(("dialog", "alertdialog"))
_PANEL_HEADS = HEADINGS.keys() | {"dt", "button"}
_SHORT_LINE = 40  # characters, by hand: a heading above comments, a mark of an agency
_WORDS = re.compile(r"\w+")
_INITIALS = 4  # letters of who wrote it for the agency
OTHER_ARTICLE = "rule:other article"
_LINKED = 0.95  # share of a line in links; the lines found so are counted at `_drop_end`


@dataclass(slots=True)
class BlockSelection:
    """`reasons[i]` is None for a body block, else why not ("score", "rule:...", "phrase:...", "beyond the limit")."""

    reasons: list[str | None]

    @property
    def kept(self) -> list[int]:
        return [index for index, reason in enumerate(self.reasons) if reason is None]

    def drop(self, index: int, reason: str) -> None:
        self.reasons[index] = reason


def select_blocks(blocks: Blocks, scores: Scores, hints: PageHints, language: Language) -> BlockSelection:
    """The body's blocks, and the reason for every other one."""
    selection = BlockSelection([None if value > THRESHOLD else "score" for value in scores.body.tolist()])
    if not selection.kept:
        selection = BlockSelection([None if value > _LOW_THRESHOLD else "score" for value in scores.body.tolist()])
    for index in range(scores.limit, len(blocks)):
        selection.drop(index, "beyond the limit")
    for index in in_others(blocks, selection.kept, scores.words, hints):
        selection.drop(index, OTHER_ARTICLE)
    around = blocks.around(selection.kept)
    for name, is_one in _NO_TEXT.items():
        _drop_few(blocks, selection, name, {node for node in around if is_one(blocks, node)})
    _drop_apart(blocks, scores, hints, selection, around)
    _drop_behind(blocks, scores, hints, selection)
    _drop_comments(blocks, selection, around)
    _drop_thread(blocks, scores, selection, language)
    _drop_doubles(blocks, scores, selection)
    _drop_phrases(blocks, scores, selection, language)
    _drop_headline(blocks, scores, hints, selection)
    _drop_end(blocks, scores, selection)
    _keep_corrections(blocks, scores, selection)
    _keep_terms(blocks, scores, selection)
    return selection


def _drop_headline(blocks: Blocks, scores: Scores, hints: PageHints, selection: BlockSelection) -> None:
    """The headline again as first line of the body, and short lines above it: 0.4 to 0.6 points of F1 for extractors
    that keep it.
    """
    tags, first = blocks.tags, selection.kept[:_FIRST_LINES]
    for index in reversed(first):
        above = [other for other in first if other < index]
        if _is_headline(blocks.texts[index], tags[index], hints) and all(
            scores.words[other] < _LONG or _is_headline(blocks.texts[other], tags[other], hints) for other in above
        ):
            for other in above:
                selection.drop(other, "rule:above headline")
            selection.drop(index, "rule:headline")
            return


def _drop_few(blocks: Blocks, selection: BlockSelection, name: str, nodes: set[int]) -> None:
    """Lines in elements of a kind that is no text, unless much of the body stands in them: then it is."""
    if not nodes:
        return
    kept, inside = selection.kept, blocks.inside(nodes)
    found = [index for index in kept if index in inside]
    if len(found) <= _FEW * len(kept):
        for index in found:
            selection.drop(index, f"rule:{name}")


def _is_poll(blocks: Blocks, node: int) -> bool:
    """Polls, quizzes and meters of free articles between the paragraphs: what they say changes with every visit.

    On the corpus 238 blocks stand in elements whose class says so, one of them in an annotated body.
    """
    return bool(blocks.own_bits[node] & _POLL)


def _is_hidden(blocks: Blocks, node: int) -> bool:
    """Elements that the page does not show: on the corpus 13 such lines among shown ones, one of them annotated.

    Whole articles are hidden as well, until a script shows them: 430 annotated lines. The panel under a heading is no
    such element: a click on the heading opens it.
    """
    if not _is_unshown(blocks, node):
        return False
    above = blocks.nodes[node].getprevious()
    return above is None or above.tag not in _PANEL_HEADS


def _is_unshown(blocks: Blocks, node: int) -> bool:
    element = blocks.nodes[node]
    if (name := element.get("id")) is not None and _STREAMED.fullmatch(name):
        return False
    style = element.get("style")
    return element.get("hidden", "until-found") != "until-found" or (style is not None and bool(UNSEEN.search(style)))


def _is_dialogue(blocks: Blocks, node: int) -> bool:
    """What lies over the page until the reader answers: consent, offers, sign-up."""
    element = blocks.nodes[node]
    named = element.tag == "dialog" or element.get("role") in _DIALOGUES
    return named or element.get("aria-modal") == "true"


def _is_thread(blocks: Blocks, node: int) -> bool:
    return bool(blocks.own_bits[node] & _COMMENT) and _THREADS.search(blocks.node_classes[node]) is not None


def _drop_apart(blocks: Blocks, scores: Scores, hints: PageHints, selection: BlockSelection, around: set[int]) -> None:
    """Dialogues, and what is hidden or named a discussion and stands outside the element of headline and text, however
    long it is. Without a headline, with few words besides, or right under the headline, it may be the text.
    """
    groups = {
        name: nodes
        for name, is_one in (("dialogue", _is_dialogue), ("hidden", _is_unshown), ("comments", _is_thread))
        if (nodes := {node for node in around if is_one(blocks, node)})
    }
    if not groups or (headline := headline_of(blocks, hints)) < 0:
        return
    inside = blocks.inside(node for nodes in groups.values() for node in nodes)
    kept = selection.kept
    shown = [index for index in kept if index not in inside]
    words = float(scores.words[shown].sum())
    if headline in inside or words < _ENOUGH:
        return
    sums = np.zeros(len(blocks) + 1)
    sums[np.array(shown) + 1] = scores.words[shown]
    sums = sums.cumsum()
    article = next(
        (
            node
            for node in blocks.ancestors(headline)
            if sums[blocks.lasts[node]] - sums[blocks.firsts[node]] >= _MOST * words
        ),
        0,
    )
    begin = next((index for index in shown if index > headline), 0)
    for name, nodes in groups.items():
        apart = {
            node
            for node in nodes
            if name == "dialogue" or not (_is_within(blocks, node, article) or headline < blocks.firsts[node] <= begin)
        }
        found = blocks.inside(apart)
        for index in kept:
            if index in found:
                selection.drop(index, f"rule:{name}")


def _drop_behind(blocks: Blocks, scores: Scores, hints: PageHints, selection: BlockSelection) -> None:
    """What a heading opens behind the <article> of headline and most of the text: about the paper, what is on."""
    kept = selection.kept
    ends = [last for tag, last in zip(blocks.node_tags, blocks.lasts, strict=True) if tag == "article"]
    if not ends or not kept or kept[-1] < min(ends) or (headline := headline_of(blocks, hints)) < 0:
        return
    article = next((node for node in blocks.ancestors(headline) if blocks.node_tags[node] == "article"), -1)
    if article < 0:
        return
    last = blocks.lasts[article]
    behind = [index for index in kept if index >= last]
    if not behind or float(scores.words[behind].sum()) > _FEW_WORDS * float(scores.words[kept].sum()):
        return
    tags = blocks.tags
    if tags[behind[0]] in HEADINGS or tags[max(last, behind[0] - 1)] in HEADINGS:
        for index in behind:
            selection.drop(index, "rule:behind the article")


def _is_within(blocks: Blocks, node: int, outer: int) -> bool:
    return blocks.firsts[outer] <= blocks.firsts[node] and blocks.lasts[node] <= blocks.lasts[outer]


def _drop_thread(blocks: Blocks, scores: Scores, selection: BlockSelection, language: Language) -> None:
    """What stands under a heading that says comments, behind a text: to the end of the heading's element, or of the
    first one around it that holds more.
    """
    kept, tags, read = selection.kept, blocks.tags, 0.0
    if not kept:
        return
    sizes, chosen = scores.words, set(kept)
    for index in range(kept[0], kept[-1]):
        text = blocks.texts[index]
        is_head = tags[index] in HEADINGS and len(text) <= _SHORT_LINE and read >= _ENOUGH
        if is_head and not blocks.link_sizes[index] and match_line(text, language) == "comments":
            end = next((blocks.lasts[n] for n in blocks.ancestors(index) if blocks.lasts[n] > index + 1), index)
            thread = [other for other in kept if index <= other < end]
            if float(sizes[thread].sum()) <= _LONGER * read:
                for other in thread:
                    selection.drop(other, "rule:comments")
            return
        read += float(sizes[index]) if index in chosen else 0.0


def _keep_terms(blocks: Blocks, scores: Scores, selection: BlockSelection) -> None:
    """Lists of terms inside the text, whole: a term says nothing without its definition, nor the other way round. The
    nets know them from lists of authors, days and tags, which they give a tenth of such scores.
    """
    if "dl" not in blocks.node_tags:
        return
    kept, end = selection.kept, 0
    for node in (node for node, tag in enumerate(blocks.node_tags) if tag == "dl"):
        first, last = blocks.firsts[node], blocks.lasts[node]
        if first < end:  # inside the one before
            continue
        end = last
        told = [index for index in range(first, last) if not _is_term(blocks, index)]
        if not told or not kept or not kept[0] < first < last <= kept[-1]:
            continue
        if float(scores.body[told].mean()) > _LOW_THRESHOLD:
            for index in range(first, last):
                if (selection.reasons[index] or "").startswith(("score", "phrase:")):
                    selection.reasons[index] = None


def _is_term(blocks: Blocks, index: int) -> bool:
    tags = (blocks.node_tags[node] for node in blocks.ancestors(index))
    return next((tag for tag in tags if tag in ("dt", "dd", "dl")), "") == "dt"


def _is_no_snippet(blocks: Blocks, node: int) -> bool:
    """What search engines shall not quote (data-nosnippet): of 962 such lines on the corpus none is annotated."""
    return blocks.nodes[node].get("data-nosnippet") is not None


def _is_caption(blocks: Blocks, node: int) -> bool:
    """Paragraphs whose class says that they are a picture's words."""
    return bool(blocks.own_bits[node] & _CAPTION) and _OF_PICTURE.search(blocks.node_classes[node]) is not None


_NO_TEXT = {"poll": _is_poll, "hidden": _is_hidden, "no snippet": _is_no_snippet, "caption": _is_caption}


def _drop_comments(blocks: Blocks, selection: BlockSelection, around: set[int]) -> None:
    """Equal elements side by side that are named comments. Some readers write like reporters; of 2,681 such lines on
    the corpus eleven are in the annotated text: they quote it.
    """
    alike: defaultdict[tuple[int, str, str], set[int]] = defaultdict(set)
    for node in around:
        if blocks.own_bits[node] & _COMMENT and _COMMENTS.search(blocks.node_classes[node]):
            alike[blocks.parents[node], blocks.node_tags[node], blocks.node_classes[node]].add(node)
    inside = blocks.inside(node for group in alike.values() if len(group) >= _MANY for node in group)
    kept = selection.kept
    found = [index for index in kept if index in inside]
    if len(found) < len(kept):
        for index in found:
            selection.drop(index, "rule:comments")


def _is_headline(text: str, tag: str, hints: PageHints) -> bool:
    return tag == "h1" or is_headline(text, hints)


def _drop_doubles(blocks: Blocks, scores: Scores, selection: BlockSelection) -> None:
    """The same paragraph twice: the first stays."""
    seen: set[str] = set()
    for index in selection.kept:
        if scores.words[index] >= _LONG:
            text = blocks.texts[index]
            if text in seen:
                selection.drop(index, "rule:double")
            seen.add(text)


def _drop_phrases(blocks: Blocks, scores: Scores, selection: BlockSelection, language: Language) -> None:
    """Known boilerplate: a whole line always, a line that only starts so unless the nets are sure of it.

    Measured with the nets' cross-validated scores: exact pages sh 46 -> 50, aet 26 -> 28, fundus 30 -> 33 %, F1 + 0.1.
    """
    for index in selection.kept:
        if scores.words[index] <= _PHRASE_LONGEST:
            text = blocks.texts[index]
            known = match if scores.body[index] < _SURE else match_line
            if kind := known(text, language):
                selection.drop(index, f"phrase:{kind}")


def _drop_end(blocks: Blocks, scores: Scores, selection: BlockSelection) -> None:
    """What no text follows: headings (no sentences, since builders set whole texts in <h4>), and lines that are links
    from end to end: on the corpus six, none annotated; of link lists at the end half are.
    """
    tags, kept = blocks.tags, selection.kept
    linked = {i for i in kept if tags[i] != "li" and blocks.link_sizes[i] >= _LINKED * len(blocks.texts[i])}
    for index in reversed(kept):
        if tags[index] in HEADINGS and not _is_sentence(blocks.texts[index], scores.words[index]):
            selection.drop(index, "rule:bare heading")
        elif index in linked and len(linked) <= _FEW * len(kept):
            selection.drop(index, "rule:link at the end")
        elif _HASHTAGS.fullmatch(blocks.texts[index]):
            selection.drop(index, "rule:tags")
        elif _is_agency_mark(blocks.texts[index]):
            selection.drop(index, "rule:agency")
        else:
            return


def _is_agency_mark(text: str) -> bool:
    """Whether a line is the name of an agency and the initials of who wrote for it: "lo/dpa", "(PAP) kw/ jos/"."""
    if len(text) > _SHORT_LINE:
        return False
    words = _WORDS.findall(text)
    signs = [word for word in words if fold(word) in _agencies()]
    return bool(signs) and all(word in signs or (len(word) <= _INITIALS and word.islower()) for word in words)


@cache
def _agencies() -> frozenset[str]:
    return frozenset(map(fold, agencies()))


def _is_sentence(text: str, words: float) -> bool:
    return words >= _LONG and text[-1] in _STOPS


def _keep_corrections(blocks: Blocks, scores: Scores, selection: BlockSelection) -> None:
    """Notices of correction right above or below the text are part of it (`policy`), whatever the nets say of their
    boxes: an element that calls itself so, with a sentence in it.
    """
    kept = selection.kept
    if not kept:
        return
    for index in (
        *range(max(0, kept[0] - _NEAR), kept[0]),
        *range(kept[-1] + 1, min(kept[-1] + 1 + _NEAR, len(blocks))),
    ):
        said = " ".join(
            blocks.node_classes[node] for node in (blocks.owners[index], blocks.parents[blocks.owners[index]])
        )
        sentence = _is_sentence(blocks.texts[index], scores.words[index]) and not blocks.link_sizes[index]
        if selection.reasons[index] == "score" and sentence and _CORRECTION.search(said):
            selection.reasons[index] = None
