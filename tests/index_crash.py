"""`kill -9` at any moment leaves a library that opens, verifies, and is completed by adding again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.library import Library
from tests.toy import ToyEmbedder

ROOT = Path(__file__).parent.parent
WORDS = ("bridge", "ferry")
ADDING = """
import sys
from pathlib import Path
from index.library import Library
from tests.toy import ToyEmbedder

with Library.open(sys.argv[1], embedder=ToyEmbedder(("bridge", "ferry"))) as library:
    print("ready", flush=True)
    library.add(Path(sys.argv[2]))
    library.search("bridge")
print("done", flush=True)
"""


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 articles of 50 paragraphs: enough that an addition takes seconds and many transactions."""
    folder = tmp_path_factory.mktemp("pile")
    for number in range(400):
        paragraphs = [f"The bridge of article {number} was shut, officials said in part {part}." for part in range(50)]
        (folder / f"article-{number:03}.txt").write_text(f"Bridge {number} shut\n\n" + "\n\n".join(paragraphs))
    return folder


def test_killed_at_ten_random_moments(tmp_path: Path, pile: Path) -> None:
    moments = random.Random(2025)  # a seed, so that a failure can be seen again
    folder = tmp_path / "library"
    held = 0
    for _ in range(10):
        adding = subprocess.Popen(
            [sys.executable, "-c", ADDING, str(folder), str(pile)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert adding.stdout is not None
        assert adding.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.6))
        adding.send_signal(signal.SIGKILL)
        adding.wait()
        adding.stdout.close()
        with Library.open(folder, embedder=ToyEmbedder(WORDS)) as library:
            report = library.verify()
            assert report.problems == ()
            assert report.articles >= held, "an article that was finished is gone"
            held = report.articles
    with Library.open(folder, embedder=ToyEmbedder(WORDS)) as library:
        report = library.add(pile)
        assert len(report.added) == 400 - held
        assert len(report.unchanged) == held
        assert library.contents().articles == 400
        assert library.verify().ok
        assert library.add(pile).passages == 0
