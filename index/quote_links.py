"""Links that open a web page at a quote: text fragments, as the WICG's “URL Fragment Text Directives” define them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from index.article import Article, Span

_LONGEST_WHOLE = 150
_WORDS = (4, 8, 16)


def link_to(article: Article, span: Span) -> str | None:
    """The article's address, made to open at the span's words; None where the article has no address.

    A PDF opens at the page.
    """
    if not article.url:
        return None
    page = article.page(span.start)
    if page and urlsplit(article.url).path.lower().endswith(".pdf"):
        return f"{article.url.partition('#')[0]}#page={page}"
    directive = text_directive(article.text, span)
    if directive is None:
        return article.url
    return f"{article.url}{'' if '#' in article.url else '#'}:~:text={directive}"


def text_directive(text: str, span: Span) -> str | None:
    """What a browser has to look for to find the span and nothing before it; None for a span without words.

    The whole quote where it is short and in one paragraph, else its first and last words; with words before or after
    it where the same ones also stand elsewhere.
    """
    page = _Page.of(text)
    start, end = page.place(span.start), page.place(span.end)
    while start < end and page.text[start].isspace():
        start += 1
    while end > start and page.text[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    wanted = Span(start, end)
    candidate = None
    for candidate in _candidates(page.text, wanted):
        if _found(page.folded, candidate) == wanted:
            break
    return candidate.written if candidate else None


@dataclass(frozen=True, slots=True)
class _Page:
    """A text as a browser searches it: runs of white space are one space, or one line end between paragraphs."""

    text: str
    folded: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Page:
        pieces: list[str] = []
        places: list[int] = []
        for match in re.finditer(r"\s+|\S+", text):
            said = match[0]
            if said.isspace():
                pieces.append("\n" if "\n" in said else " ")
                places.append(match.start())
            else:
                pieces.append(said)
                places.extend(range(match.start(), match.end()))
        whole = "".join(pieces)
        return cls(whole, _folded(whole), tuple(places))

    def place(self, position: int) -> int:
        """Where a character of the text stands here."""
        return bisect_left(self.places, position)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The four parts of a directive; an empty one is left out."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def written(self) -> str:
        def encoded(words: str) -> str:
            return percent_encoded(words, safe="").replace("-", "%2D")

        parts = [f"{encoded(self.prefix)}-"] if self.prefix else []
        parts += [encoded(self.start)]
        parts += [encoded(self.end)] if self.end else []
        parts += [f"-{encoded(self.suffix)}"] if self.suffix else []
        return ",".join(parts)


def _candidates(text: str, span: Span) -> Iterator[_Candidate]:
    """Directives for the span, the simplest first."""
    said = span.of(text)
    starts: list[tuple[str, str]] = []
    if len(said) > _LONGEST_WHOLE or "\n" in said:
        first, last = said.split("\n", 1)[0].split(), said.rsplit("\n", 1)[-1].split()
        for count in _WORDS:
            head, tail = first[:count], last[-count:]
            if "\n" not in said and len(head) + len(tail) > len(first):  # the two would overlap
                break
            starts.append((" ".join(head), " ".join(tail)))
    starts = starts or [(said, "")]
    before, after = text[: span.start].rstrip(), text[span.end :].lstrip()
    for start, end in starts:
        yield _Candidate(start, end)
    for count in _WORDS:
        prefix = " ".join(before.rsplit("\n", 1)[-1].split()[-count:])
        suffix = " ".join(after.split("\n", 1)[0].split()[:count])
        for start, end in starts:
            yield _Candidate(start, end, suffix=suffix)
            yield _Candidate(start, end, prefix=prefix)
            yield _Candidate(start, end, prefix, suffix)


def _found(page: str, candidate: _Candidate) -> Span | None:
    """The first place where a browser would find a directive's words: whole words, of any case."""
    for start in _occurrences(page, _folded(candidate.start), 0):
        if candidate.prefix and not page[: start.start].rstrip().endswith(_folded(candidate.prefix)):
            continue
        ends = _occurrences(page, _folded(candidate.end), start.end) if candidate.end else iter((start,))
        for end in ends:
            if not candidate.suffix or page[end.end :].lstrip().startswith(_folded(candidate.suffix)):
                return Span(start.start, end.end)
            if not candidate.end:
                break
    return None


def _occurrences(page: str, words: str, position: int) -> Iterator[Span]:
    while (found := page.find(words, position)) >= 0:
        end = found + len(words)
        cut_before = found > 0 and page[found - 1].isalnum() and words[0].isalnum()
        cut_after = end < len(page) and page[end].isalnum() and words[-1].isalnum()
        if not cut_before and not cut_after:
            yield Span(found, end)
        position = found + 1


def _folded(words: str) -> str:
    """Lower case, each character still in its place."""
    lower = words.lower()
    return lower if len(lower) == len(words) else "".join(c.lower() if len(c.lower()) == 1 else c for c in words)
