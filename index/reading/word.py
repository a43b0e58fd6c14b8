"""Word documents (DOCX): the words as they stand when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.article import Article
from index.reading.original import Original
from index.reading.packages import Package, opened
from index.reading.papers import Paper, article_of, wording

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHAT = "a Word document"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = frozenset(
    f"{_WORD}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "footnoteReference")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_PROGRAMS = frozenset({"python-docx", "microsoft office user", "user", "admin", "administrator", "windows user"})


def read_word(original: Original) -> Iterator[Article]:
    """One article. The day on which a file was made is not when its article was published: the text's own counts."""
    with opened(original, _WHAT) as package:
        body = package.xml(_main_part(package))
        styles = _style_names(package.xml("word/styles.xml")) if "word/styles.xml" in package.names else {}
        core = package.xml("docProps/core.xml") if "docProps/core.xml" in package.names else None
    paragraphs: list[str] = []
    title: str | None = None
    for paragraph in body.iter(f"{_WORD}p"):
        if any(ancestor.tag in _LEFT_OUT for ancestor in paragraph.iterancestors()):
            continue
        text = _words(paragraph)
        if not text.strip():
            continue
        if title is None and _style(paragraph, styles) in ("title", "heading 1"):
            title = text
        paragraphs.append(text)
    author = wording(core, f"{_DUBLIN}creator")
    paper = Paper(
        paragraphs,
        title=title or wording(core, f"{_DUBLIN}title"),
        author=None if author and author.casefold() in _PROGRAMS else author,
        language=wording(core, f"{_DUBLIN}language"),
    )
    yield article_of(original, paper)


def _main_part(package: Package) -> str:
    """The part that holds the text; most programs call it the same."""
    if "_rels/.rels" in package.names:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _words(paragraph: _Element) -> str:
    """A paragraph's words, without those of paragraphs in it: text boxes come by themselves."""
    parts: list[str] = []

    def gather(element: _Element) -> None:
        for child in element:
            if child.tag in _LEFT_OUT or child.tag == f"{_WORD}p":
                continue
            if child.tag == f"{_WORD}t":
                parts.append(child.text or "")
            elif child.tag in _SPACES:
                parts.append(_SPACES[child.tag])
            elif child.tag != f"{_WORD}txbxContent":
                gather(child)

    gather(paragraph)
    return "".join(parts)


def _style(paragraph: _Element, names: dict[str, str]) -> str | None:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    key = style.get(f"{_WORD}val") if style is not None else None
    return names.get(key, key).lower() if key else None


def _style_names(styles: _Element) -> dict[str, str]:
    """What each style is called in English, by its key, which is in the language of the program that wrote it."""
    names = {}
    for style in styles.iter(f"{_WORD}style"):
        name, key = style.find(f"{_WORD}name"), style.get(f"{_WORD}styleId")
        if name is not None and key:
            names[key] = name.get(f"{_WORD}val") or key
    return names
