"""PDF, by PDFium: the text with its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from index.article import Article, article_id, clean_text
from index.errors import SourceError
from index.reading.accounts import person
from index.reading.content import SAVE_TEXT, read_bytes
from index.reading.draft import Draft, readable
from index.reading.head import read_head
from index.reading.original import Original
from index.reading.pdf.layout import Layout, lay_out
from index.reading.pdf.lines import PageLine, text_of_page
from index.reading.pdf.pictures import is_picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_MOST_PAGES = 20_000
_LOCK = Lock()  # PDFium serves one thread at a time
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled\b.*|document\d*|about:blank|https?://.*|title|"
    r".*\.(?:docx?|pdf|indd|qxd|qxp|html?|tex|dvi|odt|rtf|txt)|\S+\.[a-z][a-z0-9]{1,4}|[\d\W_]*)",
    re.IGNORECASE,
)
_MOST_CIPHERS = 0.2
"""Of a page's characters, that stand for no letters."""

_NOT_LETTERS = re.compile("[\ufffd\ue000-\uf8ff]")


def read_pdf(original: Original) -> Iterator[Article]:
    """One article, which knows where its pages begin.

    A PDF's own date is that of the file and not of what it says, so a date counts only where the text gives one.
    """
    with _LOCK:
        contents = _contents(original)
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
        remarks=contents.remarks,
    )
    yield draft.article(article_id(original.key, original.stem), original.name)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file holds. `title` and `author` are what its properties name."""

    layout: Layout
    title: str | None
    author: str | None
    remarks: tuple[str, ...]


def _contents(original: Original) -> _Contents:
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
        pages = _Pages()
        if len(document) > _MOST_PAGES:
            raise SourceError(f"{original} has more than {_MOST_PAGES:,} pages: split it and add the parts")
        for number in range(len(document)):
            page = document[number]
            try:
                pages.add(page)
            finally:
                page.close()
        title, author = (document.get_metadata_value(name) for name in ("Title", "Author"))
        return _Contents(pages.layout(original), title, author, pages.remarks(original))
    except pdfium.PdfiumError as error:
        raise SourceError(f"{original} is a PDF with a page that cannot be read: {SAVE_TEXT}") from error
    finally:
        document.close()


class _Pages:
    """The lines of a file's pages, one after the other, and which pages hold what is no text."""

    def __init__(self) -> None:
        self._lines: list[list[PageLine]] = []
        self._pictures: list[int] = []
        self._ciphers: list[int] = []
        self._askew: list[int] = []
        self._letters_askew = 0

    def add(self, page: PdfPage) -> None:
        text, number = text_of_page(page), len(self._lines) + 1
        written = "".join(line.text for line in text.lines)
        if len(_NOT_LETTERS.findall(written)) > _MOST_CIPHERS * len(written):
            self._ciphers.append(number)
        elif is_picture(page, text.lines):
            self._pictures.append(number)
        if text.left_out:
            self._askew.append(number)
            self._letters_askew += text.left_out
        self._lines.append(text.lines)

    def layout(self, original: Original) -> Layout:
        """The text, without the pages whose fonts don't tell their letters. Raises SourceError where none is left."""
        lines = [[] if number in self._ciphers else page for number, page in enumerate(self._lines, start=1)]
        layout = lay_out(lines)
        if sum(map(str.isalnum, layout.text)) >= 2 * len(lines):
            return layout
        if len(self._ciphers) > len(self._pictures):
            raise SourceError(
                f"{original} does not tell which letters its fonts show: run text recognition over it (OCR) and add "
                "that"
            )
        raise SourceError(
            f"{original} holds pictures of pages and no text: run text recognition over it (OCR) and add the result"
        )

    def remarks(self, original: Original) -> tuple[str, ...]:
        count = len(self._lines)
        told = []
        if self._pictures:
            told.append(
                f"{original}: {_pages(self._pictures)} of {count:,} left out, as pictures without text: run text "
                "recognition over the file (OCR) and add the result"
            )
        if self._ciphers:
            told.append(
                f"{original}: {_pages(self._ciphers)} of {count:,} left out, as the fonts do not tell which letters "
                "they show: run text recognition over the file (OCR) and add the result"
            )
        if self._askew:
            letters = f"{self._letters_askew:,} letter{'s' * (self._letters_askew > 1)}"
            told.append(f"{original}: {letters} left out that run askew or sideways on {_pages(self._askew)}")
        return tuple(told)


def _pages(numbers: Sequence[int]) -> str:
    """Rising page numbers as people write them: “page 3”, or “pages 3, 7–9”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'s' * (len(numbers) > 1)} {written}"


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
