"""Parquet: an article a row, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

from index.article import Article
from index.errors import SourceError
from index.reading.content import is_gzipped, read_bytes
from index.reading.fields import FieldMapping, listed, plain_name
from index.reading.original import Original
from index.reading.records import Row, articles_of
from index.reading.skipped import Skipped

_ROWS = 256


def read_parquet(original: Original, mapping: FieldMapping) -> Iterator[Article | Skipped]:
    """The articles of a table. Raises SourceError where it is damaged, or none of its columns holds texts."""
    yield from articles_of(original, _rows(original, mapping), mapping)


def _rows(original: Original, mapping: FieldMapping) -> Iterator[Row]:
    import pyarrow
    import pyarrow.parquet

    try:
        source = pyarrow.BufferReader(read_bytes(original)) if is_gzipped(original) else original.path
        with pyarrow.parquet.ParquetFile(source) as table:
            names = table.schema_arrow.names
            if {plain_name(name) for name in names}.isdisjoint(mapping.candidates("text")):
                raise SourceError(f"{original} has no column of texts among {listed(names)}: name it with text=COLUMN")
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS, use_threads=False):
                for fields in batch.to_pylist():
                    number += 1
                    yield Row(f"row {number}", str(number), fields)
    except (pyarrow.ArrowException, UnicodeDecodeError, OSError) as error:
        raise SourceError(f"{original} is a Parquet table, and damaged: get it again and add it") from error
    if not number:
        raise SourceError(f"{original} has columns but no rows: put articles into it and add it again")
