"""Bytes become text: compression, what is not text at all, and encodings."""

from __future__ import annotations

import codecs
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from index.article import clean_text
from index.errors import SourceError

LARGEST = 256 * 1024 * 1024
"""Bytes that a file may hold, after unpacking, where it has to be read as a whole."""

_BLOCK = 1024 * 1024
_GZIP = b"\x1f\x8b"
_SAVE_TEXT = "save its text as a .txt file and add that"
_MAGIC = (
    (b"%PDF-", "a PDF", _SAVE_TEXT),
    (b"{\\rtf", "a Rich Text document", _SAVE_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _SAVE_TEXT),
    (b"\x89PNG\r\n\x1a\n", "a picture", "add the article's text instead"),
    (b"\xff\xd8\xff", "a picture", "add the article's text instead"),
    (b"GIF8", "a picture", "add the article's text instead"),
    (b"II*\0", "a picture", "add the article's text instead"),
    (b"MM\0*", "a picture", "add the article's text instead"),
    (b"7z\xbc\xaf\x27\x1c", "an archive", "unpack it and add the files"),
    (b"Rar!\x1a\x07", "an archive", "unpack it and add the files"),
    (b"BZh", "a compressed file", "unpack it and add the file"),
    (b"\xfd7zXZ\0", "a compressed file", "unpack it and add the file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file", "unpack it and add the file"),
)
_ZIPPED = (
    (b"word/", "a Word document", _SAVE_TEXT),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text", _SAVE_TEXT),
    (b"application/epub+zip", "an e-book", _SAVE_TEXT),
    (b"xl/", "an Excel workbook", "save the sheet as a .csv file and add that"),
    (b"ppt/", "a PowerPoint presentation", _SAVE_TEXT),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_ENCODINGS = [
    "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
_WESTERN_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŸ"
_WESTERN_MARKS = "£§©«®°·»½¿¡€‚„…†‡‰‹›‘’“”•–—™´¨"
_NOT_WESTERN = re.compile(rf"[^\x00-\x7f\xa0{_WESTERN_LETTERS}{_WESTERN_MARKS}]|(?<=\w)[¿¡]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¿¡£¤¥¦§¨¯¸´¹²³¼½¾]")
_DECLARABLE = re.compile(
    r"cp125\d|cp8(?:66|74)|cp9(?:32|49)|iso8859-\d+|koi8-[ru]|shift_jis|euc_(?:jp|kr)|gb2312|gbk|gb18030|big5|mac-roman"
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes spell characters. `damaged_at` is the first byte of UTF-8 text that is not UTF-8."""

    name: str
    damaged_at: int | None = None


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked where it is gzipped. Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def open_text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    """The file's characters, line ends as they are; bytes of UTF-8 text that are not UTF-8 come as lone surrogates."""
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    return io.TextIOWrapper(open_bytes(path), encoding=encoding.name, errors=errors, newline="")


def read_text(path: Path, encoding: Encoding) -> str:
    """The whole file as articles hold text. Raises SourceError where it is damaged, empty or too large."""
    if encoding.damaged_at is not None:
        raise damaged(path, encoding.damaged_at)
    with open_bytes(path) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise SourceError(f"{path} is larger than {LARGEST // 2**20} MiB: split it and add the parts")
    text = clean_text(content.decode(encoding.name, "replace"))
    if not text.strip():
        raise empty(path)
    return text


def empty(path: Path) -> SourceError:
    return SourceError(f"{path} is empty: put the article's text into it and add it again")


def damaged(path: Path, byte: int) -> SourceError:
    return SourceError(f"{path} is UTF-8 text except at byte {byte}: save it again as UTF-8 and add it again")


def encoding_of(path: Path) -> Encoding:
    """How the file is encoded, from all of its bytes. Raises SourceError where it is no text, or empty."""
    with open_bytes(path) as file:
        head = file.read(_BLOCK)
        if not head.strip() and not file.read(1):
            raise empty(path)
        for mark, name in _BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return _marked(path, head, name)
        _refuse_other_formats(path, head)
        if b"\0" in head[:65536]:
            return _unmarked_utf16(path, head)
        return _unmarked(path, head, file)


def _marked(path: Path, head: bytes, name: str) -> Encoding:
    if not head.decode(name, "ignore").strip():
        raise empty(path)
    return Encoding(name)


def _refuse_other_formats(path: Path, head: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            raise _unreadable(path, what, remedy)
    if head.startswith(b"PK\x03\x04"):
        for name, what, remedy in _ZIPPED:
            if name in head:
                raise _unreadable(path, what, remedy)
        raise _unreadable(path, "a zip archive", "unpack it and add the files")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise _unreadable(path, "a picture", "add the article's text instead")


def _unreadable(path: Path, what: str, remedy: str) -> SourceError:
    return SourceError(f"{path} is {what}, which onrecord does not read yet: {remedy}")


def _unmarked_utf16(path: Path, head: bytes) -> Encoding:
    """UTF-16 without a mark has its zero bytes nearly all at even or nearly all at odd places."""
    half = len(head) // 2
    for name, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.7 * half and not others.count(0):
            return Encoding(name)
    raise _unreadable(path, "a binary file", _SAVE_TEXT)


def _unmarked(path: Path, head: bytes, file: BinaryIO) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")()
    block, position = head, 0
    while True:
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _not_utf8(path, head, block, position - waiting + error.start)
        if not block:
            return Encoding("utf-8")
        position += len(block)
        block = file.read(_BLOCK)


def _not_utf8(path: Path, head: bytes, block: bytes, byte: int) -> Encoding:
    declared = _META_CHARSET.search(head[:4096])
    if declared and (name := _known(declared[1].decode("ascii"))):
        return Encoding(name)
    replaced = block.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    sound = sum(character > "\x7f" for character in replaced) - broken
    if sound > broken or not block:
        return Encoding("utf-8", damaged_at=byte)
    guess = _guess(block)
    if guess is None:
        raise SourceError(f"{path} is in an encoding that cannot be told: save it as UTF-8 and add it again")
    return Encoding(guess)


def _known(declared: str) -> str | None:
    """The encoding that a page means by what it declares, as browsers take it; None for UTF-8 and unknown ones."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if _DECLARABLE.fullmatch(name) else None


def _guess(content: bytes) -> str | None:
    """Windows-1252 where it spells Western words, else what charset-normalizer finds among encodings in use.

    The detector alone takes short Western texts for Central European or Chinese ones.
    """
    if any(byte < 0x20 and byte not in b"\t\n\r\f\v\x1a\x1b" for byte in content[:65536]):
        return None
    high = sum(byte > 0x7F for byte in content)
    if high <= 0.25 * len(content.replace(b" ", b"")):
        western = content.decode("cp1252", "replace")
        if not _NOT_WESTERN.search(western):
            return "cp1252"
    found = list(from_bytes(content, cp_isolation=_OTHER_ENCODINGS))
    sound = [match for match in found if not _SIGN_IN_WORD.search(str(match))]
    return next((match.encoding for match in [*sound, *found]), None)
