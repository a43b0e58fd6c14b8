"""Articles, hits and reports as values of JSON, under the names that every output for programs uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.wording import day

if TYPE_CHECKING:
    from index.add_report import AddReport
    from index.article import Article
    from index.engine import Hit
    from index.reading import Skipped


def article_as_dict(article: Article) -> dict[str, Any]:
    """An article's metadata, without its text."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "author": article.author,
        "published": day(article.published),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "url": article.url,
        "language": article.language,
        "characters": len(article.text),
        "set_apart": article.set_apart,
        "remarks": list(article.remarks),
        "content_hash": article.content_hash,
    }


def hit_as_dict(hit: Hit) -> dict[str, Any]:
    article, span = hit.article, hit.passage.span
    return {
        "rank": hit.rank,
        "score": hit.score,
        "cosine": hit.cosine,
        "bm25": hit.bm25,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "author": article.author,
        "published": day(article.published),
        "url": article.url,
        "start": span.start,
        "end": span.end,
        "text": hit.passage.text,
    }


def groups_as_list(groups: Sequence[Sequence[Article]]) -> list[list[dict[str, Any]]]:
    """A list a group, of what is known of each article."""
    return [[article_as_dict(article) for article in group] for group in groups]


def report_as_dict(report: AddReport) -> dict[str, Any]:
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "skipped": [skipped_as_dict(skipped) for skipped in report.skipped],
        "remarks": list(report.remarks),
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
        "characters": report.characters,
        "set_apart": report.set_apart,
        "passed_over": report.passed_over,
    }


def skipped_as_dict(skipped: Skipped) -> dict[str, str]:
    return {"source": skipped.source, "reason": skipped.reason}
