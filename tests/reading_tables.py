"""Tables whose rows do not fit their header, as spreadsheets and careless programs write them: read whole, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.article import Article
from index.reading import Skipped, read_source

SAID = "The bridge, they say, is shut until June."


def read(tmp_path: Path, content: str, name: str = "a.csv", encoding: str = "utf-8") -> list[Article | Skipped]:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return list(read_source(path))


def texts(found: list[Article | Skipped]) -> list[str]:
    return [item.text for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"title,text,date\nBridge,{SAID},2025-03-04\nQuay,The quay is open.,2025-03-05\n", "a.csv"),
        (f"title;text;date\nBridge;{SAID.replace(',', ';')};2025-03-04\nQuay;The quay is open.;2025-03-05\n", "a.csv"),
        ("title\ttext\nBridge\tIt is\tshut until June.\nQuay\tThe quay is open.\n", "a.tsv"),
        ("title|text\nBridge|It is | shut until June.\nQuay|The quay is open.\n", "a.csv"),
        (f"text,title\n{SAID},Bridge\nThe quay is open.,Quay\n", "a.csv"),
    ],
)
def test_a_row_with_more_cells_than_the_header_is_told_and_not_cut(tmp_path: Path, content: str, name: str) -> None:
    found = read(tmp_path, content, name)
    assert texts(found) == ["The quay is open."]
    (reason,) = reasons(found)
    assert reason.startswith(f"{tmp_path / name}, line 2: ")
    assert "cells where the header names" in reason


@pytest.mark.parametrize("behind", [",", ",,,", ", ,"])
def test_empty_cells_at_a_rows_end_say_nothing(tmp_path: Path, behind: str) -> None:
    found = read(tmp_path, f'title,text\nBridge,"{SAID}"{behind}\n')
    assert texts(found) == [SAID]
    assert reasons(found) == []


@pytest.mark.parametrize(
    ("first", "separator", "encoding"),
    [
        ("sep=;", ";", "utf-8"),
        ("sep=,", ",", "utf-8"),
        ("sep=\t", "\t", "utf-8-sig"),
        ('"sep=;"', ";", "cp1252"),
        ("SEP=|", "|", "utf-16"),
        ("sep=^", "^", "utf-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_excels_own_first_line_names_the_separator(
    tmp_path: Path, first: str, separator: str, encoding: str, end: str
) -> None:
    rows = [first, separator.join(("title", "text", "date")), separator.join(("Brücke", "It is shut.", "2025-03-04"))]
    (found,) = read(tmp_path, end.join([*rows, ""]), encoding=encoding)
    assert isinstance(found, Article)
    assert (found.title, found.text, str(found.published)) == ("Brücke", "It is shut.", "2025-03-04")


def test_lines_are_counted_as_they_stand_in_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, 'sep=,\ntitle,text\n"Two\nlines",One.\nQuay,a,b\n')
    assert texts(found) == ["One."]
    assert reasons(found)[0].startswith(f"{tmp_path / 'a.csv'}, line 5: 3 cells where the header names 2")


@pytest.mark.parametrize(
    "rows",
    [
        'Quay,"The quay is open.\nPort,The port is shut.\n',
        'Quay,"The quay is open.\nPort,The port is shut.\nPier,The pier is shut.\n',
    ],
)
def test_a_quotation_mark_that_never_closes_does_not_swallow_rows_in_silence(tmp_path: Path, rows: str) -> None:
    found = read(tmp_path, f"title,text\nBridge,It is shut.\n{rows}")
    assert texts(found) == ["It is shut."]
    (reason,) = reasons(found)
    assert f"lines 3–{2 + rows.count(chr(10))}: a quotation mark opens a cell and none closes it" in reason


def test_inches_and_paragraphs_in_cells_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, 'title,text\nPipe,A 5" pipe burst.\nQuay,"One.\n\nTwo, ""he"" said."\n')
    assert texts(found) == ['A 5" pipe burst.', 'One.\n\nTwo, "he" said.']
