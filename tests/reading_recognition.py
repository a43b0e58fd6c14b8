"""Scanned pages, read by text recognition where it is asked for and installed, and told where it is not."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

from index.article import Article, Span
from index.errors import SourceError
from index.library import Library
from index.progress import Progress
from index.reading import Recognition, Skipped, read_source
from index.reading.files import read_file
from index.reading.jobs import Job
from index.reading.original import Original
from index.reading.process import ReadingProcess
from index.reading.recognition import PageRecognised, what_is_missing
from qa.answer import Citation
from tests.conftest import Place
from tests.documents import Printed, bound, printed_pdf, scan, set_lines, tesseract
from tests.toy import ToyEmbedder
from tests.ui_cli import onrecord

HEADLINE = "Bridge shut for months"
LINES = (
    "The harbour bridge was shut on Friday after a",
    "freighter struck one of its piers, and the master",
    "of the port said that nobody would cross before it",
    "was mended. Engineers expect the repairs to last three",
    "weeks at the least.",
)
PROSE = " ".join(LINES)
TYPED = ("The port opened its books to the auditors in the spring,", "and they found nothing that was out of order.")


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy embedder in the default model's place."""
    monkeypatch.setattr("index.library.load_embedder", lambda name: ToyEmbedder(("bridge",), name=name))


def typed(path: Path, *pages: Printed) -> Path:
    return printed_pdf(path, pages or [Printed(set_lines(TYPED))])


def recognised(path: Path, languages: str = "eng") -> Article:
    tesseract()
    (found,) = read_source(path, None, Recognition(languages))
    assert isinstance(found, Article), found
    return found


@pytest.mark.model
def test_a_scanned_page_among_others_keeps_its_place(tmp_path: Path) -> None:
    last = ("A ferry runs all night until then, the port has said,", "and whoever lives on the island rides free.")
    parts = [
        typed(tmp_path / "1.pdf"),
        scan(tmp_path / "2.pdf", (HEADLINE, *LINES)),
        typed(tmp_path / "3.pdf", Printed(set_lines(last))),
    ]
    path = bound(tmp_path / "report.pdf", parts)
    found = recognised(path)
    assert found.text.split("\n\n") == [" ".join(TYPED), HEADLINE, PROSE, " ".join(last)]
    assert found.page_starts == (0, found.text.index(HEADLINE), found.text.index(last[0]))
    assert [found.page(found.text.index(words)) for words in (TYPED[0], "freighter", last[0])] == [1, 2, 3]
    (span,) = found.recognised
    assert span.of(found.text).strip() == f"{HEADLINE}\n\n{PROSE}"
    assert found.remarks == (
        f"{path}: page 2 of 3 read by text recognition (Tesseract, eng), which may have misread it",
    )
    place = Span(found.text.index("freighter"), found.text.index(" struck"))
    cited = Citation(1, found, place, "freighter", 1.0)
    assert "page 2, recognised text" in cited.label.replace(" · ", ", ")
    assert cited.as_dict()["recognised"] is True


@pytest.mark.model
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_scan_is_read_however_it_lay_in_the_scanner(tmp_path: Path, turned: int) -> None:
    found = recognised(scan(tmp_path / "letter.pdf", (HEADLINE, *LINES, *LINES), turned=turned))
    assert found.text == f"{HEADLINE}\n\n{PROSE}\n\n{PROSE}"
    assert found.title == HEADLINE
    assert [span.of(found.text) for span in found.recognised] == [found.text]


@pytest.mark.model
@pytest.mark.parametrize("dots", [150, 400])
def test_coarse_and_fine_scans_are_read(tmp_path: Path, dots: int) -> None:
    assert recognised(scan(tmp_path / "a.pdf", (HEADLINE, *LINES), dots=dots)).text == f"{HEADLINE}\n\n{PROSE}"


@pytest.mark.model
def test_a_scan_whose_size_is_not_told_is_as_large_as_its_dots(tmp_path: Path) -> None:
    """Programs that leave the resolution out make pages of three metres."""
    from PIL import Image

    large = scan(tmp_path / "a.pdf", (HEADLINE, *LINES))
    import pypdfium2

    picture: Image.Image = pypdfium2.PdfDocument(large)[0].render(scale=300 / 72).to_pil()
    picture.save(tmp_path / "b.pdf", resolution=72)
    assert recognised(tmp_path / "b.pdf").text == f"{HEADLINE}\n\n{PROSE}"


@pytest.mark.model
def test_columns_are_read_one_after_the_other_and_words_joined(tmp_path: Path) -> None:
    words = ("Nobody had in-", "spected the piers", "of the bridge, she", "told the council", "in the spring.")
    found = recognised(scan(tmp_path / "a.pdf", (HEADLINE, *words, *words), columns=2))
    once = "Nobody had inspected the piers of the bridge, she told the council in the spring."
    assert " ".join(found.text.split()) == f"{HEADLINE} {once} {once}"


