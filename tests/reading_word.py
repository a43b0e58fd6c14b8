"""Word and OpenDocument texts as their programs show them: hidden words, deleted paragraph ends, notes, properties."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.article import Article
from index.reading import Skipped, read_source
from index.reading.accounts import person
from tests.documents import zip_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECRET = "The director will be dismissed on Friday."
HIDDEN = f"<w:t>{SECRET} </w:t>"
SHOWN = "<w:r><w:t>The board meets on Monday at noon.</w:t></w:r>"


def word(path: Path, body: str, styles: str = "", members: dict[str, str] | None = None) -> Article | Skipped:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        **(members or {}),
    }
    (found,) = read_source(zip_of(path, {name: content.encode() for name, content in parts.items()}))
    return found


def article(found: Article | Skipped) -> Article:
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("run", "style", "styles"),
    [
        (f"<w:r><w:rPr><w:vanish/></w:rPr>{HIDDEN}</w:r>", "", ""),
        (f'<w:r><w:rPr><w:vanish w:val="true"/></w:rPr>{HIDDEN}</w:r>', "", ""),
        (f'<w:hyperlink><w:r><w:rPr><w:b/><w:vanish w:val="1"/></w:rPr>{HIDDEN}</w:r></w:hyperlink>', "", ""),
        (
            f'<w:r><w:rPr><w:rStyle w:val="Verborgen"/></w:rPr>{HIDDEN}</w:r>',
            "",
            '<w:style w:styleId="Verborgen"><w:rPr><w:vanish/></w:rPr></w:style>',
        ),
        (
            f'<w:r><w:rPr><w:rStyle w:val="B"/></w:rPr>{HIDDEN}</w:r>',
            "",
            '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
        ),
        (f"<w:ins><w:r><w:rPr><w:vanish/></w:rPr>{HIDDEN}</w:r></w:ins>", "", ""),
    ],
)
def test_what_word_hides_is_left_out_and_told(tmp_path: Path, run: str, style: str, styles: str) -> None:
    path = tmp_path / "a.docx"
    found = article(word(path, f"<w:p>{run}{SHOWN}</w:p>{style}", styles))
    assert found.text == "The board meets on Monday at noon."
    assert found.remarks == (f"{path}: left out {len(SECRET) + 1} characters that Word hides",)


def test_a_hidden_paragraph_style_hides_all_but_what_says_otherwise(tmp_path: Path) -> None:
    styles = '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>The board meets.</w:t></w:r>'
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r>{HIDDEN}</w:r>{shown}</w:p>'
    assert article(word(tmp_path / "a.docx", paragraph, styles)).text == "The board meets."


def test_what_is_not_hidden_is_read(tmp_path: Path) -> None:
    for off in ("0", "false", "off"):
        run = f'<w:r><w:rPr><w:vanish w:val="{off}"/></w:rPr><w:t>It meets.</w:t></w:r>'
        found = article(word(tmp_path / "a.docx", f"<w:p>{run}</w:p>"))
        assert (found.text, found.remarks) == ("It meets.", ())
    web = "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>It meets.</w:t></w:r>"
    assert article(word(tmp_path / "a.docx", f"<w:p>{web}</w:p>")).text == "It meets."


MARK = "<w:pPr><w:rPr><w:{}/></w:rPr></w:pPr>"


@pytest.mark.parametrize("mark", ['del w:id="1" w:author="a"', "moveFrom", "vanish"])
def test_a_paragraph_whose_end_is_gone_runs_on(tmp_path: Path, mark: str) -> None:
    body = (
        f"<w:p>{MARK.format(mark)}<w:r><w:t>The port will </w:t></w:r></w:p>"
        f"<w:p>{MARK.format(mark)}<w:r><w:t>pay nine </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>million euros.</w:t></w:r></w:p><w:p><w:r><w:t>It closed.</w:t></w:r></w:p>"
    )
    assert article(word(tmp_path / "a.docx", body)).text == "The port will pay nine million euros.\n\nIt closed."


def test_a_last_paragraph_and_a_cell_run_on_into_nothing(tmp_path: Path) -> None:
    gone = MARK.format("del")
    cell = f"<w:tc><w:p>{gone}<w:r><w:t>{{}}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('One')}{cell.format('Two')}</w:tr></w:tbl>"
    last = f"<w:p>{gone}<w:r><w:t>Last.</w:t></w:r></w:p>"
    assert article(word(tmp_path / "a.docx", table + last)).text == "One\n\nTwo\n\nLast."


def test_deleted_rows_and_cells_are_gone(tmp_path: Path) -> None:
    row = "<w:tr>{}<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    rows = (
        row.format("", "", "Kept")
        + row.format("<w:trPr><w:del/></w:trPr>", "", "Row")
        + row.format("", "<w:tcPr><w:cellDel/></w:tcPr>", "Cell")
    )
    assert article(word(tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>")).text == "Kept"


def test_notes_and_comments_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    note = "<w:{0}><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:{0}>"
    members = {
        "word/footnotes.xml": f"<w:footnotes {W}>{note.format('footnote', '')}{note.format('footnote', 'See page 3.')}"
        f"{note.format('footnote', 'Ibid.')}</w:footnotes>",
        "word/comments.xml": f"<w:comments {W}>{note.format('comment', 'Is this so?')}</w:comments>",
    }
    found = article(word(path, f"<w:p>{SHOWN}</w:p>", members=members))
    assert found.remarks == (f"{path}: left out 2 footnotes and 1 comment",)


def open_document(path: Path, body: str, styles: str = "") -> Article | Skipped:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("text", "office", "style")
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    (found,) = read_source(path)
    return found


HIDING = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'


@pytest.mark.parametrize(
    "hidden",
    [
        f'<text:p>Shown. <text:span text:style-name="T1">{SECRET}</text:span></text:p>',
        f'<text:p>Shown.</text:p><text:p text:style-name="T1">{SECRET}</text:p>',
        f'<text:p>Shown.</text:p><text:section text:display="none"><text:p>{SECRET}</text:p></text:section>',
        f'<text:p>Shown.</text:p><text:p><text:hidden-paragraph text:is-hidden="true"/>{SECRET}</text:p>',
    ],
)
def test_what_an_open_document_hides(tmp_path: Path, hidden: str) -> None:
    path = tmp_path / "a.odt"
    found = article(open_document(path, hidden, HIDING))
    assert found.text == "Shown."
    assert found.remarks == (f"{path}: left out {len(SECRET)} characters that the document hides",)


@pytest.mark.parametrize(
    "name",
    [
        "office-2007", "e516160", "Administrator", "python-docx", "Microsoft Office User", "Windows User", "jsmith",
        "HP", "user", "DELL", "Benutzer", "Utilisateur Windows", "jane.roe@ledger.example",
        "CORP\\jroe", "Registered User",
        "LAPTOP-4QX", "Owner", "Toshiba", "", "Пользователь Windows", "desk 2",
    ],
)  # fmt: skip
def test_an_accounts_name_is_no_author(name: str) -> None:
    assert person(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Jane Roe", "A. Typist", "Roe, Jane", "Ludwig van der Berg", "JANE ROE", "Jane Roe; John Doe", "Иван Петров",
        "Jane Roe and John Doe", "王小明", "José-María Núñez", "Jean d’Ormesson", "Dr. Jane Roe",
    ],
)  # fmt: skip
def test_people_are_authors(name: str) -> None:
    assert person(name) == name
