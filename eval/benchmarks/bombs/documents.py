"""PDFs, documents of word processors, e-books and e-mails that are made to do harm."""

from __future__ import annotations

import zlib
from functools import partial

from eval.benchmarks.bombs.archives import zipped_parts
from eval.benchmarks.bombs.bomb import ENTITIES, Bomb

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    content = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (len(objects) + 1, root)
    start = len(content)
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%sstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        trailer,
        start,
    )


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    small = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(small), entries, small)


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _one_page(*others: bytes, resources: bytes, contents: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << %s >> >>" % resources
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, contents, *others
    )


def _nested_forms(depth: int = 8, times: int = 10) -> bytes:
    """Each form draws the next one ten times."""
    forms = []
    for number in range(6, 6 + depth):
        if number < 5 + depth:
            resources, drawn = b"/XObject << /F %d 0 R >>" % (number + 1), b"/F Do " * times
        else:
            resources, drawn = b"/Font << /A 5 0 R >>", b"BT /A 9 Tf (words) Tj ET"
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << %s >>" % resources
        forms.append(_stream(drawn, entries))
    return _one_page(_FONT, *forms, resources=b"/XObject << /F 6 0 R >>", contents=_stream(b"/F Do"))


def _page_circle() -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 1000000 >>",
    )


def _same_page(times: int) -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * times, times),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /A 5 0 R >> >> >>",
        _stream(b"BT /A 9 Tf 20 700 Td (The harbour is open, the mayor said today.) Tj ET" * 50),
        _FONT,
    )


def _much_text() -> bytes:
    contents = _stream(b"BT /A 9 Tf 20 700 Td (The harbour is open.) Tj ET\n" * 400_000)
    return _one_page(_FONT, resources=b"/Font << /A 5 0 R >>", contents=contents)


