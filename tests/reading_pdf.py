"""PDFs of other programs: turned pages, scans among text, numbers in margins, footnotes, properties, tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.article import Article, Span
from index.library import Library
from index.reading import Skipped, read_source
from qa.answer import Citation
from tests.conftest import Place
from tests.documents import Printed, printed_pdf, set_lines
from tests.toy import ToyEmbedder

PROSE = (
    "The harbour bridge of Port Averil was shut on Friday after a freighter struck",
    "one of its piers, and the harbour master said that nobody would cross before",
    "it was safe. Engineers expect the repairs to last three weeks at the least.",
)
WORDS = " ".join(PROSE)
SIDEWAYS = "The annual dredging contract cost 4.7 million euros, the auditor found in March."


def read(path: Path) -> Article | Skipped:
    (found,) = read_source(path)
    return found


def article(path: Path) -> Article:
    found = read(path)
    assert isinstance(found, Article), found
    return found


# Turned pages


TURNED = {
    "drawn upwards, shown upright": Printed(set_lines(PROSE, top=500), 90, "0 1 -1 0 612 0"),
    "drawn downwards, shown upright": Printed(set_lines(PROSE, top=500), 270, "0 -1 1 0 0 792"),
    "upside down, shown upright": Printed(set_lines(PROSE), 180, "-1 0 0 -1 612 792"),
    "drawn upwards, shown so": Printed(set_lines(PROSE, top=500), 0, "0 1 -1 0 612 0"),
    "drawn upright, shown turned": Printed(set_lines(PROSE), 90),
    "in a box that begins elsewhere": Printed(set_lines(PROSE, top=500), 90, "0 1 -1 0 712 100", "100 100 712 892"),
    "a little askew, as scanners see it": Printed(set_lines(PROSE), 0, "0.9998 -0.02 0.02 0.9998 0 0"),
}


@pytest.mark.parametrize("page", TURNED.values(), ids=TURNED)
def test_text_is_read_however_its_page_is_turned(tmp_path: Path, page: Printed) -> None:
    upright = Printed(set_lines(("Report on the harbour", "", "The books are in order, she said.")))
    found = article(printed_pdf(tmp_path / "a.pdf", [upright, page]))
    assert WORDS in found.text
    assert found.page(found.text.index(WORDS)) == 2
    assert found.remarks == ()
    alone = article(printed_pdf(tmp_path / "b.pdf", [page]))
    assert alone.text == WORDS


def test_a_wide_table_that_is_set_sideways_among_text_is_read_after_it(tmp_path: Path) -> None:
    turned = "".join(f"q 0 1 -1 0 612 0 cm BT /F 11 Tf 72 {y} Td ({SIDEWAYS}) Tj ET Q\n" for y in (100, 86))
    found = article(printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(PROSE * 3), stamp=turned)]))
    assert found.text.startswith(WORDS)
    assert found.text.count(SIDEWAYS) == 2
    assert found.remarks == ()


@pytest.mark.parametrize("matrix", ["0 1 -1 0 40 200", "0.7 0.7 -0.7 0.7 200 200"])
def test_stamps_in_the_margin_and_watermarks_are_left_out_and_told(tmp_path: Path, matrix: str) -> None:
    stamp = f"q {matrix} cm BT /F 20 Tf 0 0 Td (Draft 2401) Tj ET Q\n"
    path = printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(PROSE)), Printed(set_lines(PROSE), stamp=stamp)])
    found = article(path)
    assert "Draft" not in found.text
    assert found.remarks == (f"{path}: 9 letters left out that run askew or sideways on page 2",)


# Pictures


def test_scans_among_pages_of_text_are_told(tmp_path: Path) -> None:
    text, scan = Printed(set_lines(PROSE)), Printed(picture=True)
    stamped = Printed(set_lines(("AB 0001",)), picture=True)
    path = printed_pdf(tmp_path / "a.pdf", [text, scan, text, scan, stamped, scan, Printed()])
    (remark,) = article(path).remarks
    assert remark.startswith(f"{path}: pages 2, 4–6 of 7 left out, as pictures without text")


def test_text_that_was_turned_into_shapes_is_told(tmp_path: Path) -> None:
    shapes = "".join(f"{x} 100 m {x + 2} 110 l {x + 4} 100 l f\n" for x in range(100, 400, 2))
    path = printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(PROSE)), Printed(stamp=shapes)])
    assert "page 2 of 2 left out" in article(path).remarks[0]


def test_a_hyphen_behind_a_number_parts_no_word(tmp_path: Path) -> None:
    lines = (
        "Nurses voted to end their 25-",
        "day strike, and to re-",
        "turn to the wards on Mon-",
        "day, the union said.",
    )
    found = article(printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(lines))]))
    assert found.text == (
        "Nurses voted to end their 25-day strike, and to return to the wards on Monday, the union said."
    )


def test_a_headline_that_is_broken_at_a_hyphen_is_whole(tmp_path: Path) -> None:
    head = ((72, 740, 20, "Northmere nurses vote to end 25-"), (72, 716, 20, "day strike over night shifts"))
    page = Printed((*head, *set_lines(PROSE, top=680)))
    found = article(printed_pdf(tmp_path / "a.pdf", [page], Title="Northmere nurses vote to end 25-day strike - Post"))
    assert found.title == "Northmere nurses vote to end 25-day strike over night shifts"


def test_a_picture_beside_text_is_no_scan(tmp_path: Path) -> None:
    assert article(printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(PROSE), picture=True)])).remarks == ()


def test_scans_with_nothing_but_numbers_on_them_are_pictures(tmp_path: Path) -> None:
    pages = [Printed(set_lines((f"AB 000{number}",)), picture=True) for number in range(1, 6)]
    found = read(printed_pdf(tmp_path / "a.pdf", pages))
    assert isinstance(found, Skipped)
    assert "pictures of pages" in found.reason


def test_what_was_recognised_in_a_scan_is_marked(tmp_path: Path) -> None:
    """As Tesseract, Acrobat and FineReader write it: the letters unseen, over or under the picture."""
    unseen = "BT 3 Tr /F 11 Tf 72 700 Td (It was shut in 1911, said Ida Ros of the port.) Tj ET\n"
    pages = [Printed(set_lines(PROSE)), Printed(picture=True, stamp=unseen), Printed(set_lines(PROSE), picture=True)]
    path = printed_pdf(tmp_path / "a.pdf", pages)
    found = article(path)
    (span,) = found.recognised
    assert span.of(found.text).strip() == "It was shut in 1911, said Ida Ros of the port."
    assert found.remarks[0].startswith(f"{path}: page 2 of 3 read as a program recognised")
    places = [Span(at, at + 9) for at in (0, found.text.index("It was"))]
    cited = [Citation(1, found, place, place.of(found.text), 1.0) for place in places]
    assert [citation.as_dict()["recognised"] for citation in cited] == [False, True]
    assert "recognised text" in cited[1].label
    assert "recognised text" not in cited[0].label


def test_recognised_text_and_remarks_are_kept_in_the_library(place: Place, tmp_path: Path) -> None:
    unseen = "BT 3 Tr /F 11 Tf 72 700 Td (It was shut in 1911, said Ida Ros of the port.) Tj ET\n"
    path = printed_pdf(tmp_path / "a.pdf", [Printed(picture=True, stamp=unseen)])
    found = article(path)
    with Library.open(place, embedder=ToyEmbedder(("bridge", "port"))) as library:
        report = library.add(path)
        assert library.articles() == [found]
        assert report.remarks == found.remarks
        assert library.add(path).remarks == found.remarks


# Numbers in the margin

TRANSCRIPT = (
    "PROCEEDINGS", "CHIEF JUSTICE RHODES: We will hear argument", "first this morning in Case 07-1315, Knowles v.",
    "Mirza. Mr. Mercer.", "MR. MERCER: Thank you, Chief Justice, and",
    "may it please the Court: The lower court granted",
    "relief on a claim that nobody had ever raised, and", "it did so without a hearing. That is not what the",
    "statute allows, and it is not what we agreed to.", "JUSTICE SOLERA: Did counsel abandon the only",
    "defense that was left to him?", "MR. MERCER: He did, Your Honor, because he",
)  # fmt: skip


def numbered(first: int, step: int, x: float, words_at: float, *, end: bool = False) -> Printed:
    lines: list[tuple[float, float, float, str]] = []
    for number, words in enumerate(TRANSCRIPT):
        y = 700 - 24 * number
        lines.append((words_at, y, 12, words))
        if (first + number) % step == 0:
            width = 6.67 * len(str(first + number))
            lines.append((x - (width if end else 0), y, 12, str(first + number)))
    return Printed(tuple(lines))


MARGINS = {
    "right-aligned, close": numbered(1, 1, 90, 97, end=True),
    "left-aligned, far": numbered(1, 1, 40, 110),
    "each fourth, of a bill": numbered(2, 2, 60, 90, end=True),
    "a draft that counts on": numbered(214, 1, 60, 80, end=True),
    "on the right": numbered(1, 1, 540, 72),
    "written together with the words": Printed(
        set_lines([f"{number} {words}" for number, words in enumerate(TRANSCRIPT, start=1)], pitch=24)
    ),
}


@pytest.mark.parametrize("page", MARGINS.values(), ids=MARGINS)
def test_numbers_that_count_lines_are_set_apart(tmp_path: Path, page: Printed) -> None:
    text = article(printed_pdf(tmp_path / "a.pdf", [page])).text
    assert " ".join(text.split()) == " ".join(TRANSCRIPT)


def test_a_short_last_page_is_numbered_as_the_others(tmp_path: Path) -> None:
    page = MARGINS["right-aligned, close"]
    last = Printed(tuple(line for line in page.lines if 620 < line[1] < 660))
    text = article(printed_pdf(tmp_path / "a.pdf", [page, last])).text
    assert " ".join(text.split()) == " ".join((*TRANSCRIPT, *TRANSCRIPT[2:4]))


@pytest.mark.parametrize(
    "lines",
    [
        [f"{number}  Norway {20 - number} {number * 3}" for number in range(1, 15)],
        [f"{number} Jane Roe, Port Averil" for number in range(1, 12)],
        [f"{number}. the bridge is shut, and nobody crosses it" for number in range(1, 12)],
        ["2019 was the year in which", "the bridge was built, and", "2020 the one in which it", "was shut again."],
        [f"{number} the bridge" for number in (7, 3, 9, 1, 4, 8)],
    ],
)
def test_numbers_of_lists_tables_and_years_stay(tmp_path: Path, lines: list[str]) -> None:
    text = article(printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(lines))])).text
    assert " ".join(text.split()) == " ".join(" ".join(lines).split())


# Footnotes and heads within a sentence

BEFORE = ("The commission found that the pier had been weak for years, and that nobody",) * 3
BROKEN = "The inspectors warned the owner in writing that the"
AFTER = "bridge would not stand another winter. Nothing was done."
ASIDES = {
    "a footnote": ((), (("72", 9.0, "1 Report of the commission, page 12."),)),
    "two footnotes, the second over two lines": (
        (),
        (
            ("72", 9.0, "* Report of the commission."),
            ("72", 9.0, "† Letter of the owner, which"),
            ("72", 9.0, "was lost."),
        ),
    ),
    "a head of this page alone": ((("72", 11.0, "The harbour inquiry"),), ()),
    "a head in small letters": ((("72", 8.0, "HARBOUR INQUIRY, VOLUME TWO"),), ()),
    "a head and a foot": ((("72", 11.0, "The harbour inquiry"),), (("72", 11.0, "Port Averil city council"),)),
    "a foot alone": ((), (("72", 8.0, "Printed for the council by J. Roe and Sons"),)),
}


@pytest.mark.parametrize(("heads", "feet"), ASIDES.values(), ids=ASIDES)
def test_no_footnote_or_head_stands_within_a_sentence(tmp_path: Path, heads: tuple, feet: tuple) -> None:
    first = (*set_lines((*BEFORE, BROKEN)),)
    first += tuple((float(x), 80 - 12 * n, size, words) for n, (x, size, words) in enumerate(feet))
    second = tuple((float(x), 760 - 12 * n, size, words) for n, (x, size, words) in enumerate(heads))
    second += set_lines((AFTER, *BEFORE))
    found = article(printed_pdf(tmp_path / "a.pdf", [Printed(first), Printed(second)]))
    assert f"{BROKEN} {AFTER}" in found.text
    for *_, words in (*feet, *heads):
        assert words in found.text
    assert found.page(found.text.index(AFTER)) == 2
    assert found.page(found.text.index(BROKEN)) == 1
    if feet:
        assert found.page(found.text.index(feet[0][2])) == 1


# Titles, authors and dates


def titled(large: str, size: float = 20) -> Printed:
    return Printed(((72, 740, size, large), *set_lines(PROSE * 2, top=700)))


@pytest.mark.parametrize(
    "stale",
    [
        "Strategic plan of the regional trail", "10811.exe", "Minutes 2019 template", "brochure_v3.qxp",
        "Microsoft Word - draft.doc", "Press release: summer festival",
    ],
)  # fmt: skip
def test_what_is_printed_large_counts_more_than_stale_properties(tmp_path: Path, stale: str) -> None:
    path = printed_pdf(tmp_path / "a.pdf", [titled("Master plan for cycling in Chelm")], Title=stale, Author="e516160")
    assert (article(path).title, article(path).author) == ("Master plan for cycling in Chelm", None)


def test_a_title_that_is_printed_too_is_believed_beside_a_masthead(tmp_path: Path) -> None:
    page = Printed(
        ((72, 740, 30, "The Port Courier"), (72, 715, 16, "Bridge shut for weeks"), *set_lines(PROSE, top=690))
    )
    path = printed_pdf(tmp_path / "a.pdf", [page], Title="Bridge shut for weeks", Author="Jane Roe")
    assert (article(path).title, article(path).author) == ("Bridge shut for weeks", "Jane Roe")


def test_properties_are_believed_where_nothing_is_printed_large(tmp_path: Path) -> None:
    path = printed_pdf(tmp_path / "a.pdf", [Printed(set_lines(PROSE))], Title="Bridge shut for weeks")
    assert article(path).title == "Bridge shut for weeks"


Rows = tuple[tuple[str, ...], ...]


def below(rows: Rows) -> Printed:
    """Prose below rows of cells."""
    lines = [
        (72.0 + 150 * column, 740.0 - 16 * row, 11.0, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    return Printed((*lines, *set_lines(PROSE, top=640)))


ROWS = {
    "a date in a row": (("Date", "3 March 2019", "4 April 2019"), ("Amount", "4,000", "5,000")),
    "dates below each other": (("3 March 2019", "Signed"), ("5 May 2020", "Paid")),
    "of updates": (("Updated", "3 March 2019", "4 April 2019"), ("Published", "5 May 2019", "6 June 2019")),
    "with numbers": (("Lot", "Date", "Price"), ("1", "2019-03-03", "400"), ("2", "2019-04-04", "500")),
    "dates first": (("2019-03-03", "400"), ("2019-04-04", "500"), ("2019-05-05", "600")),
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_a_date_in_a_table_is_not_that_of_publication(tmp_path: Path, rows: Rows) -> None:
    found = article(printed_pdf(tmp_path / "a.pdf", [below(rows)]))
    assert found.published is None
    for cell in (cell for row in rows for cell in row):
        assert cell in found.text


@pytest.mark.parametrize(
    "rows", [(("3 March 2024",),), (("Date:", "3 March 2024"), ("To:", "All staff")), (("Published:", "3 March 2024"),)]
)
def test_a_date_above_the_text_still_is(tmp_path: Path, rows: Rows) -> None:
    found = article(printed_pdf(tmp_path / "a.pdf", [below(rows)]))
    assert found.published == date(2024, 3, 3)
