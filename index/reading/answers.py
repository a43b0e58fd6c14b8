"""What a process that reads hands over: one article after another, each as it is found, which pages were
recognised on the way, and at last that it is done."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import IO

from index.article import Article
from index.reading.bounds import LARGEST_ANSWER
from index.reading.recognition import PageRecognised
from index.reading.skipped import Skipped

_LENGTH = 4
_KNOWN = frozenset(
    {
        ("index.article", "Article"),
        ("index.article", "Span"),
        ("index.reading.skipped", "Skipped"),
        ("index.reading.answers", "Finished"),
        ("index.reading.recognition", "PageRecognised"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
    }
)


@dataclass(frozen=True, slots=True)
class Finished:
    """The file has been read. `spent` tells that the process holds so much memory that another one should go on."""

    spent: bool


Answer = Article | Skipped | PageRecognised | Finished


def packed(answer: Answer) -> bytes:
    return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)


def send(content: bytes, stream: IO[bytes]) -> None:
    """Write one packed answer. Raises BrokenPipeError where nobody listens any more."""
    stream.write(len(content).to_bytes(_LENGTH, "big") + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Answer:
    """The next answer. Raises EOFError where none comes any more, and UnpicklingError for what is none.

    A file that takes over the process which reads it must not get any further: nothing but these values is made of
    what comes.
    """
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    if length > LARGEST_ANSWER:
        raise pickle.UnpicklingError("an answer that is too long")
    answer = _Careful(io.BytesIO(_exactly(stream, length))).load()
    if not isinstance(answer, Answer):
        raise pickle.UnpicklingError("no answer")
    return answer


class _Careful(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
        return super().find_class(module, name)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError
    return content
