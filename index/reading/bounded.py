"""What a file holds, as long as that is within reason for its size."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from index.article import Article
from index.reading.bounds import LEAST_COUNTED, MOST_CHARACTERS, MOST_SKIPPED, SKIPPED_COUNTED
from index.reading.files import read_file
from index.reading.jobs import Job
from index.reading.kinds import is_article_file
from index.reading.skipped import Skipped

if TYPE_CHECKING:
    from index.reading.pdf.recognising import Recogniser


def found_in(job: Job, recogniser: Recogniser | None = None) -> Generator[Article | Skipped, None, None]:
    """The articles of the file, and what is told of the rest where more comes than is within the bounds."""
    articles = 0
    try:
        if job.certain or is_article_file(job.original):
            for found in _within(job, recogniser):
                articles += isinstance(found, Article)
                yield found
    except _Swollen:
        yield job.left_out(job.bounds.too_many, articles)
    except MemoryError:
        yield job.left_out(job.bounds.too_large, articles)


class _Swollen(Exception):
    """More came of a file than can be in one of its size."""


def _within(job: Job, recogniser: Recogniser | None) -> Iterator[Article | Skipped]:
    characters = skipped = 0
    for found in read_file(job.original, job.mapping, recogniser):
        length = _length(found) if isinstance(found, Article) else 0
        characters += max(length, LEAST_COUNTED) if isinstance(found, Article) else SKIPPED_COUNTED
        skipped += isinstance(found, Skipped)
        if characters > job.bounds.characters:
            raise _Swollen
        if isinstance(found, Article) and length > MOST_CHARACTERS:
            reason = f"an article may hold {MOST_CHARACTERS:,}: split it and add the parts"
            yield Skipped(found.source[:1000], f"{found.source[:1000]} holds {length:,} characters, and {reason}")
        elif isinstance(found, Article) or skipped <= MOST_SKIPPED:
            yield found
    if skipped > MOST_SKIPPED:
        name = job.original.name
        yield Skipped(name, f"{name}: {skipped - MOST_SKIPPED:,} more of what it holds gave no article: mend it")


def _length(article: Article) -> int:
    """The characters of an article with all that is said of it."""
    said = (article.id, article.title, article.text, article.source, article.outlet, article.url, article.author)
    return sum(len(words) for words in said if words)
