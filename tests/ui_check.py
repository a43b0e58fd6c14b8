"""`onrecord check`: what it reads, what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from index.article import Span
from index.library import Library
from qa.checking.checking import check
from qa.checking.report import Report
from tests.checked_drafts import DRAFT, VALVE
from tests.toy import ToyEmbedder
from ui import cli
from ui.checking.markdown import markdown
from ui.checking.page import page
from ui.checking.wording import around, stretches, summary

pytestmark = pytest.mark.model

SUMMARY = "5 quotations: 2 verbatim, 1 altered, 1 out of context, 1 not found; 1 said by somebody else."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("valve",))) as library:
        library.add(VALVE)
    return tmp_path / "library"


@pytest.fixture
def report(folder: Path) -> Iterator[Report]:
    with Library.open(folder) as library:
        yield check(library, DRAFT)


def run(folder: Path, *arguments: str | Path, stdin: str | bytes = "") -> Result:
    given = ["check", *map(str, arguments), "--library", str(folder)]
    result = CliRunner().invoke(cli.app, given, input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def draft_file(folder: Path, name: str = "draft.md", text: str = DRAFT) -> Path:
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_to_be_looked_at_is_shown_with_its_source(folder: Path) -> None:
    shown = run(folder, draft_file(folder))
    assert shown.exit_code == 0
    assert shown.stdout.endswith(f"{SUMMARY}\n")
    assert "2. altered · line 5, characters 82–147" in shown.stdout
    assert "a number: the draft has “8”, the article “7”" in shown.stdout
    assert "given to Tollemar, as in the article" in shown.stdout
    assert "left off: “but only if the court in Ostra agrees with us”" in shown.stdout
    assert "given to Moseley; the article gives it to Marcus Tollemar" in shown.stdout
    assert "Inquiry blames <b>valve</b> · 2025-07-30 · characters 96–158" in shown.stdout
    assert "padlock" not in shown.stdout
    assert "1. verbatim" in run(folder, draft_file(folder), "--all").stdout


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("altered", 3),
        ("not-found,joined", 3),
        ("other-speaker", 3),
        ("any", 3),
        ("joined", 0),
        ("joined, cut-unmarked", 0),
        ("", 0),
        ("wrong", 2),
        ("verbatim", 2),
    ],
)
def test_a_gate_ends_as_it_is_told(folder: Path, names: str, code: int) -> None:
    assert run(folder, draft_file(folder), "--fail-on", names).exit_code == code


def test_a_gate_lets_pass_what_is_verbatim(folder: Path) -> None:
    quoted = "“We have the log to prove it,” said Tollemar."
    assert run(folder, "--fail-on", "any", stdin=quoted).exit_code == 0
    assert (
        "--fail-on: 1 of 1 quotations." in run(folder, "--fail-on", "any", stdin=quoted.replace("log", "logs")).stderr
    )


def test_standard_input_and_files_of_other_formats_are_read(folder: Path) -> None:
    def checked(*arguments: str | Path, stdin: str | bytes = "") -> Any:
        return json.loads(run(folder, *arguments, "--json", stdin=stdin).stdout)["counts"]

    expected = {"verbatim": 2, "altered": 1, "out-of-context": 1, "not-found": 1, "other-speaker": 1}
    assert checked(stdin=DRAFT) == checked("-", stdin=DRAFT.encode()) == expected
    assert checked("-", stdin=DRAFT.replace("\n", "\r\n")) == expected
    document = docx.Document()
    for line in DRAFT.split("\n\n"):
        document.add_paragraph(line)
    document.save(str(folder.parent / "draft.docx"))
    assert checked(folder.parent / "draft.docx") == expected
    html = "".join(f"<p>{line}</p>" for line in DRAFT.split("\n\n") if "<script>" not in line)
    saved = draft_file(folder, "draft.html", f"<html><body><article>{html}</article></body></html>")
    assert checked(saved) == {"verbatim": 2, "altered": 1, "out-of-context": 1, "other-speaker": 1}
    chat = {"id": "c1", "messages": [{"role": "user", "text": "What?"}, {"content": {"parts": [DRAFT]}}]}
    assert checked(draft_file(folder, "chat.json", json.dumps(chat))) == expected
    assert checked(draft_file(folder, "chat.jsonl", json.dumps(chat))) == expected


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", "", "empty"),
        ("blank.md", " \n\n", "empty"),
        ("broken.json", "{", "is not JSON"),
        ("nothing.json", "[]", "the draft is empty"),
        ("picture.png", "\x89PNG", "picture"),
    ],
)
def test_what_is_no_draft_is_told_in_a_sentence(folder: Path, name: str, content: str, sentence: str) -> None:
    path = folder.parent / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n" if name.endswith("png") else content.encode())
    told = run(folder, path)
    assert (told.exit_code, told.stdout) == (1, "")
    assert sentence in " ".join(told.stderr.split())


def test_no_file_no_library_and_an_empty_one_are_told(folder: Path, tmp_path: Path) -> None:
    assert run(folder, tmp_path / "no.md").exit_code == 1
    assert run(folder, tmp_path / "no.json").exit_code == 1
    assert "there is no library" in run(tmp_path / "nowhere", draft_file(folder)).stderr
    with Library.open(tmp_path / "empty", embedder=ToyEmbedder(())):
        pass
    assert "is empty: add articles first" in " ".join(run(tmp_path / "empty", draft_file(folder)).stderr.split())
    assert run(folder, draft_file(folder), "--html", tmp_path / "no" / "report.html").exit_code == 1


def test_no_quotations_are_said_so(folder: Path) -> None:
    told = run(folder, "--fail-on", "any", stdin="Nobody said a word.")
    assert (told.exit_code, told.stdout) == (0, "The draft holds no quotations.\n")
    assert json.loads(run(folder, "--json", stdin="Not a word.").stdout) == {
        "quotations": 0,
        "counts": {},
        "findings": [],
    }


def test_the_page_is_whole_and_nothing_in_it_is_read_as_html(folder: Path, report: Report) -> None:
    target = folder.parent / "report.html"
    assert run(folder, draft_file(folder, "<i>.md"), "--html", target).exit_code == 0
    html = target.read_text(encoding="utf-8")
    assert html == page(report, "<i>.md")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<h1>&lt;i&gt;.md</h1>" in html
    assert "Inquiry blames &lt;b&gt;valve&lt;/b&gt;" in html
    assert html.count('<li class="finding"') == html.count("<mark ") == 5
    assert '<b class="changed">8</b>' in html
    assert '<b class="changed">7</b>' in html
    assert "default-src 'none'" in html
    assert {link.split("#")[0] for link in re.findall(r"https?://[^\s\"<]+", html)} == {VALVE.url}


def test_markdown_is_the_draft_with_footnotes(report: Report) -> None:
    text = markdown(report)
    assert text.startswith(
        f"> {SUMMARY}\n\n# What was said\n\n“A man with a padlock would have prevented this,”[^q1] Mos"
    )
    assert "[^q2]: **altered**; a number: the draft has “8”, the article “7”; given to Tollemar, as in" in text
    assert r"Inquiry blames \<b\>valve\</b\> · 2025-07-30" in text
    assert text.count("\n[^q") == 5


def test_the_summary_counts_and_stretches_cover_everything(report: Report) -> None:
    assert summary(report) == SUMMARY
    assert list(stretches("abcdef", Span(1, 6), [Span(4, 9), Span(2, 3)])) == [
        ("b", False), ("c", True), ("d", False), ("ef", True),
    ]  # fmt: skip
    assert list(stretches("abc", Span(0, 3), [])) == [("abc", False)]
    assert around("one two three\nfour five six seven eight", Span(19, 23), 8) == ("four ", " six …")
