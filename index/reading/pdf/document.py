"""PDF, by PDFium: the text with its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.content import SAVE_TEXT, read_bytes
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original
from index.reading.pdf.layout import Layout, lay_out
from index.reading.pdf.lines import lines_of_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_PAGES = 20_000
_LOCK = Lock()  # PDFium serves one thread at a time
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled\b.*|document\d*|about:blank|https?://.*|title|"
    r".*\.(?:docx?|pdf|indd|qxd|qxp|html?|tex|dvi|odt|rtf|txt)|[\d\W_]*)",
    re.IGNORECASE,
)
_NOT_LETTERS = re.compile("[\ufffd\ue000-\uf8ff]")


def read_pdf(original: Original) -> Iterator[Article]:
    """One article, which knows where its pages begin.

    A PDF's own date is that of the file and not of what it says, so a date counts only where the text gives one.
    """
    with _LOCK:
        layout, title, author = _contents(original)
    text = clean_text(layout.text)
    head = read_head(text)
    headline = layout.headline or head.headline
    draft = Draft(
        text=text,
        title=_title(title, headline) or readable(original.stem),
        author=head.author or author,
        published=head.published,
        url=layout.address,
        page_starts=layout.page_starts,
    )
    yield draft.article(article_id(original.key, original.stem), original.name)


def _contents(original: Original) -> tuple[Layout, str | None, str | None]:
    """The text, and the title and author that the file's properties name. Raises SourceError."""
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
        return _layout(original, document), *(document.get_metadata_value(name) for name in ("Title", "Author"))
    except pdfium.PdfiumError as error:
        raise SourceError(f"{original} is a PDF with a page that cannot be read: {SAVE_TEXT}") from error
    finally:
        document.close()


def _layout(original: Original, document: PdfDocument) -> Layout:
    if len(document) > _MOST_PAGES:
        raise SourceError(f"{original} has more than {_MOST_PAGES:,} pages: split it and add the parts")
    pages = []
    for number in range(len(document)):
        page = document[number]
        try:
            pages.append(lines_of_page(page))
        finally:
            page.close()
    layout = lay_out(pages)
    letters = sum(map(str.isalnum, layout.text))
    if letters < 2 * len(pages):
        raise SourceError(
            f"{original} holds pictures of pages and no text: run text recognition over it (OCR) and add the result"
        )
    if len(_NOT_LETTERS.findall(layout.text)) > 0.2 * len(layout.text):
        raise SourceError(
            f"{original} does not tell which letters its fonts show: run text recognition over it (OCR) and add that"
        )
    return layout


def _title(named: str | None, headline: str | None) -> str | None:
    """The title that the properties name, unless it is a program's or a file's, or the headline and then some."""
    if not named or _NO_TITLE.fullmatch(named.strip()):
        return headline
    without_outlet = re.sub(r"(?<=\S)\s+[|–—-]\s+[^|–—-]+$", "", named)
    if headline and (_begins(named, headline) or _begins(headline, without_outlet)):
        return headline
    return named


def _begins(whole: str, start: str) -> bool:
    return whole.casefold().startswith(start.casefold())
