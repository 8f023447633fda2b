from __future__ import annotations

from dataclasses import replace

from newscrawl.processing.fingerprint import exact, same_article
from newscrawl.record.article import Article
from newscrawl.record.model import Meta

TEXT = "Straße und Brücke bleiben offen, sagte der Rat am Montag nach langer Debatte über Geld und Sicherheit. " * 2


def test_only_the_words_count() -> None:
    assert exact("It’s  “done”, he said.") == exact('IT\'S "done" - he said')
    assert exact("ten dogs") != exact("two dogs")
    assert exact("") is exact(None) is exact(" … ") is None


def test_two_pages_with_one_headline_and_text_are_one_article() -> None:
    one = Article(url="https://a.example/1", headline="Brücke", article_body=TEXT)
    printed = TEXT.replace("sagte der Rat", "SAGTE DER RAT,")
    assert same_article(one) == same_article(replace(one, url="https://a.example/2", article_body=printed))
    assert same_article(one) != same_article(replace(one, headline="Straße"))
    assert same_article(one) != same_article(replace(one, article_body=TEXT + " Nachtrag."))


def test_the_extractors_hash_of_the_text_is_used_when_there() -> None:
    one = Article(headline="Brücke", article_body=TEXT)
    assert same_article(one) == same_article(replace(one, meta=Meta(text_hash=exact(TEXT))))


def test_short_texts_prove_nothing() -> None:
    assert same_article(Article(headline="Video", article_body="Watch it here.")) is None
    assert same_article(Article(headline="Video")) is None
