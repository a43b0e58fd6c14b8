"""PDF, by PDFium: the text with its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from index.article import Article, Span, article_id, clean_text
from index.errors import SourceError
from index.reading.accounts import person
from index.reading.content import SAVE_TEXT, read_bytes
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original
from index.reading.pdf.layout import Layout
from index.reading.pdf.pages import Pages

if TYPE_CHECKING:
    from index.reading.pdf.recognising import Recogniser

_MOST_PAGES = 20_000
_LOCK = Lock()  # PDFium serves one thread at a time
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled\b.*|document\d*|about:blank|https?://.*|title|"
    r".*\.(?:docx?|pdf|indd|qxd|qxp|html?|tex|dvi|odt|rtf|txt)|\S+\.[a-z][a-z0-9]{1,4}|[\d\W_]*)",
    re.IGNORECASE,
)


def read_pdf(original: Original, recogniser: Recogniser | None = None) -> Iterator[Article]:
    """One article, which knows where its pages begin. Pages without a text are read by the recogniser, if there is one.

    A PDF's own date is that of the file and not of what it says, so a date counts only where the text gives one.
    """
    with _LOCK:
        contents = _contents(original, recogniser)
    layout = contents.layout
    text = clean_text(layout.text)
    head = read_head(text, layout.tables)
    draft = Draft(
        text=text,
        title=_title(contents.title, layout) or head.headline or readable(original.stem),
        author=head.author or person(contents.author),
        published=head.published,
        url=layout.address,
        page_starts=layout.page_starts,
        recognised=contents.recognised,
        remarks=contents.remarks,
    )
    yield draft.article(article_id(original.key, original.stem), original.name)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file holds. `title` and `author` are what its properties name."""

    layout: Layout
    title: str | None
    author: str | None
    recognised: tuple[Span, ...]
    remarks: tuple[str, ...]


def _contents(original: Original, recogniser: Recogniser | None) -> _Contents:
    """The text, and what was left out of it. Raises SourceError."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(read_bytes(original))
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY):
            raise SourceError(
                f"{original} is encrypted and asks for a password: save it without one and add that"
            ) from error
        raise SourceError(f"{original} is a PDF, and damaged or cut short: get it again and add it") from error
    try:
        pages = Pages()
        if len(document) > _MOST_PAGES:
            raise SourceError(f"{original} has more than {_MOST_PAGES:,} pages: split it and add the parts")
        for number in range(len(document)):
            page = document[number]
            try:
                pages.add(page)
            finally:
                page.close()
        if recogniser:
            pages.recognise(document, recogniser, original)
        title, author = (document.get_metadata_value(name) for name in ("Title", "Author"))
        layout = pages.layout(original)
        return _Contents(layout, title, author, pages.recognised(layout), pages.remarks(original))
    except pdfium.PdfiumError as error:
        raise SourceError(f"{original} is a PDF with a page that cannot be read: {SAVE_TEXT}") from error
    finally:
        document.close()


def _title(named: str | None, layout: Layout) -> str | None:
    """The title that the properties name, unless it is a program's or a file's, or an older one: what is printed in
    large letters on the first page counts more than what is not printed there at all."""
    headline = layout.headline
    if not named or _NO_TITLE.fullmatch(named.strip()):
        return headline
    without_outlet = re.sub(r"(?<=\S)\s+[|–—-]\s+[^|–—-]+$", "", named)
    if headline and (_begins(named, headline) or _begins(headline, without_outlet)):
        return headline
    printed = _folded(without_outlet) in _folded(layout.first_page)
    return named if printed or not headline else headline


def _folded(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def _begins(whole: str, start: str) -> bool:
    return whole.casefold().startswith(start.casefold())
