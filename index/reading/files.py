"""One file becomes articles, by the reader of its kind. A file can hold anything: see workers.py for who calls this."""

from __future__ import annotations

import gzip
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.article import Article
from index.errors import SourceError
from index.reading.archives import Unpacking, read_archive, tar_members, zip_members
from index.reading.content import SAVE_TEXT, Encoding, encoding_of
from index.reading.fields import FieldMapping
from index.reading.folders import cannot_be_read
from index.reading.json_files import read_json, read_json_lines
from index.reading.kinds import kind_by_content, kind_of_text
from index.reading.mailboxes import read_mailbox
from index.reading.markdown import read_markdown
from index.reading.names import Kind, kind_by_name
from index.reading.original import Original
from index.reading.skipped import Skipped
from index.reading.tables import read_table
from index.reading.text import read_plain
from index.source_files import file_hash

if TYPE_CHECKING:
    from index.reading.pdf.recognising import Recogniser


def read_file(
    original: Original, mapping: FieldMapping | None = None, recogniser: Recogniser | None = None
) -> Iterator[Article | Skipped]:
    """The articles of one file, each with the hash of the file that it was read from. Nothing is raised."""
    original_hash: str | None = None
    for found in _read(original, _Ways(mapping or FieldMapping(), recogniser), Unpacking()):
        if isinstance(found, Article):
            original_hash = original_hash or file_hash(original.path)
            found = replace(found, original_hash=original_hash)
        yield found


@dataclass(frozen=True, slots=True)
class _Ways:
    """How files are to be read: which field of a record is which, and by whom pages that are pictures."""

    mapping: FieldMapping
    recogniser: Recogniser | None


def _read(original: Original, ways: _Ways, unpacking: Unpacking) -> Iterator[Article | Skipped]:
    yield from _without_raising(original, _found(original, ways, unpacking))


def _found(original: Original, ways: _Ways, unpacking: Unpacking) -> Iterator[Article | Skipped]:
    if not stat.S_ISREG(original.path.stat().st_mode):
        raise SourceError(f"{original} is neither a file nor a folder: name one that holds articles")
    kind = kind_by_content(original)
    if kind is None:
        yield from _read_text(original, ways.mapping)
    elif kind in (Kind.ZIP, Kind.TAR):
        members = zip_members if kind is Kind.ZIP else tar_members
        yield from read_archive(original, members, unpacking, lambda member, so_far: _read(member, ways, so_far))
    elif kind is Kind.MAILBOX:
        yield from _read_mailbox(original)
    else:
        yield from _read_document(original, kind, ways)


def _without_raising(original: Original, found: Iterator[Article | Skipped]) -> Iterator[Article | Skipped]:
    """The same; whatever its reader raises comes as what was skipped."""
    try:
        yield from found
    except SourceError as error:
        yield Skipped(original.name, str(error))
    except FileNotFoundError:
        yield Skipped(original.name, f"{original} does not exist: check the path")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Skipped(original.name, f"{original} is a broken gzip file: pack it again and add it")
    except RecursionError:
        yield Skipped(original.name, f"{original} is nested too deeply: save its text and add that")
    except OSError as error:
        yield cannot_be_read(original, error)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (readers are other people's libraries, and a file can hold anything)
        why = f"its reader stumbled over it ({type(error).__name__})"
        yield Skipped(original.name, f"{original} was left where {why}: {SAVE_TEXT}")


def _read_mailbox(original: Original) -> Iterator[Article | Skipped]:
    from index.reading.mail import read_mail  # its libraries take a second to import

    return read_mailbox(original, lambda message: _without_raising(message, read_mail(message)))


def _read_text(original: Original, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    listed = kind_by_name(original.name) in (Kind.JSON_LINES, Kind.TABLE)  # these are read a record at a time
    encoding = encoding_of(original, whole=not listed)
    found = _texts(original, encoding, mapping)
    return _told(found, f"{original}: not UTF-8, and read as {encoding}, a guess") if encoding.guessed else found


def _told(found: Iterator[Article | Skipped], remark: str) -> Iterator[Article | Skipped]:
    """The same, and on its first article the remark."""
    for item in found:
        if isinstance(item, Article):
            yield replace(item, remarks=(*item.remarks, remark))
            break
        yield item
    yield from found


def _texts(original: Original, encoding: Encoding, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    match kind_of_text(original, encoding):
        case Kind.PAGE:
            from index.reading.html import read_html  # its library takes a second to import

            return read_html(original, encoding)
        case Kind.FEED:
            from index.reading.feeds import read_feed  # so does this one's

            return read_feed(original, encoding)
        case Kind.MARKDOWN:
            return read_markdown(original, encoding)
        case Kind.JSON:
            return read_json(original, encoding, mapping)
        case Kind.JSON_LINES:
            return read_json_lines(original, encoding, mapping)
        case Kind.TABLE:
            return read_table(original, encoding, mapping)
        case _:
            return read_plain(original, encoding)


def _read_document(original: Original, kind: Kind, ways: _Ways) -> Iterator[Article | Skipped]:
    """What is no text, each by a library that is imported when it is needed."""
    match kind:
        case Kind.PDF:
            from index.reading.pdf.document import read_pdf

            return read_pdf(original, ways.recogniser)
        case Kind.WORD:
            from index.reading.word import read_word

            return read_word(original)
        case Kind.OPEN_DOCUMENT:
            from index.reading.open_document import read_open_document

            return read_open_document(original)
        case Kind.E_BOOK:
            from index.reading.e_book import read_e_book

            return read_e_book(original)
        case Kind.MAIL:
            from index.reading.mail import read_mail

            return read_mail(original)
        case Kind.SAVED_PAGE:
            from index.reading.saved_page import read_saved_page

            return read_saved_page(original)
        case _:
            from index.reading.parquet import read_parquet

            return read_parquet(original, ways.mapping)
