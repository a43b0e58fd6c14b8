"""Documents of each format, as programs write them, with what stands around articles there: menus, heads, signatures.

Each maker writes all articles into a folder, and returns the file of each, in their order; a file of several is named
for each of them.
"""

from __future__ import annotations

import csv
import io
import json
import mailbox
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from email.message import EmailMessage
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

import docx
import pyarrow
import pyarrow.parquet
from odf.opendocument import OpenDocumentText
from odf.text import H, P
from PIL import Image, ImageDraw, ImageFont

from eval.benchmarks.formats.truth import Truth
from index.reading.recognition import what_is_missing

Make = Callable[[Sequence[Truth], Path], list[Path]]

_OUTLET = "The Ledger"
_MENU = "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/sport>Sport</a></nav>"
_RELATED = "<aside><h3>Most popular</h3><ul><li><a href=/a>Ten walks for the weekend</a></li></ul></aside>"
_SIGNATURE = "-- \nThe Ledger, 1 Quay Street"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --no-pdf-header-footer"
).split()
_COLUMNS = "main{column-count:2;column-gap:9mm;text-align:justify} p{margin:0;text-indent:1em}"
_DOTS = 300
"""To the inch, of what is scanned."""


def why_not(name: str) -> str | None:
    """Why documents of this kind cannot be made or read here; None where they can."""
    if "printed" in name and _chromium() is None:
        return "Chromium is not installed"
    return what_is_missing() if "scanned" in name else None


def _each(ending: str, write: Callable[[Truth, Path], Any]) -> Make:
    def make(truths: Sequence[Truth], folder: Path) -> list[Path]:
        paths = [folder / f"{number}{ending}" for number in range(len(truths))]
        for truth, path in zip(truths, paths, strict=True):
            write(truth, path)
        return paths

    return make


def _day(truth: Truth) -> str:
    return f"{truth.published:%B} {truth.published.day}, {truth.published.year}"


def _head(truth: Truth) -> list[str]:
    return [truth.title, f"By {truth.author}", _day(truth)]


def _text(truth: Truth, path: Path) -> None:
    path.write_text("\n\n".join((*_head(truth), *truth.paragraphs)), "utf-8")


def _wrapped(truth: Truth, path: Path) -> None:
    broken = ("\n".join(wrap(paragraph, 72, break_on_hyphens=False)) for paragraph in truth.paragraphs)
    path.write_bytes("\r\n\r\n".join((*_head(truth), *broken)).encode("cp1252", "replace"))


def _markdown(truth: Truth, path: Path) -> None:
    head = f"---\ntitle: {json.dumps(truth.title)}\nauthor: {truth.author}\ndate: {truth.published}\n---\n"
    path.write_text("\n\n".join((head, f"# {truth.title}", *truth.paragraphs)), "utf-8")


def _page(truth: Truth, style: str = "") -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in truth.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(truth.title)} - {_OUTLET}</title>'
        f'<meta name="author" content="{escape(truth.author)}"><meta property="article:published_time" '
        f'content="{truth.published}"><style>{style}</style></head><body>{_MENU}<article><h1>{escape(truth.title)}</h1>'
        f"<p class=byline>By {escape(truth.author)}</p><time>{_day(truth)}</time><main>{body}</main></article>"
        f"{_RELATED}</body></html>"
    )


def _web_page(truth: Truth, path: Path) -> None:
    path.write_text(_page(truth), "utf-8")


def _saved_page(truth: Truth, path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by Blink>", f"{truth.title} - {_OUTLET}"
    message["Snapshot-Content-Location"] = "https://ledger.example/story"
    message.add_related(_page(truth), subtype="html", cid="<frame-0@mhtml.blink>")
    path.write_bytes(bytes(message))


def _printed(style: str) -> Callable[[Truth, Path], None]:
    """As Chromium prints a page that has a running head and page numbers, and no menu."""
    margins = f'@page{{size:A5;margin:2cm;@top-center{{content:"{_OUTLET}, weekend edition"}}'
    margins += "@bottom-center{content:counter(page)}} nav,aside{display:none} body{font:10pt/1.3 serif}"

    def write(truth: Truth, path: Path) -> None:
        source = path.with_suffix(".html")
        source.write_text(_page(truth, margins + style), "utf-8")
        profile = f"--user-data-dir={path.parent / 'chromium'}"
        command = [str(_chromium()), *_FLAGS, profile, f"--print-to-pdf={path}", source.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603
        source.unlink()

    return write


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def _scanned(truth: Truth, path: Path) -> None:
    """Pages of A4 that are pictures, a little askew."""
    large, small = (ImageFont.load_default(size * _DOTS / 72) for size in (18, 11))
    lines = [(large, line) for line in wrap(truth.title, 45)]
    for paragraph in (*_head(truth)[1:], *truth.paragraphs):
        lines += [(small, ""), *((small, line) for line in wrap(paragraph, 80))]
    pages, pitch = [], round(0.21 * _DOTS)
    for start in range(0, len(lines), 46):
        page = Image.new("L", (round(8.27 * _DOTS), round(11.69 * _DOTS)), 245)
        pen = ImageDraw.Draw(page)
        for row, (font, line) in enumerate(lines[start : start + 46]):
            pen.text((0.9 * _DOTS, 0.9 * _DOTS + row * pitch), line, font=font, fill=30)
        pages.append(page.rotate(0.4, fillcolor=245, resample=Image.Resampling.BILINEAR))
    pages[0].save(path, "PDF", resolution=_DOTS, save_all=True, append_images=pages[1:])


def _word(truth: Truth, path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "A. Typist"
    document.sections[0].header.paragraphs[0].text = f"{_OUTLET}, draft"
    document.add_heading(truth.title, level=0)
    for paragraph in (*_head(truth)[1:], *truth.paragraphs):
        document.add_paragraph(paragraph)
    document.save(str(path))


def _open_document(truth: Truth, path: Path) -> None:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text=truth.title))
    for paragraph in (*_head(truth)[1:], *truth.paragraphs):
        document.text.addElement(P(text=paragraph))
    document.save(str(path))


def _e_book(truth: Truth, path: Path) -> None:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in truth.paragraphs)
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(truth.title)}</dc:title><dc:creator>'
        f"{escape(truth.author)}</dc:creator><dc:date>{truth.published}</dc:date></metadata><manifest>"
        '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="one"/></spine></package>'
    )
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
        f"<h1>{escape(truth.title)}</h1>{body}</body></html>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in (("META-INF/container.xml", container), ("book.opf", package), ("one.xhtml", chapter)):
            book.writestr(name, content)


