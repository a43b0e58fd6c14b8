"""Documents as newsrooms have them, each made by a tool that people make such documents with."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest

from index.reading.recognition import what_is_missing

TITLE = "Harbour bridge shut after freighter strike"
AUTHOR = "Jane Roe"
PARAGRAPHS = (
    "The harbour bridge of Port Averil was shut on Friday after a freighter struck one of its piers, the harbour "
    "master said.",
    "“Nobody was hurt, and nobody will cross before it is safe,” she told reporters at the quay.",
    "Engineers expect the repairs to last three weeks; the ferry runs all night until then.",
)
SENT = datetime(2024, 3, 22, 18, 30, tzinfo=timezone(timedelta(hours=2)))
Lines = tuple[tuple[float, float, float, str], ...]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def page(paragraphs: tuple[str, ...] = PARAGRAPHS, *, style: str = "", title: str = TITLE) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Ledger</title>'
        f"<style>{style}</style></head><body><article><h1>{title}</h1><p>By {AUTHOR}</p><p>March 22, 2024</p>"
        f"<div class=text>{body}</div></article></body></html>"
    )


def chromium() -> str:
    """The browser's path. The test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


def print_page(folder: Path, html: str, *flags: str) -> Path:
    """The page as a PDF, printed by Chromium."""
    source = folder / "printed.html"
    source.write_text(html, encoding="utf-8")
    path = print_address(folder, source.as_uri(), *flags)
    source.unlink()
    return path


def print_address(folder: Path, address: str, *flags: str) -> Path:
    path = folder / "printed.pdf"
    command = [chromium(), *FLAGS, f"--user-data-dir={folder / 'chromium'}", *flags, f"--print-to-pdf={path}", address]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return path


def word_document(path: Path) -> Path:
    import docx

    document = docx.Document()
    document.core_properties.author = "A. Typist"
    document.core_properties.title = "draft 3"
    document.add_heading(TITLE, level=0)
    document.add_paragraph(f"By {AUTHOR}")
    document.add_paragraph("22 March 2024")
    for paragraph in PARAGRAPHS[:2]:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Repairs", "Three weeks"
    document.add_paragraph(PARAGRAPHS[2])
    document.save(str(path))
    return path


def open_document(path: Path) -> Path:
    from odf.dc import Language, Title
    from odf.meta import InitialCreator
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P, S

    document = OpenDocumentText()
    document.meta.addElement(Title(text="A file’s title"))
    document.meta.addElement(Language(text="en-GB"))
    document.meta.addElement(InitialCreator(text="A. Typist"))
    document.text.addElement(H(outlinelevel=1, text=TITLE))
    document.text.addElement(P(text=f"By {AUTHOR}"))
    document.text.addElement(P(text="22 March 2024"))
    for paragraph in PARAGRAPHS:
        element = P(text=paragraph.rpartition(" ")[0])
        element.addElement(S(c=1))
        element.addText(paragraph.rpartition(" ")[2])
        document.text.addElement(element)
    document.save(str(path))
    return path


