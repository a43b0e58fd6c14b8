"""What the formats, the addresses and the reading processes make possible together."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.library import Library
from index.quote_links import link_to
from index.reading import Skipped, read_source, workers
from index.reading.access import Limits, WebAccess
from tests.documents import (
    PARAGRAPHS,
    SENT,
    TITLE,
    e_book,
    encrypted_pdf,
    newsletter,
    open_document,
    parquet_table,
    print_page,
    saved_page,
    scanned_pdf,
    word_document,
    zip_of,
    zipped,
)
from tests.documents import page as bridge_page
from tests.site import Site, here, page
from tests.toy import ToyEmbedder

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FEED = """<rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Ferry runs</title><link>https://post.example/ferry</link>
<description>The ferry runs all night.</description>
<pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate></item></channel></rss>"""
OPEN = WebAccess(allow_private=True, limits=Limits(seconds=10), resolve=here)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("bridge", "ferry"))) as library:
        yield library


@pytest.fixture
def two_pages(tmp_path: Path) -> bytes:
    """A PDF whose third paragraph stands on its second page."""
    (tmp_path / "print").mkdir()
    html = bridge_page(style="p:last-child { break-before: page }")
    return print_page(tmp_path / "print", html, "--no-pdf-header-footer").read_bytes()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/report.pdf", "application/pdf"),
        ("/report.pdf", "text/plain; charset=iso-8859-1"),
        ("/download?id=7", "text/html; charset=utf-8"),
        ("/report", "application/octet-stream"),
    ],
)
def test_a_pdf_at_an_address_knows_its_pages(
    site: Site, library: Library, two_pages: bytes, path: str, kind: str
) -> None:
    address = site.put(path, two_pages, kind)
    report = library.add(address, access=OPEN)
    assert report.skipped == ()
    (article,) = library.articles()
    assert (article.title, article.source, article.url) == (TITLE, address, address)
    assert article.original_hash == hashlib.sha256(two_pages).hexdigest()
    assert len(article.page_starts) == 2
    start = article.text.index(PARAGRAPHS[2][:40])
    assert (article.page(0), article.page(start)) == (1, 2)
    (passage, *_) = library.passages(article.id)
    if path.endswith(".pdf"):
        assert link_to(article, passage.span) == f"{address}#page=1"
    verified = library.verify()
    assert verified.ok
    assert verified.originals == ()
    assert library.add(address, access=OPEN).unchanged == (article.id,)


def test_documents_at_addresses_are_read_as_files_are(site: Site, library: Library, tmp_path: Path) -> None:
    word = word_document(tmp_path / "a.docx")
    (as_file,) = read_source(word)
    assert isinstance(as_file, Article)
    address = site.put("/a", word.read_bytes(), WORD)
    packed = site.put("/all.zip", zipped({"one/a.docx": word.read_bytes(), "b.txt": b"Ferry\n\nIt runs.\n"}))
    report = library.add(address, packed, access=OPEN)
    assert (len(report.added), report.skipped) == (3, ())
    found = {article.source: article for article in library.articles()}
    assert set(found) == {address, f"{packed}!/one/a.docx", f"{packed}!/b.txt"}
    for source in (address, f"{packed}!/one/a.docx"):
        assert (found[source].text, found[source].author) == (as_file.text, as_file.author)
    assert found[f"{packed}!/b.txt"].first_line == 1
    assert len({article.original_hash for article in found.values()}) == 2


def test_documents_at_addresses_that_cannot_be_read(site: Site, library: Library, tmp_path: Path) -> None:
    address = site.put("/locked.pdf", encrypted_pdf(tmp_path / "locked.pdf").read_bytes(), "application/pdf")
    picture = site.put("/a.png", b"\x89PNG\r\n\x1a\nx", "image/png")
    report = library.add(address, picture, access=OPEN)
    assert [skipped.source for skipped in report.skipped] == [address, picture]
    assert all(skipped.reason.startswith(skipped.source) for skipped in report.skipped)


def test_a_page_whose_bytes_changed_without_its_article_is_noted(site: Site, library: Library) -> None:
    address = site.put("/a", page("Bridge shut"))
    library.add(address, access=OPEN)
    changed = page("Bridge shut").replace("</body>", "<!-- 2 --></body>")
    site.put("/a", changed)
    assert len(library.add(address, access=OPEN, dry_run=True).unchanged) == 1
    assert library.articles()[0].original_hash != hashlib.sha256(changed.encode()).hexdigest()
    assert len(library.add(address, access=OPEN).unchanged) == 1
    assert library.articles()[0].original_hash == hashlib.sha256(changed.encode()).hexdigest()


def test_feeds_tell_the_moment_and_are_a_kind_of_their_own(tmp_path: Path, site: Site, library: Library) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.xml.gz").write_bytes(gzip.compress(FEED.encode()))
    zip_of(folder / "b.zip", {"b.rss": FEED.encode()})
    (folder / "c.xml").write_text('<?xml version="1.0"?><urlset><url><loc>https://post.example/a</loc></url></urlset>')
    feeds = list(read_source(folder))
    assert [one.source for one in feeds] == [
        f"{folder}/a.xml.gz#https://post.example/ferry",
        f"{folder}/b.zip!/b.rss#https://post.example/ferry",
    ]
    (refused,) = read_source(folder / "c.xml")
    assert isinstance(refused, Skipped)
    assert "is a sitemap" in refused.reason
    moment = datetime(2025, 3, 4, 8, tzinfo=UTC)
    assert {one.published_at for one in feeds if isinstance(one, Article)} == {moment}
    site.put("/ferry", page("Ferry runs"))
    site.put("/feed", FEED.replace("https://post.example", site.at("")), "application/rss+xml")
    library.add(site.at("/feed"), access=OPEN)
    assert [(one.published, one.published_at) for one in library.articles()] == [(date(2025, 3, 4), moment)]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of everything, a hundred files and more."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number in range(100):
        (folder / f"n{number:03}.txt").write_text(f"Bridge {number} shut\n\nThe bridge {number} is shut, they said.\n")
    word = word_document(folder / "a.docx")
    open_document(folder / "b.odt")
    e_book(folder / "c.epub")
    newsletter(folder / "d.eml")
    saved_page(folder / "e.mhtml")
    parquet_table(folder / "f.parquet")
    scanned_pdf(folder / "g.pdf")
    encrypted_pdf(folder / "h.pdf")
    zip_of(folder / "i.zip", {"x/a.docx": word.read_bytes(), "y.csv": b"title,text\nT,The ferry runs.\n", "z.txt": b""})
    (folder / "j.rss").write_text(FEED)
    (folder / "k.html").write_text(bridge_page(), encoding="utf-8")
    (folder / "l.aspx").write_text(bridge_page(), encoding="utf-8")
    (folder / "m.docx").write_bytes(word.read_bytes()[:2000])
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "left-out.txt").write_text("Left out\n\nNobody reads this.\n")
    (folder / ".onrecordignore").write_text("left-*\n")
    return folder


def test_several_processes_read_every_format_as_one_does(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 1)
    alone = list(read_source(mixed))
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    together = list(read_source(mixed))
    assert together == alone
    articles = [one for one in alone if isinstance(one, Article)]
    assert len(articles) == 100 + 11
    assert {one.source.rpartition("/")[2] for one in alone if isinstance(one, Skipped)} == {
        "f.parquet", "g.pdf", "h.pdf", "z.txt", "m.docx",
    }  # fmt: skip
    assert all(article.original_hash for article in articles)
    assert SENT in {article.published_at for article in articles}


def test_a_dry_run_of_everything_writes_nothing(mixed: Path, tmp_path: Path, site: Site, library: Library) -> None:
    address = site.put("/a", page("Bridge shut"))
    library.add(mixed, address, access=OPEN)
    (mixed / "n000.txt").rename(tmp_path / "n000.txt")  # moved: its place would be noted
    for number in range(10):
        (mixed / f"k{number}.html").write_text(bridge_page(title=f"Title {number}"), encoding="utf-8")
    kept = (mixed / "k.html").read_text(encoding="utf-8")
    (mixed / "k.html").write_text(kept + "<!-- changed -->", encoding="utf-8")
    site.put("/b", page("Ferry runs"))
    held = [(article, library.passages(article.id)) for article in library.articles()]
    database = tmp_path / "library" / "library.sqlite"
    before = database.read_bytes(), [path.name for path in (tmp_path / "library").iterdir()]
    report = library.add(mixed, tmp_path / "n000.txt", address, site.at("/b"), access=OPEN, dry_run=True)
    assert (len(report.added), report.updated) == (10 + 1, ())
    assert (database.read_bytes(), [path.name for path in (tmp_path / "library").iterdir()]) == before
    assert [(article, library.passages(article.id)) for article in library.articles()] == held
    done = library.add(mixed, tmp_path / "n000.txt", address, site.at("/b"), access=OPEN)
    assert [*report.added, report.unchanged, report.skipped] == [*done.added, done.unchanged, done.skipped]
    assert [said for said in library.verify().originals if "n000" in said or "k.html" in said] == []
