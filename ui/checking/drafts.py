"""Drafts as files hold them: any format that articles come in, and the saved answers of chats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from index.errors import SourceError
from index.reading import Skipped, read_source

_LEAST_WORDS = 3
_JSON = (".json", ".jsonl")


def read_draft_file(path: Path) -> str:
    """The text of a draft; of a saved answer in JSON all that is said in it. Raises SourceError."""
    if path.suffix.lower() in _JSON:
        return _saved_answer(path)
    parts = []
    for found in read_source(path):
        if isinstance(found, Skipped):
            raise SourceError(found.reason)
        parts.append(found.text)
    return "\n\n".join(parts)


def _saved_answer(path: Path) -> str:
    try:
        text = path.read_text("utf-8-sig")
        values = [json.loads(line) for line in text.splitlines() if line.strip()] if path.suffix == ".jsonl" else None
        said = list(_said(json.loads(text) if values is None else values))
    except FileNotFoundError as error:
        raise SourceError(f"there is no file {path}") from error
    except OSError as error:
        raise SourceError(f"{path} could not be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is not JSON: save the answer as text and check that") from error
    return "\n\n".join(said)


def _said(value: object) -> Iterator[str]:
    """The strings of a JSON value that are sentences, not keys, names and addresses."""
    if isinstance(value, str):
        if len(value.split()) >= _LEAST_WORDS:
            yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from _said(held)
    elif isinstance(value, list):
        for held in value:
            yield from _said(held)
