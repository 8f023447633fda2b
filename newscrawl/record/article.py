"""The article record: the fields of `ArticleFields` and their views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.record import views
from newscrawl.record.model import ArticleFields
from newscrawl.record.serialization import builder, to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleFields):
    """One news article. `dataclasses.replace` makes a changed copy."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and scalars; every key present. `from_dict` gives an equal Article back."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The Article of a `to_dict` result or of a parsed JSON record. Missing keys take their defaults.

        Raises RecordError that names the key, for an unknown key or a value of the wrong type.
        """
        kind: Any = cls
        article = builder(kind)(record, "article")
        assert isinstance(article, Article)
        return article

    def to_schemaorg(self) -> dict[str, Any]:
        """JSON-LD of a schema.org NewsArticle."""
        return views.to_schemaorg(self)

    def to_zyte(self) -> dict[str, Any]:
        """The dict that `zyte_common_items.Article.from_dict` loads."""
        return views.to_zyte(self)

    def to_row(self) -> dict[str, Any]:
        """One flat row of scalars, for CSV and Parquet."""
        return views.to_row(self)

    def to_markdown(self) -> str:
        """Markdown with headline, by-line, date and the typed blocks."""
        return views.to_markdown(self)

    def to_text(self) -> str:
        """Plain text: headline, by-line and date, then the body."""
        return views.to_text(self)