def _message(truth: Truth, number: int = 0) -> EmailMessage:
    """A newsletter, plain and as a page, that quotes what it answers."""
    message = EmailMessage()
    message["From"], message["To"] = f"{truth.author} <desk@ledger.example>", "Readers <readers@ledger.example>"
    message["Subject"], message["Message-ID"] = truth.title, f"<{number}@ledger.example>"
    message["Date"] = datetime.combine(truth.published, time(18), UTC)
    quoted = "On Mon, 6 Jan 2025 at 16:20, Jamie Ford <jamie@friends.example> wrote:"
    question = "Will you write about it this week?"
    message.set_content("\n\n".join((*truth.paragraphs, quoted)) + f"\n> {question}\n\n{_SIGNATURE}\n")
    rows = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in truth.paragraphs)
    quote = f"<div class=gmail_quote>{escape(quoted)}<blockquote>{question}</blockquote></div>"
    message.add_alternative(f"<html><body>{rows}{quote}</body></html>", subtype="html")
    return message


def _mail(truth: Truth, path: Path) -> None:
    path.write_bytes(bytes(_message(truth)))


def _mailbox(truths: Sequence[Truth], folder: Path) -> list[Path]:
    path = folder / "all.mbox"
    box = mailbox.mbox(path)
    for number, truth in enumerate(truths):
        box.add(_message(truth, number))
    box.close()
    return [path] * len(truths)


def _record(truth: Truth) -> dict[str, str]:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in truth.paragraphs)
    return {
        "headline": truth.title,
        "byline": f"By {truth.author}",
        "published": truth.published.isoformat(),
        "body": body,
    }


def _of_records(name: str, write: Callable[[list[dict[str, str]], Path], Any]) -> Make:
    def make(truths: Sequence[Truth], folder: Path) -> list[Path]:
        path = folder / name
        write([_record(truth) for truth in truths], path)
        return [path] * len(truths)

    return make


def _table(records: list[dict[str, str]], path: Path) -> None:
    rows = io.StringIO()
    writer = csv.DictWriter(rows, list(records[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(records)
    path.write_text("sep=;\r\n" + rows.getvalue(), "utf-8-sig", newline="")


def _feed(truths: Sequence[Truth], folder: Path) -> list[Path]:
    items = "".join(
        f"<item><title>{escape(truth.title)}</title><author>{escape(truth.author)}</author><guid>{number}</guid>"
        f"<pubDate>{truth.published:%a, %d %b %Y} 18:00:00 +0000</pubDate><description>"
        f"{escape(_record(truth)['body'])}</description></item>"
        for number, truth in enumerate(truths)
    )
    path = folder / "feed.rss"
    path.write_text(f'<rss version="2.0"><channel><title>{_OUTLET}</title>{items}</channel></rss>', "utf-8")
    return [path] * len(truths)


def _archive(truths: Sequence[Truth], folder: Path) -> list[Path]:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, truth in enumerate(truths):
            archive.writestr(f"pages/{number:02}.html", _page(truth))
    return [path] * len(truths)


MAKERS: dict[str, Make] = {
    "plain text": _each(".txt", _text),
    "text, lines broken": _each(".txt", _wrapped),
    "Markdown": _each(".md", _markdown),
    "web page": _each(".html", _web_page),
    "saved page": _each(".mhtml", _saved_page),
    "feed": _feed,
    "PDF, printed": _each(".pdf", _printed("")),
    "PDF, printed in columns": _each(".pdf", _printed(_COLUMNS)),
    "PDF, scanned": _each(".pdf", _scanned),
    "Word": _each(".docx", _word),
    "OpenDocument": _each(".odt", _open_document),
    "e-book": _each(".epub", _e_book),
    "e-mail": _each(".eml", _mail),
    "mailbox": _mailbox,
    "JSON": _of_records("all.json", lambda records, path: path.write_text(json.dumps({"articles": records}))),
    "JSON Lines": _of_records("all.jsonl", lambda records, path: path.write_text("\n".join(map(json.dumps, records)))),
    "table of Excel": _of_records("all.csv", _table),
    "Parquet": _of_records(
        "all.parquet", lambda records, path: pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), path)
    ),
    "archive of pages": _archive,
}
"""By the name of the format."""
