"""Text recognition (OCR) on request: pages that are pictures are read by Tesseract, where it is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from index.errors import SourceError

_PROGRAM, _WRAPPER = "tesseract", "pytesseract"
_LANGUAGES = re.compile(r"[A-Za-z]\w*(?:/\w+)?(?:\+[A-Za-z]\w*(?:/\w+)?)*")


@dataclass(frozen=True, slots=True)
class PageRecognised:
    """One more page of a file was read: the `done`th of `total` that are pictures."""

    source: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Recognition:
    """That pages without a text of their own are to be recognised. `languages` are Tesseract's names: “eng”, “deu+eng”.

    `on_page` is told of each page that was read, from whatever thread reads.
    """

    languages: str = "eng"
    on_page: Callable[[PageRecognised], None] | None = None

    def check(self) -> None:
        """Raises SourceError where what it needs, or one of its languages, is not installed."""
        if missing := what_is_missing():
            raise SourceError(f"text recognition is not installed: {missing}")
        if not _LANGUAGES.fullmatch(self.languages):
            raise SourceError(f"{self.languages!r} names no languages of Tesseract: write eng, or deu+eng for two")
        import pytesseract

        try:
            known = pytesseract.get_languages()
        except (OSError, RuntimeError) as error:
            raise SourceError(f"Tesseract does not run ({' '.join(str(error).split())}): install it again") from error
        unknown = [language for language in self.languages.split("+") if language not in known]
        if unknown:
            raise SourceError(
                f"Tesseract knows {', '.join(known)} here, and not {' or '.join(unknown)}: install that (on Debian and "
                f"Ubuntu, apt-get install tesseract-ocr-{unknown[0]})"
            )


def what_is_missing() -> str | None:
    """What to install before pages can be recognised, as an imperative; None where all of it is there."""
    wanted = []
    if find_spec(_WRAPPER) is None:
        wanted.append('pip install "onrecord[ocr]"')
    if shutil.which(_PROGRAM) is None:
        wanted.append("the program Tesseract (apt-get install tesseract-ocr, brew install tesseract)")
    return f"install {' and '.join(wanted)}" if wanted else None


def remedy() -> str:
    """What to do about pages that are pictures, as an imperative."""
    missing = what_is_missing()
    return f"{missing}, and add the file with --ocr" if missing else "add the file with --ocr"
