"""What kind of file something is: told from its content where that is plain, and else from its name."""

from __future__ import annotations

import json
import re
import struct
import zipfile

from index.errors import SourceError
from index.reading.content import SAVE_TEXT, Encoding, open_bytes, open_text, unreadable
from index.reading.mailboxes import holds_one_message, is_mailbox
from index.reading.markdown import split_front_matter
from index.reading.names import Kind, kind_by_name
from index.reading.original import Original
from index.reading.packages import DAMAGE, open_package
from index.reading.xml_kinds import xml_kind

_DOCUMENTS = {
    Kind.PDF,
    Kind.WORD,
    Kind.OPEN_DOCUMENT,
    Kind.E_BOOK,
    Kind.PARQUET,
    Kind.MAIL,
    Kind.MAILBOX,
    Kind.SAVED_PAGE,
}
_PICTURE = "add the article's text instead"
_UNPACK = "unpack it and add the files"
_REFUSED = (
    (b"{\\rtf", "a Rich Text document", SAVE_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office document", SAVE_TEXT),
    (b"\x89PNG\r\n\x1a\n", "a picture", _PICTURE),
    (b"\xff\xd8\xff", "a picture", _PICTURE),
    (b"GIF8", "a picture", _PICTURE),
    (b"II*\0", "a picture", _PICTURE),
    (b"MM\0*", "a picture", _PICTURE),
    (b"7z\xbc\xaf\x27\x1c", "an archive", _UNPACK),
    (b"Rar!\x1a\x07", "an archive", _UNPACK),
    (b"BZh", "a compressed file", "unpack it and add the file"),
    (b"\xfd7zXZ\0", "a compressed file", "unpack it and add the file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file", "unpack it and add the file"),
)
_HEAD = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+(?:<!doctype\s+html|<html\b)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-z!/][^<>]*>", re.IGNORECASE)
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_MAIL_HEADERS = {b"from", b"to", b"subject", b"date", b"received", b"message-id", b"return-path", b"delivered-to"}
_SENT = {b"to", b"received", b"delivered-to", b"message-id", b"return-path"}


def kind_by_content(original: Original) -> Kind | None:
    """What the first bytes say where they are plain; None for texts of any kind.

    Raises SourceError for what is known and not read, such as pictures.
    """
    with open_bytes(original) as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return _zipped(original, head)
    if head.lstrip().startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and b" obj" in head):
        return Kind.PDF
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head[257:262] == b"ustar":
        return Kind.TAR
    for magic, what, remedy in _REFUSED:
        if head.startswith(magic):
            raise unreadable(original, what, remedy)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise unreadable(original, "a picture", _PICTURE)
    found, named = _message(head), kind_by_name(original.name)
    if not is_mailbox(head) or (found is not Kind.MAIL and named is not Kind.MAILBOX):
        return found
    return Kind.MAIL if named is Kind.MAIL and holds_one_message(original) else Kind.MAILBOX


def kind_of_text(original: Original, encoding: Encoding) -> Kind:
    """The kind of a file that is text: by its beginning where that is plain, else by its name.

    Raises SourceError for a sitemap, which only names pages.
    """
    with open_text(original, encoding) as file:
        head = file.read(20_000)
    named = kind_by_name(original.name)
    if _PAGE.match(head):
        return Kind.PAGE
    match xml_kind(head):
        case "feed":
            return Kind.FEED
        case "sitemap":
            raise unreadable(original, "a sitemap", "add its address, and the pages that it names are fetched")
    if named is Kind.PAGE and not _TAG.search(head):
        return Kind.TEXT
    first = head.lstrip("\ufeff \t\r\n")
    if named is Kind.JSON_LINES and first[:1] == "[":
        return Kind.JSON
    if named in (Kind.MARKDOWN, Kind.JSON, Kind.JSON_LINES, Kind.TABLE, Kind.PAGE):
        return named
    if re.match(r"\{\s*\"|\[\s*\{\s*\"", first):
        return Kind.JSON_LINES if _is_object(first.split("\n", 1)[0]) else Kind.JSON
    if head.startswith("---") and split_front_matter(head.replace("\r\n", "\n"))[1] != head.replace("\r\n", "\n"):
        return Kind.MARKDOWN
    return Kind.TEXT


def is_article_file(original: Original) -> bool:
    """Whether a file of a folder or an archive is to be read: by its name, or as a document of any name."""
    if kind_by_name(original.name):
        return True
    try:
        with open_bytes(original) as file:
            head = file.read(4096).decode("latin-1")
        return bool(_PAGE.match(head)) or xml_kind(head) == "feed" or kind_by_content(original) in _DOCUMENTS
    except (SourceError, *DAMAGE, OSError, ValueError, struct.error):
        return False


def _zipped(original: Original, head: bytes) -> Kind:
    """What a zip container holds. Damaged ones are told by what their first bytes still say."""
    try:
        with open_package(original) as package:
            names = set(package.namelist())
            mime = _beginning(package, "mimetype") if "mimetype" in names else b""
    except (*DAMAGE, ValueError) as error:
        what = _guessed(head)
        raise SourceError(f"{original} is {what}, and damaged or cut short: get it again and add it") from error
    if mime == b"application/epub+zip" or "META-INF/container.xml" in names:
        return Kind.E_BOOK
    if mime.startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.OPEN_DOCUMENT
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return Kind.WORD
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        raise unreadable(original, "an Excel workbook", "save the sheet as a .csv file and add that")
    if "[Content_Types].xml" in names and any(name.startswith("ppt/") for name in names):
        raise unreadable(original, "a PowerPoint presentation", SAVE_TEXT)
    return Kind.ZIP


def _beginning(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(100).strip()


def _guessed(head: bytes) -> str:
    if b"word/" in head or b"[Content_Types].xml" in head:
        return Kind.WORD
    if b"application/vnd.oasis.opendocument.text" in head:
        return Kind.OPEN_DOCUMENT
    return Kind.E_BOOK if b"application/epub+zip" in head else Kind.ZIP


def _message(head: bytes) -> Kind | None:
    """An e-mail, or a page that a browser saved in the form of one; told by their headers."""
    position = head.find(b"\n") + 1 if head.startswith(b"From ") else 0  # mailboxes put such a line before each message
    headers: dict[bytes, bytes] = {}
    while match := _HEADER.match(head, position):
        headers[match[1].lower()] = match[0].lower()
        position = match.end()
    if not head.startswith((b"\n", b"\r\n"), position):
        return None
    related = b"multipart/related" in headers.get(b"content-type", b"")
    if b"snapshot-content-location" in headers or (related and headers.keys().isdisjoint(_SENT)):
        return Kind.SAVED_PAGE
    found = headers.keys() & _MAIL_HEADERS
    return Kind.MAIL if len(found) >= 3 or (found and b"mime-version" in headers) else None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
