"""A quote with its citation in the forms that people paste: plain, Markdown, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from qa.answer import Citation
from qa.dates.days import day_in_words

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~!])")
NAMES = {"plain": "Plain text", "markdown": "Markdown", "bibtex": "BibTeX", "csl": "CSL-JSON"}
"""The forms, by the names that people know them by."""


def forms(citation: Citation) -> Mapping[str, str]:
    """The quote with its citation in each form, by the keys of `NAMES`."""
    return {
        "plain": _plain(citation),
        "markdown": _markdown(citation),
        "bibtex": _bibtex(citation),
        "csl": json.dumps([_csl(citation)], ensure_ascii=False, indent=2),
    }


def _said_by(citation: Citation) -> str | None:
    return citation.speaker.name if citation.speaker else None


def _facts(citation: Citation) -> list[str]:
    """Who said it, and the outlet, byline, day and page, of which each may be unknown; the title lies between."""
    article = citation.article
    when = day_in_words(article.published) if article.published else None
    page = f"p. {citation.page}" if citation.page else None
    return [fact for fact in (article.outlet, article.author, when, page) if fact]


def _quoted(quote: str) -> str:
    """In quotation marks, unless it brings its own."""
    flat = " ".join(quote.split())
    return flat if flat[:1] in '“"‘«„' else f"“{flat}”"


def _plain(citation: Citation) -> str:
    speaker = _said_by(citation)
    source = ", ".join([f"“{citation.article.title}”", *_facts(citation)])
    link = f"\n{citation.link}" if citation.link else ""
    return f"{_quoted(citation.quote)}\n— {f'{speaker}, in ' if speaker else ''}{source}{link}"


def _markdown(citation: Citation) -> str:
    def plain(text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", text)

    title = plain(citation.article.title)
    linked = f"[{title}](<{citation.link}>)" if citation.link else title
    speaker = _said_by(citation)
    source = ", ".join([linked, *map(plain, _facts(citation))])
    quote = "\n> ".join(plain(line) for line in citation.quote.split("\n"))
    return f"> {quote}\n>\n> — {f'{plain(speaker)}, in ' if speaker else ''}{source}"


def _bibtex(citation: Citation) -> str:
    article = citation.article
    fields = {
        "title": article.title,
        "author": article.author,
        "journal": article.outlet,
        "date": article.published.isoformat() if article.published else None,
        "pages": str(citation.page) if citation.page else None,
        "note": " ".join(citation.quote.split()),
    }
    written = [f"  {name} = {{{value.translate(_BIBTEX)}}}" for name, value in fields.items() if value]
    if article.url:
        written.append(f"  url = {{{article.url}}}")
    return f"@article{{{article.id},\n" + ",\n".join(written) + "\n}"


def _csl(citation: Citation) -> dict[str, object]:
    article = citation.article
    published = article.published
    fields: dict[str, object | None] = {
        "id": article.id,
        "type": "article-newspaper",
        "title": article.title,
        "container-title": article.outlet,
        "author": [{"literal": article.author}] if article.author else None,
        "issued": {"date-parts": [[published.year, published.month, published.day]]} if published else None,
        "URL": article.url,
        "page": str(citation.page) if citation.page else None,
        "language": article.language,
        "note": citation.quote,
    }
    return {name: value for name, value in fields.items() if value}
