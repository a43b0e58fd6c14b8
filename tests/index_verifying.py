"""A verification beside writers tells of no damage: the short form of `python -m eval.benchmarks.verifying`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from eval.benchmarks.verifying import made_record, verified_beside_writers
from index.article import tile_error

ROOT = Path(__file__).parent.parent


def test_no_write_of_others_is_taken_for_damage(tmp_path: Path) -> None:
    outcome = verified_beside_writers(tmp_path, runs=8, writers=3)
    assert outcome.told == ()
    assert outcome.false_alarms == 0
    assert outcome.runs_with_writes_meanwhile > 0


def test_the_command_prints_what_was_told() -> None:
    command = [sys.executable, "-m", "eval.benchmarks.verifying", "--runs", "2", "--writers", "0"]
    printed = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert (printed["runs"], printed["writes_meanwhile"], printed["false_alarms"]) == (2, 0, 0)


def test_what_writers_add_are_sound_articles() -> None:
    record = made_record("writer", 65)
    assert record.article.id == "writer-5"
    assert tile_error(record.article, list(record.passages)) is None
    assert len(record.vectors) == len(record.texts) == len(record.passages)
