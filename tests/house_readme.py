"""What the README shows is run as it is printed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"<!-- run -->\n```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory in which `index/sample` is what it is in a checkout."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "index" / "sample", folder / "index" / "sample")
    return folder


def run(arguments: list[str], folder: Path) -> str:
    environment = {
        **os.environ,
        "ONRECORD_LIBRARY": str(folder / "library"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "ui" / "python"))),  # as an installation has it
    }
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_command_runs_in_order(folder: Path) -> None:
    if not (BIN / "onrecord").exists():
        pytest.skip("onrecord is not installed in this environment: pip install -e .")
    printed = {}
    lines = [line for block in blocks("sh") for line in block.splitlines() if line]
    assert len(lines) >= 9
    for line in lines:
        arguments = shlex.split(line)
        printed[arguments[1]] = run(arguments, folder)
    assert "Tollemar" in printed["ask"]
    assert "characters" in printed["ask"]
    assert "Upland Post" in printed["list"]
    assert "erring" in printed["search"]
    assert "hit@1" in printed["eval"]


def test_the_python_example_runs(folder: Path) -> None:
    (example,) = blocks("python")
    script = folder / "example.py"
    script.write_text(example, encoding="utf-8")
    printed = run([sys.executable, str(script)], folder)
    assert "What did Tollemar say about the report?" in printed
    assert "erring" in printed.splitlines()[-1]


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"(?<!from )onrecord (\w+)", "\n".join(re.findall(r"`{1,3}[^`]+`{1,3}", README))))
    assert {"add", "ask", "chat", "demo", "eval", "serve", "verify"} <= named
    for command in named - {"COMMAND"}:
        shown = subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert shown.returncode == 0, command


def test_every_link_into_the_project_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_answer_as_json_can_be_verified(folder: Path, tmp_path: Path) -> None:
    if not (BIN / "onrecord").exists():
        pytest.skip("onrecord is not installed in this environment: pip install -e .")
    library = ["--library", str(tmp_path / "own")]
    run(["onrecord", "add", "index/sample", *library], folder)
    printed = run(["onrecord", "ask", "Who struck the bridge?", "--json", *library], folder)
    listed = re.search(r"prints one object: (.*?)\.", README, re.DOTALL)
    assert listed
    assert list(json.loads(printed)) == re.findall(r"`(\w+)`", listed[1])
    (tmp_path / "answer.json").write_text(printed, encoding="utf-8")
    run(["onrecord", "verify", str(tmp_path / "answer.json"), *library], folder)
