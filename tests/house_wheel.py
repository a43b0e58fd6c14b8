"""The wheel works where folders of the working directory have our packages' names."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_it_holds_what_it_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "qa/reader/similarity.json",
        "qa/reader/evidence.json",
        "qa/reader/evidence.onnx",
        "qa/reader/evidence.sha256",
        "index/embedding/encoder/int8.onnx",
        "index/embedding/encoder/float32.onnx",
        "qa/speech/cues.onnx",
        "qa/speech/roles.onnx",
        "qa/speech/tagger.sha256",
        "eval/sample.questions.jsonl",
        "index/sample/herring-pact-signed.md",
    ):
        assert needed in names
    for package in ("index", "qa", "ui", "eval"):
        assert f"{package}/py.typed" in names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_it_runs_beside_folders_of_the_same_names(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    (own,) = (environment / "lib").glob("python*/site-packages")
    inherited = [path for path in site.getsitepackages() if Path(path).is_dir()]
    zipfile.ZipFile(wheel).extractall(own)
    (own / "inherited.pth").write_text("\n".join(inherited))
    for name in ("index", "eval", "qa", "ui"):
        (tmp_path / "work" / name).mkdir(parents=True)
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(code: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(python), "-c", code, *arguments],
            cwd=tmp_path / "work",
            env=clean,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    places = run(
        "import index.article, qa.answer, ui.cli, eval.command as e; "
        "print(index.article.__file__, qa.answer.__file__, ui.cli.__file__, e.__file__)"
    )
    assert all(place.startswith(str(own)) for place in places.split())
    assert "ask" in run("import sys; sys.argv[0] = 'onrecord'; from ui.cli import main; main()", "--help")
