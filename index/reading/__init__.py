"""Files and folders become articles; whatever cannot be read is told, never raised."""

from index.reading.fields import FieldMapping
from index.reading.recognition import Recognition
from index.reading.skipped import Skipped
from index.reading.sources import read_source

__all__ = ["FieldMapping", "Recognition", "Skipped", "read_source"]
