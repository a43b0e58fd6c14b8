"""Every format that newsrooms have, in documents that real tools made; what is wrong is told in one sentence."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import time
import zipfile
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from index.article import Article
from index.library import Library
from index.reading import FieldMapping, Skipped, read_source
from index.reading.recognition import remedy
from tests.documents import (
    AUTHOR,
    PARAGRAPHS,
    SENT,
    TITLE,
    chromium,
    e_book,
    encrypted_pdf,
    newsletter,
    open_document,
    page,
    parquet_table,
    print_address,
    print_page,
    saved_page,
    scanned_pdf,
    sparse_file,
    word_document,
    zip_bomb,
    zip_of,
    zipped,
)
from tests.toy import ToyEmbedder

BODY = "The bridge closed on Monday after a ship hit it.\n\n“Nobody was hurt,” the harbour master said.\n"
LAW = "§ 1 The harbour master decides who crosses the bridge, and when, and at which price.\n"


def read(path: Path, mapping: FieldMapping | None = None) -> list[Article | Skipped]:
    return list(read_source(path, mapping))


def one(path: Path) -> Article:
    (found,) = read(path)
    assert isinstance(found, Article), found
    return found


def reason(path: Path) -> str:
    (found,) = read(path)
    assert isinstance(found, Skipped), found
    return found.reason


def own_words(article: Article) -> str:
    text = article.text
    for span in reversed(article.furniture):
        text = text[: span.start] + text[span.end :]
    return " ".join(text.split())


# Documents


def test_word(tmp_path: Path) -> None:
    article = one(word_document(tmp_path / "a.docx"))
    assert (article.title, article.author, article.published) == (TITLE, AUTHOR, date(2024, 3, 22))
    assert article.text.split("\n\n") == [
        TITLE, f"By {AUTHOR}", "22 March 2024", *PARAGRAPHS[:2], "Repairs", "Three weeks", PARAGRAPHS[2],
    ]  # fmt: skip
    assert own_words(article) == " ".join((*PARAGRAPHS[:2], "Repairs Three weeks", PARAGRAPHS[2]))


def test_word_reads_what_tracked_changes_leave(tmp_path: Path) -> None:
    path = word_document(tmp_path / "a.docx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"].decode()
    said = f"<w:t>{PARAGRAPHS[0]}</w:t></w:r>"
    assert said in body
    members["word/document.xml"] = body.replace(
        said,
        f"{said}<w:ins><w:r><w:t> He agreed.</w:t></w:r></w:ins><w:del><w:r><w:delText> He refused.</w:delText></w:r>"
        "</w:del>",
    ).encode()
    text = one(zip_of(path, members)).text
    assert f"{PARAGRAPHS[0]} He agreed." in text
    assert "refused" not in text


def test_open_document(tmp_path: Path) -> None:
    article = one(open_document(tmp_path / "a.odt"))
    assert (article.title, article.author, article.published) == (TITLE, AUTHOR, date(2024, 3, 22))
    assert article.language == "en"
    assert article.text.split("\n\n") == [TITLE, f"By {AUTHOR}", "22 March 2024", *PARAGRAPHS]


def test_e_book(tmp_path: Path) -> None:
    article = one(e_book(tmp_path / "a.epub"))
    assert (article.title, article.author, article.outlet) == ("The bridge", f"{AUTHOR}, John Doe", "The Ledger")
    assert (article.published, article.published_at) == (date(2024, 3, 22), SENT)
    assert article.text.split("\n\n") == [TITLE, *PARAGRAPHS[:2], "The repairs", PARAGRAPHS[2]]


def test_newsletter(tmp_path: Path) -> None:
    article = one(newsletter(tmp_path / "a.eml"))
    assert (article.title, article.author, article.outlet) == (TITLE, AUTHOR, "ledger.example")
    assert (article.published, article.published_at) == (date(2024, 3, 22), SENT)
    assert own_words(article) == " ".join(PARAGRAPHS)


def test_plain_mail_in_an_odd_encoding(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(
        b"From: =?utf-8?q?Z=C3=BCrich?= <a@ledger.example>\r\nTo: b@ledger.example\r\nSubject: Fwd: RE: Closed\r\n"
        b"Date: Fri, 22 Mar 2024 23:30:00 -0500\r\nContent-Type: text/plain; charset=no-such\r\n\r\n"
        + "Zürich’s café is closed.".encode()
    )
    article = one(path)
    assert (article.title, article.author, article.text) == ("Closed", "Zürich", "Zürich’s café is closed.")
    assert article.published == date(2024, 3, 22)


def test_saved_page(tmp_path: Path) -> None:
    article = one(saved_page(tmp_path / "a.mhtml"))
    assert (article.title, article.url) == (TITLE, "https://ledger.example/bridge")
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


@pytest.mark.browser
def test_a_page_that_chromium_saved(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    source = tmp_path / "page.html"
    source.write_text(page(), encoding="utf-8")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(source.as_uri())
        snapshot = tab.context.new_cdp_session(tab).send("Page.captureSnapshot", {"format": "mhtml"})
        browser.close()
    saved = tmp_path / "saved"
    saved.write_bytes(snapshot["data"].encode())
    article = one(saved)
    assert (article.title, article.author, article.url) == (TITLE, AUTHOR, None)  # a file's address is none on the web
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


def test_parquet(tmp_path: Path) -> None:
    path = parquet_table(tmp_path / "a.parquet")
    article, empty = read(path)
    assert isinstance(article, Article)
    assert (article.title, article.author, article.text) == (TITLE, AUTHOR, "\n\n".join(PARAGRAPHS))
    assert article.published_at == SENT
    assert isinstance(empty, Skipped)
    assert "row 2: the record has no text" in empty.reason
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [item.text for item in read(packed) if isinstance(item, Article)] == [article.text]
    mapped, _ = read(path, FieldMapping(text="headline"))
    assert isinstance(mapped, Article)
    assert mapped.text == TITLE


def test_moments_are_kept_where_they_are_known(tmp_path: Path) -> None:
    for number, (written, moment) in enumerate(
        [
            ("2024-03-22", None),
            ("2024-03-22T00:00:00Z", None),
            ("2024-03-22T18:30:00+02:00", SENT),
            ("Fri, 22 Mar 2024 16:30:00 GMT", datetime(2024, 3, 22, 16, 30, tzinfo=UTC)),
            ("March 22, 2024", None),
        ]
    ):
        path = tmp_path / f"{number}.md"
        path.write_text(f"---\ndate: {written}\n---\n{BODY}", encoding="utf-8")
        assert (one(path).published, one(path).published_at) == (date(2024, 3, 22), moment), written


# PDF


@pytest.mark.browser
def test_a_printed_page(tmp_path: Path) -> None:
    article = one(print_page(tmp_path, page()))
    assert (article.title, article.author, article.published) == (TITLE, AUTHOR, date(2024, 3, 22))
    assert article.text.split("\n\n") == [TITLE, f"By {AUTHOR}", "March 22, 2024", *PARAGRAPHS]
    assert article.page_starts == (0,)


@pytest.mark.browser
def test_what_a_browser_prints_around_a_page_is_left_out(tmp_path: Path) -> None:
    """The date of printing, the page's title, address and number; the address is kept as the article's."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "bridge.html").write_text(page(), encoding="utf-8")
    handler = partial(QuietHandler, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/bridge.html"
        article = one(print_address(tmp_path, address))
        server.shutdown()
    assert article.url == address
    assert article.text.split("\n\n") == [TITLE, f"By {AUTHOR}", "March 22, 2024", *PARAGRAPHS]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.browser
def test_a_pdf_with_columns_hyphens_and_running_heads(tmp_path: Path) -> None:
    """Two columns on several pages: the text is what was written, each paragraph whole, each on its page."""
    written = tuple(
        f"Paragraph {number}. The extraordinarily complicated reconstruction of the well-known harbour bridge number "
        f"{number} requires internationally coordinated preparations, the responsible engineering office announced "
        f"unexpectedly in statement {number}, and representatives of neighbouring municipalities acknowledged it"
        f"{' after long consultations' * (number * number % 7)}."
        for number in range(60)
    )
    style = (
        '@page{size:A5;margin:2cm;@top-center{content:"The Ledger, weekend edition";font-size:8pt}'
        '@bottom-center{content:counter(page);font-size:8pt}} body{font:9pt/1.3 "Liberation Serif",serif}'
        "p{margin:0;text-indent:1em} .text{column-count:2;column-gap:8mm;text-align:justify;hyphens:manual}"
    )
    softened = tuple(
        text.replace("extraordinarily", "extra\u00adordinar\u00adily")
        .replace("reconstruction", "recon\u00adstruc\u00adtion")
        .replace("representatives", "repre\u00adsen\u00adta\u00adtives")
        .replace("municipalities", "munic\u00adipal\u00adi\u00adties")
        for text in written
    )
    article = one(print_page(tmp_path, page(softened, style=style)))
    assert (article.title, article.author) == (TITLE, AUTHOR)
    assert article.text.split("\n\n")[3:] == list(written)
    assert "weekend edition" not in article.text
    assert len(article.page_starts) > 2
    assert article.page(0) == 1
    assert article.page(article.text.index("Paragraph 59.")) == len(article.page_starts)
    for start, next_start in zip(article.page_starts, article.page_starts[1:], strict=False):
        assert article.page(start) != article.page(next_start)


@pytest.mark.browser
def test_page_numbers_are_those_on_which_the_words_are_printed(tmp_path: Path) -> None:
    written = tuple(f"This is the only paragraph of page {number}, and there is no other." for number in range(1, 6))
    article = one(print_page(tmp_path, page(written, style="p:not(:first-child){break-before:page}")))
    pages = [article.page(article.text.index(paragraph)) for paragraph in written]
    assert [number - pages[0] for number in pages if number and pages[0]] == [0, 1, 2, 3, 4]


def test_pdfs_that_cannot_be_read(tmp_path: Path) -> None:
    path = encrypted_pdf(tmp_path / "locked.pdf")
    assert reason(path) == f"{path} is encrypted and asks for a password: save it without one and add that"
    path = scanned_pdf(tmp_path / "scan.pdf")
    assert reason(path) == f"{path} holds pictures of pages and no text: {remedy()}"


# The kind is told from content


def test_a_name_does_not_make_a_document(tmp_path: Path) -> None:
    as_word = word_document(tmp_path / "a.docx").read_bytes()
    for name in ("a.txt", "a.pdf", "a.csv", "a", "a.docx.gz"):
        path = tmp_path / "names" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(as_word) if name.endswith("gz") else as_word)
        assert one(path).title == TITLE, name
    for name, content in (
        ("b.txt", '{"title": "One", "text": "Two."}\n{"title": "Three", "text": "Four."}\n'),
        ("c.txt", '[\n{"title": "One", "text": "Two."},\n{"title": "Three", "text": "Four."}]'),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert [item.text for item in read(tmp_path / name) if isinstance(item, Article)] == ["Two.", "Four."]
    (tmp_path / "d.txt").write_text(f"---\ntitle: Closed\nauthor: {AUTHOR}\n---\n{BODY}", encoding="utf-8")
    assert (one(tmp_path / "d.txt").title, one(tmp_path / "d.txt").text) == ("Closed", BODY)
    about = "A file that begins with %PDF- is a PDF, and one that begins with PK is a zip archive."
    (tmp_path / "f.txt").write_text(about, encoding="utf-8")
    assert one(tmp_path / "f.txt").text == about
    (tmp_path / "e.html").write_text(BODY, encoding="utf-8")
    assert one(tmp_path / "e.html").text == BODY


def test_documents_of_a_folder_are_known_whatever_they_are_called(tmp_path: Path) -> None:
    word_document(tmp_path / "report.download")
    (tmp_path / "page.aspx").write_text(page(), encoding="utf-8")
    (tmp_path / "code.py").write_text("print('no article')\n", encoding="utf-8")
    zip_of(tmp_path / "program.jar", {"a.txt": BODY.encode()})
    assert [Path(item.source).name for item in read(tmp_path)] == ["page.aspx", "report.download"]


# Folders


def test_ignore_files(tmp_path: Path) -> None:
    for name in ("a.txt", "draft-1.txt", "old/b.txt", "old/kept.txt", "deep/er/c.txt", "deep/er/d.md", "e.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BODY, encoding="utf-8")
    (tmp_path / ".onrecordignore").write_text("# not these\ndraft-*\nold/*\n!old/kept.txt\n*.csv\n", encoding="utf-8")
    (tmp_path / "deep" / ".onrecordignore").write_text("/er/*.md\n", encoding="utf-8")
    found = [Path(item.source).relative_to(tmp_path).as_posix() for item in read(tmp_path)]
    assert found == ["a.txt", "deep/er/c.txt", "old/kept.txt"]


# Archives


def members() -> dict[str, bytes]:
    return {
        "b/page.html": page().encode(),
        "a.txt": BODY.encode(),
        ".hidden.txt": BODY.encode(),
        "__MACOSX/a.txt": BODY.encode(),
        "program.exe": b"MZ\0\0",
        "rows.jsonl": b'{"text": "One."}\n{"text": "Two."}\n',
        "inner.zip": zipped({"c.txt": BODY.encode()}),
    }


def tar_of(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz"])
def test_archives(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("zip"):
        zip_of(path, members())
    else:
        tar_of(path, members(), "w" if name.endswith("tar") else "w:gz")
    found = read(path)
    assert all(isinstance(item, Article) for item in found), found
    assert sorted(item.source.removeprefix(f"{path}!/") for item in found) == [
        "a.txt", "b/page.html", "inner.zip!/c.txt", "rows.jsonl#1", "rows.jsonl#2",
    ]  # fmt: skip
    assert len({item.id for item in found if isinstance(item, Article)}) == 5
    assert len({item.original_hash for item in found if isinstance(item, Article)}) == 1
    assert read(path) == found


def test_an_archive_in_a_library(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", members())
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("bridge",))) as library:
        assert len(library.add(path).added) == 5
        assert len(library.add(tmp_path).unchanged) == 5
        assert library.verify().ok


def test_a_bad_member_does_no_harm_to_the_others(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": BODY.encode(), "b.docx": b"PK\x03\x04 word/", "c.txt": b""})
    article, damaged, empty = read(path)
    assert isinstance(article, Article)
    assert [item.reason for item in (damaged, empty) if isinstance(item, Skipped)] == [
        f"{path}!/b.docx is a Word document, and damaged or cut short: get it again and add it",
        f"{path}!/c.txt is empty: put the article's text into it and add it again",
    ]


# What is made to do harm, or came to harm


def test_a_member_that_is_damaged_in_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", BODY)
        archive.writestr("b.txt", LAW)
    path.write_bytes(path.read_bytes().replace(BODY[:20].encode(), BODY[:20].upper().encode()))
    damaged, article = read(path)
    assert isinstance(damaged, Skipped)
    assert damaged.reason == f"{path}!/a.txt is damaged in its archive: get the archive again and add it"
    assert isinstance(article, Article)
    assert article.text == LAW


def test_messages_in_messages_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    head = "From: a@ledger.example\nTo: b@ledger.example\nSubject: x\n"
    for number in range(3000):
        head += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'
    path.write_text(head + "Content-Type: text/plain\n\nHello there.\n", encoding="utf-8")
    (found,) = read(path)
    assert isinstance(found, Article) or found.reason.startswith(str(path))


def test_a_truncated_document(tmp_path: Path) -> None:
    path = word_document(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:-2000])
    assert reason(path) == f"{path} is a Word document, and damaged or cut short: get it again and add it"


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = zip_bomb(tmp_path / "bomb.zip")
    assert reason(path).startswith(f"{path} would unpack to 512 MiB or more, as files do that are made to fill a disk")
    members = {"word/document.xml": b"<a>" + bytes(64 * 2**20), "[Content_Types].xml": b""}
    path = zip_of(tmp_path / "bomb.docx", members)
    assert "would unpack to 64 MiB or more" in reason(path)
    nested = zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": BODY.encode()})})})})
    path = tmp_path / "nested.zip"
    path.write_bytes(nested)
    assert "lies too deep, an archive within 3 others" in reason(path)
    path = tar_of(tmp_path / "bomb.tgz", {"bomb.txt": bytes(64 * 2**20)})
    assert "would unpack to 64 MiB or more" in reason(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = word_document(tmp_path / "a.docx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE a [<!ENTITY e0 "boom"><!ENTITY f SYSTEM "{(tmp_path / "secret.txt").as_uri()}">{entities}]>'
    body = members["word/document.xml"].decode()
    start = body.index("<w:document")
    for entity in ("&e1;", "&f;"):
        changed = body[:start] + head + body[start:].replace("Three weeks", f"Three weeks {entity}")
        text = one(zip_of(path, {**members, "word/document.xml": changed.encode()})).text
        assert "boom" not in text
        assert "secret" not in text
    laughs = body[:start] + head + body[start:].replace("Three weeks", "&e9;")
    assert "damaged" in reason(zip_of(path, {**members, "word/document.xml": laughs.encode()}))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_archives_that_lead_out_are_refused(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / "in" / f"a.{kind}"
    path.parent.mkdir()
    make = zip_of if kind == "zip" else tar_of
    make(path, {name: BODY.encode()})
    assert reason(path).startswith(
        f"{path} holds a file whose name leads out of the archive ({name!r})".replace("\\\\", "\\\\")
    )
    assert not list(tmp_path.glob("**/evil.txt"))


def test_a_sparse_file_of_ten_gigabytes(tmp_path: Path) -> None:
    began = time.perf_counter()
    for name in ("a.txt", "a.html", "a.json", "a.pdf", "a.eml"):
        assert reason(sparse_file(tmp_path / name)) == (
            f"{tmp_path / name} has 10,240 MiB, more than the 256 MiB that are read of one: split it and add the parts"
        )
    for name in ("a.jsonl", "a.csv"):
        assert "is a binary file" in reason(sparse_file(tmp_path / name))
    assert time.perf_counter() - began < 5


def test_a_megabyte_on_one_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The bridge is shut, and the ferry runs. " * 26_000, encoding="utf-8")
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("bridge",))) as library:
        (added,) = library.add(path).added
        assert library.article(added).text == path.read_text("utf-8")
        assert library.verify().ok
    path.write_text("x" * 1_000_000, encoding="utf-8")
    assert len(one(path).text) == 1_000_000


@pytest.mark.parametrize(
    "make", [word_document, open_document, e_book, newsletter, saved_page, parquet_table, scanned_pdf]
)
def test_no_damage_makes_it_raise(tmp_path: Path, make: object) -> None:
    path = make(tmp_path / "whole")  # type: ignore[operator]
    whole = path.read_bytes()
    for part in range(1, 20):
        broken = tmp_path / "broken"
        broken.write_bytes(whole[: len(whole) * part // 20])
        for found in read(broken):
            assert isinstance(found, Article) or found.reason.startswith(str(broken))
        flipped = bytearray(whole)
        flipped[len(whole) * part // 20] ^= 0x5A
        broken.write_bytes(flipped)
        for found in read(broken):
            assert isinstance(found, Article) or found.reason.startswith(str(broken))
    shutil.rmtree(tmp_path, ignore_errors=True)