def e_book(path: Path) -> Path:
    chapters = {
        "one.xhtml": f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}&nbsp;</p>",
        "two.xhtml": f"<h1>The repairs</h1><p>{PARAGRAPHS[2]}</p>",
    }
    items = "".join(
        f'<item id="{name[:3]}" href="text/{name}" media-type="application/xhtml+xml"/>' for name in chapters
    )
    spine = "".join(f'<itemref idref="{name[:3]}"/>' for name in ("one.xhtml", "two.xhtml"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The bridge</dc:title>'
            f"<dc:creator>{AUTHOR}</dc:creator><dc:creator>John Doe</dc:creator><dc:language>en-GB</dc:language>"
            "<dc:date>2024-03-22T18:30:00+02:00</dc:date><dc:publisher>The Ledger</dc:publisher></metadata>"
            '<manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        )
        book.writestr("OEBPS/nav.xhtml", "<html><body><p>Table of contents</p></body></html>")
        for name, body in chapters.items():
            book.writestr(
                f"OEBPS/text/{name}",
                '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
                f"<head><title/></head><body>{body}</body></html>",
            )
    return path


def newsletter(path: Path) -> Path:
    message = EmailMessage()
    message["From"] = f"{AUTHOR} <briefing@ledger.example>"
    message["To"] = "readers@ledger.example"
    message["Subject"] = TITLE
    message["Date"] = SENT
    message.set_content("\n\n".join(PARAGRAPHS))
    rows = "".join(f"<tr><td><p>{escape(paragraph)}</p></td></tr>" for paragraph in PARAGRAPHS)
    message.add_alternative(
        f"<html><body><table>{rows}<tr><td>Unsubscribe | View in your browser</td></tr></table></body></html>",
        subtype="html",
    )
    path.write_bytes(bytes(message))
    return path


def saved_page(path: Path) -> Path:
    """As Chromium's “Webpage, Single File” writes it."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://ledger.example/bridge"
    message["Subject"] = f"{TITLE} - The Ledger"
    message["Date"] = SENT
    message.add_related(page(), subtype="html", cid="<frame-0@mhtml.blink>")
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<picture>")
    part = next(message.iter_parts())
    part["Content-Location"] = "https://ledger.example/bridge"
    path.write_bytes(bytes(message))
    return path


def parquet_table(path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"headline": TITLE, "body": "\n\n".join(PARAGRAPHS), "byline": AUTHOR, "published": SENT},
        {"headline": "Empty", "body": "", "byline": None, "published": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


@dataclass(frozen=True, slots=True)
class Printed:
    """A page of a PDF as a program writes it: (x, y, size, text) from the bottom left corner, in Helvetica, turned by
    `matrix`; `rotate` is what a viewer does with it, and `picture` covers it."""

    lines: tuple[tuple[float, float, float, str], ...] = ()
    rotate: int = 0
    matrix: str = "1 0 0 1 0 0"
    box: str = "0 0 612 792"
    picture: bool = False
    stamp: str = ""


def printed_pdf(path: Path, pages: Sequence[Printed], **properties: str) -> Path:
    """A PDF of these pages, without a program's help; `properties` such as Title."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    objects.append(
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        "\nstream\nP\nendstream"
    )
    kids = []
    for page in pages:
        shown = "q 612 0 0 792 0 0 cm /P Do Q\n" if page.picture else ""
        for x, y, size, text in page.lines:
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            shown += f"q {page.matrix} cm BT /F {size} Tf {x} {y} Td ({escaped}) Tj ET Q\n"
        shown += page.stamp
        objects.append(f"<</Length {len(shown)}>>\nstream\n{shown}\nendstream")
        resources = "<</Font<</F 3 0 R>>/XObject<</P 4 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{page.box}]/Rotate {page.rotate}/Resources{resources}"
            f"/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects.append("<<" + "".join(f"/{name}({value})" for name, value in properties.items()) + ">>")
    content, places = "%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = (
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    )
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}"
    path.write_bytes(content.encode("cp1252"))
    return path


def set_lines(lines: Sequence[str], x: float = 72, top: float = 720, size: float = 11, pitch: float = 14) -> Lines:
    """Lines one below the other."""
    return tuple((x, top - pitch * number, size, line) for number, line in enumerate(lines))


def scanned_pdf(path: Path) -> Path:
    """A page that is a picture."""
    from PIL import Image

    Image.new("RGB", (600, 800), "white").save(path, "PDF")
    return path


def scan(path: Path, lines: Sequence[str], *, turned: int = 0, dots: int = 300, columns: int = 1) -> Path:
    """A page of A4 as a scanner saves it: a picture of `dots` to the inch, turned by so many degrees. The first line is
    a headline; the others are shared among the columns."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = 8.27 * dots, 11.69 * dots
    picture = Image.new("L", (round(width), round(height)), 250)
    pen = ImageDraw.Draw(picture)
    headline, *rest = lines
    pen.text((0.1 * width, 0.08 * height), headline, font=ImageFont.load_default(0.09 * dots * 3), fill=20)
    each = -(-len(rest) // columns)
    for number, line in enumerate(rest):
        column, row = divmod(number, each)
        place = (0.1 + 0.42 * column) * width, 0.14 * height + 0.22 * dots * row
        pen.text(place, line, font=ImageFont.load_default(0.05 * dots * 3), fill=20)
    picture.rotate(turned, expand=True, fillcolor=250).save(path, "PDF", resolution=dots)
    return path


def bound(path: Path, parts: Sequence[Path]) -> Path:
    """One PDF of several."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(part)
    with path.open("wb") as file:
        writer.write(file)
    return path


def tesseract() -> None:
    """The test is skipped where pages cannot be recognised."""
    if missing := what_is_missing():
        pytest.skip(f"text recognition is not installed: {missing}")


def encrypted_pdf(path: Path) -> Path:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    with path.open("wb") as file:
        writer.write(file)
    return path


def zip_bomb(path: Path, mebibytes: int = 512) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.txt", "w") as file:
        for _ in range(mebibytes):
            file.write(bytes(1024 * 1024))
    return path


def sparse_file(path: Path, size: int = 10 * 1024**3) -> Path:
    """As large as `size` bytes, and next to nothing on the disk."""
    path.write_bytes(b"Bridge closed\n\n")
    os.truncate(path, size)
    return path


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()
