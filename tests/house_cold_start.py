"""Asking in a fresh process imports only what asking needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.library import Library

ROOT = Path(__file__).parent.parent
NEEDLESS = set(
    "torch transformers sentence_transformers gradio pandas sklearn scipy onnx datasketch langchain_text_splitters "
    "langchain_core requests trafilatura lxml pyarrow pypdfium2".split()
)
ASK = """
import json, sys
from ui.cli import app
app(["ask", "What did Tollemar say about the valve?", "--library", sys.argv[1], "--json"], standalone_mode=False)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.model
def test_a_fresh_question_is_answered_without_anything_heavy(sample_library: Library) -> None:
    sample_library.search("so that there are vectors to be found")
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(sample_library.path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer, modules = done.stdout.rsplit("\n", 2)[:2]
    assert json.loads(answer)["answered"]
    assert not NEEDLESS & set(json.loads(modules))
