"""Word documents (DOCX): the words as they stand when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.article import Article
from index.reading.accounts import person
from index.reading.original import Original
from index.reading.packages import Package, opened
from index.reading.papers import Paper, article_of, wording
from index.reading.word_styles import Styles, is_set

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHAT = "a Word document"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = frozenset(
    f"{_WORD}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "footnoteReference")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_BESIDE = (f"{_WORD}p", f"{_WORD}tbl", f"{_WORD}sdt")
_GONE_MARKS = tuple(f"{_WORD}pPr/{_WORD}rPr/{_WORD}{name}" for name in ("del", "moveFrom"))
_GONE_ROWS = tuple(f"{_WORD}trPr/{_WORD}{name}" for name in ("del", "moveFrom"))
_GONE_CELL = f"{_WORD}tcPr/{_WORD}cellDel"
_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


def read_word(original: Original) -> Iterator[Article]:
    """One article. The day on which a file was made is not when its article was published: the text's own counts."""
    with opened(original, _WHAT) as package:
        body = package.xml(_main_part(package))
        styles = Styles(package.xml("word/styles.xml") if "word/styles.xml" in package.names else None)
        core = package.xml("docProps/core.xml") if "docProps/core.xml" in package.names else None
        notes = [told for part, what in _NOTES.items() if (told := _noted(package, part, what))]
    reading = _Reading(styles)
    for paragraph in body.iter(f"{_WORD}p"):
        reading.add(paragraph)
    hidden = [f"{reading.hidden:,} characters that Word hides"] if reading.hidden else []
    paper = Paper(
        reading.paragraphs,
        title=reading.title or wording(core, f"{_DUBLIN}title"),
        author=person(wording(core, f"{_DUBLIN}creator")),
        language=wording(core, f"{_DUBLIN}language"),
        left_out=(*hidden, *notes),
    )
    yield article_of(original, paper)


class _Reading:
    """A document's paragraphs as they are found. `title` is the first that is styled as one, `hidden` how many
    characters Word does not show."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._begun = ""
        self.paragraphs: list[str] = []
        self.title: str | None = None
        self.hidden = 0

    def add(self, paragraph: _Element) -> None:
        if any(_is_gone(ancestor) for ancestor in paragraph.iterancestors()):
            return
        text = self._begun + self._words(paragraph)
        self._begun = ""
        if self._runs_on(paragraph):
            self._begun = text
            return
        if not text.strip():
            return
        if self.title is None and self._styles.name(paragraph) in ("title", "heading 1"):
            self.title = text
        self.paragraphs.append(text)

    def _runs_on(self, paragraph: _Element) -> bool:
        """Whether the paragraph's end is deleted or hidden, and another paragraph follows that it runs on into."""
        following = next((one for one in paragraph.itersiblings() if one.tag in _BESIDE), None)
        if following is None or following.tag != f"{_WORD}p":
            return False
        marks = paragraph.find(f"{_WORD}pPr/{_WORD}rPr")
        gone = any(paragraph.find(mark) is not None for mark in _GONE_MARKS)
        return gone or (marks is not None and is_set(marks, "vanish") is True)

    def _words(self, paragraph: _Element) -> str:
        """A paragraph's words, without those of paragraphs in it: text boxes come by themselves."""
        parts: list[str] = []

        def gather(element: _Element, hides: bool) -> None:
            for child in element:
                if child.tag in _LEFT_OUT or child.tag == f"{_WORD}p":
                    continue
                if child.tag == f"{_WORD}t":
                    if hides:
                        self.hidden += len(child.text or "")
                    else:
                        parts.append(child.text or "")
                elif child.tag in _SPACES:
                    parts.append("" if hides else _SPACES[child.tag])
                elif child.tag == f"{_WORD}r":
                    gather(child, self._styles.hides(paragraph, child))
                elif child.tag != f"{_WORD}txbxContent":
                    gather(child, hides)

        gather(paragraph, False)
        return "".join(parts)


def _is_gone(element: _Element) -> bool:
    """Whether what is in this element goes with the tracked changes: rows and cells of tables say it of themselves."""
    if element.tag == f"{_WORD}tr":
        return any(element.find(mark) is not None for mark in _GONE_ROWS)
    return element.tag in _LEFT_OUT or (element.tag == f"{_WORD}tc" and element.find(_GONE_CELL) is not None)


def _noted(package: Package, part: str, what: str) -> str | None:
    """How many notes of a kind the document has; None where it has none. Rules above notes are no notes."""
    name = f"word/{part}.xml"
    if name not in package.names:
        return None
    notes = [note for note in package.xml(name).iter(f"{_WORD}{what}") if "".join(note.itertext()).strip()]
    return f"{len(notes):,} {what}{'s' * (len(notes) > 1)}" if notes else None


def _main_part(package: Package) -> str:
    """The part that holds the text; most programs call it the same."""
    if "_rels/.rels" in package.names:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"
