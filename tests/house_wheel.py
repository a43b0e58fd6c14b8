"""The wheel works where folders of the working directory have our packages' names."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRONT_DOOR = {"onrecord/__init__.py", "onrecord/__main__.py", "onrecord/py.typed"}


def build(command: list[str], folder: Path) -> None:
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
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
        "qa/citing/measures.tsv",
        "qa/speech/lexicon.tsv",
        "qa/speech/pronouns.json",
        "qa/speech/cues.onnx",
        "qa/speech/roles.onnx",
        "qa/speech/tagger.sha256",
        "eval/sample.questions.jsonl",
        "index/sample/herring-pact-signed.md",
    ):
        assert needed in names
    for package in ("index", "qa", "ui", "eval", "onrecord"):
        assert f"{package}/py.typed" in names
    assert {name for name in names if name.startswith(("onrecord/", "ui/python"))} == FRONT_DOOR
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_it_is_the_same_from_an_sdist(wheel: Path, tmp_path: Path) -> None:
    build([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)], ROOT)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / packed.name.removesuffix(".tar.gz")
    build([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], unpacked)
    (again,) = tmp_path.glob("*.whl")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


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
    front_door = run("import onrecord; print(onrecord.__file__, onrecord.Library.__name__, onrecord.__version__)")
    assert front_door.split() == [str(own / "onrecord" / "__init__.py"), "Library", wheel.name.split("-")[1]]
    assert "ask" in run("import runpy; runpy.run_module('onrecord', run_name='__main__')", "--help")
    assert "ask" in run("import sys; sys.argv[0] = 'onrecord'; from ui.cli import main; main()", "--help")
