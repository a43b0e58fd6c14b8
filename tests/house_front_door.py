"""`from onrecord import …`: the names that most programs need, at no cost until they are used."""

from __future__ import annotations

import os
import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import onrecord
import pytest

from index.article import Article, Span
from index.engine import Filters
from index.errors import OnrecordError
from index.library import Library
from index.reading import read_source
from qa.answer import Answer, Citation, Conversation
from qa.assistant import Assistant
from qa.checking.checking import check
from qa.checking.report import Report
from qa.confidence import Status
from qa.speech.attribution import attribute

ROOT = Path(__file__).parent.parent
NAMED = (Answer, Article, Assistant, Citation, Conversation, Filters, Library, OnrecordError, Report, Span, Status)


def run(*arguments: str) -> str:
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "ui" / "python")))
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_name_is_what_its_home_holds() -> None:
    assert {named.__name__: getattr(onrecord, named.__name__) for named in NAMED} == {
        named.__name__: named for named in NAMED
    }
    assert (onrecord.attribute, onrecord.check, onrecord.read_source) == (attribute, check, read_source)
    assert dir(onrecord) == sorted(onrecord.__all__)


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'onrecord' has no attribute 'Librarian'"):
        attrgetter("Librarian")(onrecord)


def test_nothing_is_loaded_before_it_is_used() -> None:
    heavy = set("numpy faiss onnxruntime torch gradio rich".split())
    for used in ("", "onrecord.Article, onrecord.Span, onrecord.__version__"):
        assert not heavy & set(run("-c", f"import sys, onrecord\n{used}\nprint(*sys.modules)").split())


def test_it_is_the_command() -> None:
    assert run("-m", "onrecord", "--version") == f"onrecord {onrecord.__version__}\n"
