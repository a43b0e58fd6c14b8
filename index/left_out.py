"""What of a source is not searched is told, with how much, where it is much."""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Article

_MOST_TOLD = 20
_MUCH = 0.25
_MUCH_PASSED_OVER = 0.1
_FEW = 300


class LeftOut:
    """Counts what was left out of the articles that were added, and tells of those that lost much."""

    def __init__(self) -> None:
        self.characters = 0
        self.set_apart = 0
        self.passed_over = 0
        self._sentences: list[str] = []
        self._more = 0

    def note(self, article: Article) -> None:
        """Counts an article. Of the first few that lost much, a sentence is kept."""
        self.characters += len(article.text)
        self.set_apart += article.set_apart
        self.passed_over += article.passed_over
        for sentence in left_out_of(article):
            if len(self._sentences) < _MOST_TOLD:
                self._sentences.append(sentence)
            else:
                self._more += 1

    def sentences(self) -> tuple[str, ...]:
        more = (f"as much was left out of {self._more:,} more articles",) if self._more else ()
        return (*self._sentences, *more)


def left_out_of(article: Article) -> Iterator[str]:
    """A sentence, without its full stop, for what was left out of the article where it is much of it."""
    whole, apart, beside = len(article.text), article.set_apart, article.passed_over
    if apart >= max(_FEW, _MUCH * whole):
        yield (
            f"{article.source}: {apart:,} of {whole:,} characters ({100 * apart / whole:.0f} %) were taken for "
            "captions, credits, related stories and the like, and are not searched: "
            f"onrecord show {article.id} shows them dimmed"
        )
    if beside >= max(_FEW, _MUCH_PASSED_OVER * whole):
        yield (
            f"{article.source}: the page holds {beside:,} characters of sentences beside the {whole:,} that were taken "
            "for its article: if they belong to it, save its text as a .txt file and add that"
        )