def _object_streams() -> bytes:
    """Object streams that hold each other, and say that they hold a billion objects."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        _stream(b"2 0 3 9 " * 100_000, b"/Type /ObjStm /N 1000000000 /First 800000 /Extends 3 0 R"),
        _stream(b"3 0 2 9 " * 100_000, b"/Type /ObjStm /N 1000000000 /First 800000 /Extends 2 0 R"),
    )


def _picture() -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    )
    image = _stream(b"\0" * 10_000_000, entries)
    return _one_page(image, resources=b"/XObject << /I 5 0 R >>", contents=_stream(b"/I Do " * 1000))


def _layers(filters: int) -> bytes:
    content = b"0" * 50_000_000
    for _ in range(filters):
        content = zlib.compress(content, 9)
    names = b"/FlateDecode " * filters
    stream = b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), names, content)
    return _one_page(resources=b"", contents=stream)


def word(body: str) -> bytes:
    return zipped_parts(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


_CELL = "<w:tc><w:p><w:r><w:t>a cell</w:t></w:r></w:p></w:tc>"


def _nested_paragraphs(depth: int, each: int) -> str:
    inner = "<w:p><w:r><w:t>words</w:t></w:r></w:p>" * each
    return "<w:tbl><w:tr><w:tc>" * depth + inner + "</w:tc></w:tr></w:tbl>" * depth


def open_document(body: str) -> bytes:
    return zipped_parts(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        }
    )


def e_book(chapter: str, spine: int = 1) -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
        + '<itemref idref="c"/>' * spine
        + "</spine></package>"
    )
    return zipped_parts({"mimetype": "application/epub+zip", "book.opf": opf, "c.xhtml": chapter})


_HEADERS = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"


def _messages_in_messages(depth: int) -> bytes:
    return (_HEADERS + b"Content-Type: message/rfc822\r\n\r\n") * depth + _HEADERS + b"\r\nThe mayor said so.\r\n"


def _parts_in_parts(depth: int) -> bytes:
    content = _HEADERS
    for number in range(depth):
        content += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
    return content + b"\r\nThe mayor said so.\r\n"


def _boundary_storm() -> bytes:
    return _HEADERS + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\na\r\n" * 100_000


def _charset(name: bytes, body: bytes) -> bytes:
    return _HEADERS + b'Content-Type: text/plain; charset="' + name + b'"\r\n\r\n' + body


def _word_table() -> bytes:
    return word("<w:tbl>" + f"<w:tr>{_CELL}</w:tr>" * 100_000 + "</w:tbl>")


def _word_letters() -> bytes:
    return word("<w:p><w:r><w:t>" + "a" * 60_000_000 + "</w:t></w:r></w:p>")


def _spaces(count: str, times: int = 1) -> bytes:
    return open_document("<text:p>a" + f'<text:s text:c="{count}"/>' * times + "b</text:p>")


def _spans() -> bytes:
    return open_document(("<text:p>" + "<text:span>" * 200 + "a" + "</text:span>" * 200 + "</text:p>") * 5_000)


def _chapters() -> bytes:
    return e_book("<html><body><p>The harbour is open.</p></body></html>", 10_000)


def _entities() -> bytes:
    return e_book(f"<!DOCTYPE html [{ENTITIES}]><html><body><p>&j;</p></body></html>")


_LATER = b"To: a@b.example\r\nDate: b\r\n\r\nThe mayor said so.\r\n"


def _sender() -> bytes:
    return b"Subject: a\r\nFrom: " + b"(" * 50_000 + b"\r\n" + _LATER


def _subject() -> bytes:
    return b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?a?= " * 4_000 + b"\r\n" + _LATER


DOCUMENTS = (
    Bomb("forms nested 10^8-fold", "forms.pdf", _nested_forms),
    Bomb("pages in a circle", "circle.pdf", _page_circle),
    Bomb("one page 20,000 times", "pages.pdf", partial(_same_page, 20_000)),
    Bomb("a page of 400,000 texts in one place", "texts.pdf", _much_text),
    Bomb("object streams in each other", "streams.pdf", _object_streams),
    Bomb("a picture of 10^12 dots, drawn 1,000 times", "picture.pdf", _picture),
    Bomb("a stream packed 4 times", "layers.pdf", partial(_layers, 4)),
    Bomb("100,000 rows of a table", "rows.docx", _word_table),
    Bomb("50,000 paragraphs in 80 tables in each other", "tables.docx", lambda: word(_nested_paragraphs(80, 50_000))),
    Bomb("elements 100,000 deep", "deep.docx", lambda: word("<w:r>" * 100_000 + "</w:r>" * 100_000)),
    Bomb("60 MB of one letter", "letters.docx", _word_letters),
    Bomb("a count of spaces below nothing", "below.odt", partial(_spaces, "-9")),
    Bomb("a count of spaces of 10,000 digits", "digits.odt", partial(_spaces, "9" * 10_000)),
    Bomb("200,000 counts of a billion spaces", "counts.odt", partial(_spaces, "999999999", 200_000)),
    Bomb("spans 200 deep, 5,000 times", "spans.odt", _spans),
    Bomb("a chapter 10,000 times", "chapters.epub", _chapters),
    Bomb("a chapter of entities in entities", "entities.epub", _entities),
    Bomb("e-mails 10,000 deep", "deep.eml", partial(_messages_in_messages, 10_000)),
    Bomb("parts 2,000 deep", "parts.eml", partial(_parts_in_parts, 2_000)),
    Bomb("100,000 boundaries", "boundaries.eml", _boundary_storm),
    Bomb("a NUL in a charset", "nul.eml", partial(_charset, b"utf-8\0", b"The mayor said so.")),
    Bomb("punycode of a megabyte", "punycode.eml", partial(_charset, b"punycode", b"so-" + b"99999b" * 200_000)),
    Bomb("50,000 brackets in a sender", "sender.eml", _sender),
    Bomb("4,000 encoded words in a subject", "subject.eml", _subject),
)
