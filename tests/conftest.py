"""Nothing a test does leaves its own folder or this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.embedding.loading import load_embedder
from index.library import Library
from tests.site import Site, serve

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    GRADIO_ANALYTICS_ENABLED="False",
    TOKENIZERS_PARALLELISM="false",
)
_LOCAL = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


def _connect_locally(own: socket.socket, address: object) -> None:
    if isinstance(address, tuple) and address[0] not in _LOCAL:
        raise AssertionError(f"a test tried to reach {address}")
    _connect(own, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_locally)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries and caches of a test lie in its temporary folder."""
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "default-library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What loads a network or a browser may take longer than the other tests may."""
    for item in items:
        slow = item.get_closest_marker("model") or item.get_closest_marker("browser")
        if slow and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a test that runs a network is marked “model”, so that those without the mark stay quick")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where the marked tests are left out, no other one loads a network in this process, its fixtures included."""
    with pytest.MonkeyPatch.context() as patch:
        if "not model" in item.config.option.markexpr:
            patch.setattr("onnxruntime.InferenceSession", _refuse)
        return (yield)


Place = Path | str
"""Where a library lies."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is asked of a library is asked of each of its engines."""
    if "place" in metafunc.fixturenames:
        only_embedded = metafunc.definition.get_closest_marker("embedded")
        metafunc.parametrize("place", ["embedded"] if only_embedded else ["embedded", "milvus"], indirect=True)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a test's library lies: a folder, or a milvus-lite file."""
    if request.param == "embedded":
        return tmp_path / "library"
    pytest.importorskip("pymilvus", reason="pip install 'onrecord[milvus]'")
    pytest.importorskip("milvus_lite", reason="pip install 'onrecord[milvus]'")
    return f"milvus://{tmp_path}/library.db"


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real default model."""
    return load_embedder()


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    return Path(__file__).parent.parent / "index" / "sample"


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, sample_folder: Path) -> Library:
    """The sample articles, embedded with the real model. Tests read it and leave it as it is."""
    library = Library.open(tmp_path_factory.mktemp("sample") / "library", embedder=embedder)
    library.add(sample_folder)
    return library


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """The path of a file of the development data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("ONRECORD_DATA", Path(__file__).parents[2] / "shared" / "data"))

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"{name} is not in {folder}: set ONRECORD_DATA to the folder that holds it")
        return path

    return find


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""
    yield from serve()
