"""Bytes become text: compression, what is not text at all, and encodings."""

from __future__ import annotations

import codecs
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from index.article import clean_text
from index.errors import SourceError
from index.reading.original import Original
from index.reading.western import may_be_western, western

LARGEST = 256 * 1024 * 1024
"""Bytes that a file may hold, after unpacking, where it has to be read as a whole."""

SAVE_TEXT = "save its text as a .txt file and add that"

_LARGEST_LIST = 16 * 1024 * 1024 * 1024
_LONGEST_LINE = 64 * 1024 * 1024
_BLOCK = 1024 * 1024
_GZIP = b"\x1f\x8b"
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
_IN_WESTERN_UTF8 = re.compile("[\u00a0-\u00ff\u2010-\u203a\u20ac]")
"""What two or three bytes of UTF-8 spell in Western texts, and hardly ever in an older encoding."""

_CALLED = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "that of DOS (code page 850)"}
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¿¡£¤¥¦§¨¯¸´¹²³¼½¾]")
_DECLARABLE = re.compile(
    r"cp125\d|cp8(?:66|74)|cp9(?:32|49)|iso8859-\d+|koi8-[ru]|shift_jis|euc_(?:jp|kr)|gb2312|gbk|gb18030|big5|mac-roman"
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes spell characters. `damaged_at` is the first byte of UTF-8 text that is not UTF-8; `guessed`
    tells that neither a mark nor a declaration names it, and that it is not UTF-8."""

    name: str
    damaged_at: int | None = None
    guessed: bool = False

    def __str__(self) -> str:
        return _CALLED.get(self.name, self.name)


def is_gzipped(original: Original) -> bool:
    with original.path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def open_bytes(original: Original) -> BinaryIO:
    """The file's bytes, unpacked where it is gzipped. Raises OSError where it cannot be opened."""
    return cast(BinaryIO, gzip.open(original.path)) if is_gzipped(original) else original.path.open("rb")


def read_bytes(original: Original) -> bytes:
    """The whole file, unpacked where it is gzipped. Raises SourceError where it is too large to be held."""
    if original.path.stat().st_size > LARGEST:
        raise too_large(original)
    with open_bytes(original) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise too_large(original)
    return content


def open_text(original: Original, encoding: Encoding) -> io.TextIOWrapper:
    """The file's characters, line ends as they are; bytes of UTF-8 text that are not UTF-8 come as lone surrogates."""
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    return io.TextIOWrapper(open_bytes(original), encoding=encoding.name, errors=errors, newline="")


def read_text(original: Original, encoding: Encoding) -> str:
    """The whole file as articles hold text. Raises SourceError where it is damaged, empty or too large."""
    if encoding.damaged_at is not None:
        raise damaged(original, encoding.damaged_at)
    text = clean_text(read_bytes(original).decode(encoding.name, "replace"))
    if not text.strip():
        raise empty(original)
    return text


def empty(original: Original) -> SourceError:
    return SourceError(f"{original} is empty: put the article's text into it and add it again")


def damaged(original: Original, byte: int) -> SourceError:
    return SourceError(f"{original} is UTF-8 text except at byte {byte}: save it again as UTF-8 and add it again")


def too_large(original: Original, largest: int = LARGEST) -> SourceError:
    size = original.path.stat().st_size
    told = f"has {size / 2**20:,.0f} MiB, more than the" if size > largest else "unpacks to more than the"
    return SourceError(f"{original} {told} {largest // 2**20:,} MiB that are read of one: split it and add the parts")


def each_line(original: Original, file: io.TextIOWrapper) -> Iterator[str]:
    """The file's lines. Raises SourceError where one is too long to be held."""
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise SourceError(
                f"{original} has a line of more than {_LONGEST_LINE // 2**20} million characters: write each record on "
                "a line of its own and add it again"
            )
        yield line


def unreadable(original: Original, what: str, remedy: str) -> SourceError:
    return SourceError(f"{original} is {what}, which onrecord does not read: {remedy}")


def encoding_of(original: Original, *, whole: bool = True) -> Encoding:
    """How the file is encoded, from all of its bytes. Raises SourceError where it is no text, or empty.

    A file that has to be read as a `whole` is refused at once where it is too large for that.
    """
    if whole and original.path.stat().st_size > LARGEST:
        raise too_large(original)
    with open_bytes(original) as file:
        head = file.read(_BLOCK)
        if not head.strip() and not file.read(1):
            raise empty(original)
        for mark, name in _BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return _marked(original, head, name)
        if b"\0" in head[:65536]:
            return _unmarked_utf16(original, head)
        return _unmarked(original, head, file, LARGEST if whole else _LARGEST_LIST)


def _marked(original: Original, head: bytes, name: str) -> Encoding:
    if not head.decode(name, "ignore").strip():
        raise empty(original)
    return Encoding(name)


def _unmarked_utf16(original: Original, head: bytes) -> Encoding:
    """UTF-16 without a mark has its zero bytes nearly all at even or nearly all at odd places."""
    half = len(head) // 2
    for name, zeros, others in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if zeros.count(0) > 0.7 * half and not others.count(0):
            return Encoding(name)
    raise _binary(original)


def _binary(original: Original) -> SourceError:
    return unreadable(original, "a binary file", SAVE_TEXT)


def _unmarked(original: Original, head: bytes, file: BinaryIO, largest: int) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")()
    block, position = head, 0
    while True:
        if position > largest:
            raise too_large(original, largest)
        if block.count(0) > len(block) // 10:
            raise _binary(original)
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _not_utf8(original, head, block, position - waiting + error.start)
        if not block:
            return Encoding("utf-8")
        position += len(block)
        block = file.read(_BLOCK)


def _not_utf8(original: Original, head: bytes, block: bytes, byte: int) -> Encoding:
    declared = _META_CHARSET.search(head[:4096])
    if declared and (name := _known(declared[1].decode("ascii"))):
        return Encoding(name)
    replaced = block.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    sound = sum(character > "\x7f" for character in replaced) - broken
    if sound > broken or not block or (may_be_western(block) and _IN_WESTERN_UTF8.search(replaced)):
        return Encoding("utf-8", damaged_at=byte)
    guess = guessed_encoding(block)
    if guess is None:
        raise SourceError(f"{original} is in an encoding that cannot be told: save it as UTF-8 and add it again")
    return Encoding(guess, guessed=True)


def _known(declared: str) -> str | None:
    """The encoding that a page means by what it declares, as browsers take it; None for UTF-8 and unknown ones."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if _DECLARABLE.fullmatch(name) else None


def guessed_encoding(content: bytes) -> str | None:
    """That of a Western system where it spells Western words, else what charset-normalizer finds among those in use.

    The detector alone takes short Western texts for Central European or Chinese ones.
    """
    if any(byte < 0x20 and byte not in b"\t\n\r\f\v\x1a\x1b" for byte in content[:65536]):
        return None
    if name := western(content):
        return name
    from charset_normalizer import from_bytes  # few files need it, and each process that reads would import it

    found = list(from_bytes(content, cp_isolation=_OTHER_ENCODINGS))
    sound = [match for match in found if not _SIGN_IN_WORD.search(str(match))]
    return next((match.encoding for match in [*sound, *found]), None)
