"""The votes of a template's pages: what each is by its own verdict, and what most of them are. Pure."""

from __future__ import annotations

from typing import NamedTuple

TAKEN = "other pages of the same template are articles"
REFUSED = "other pages of the same template are no articles"
"""How the reason of a verdict begins that is the template's."""
LEAST, LEAD = 5, 2
"""So many votes decide, with so many more on one side. Of templates with an article among five pages 2 % come to be
taken for articles' for a while, with one among ten 0.1 %; of those with thirteen among twenty 98 % within thirty pages
(computed as random walks).
"""


class Ballot(NamedTuple):
    """A page's vote: the hash of its template, and its own verdict. `follows`: it is unsure enough to be decided by its
    template, where the page is no notice in a story's place.
    """

    template: int
    is_article: bool
    follows: bool

    def settled(self) -> Ballot:
        """The vote of a page that is decided."""
        return self._replace(follows=False)


class Votes(NamedTuple):
    """The votes of a template's pages, for an article and against."""

    articles: int = 0
    others: int = 0

    def plus(self, is_article: bool, number: int = 1) -> Votes:
        """With so many more votes of one kind."""
        return Votes(self.articles + number * is_article, self.others + number * (not is_article))

    @property
    def decision(self) -> bool | None:
        """Are its pages articles? None while that is open."""
        if sum(self) < LEAST or abs(self.articles - self.others) < LEAD:
            return None
        return self.articles > self.others
