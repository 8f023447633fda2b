"""The votes of a site's pages for the verdict of their templates (newscrawl.processing.ballot).

A row is a site, a hash and two numbers, about 60 bytes with its index. A site whose layout has a name of its own on
every page would make one for each: of templates with fewer votes than decide, only the newest are kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from newscrawl.processing.ballot import LEAST, Ballot, Votes
from newscrawl.store.database import Database
from newscrawl.store.rows import Reopened, TakenUrl
from newscrawl.store.timestamps import moment, stamp

FEW_KEPT = 100_000  # 6 MB
_EVERY = 1_000  # new templates
_ARTICLE, _OTHER, _WAITS, REOPENED = 1, 2, 3, 4  # frontier.vote

_VOTES = "SELECT articles, others FROM template_votes WHERE site = ? AND template = ?"
_VOTE = """
INSERT INTO template_votes (site, template, articles, others) VALUES (?, ?, ?, ?)
ON CONFLICT (site, template) DO UPDATE SET articles = template_votes.articles + excluded.articles,
  others = template_votes.others + excluded.others
RETURNING id, articles, others
"""
_FORGET = f"DELETE FROM template_votes WHERE id <= ? AND articles + others < {LEAST}"
_NOTE = "UPDATE frontier SET voted_for = COALESCE(voted_for, ?), vote = ? WHERE id = ?"
_REOPEN = f"""
UPDATE frontier SET state = 'queued', due = ?, tries = 0, etag = NULL, last_modified = NULL, content_hash = NULL,
  vote = {REOPENED}
WHERE vote = {_WAITS} AND site = ? AND voted_for = ? AND state = 'done' RETURNING url, owner, note, checked_at
"""


class _Vote(NamedTuple):
    id: int
    articles: int
    others: int


class _ReopenedRow(NamedTuple):
    url: str
    owner: str
    note: str | None
    checked_at: str


class TemplateVotes:
    """The votes of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def others(self, asked: TakenUrl, ballot: Ballot) -> Votes:
        """The votes of the other pages of a page's template."""
        votes = self._votes(asked.site, ballot.template)
        return votes.plus(asked.vote == _ARTICLE, -1) if asked.voted_for == ballot.template else votes

    def count(self, asked: TakenUrl, ballot: Ballot, *, now: datetime) -> tuple[Reopened, ...]:
        """Count the page's vote, once for each address, and open again the pages that its template takes for articles
        and that were refused; each of them once. Part of `Store.finish_page`.
        """
        vote = _vote(asked, ballot)
        if vote != asked.vote:
            self._database.write(_NOTE, (ballot.template, vote, asked.id))
        if asked.voted_for is None:
            template, votes = ballot.template, self._count(asked.site, ballot)
        elif vote == _WAITS:
            template = asked.voted_for
            votes = self._votes(asked.site, template)
        else:
            return ()
        if not votes.others or not votes.decision:
            return ()
        rows = self._database.rows(_ReopenedRow, _REOPEN, (stamp(now), asked.site, template))
        return tuple(Reopened(url, owner, note or "", moment(at)) for url, owner, note, at in rows)

    def _votes(self, site: str, template: int) -> Votes:
        return self._database.row(Votes, _VOTES, (site, template)) or Votes()

    def _count(self, site: str, ballot: Ballot) -> Votes:
        vote = self._database.row(_Vote, _VOTE, (site, ballot.template, *Votes().plus(ballot.is_article)))
        assert vote is not None
        if vote.id % _EVERY == 0 and vote.articles + vote.others == 1:
            self._database.write(_FORGET, (vote.id - FEW_KEPT,))
        return Votes(vote.articles, vote.others)


def _vote(asked: TakenUrl, ballot: Ballot) -> int:
    """The row's vote once this visit is counted; whom the page voted for first, it does not take back."""
    if asked.vote in (_ARTICLE, REOPENED):
        return asked.vote
    if ballot.is_article:
        return _OTHER if asked.vote else _ARTICLE
    return _WAITS if ballot.follows else _OTHER