@pytest.mark.model
def test_a_page_without_any_words_is_told(tmp_path: Path) -> None:
    path = typed(tmp_path / "a.pdf", Printed(set_lines(TYPED)), Printed(picture=True))
    found = recognised(path)
    assert found.remarks == (f"{path}: page 2 of 2 left out, as text recognition finds no text there",)
    tesseract()
    (skipped,) = read_source(typed(tmp_path / "b.pdf", Printed(picture=True)), None, Recognition())
    assert isinstance(skipped, Skipped)
    assert "text recognition finds next to no text (eng)" in skipped.reason


@pytest.mark.model
def test_what_was_recognised_is_kept_where_the_file_is_added_again_without(place: Place, tmp_path: Path) -> None:
    tesseract()
    parts = [typed(tmp_path / "1.pdf"), *(scan(tmp_path / f"{n}.pdf", (HEADLINE, *LINES)) for n in (2, 3))]
    path = bound(tmp_path / "report.pdf", parts)
    told: list[Progress] = []
    with Library.open(place, embedder=ToyEmbedder(("bridge", "port"))) as library:
        assert "left out" in library.add(path).remarks[0]
        report = library.add(path, recognition=Recognition(), on_progress=told.append)
        assert len(report.updated) == 1
        pages = [(step.done, step.total) for step in told if step.stage == "recognising"]
        assert pages == [(1, 2), (2, 2)]
        (stored,) = library.articles()
        assert "freighter" in stored.text
        again = library.add(path)
        assert (again.unchanged, again.updated, again.remarks) == ((stored.id,), (), ())
        assert library.articles() == [stored]
        bound(path, [*parts, typed(tmp_path / "4.pdf", Printed(set_lines(LINES)))])
        assert library.add(path).updated == (stored.id,)
        assert library.article(stored.id).recognised == ()
        assert library.verify().problems == ()


@pytest.mark.model
def test_the_command_recognises_where_it_is_asked_to(toys: None, tmp_path: Path) -> None:
    tesseract()
    path = scan(tmp_path / "letter.pdf", (HEADLINE, *LINES))
    refused = onrecord("add", path)
    assert refused.code == 1
    assert "holds pictures of pages and no text: add the file with --ocr" in refused.err
    added = onrecord("add", path, "--ocr")
    assert (added.code, added.out.split(" (")[0]) == (0, "1 article added")
    assert "page 1 of 1 read by text recognition (Tesseract, eng)" in added.err
    unknown = onrecord("add", path, "--ocr", "--ocr-languages", "eng+tlh")
    assert unknown.code == 1
    assert "and not tlh: install that" in unknown.err


@pytest.mark.parametrize("languages", ["", "eng deu", "--psm", "eng;rm", "../eng"])
def test_only_names_of_languages_are_passed_on(languages: str) -> None:
    tesseract()
    with pytest.raises(SourceError, match="names no languages"):
        Recognition(languages).check()


def test_without_tesseract_it_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = what_is_missing()
    assert missing
    assert "the program Tesseract (apt-get install tesseract-ocr, brew install tesseract)" in missing
    path = typed(tmp_path / "a.pdf", Printed(set_lines(TYPED)), Printed(picture=True))
    (found,) = read_file(Original.at(path))
    assert isinstance(found, Article)
    assert found.remarks == (
        f"{path}: page 2 of 2 left out, as pictures without text: {missing}, and add the file with --ocr",
    )
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("port",))) as library:
        with pytest.raises(SourceError, match="text recognition is not installed: install"):
            library.add(path, recognition=Recognition())
        assert library.articles() == []


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the processes in /proc")
def test_nothing_goes_on_once_the_reading_is_given_up(tmp_path: Path) -> None:
    tesseract()
    pages = [scan(tmp_path / f"{number}.pdf", (HEADLINE, *LINES * 9)) for number in range(3)]
    job = Job.of(Original.at(bound(tmp_path / "a.pdf", pages)), None, Recognition())
    process = ReadingProcess()
    at_work: list[set[int]] = []

    def give_up(_: PageRecognised) -> None:
        deadline = time.monotonic() + 60
        while not at_work and time.monotonic() < deadline:
            at_work.extend(filter(None, [running()]))
        process.end()

    def running() -> set[int]:
        """Of Tesseract, below this folder's own reading process."""
        found = set()
        for entry in Path("/proc").iterdir():
            try:
                is_ours = (entry / "comm").read_text() == "tesseract\n" and own in (entry / "cmdline").read_text()
            except OSError:
                continue
            found |= {int(entry.name)} if is_ours else set()
        return found

    process.start()
    assert process._running
    own = process._running.folder
    (skipped,) = process.read(job, give_up)
    assert isinstance(skipped, Skipped)
    assert at_work
    deadline = time.monotonic() + 60
    while running() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running()
    assert not Path(own).exists()
    assert shutil.which("tesseract")
