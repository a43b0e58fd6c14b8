"""Nothing leaves this machine: look-ups, connections and files counted, by watches that see what is done on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.benchmarks.nothing_leaves import WATCHES, watch_all
from eval.benchmarks.watching import Failed, NewUser, Seen, Watch
from index import ENVIRONMENT

# What people set for other programs of theirs, and what would send if somebody asked it to.
OTHERS_WISHES = {
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "somebody’s",
    "GRADIO_SHARE": "True",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
}
LEAKING = """
import socket
from pathlib import Path

for reach in (
    lambda: socket.getaddrinfo("onrecord.example", 443),
    lambda: socket.create_connection(("192.0.2.1", 443), timeout=1),
    lambda: socket.getaddrinfo("127.0.0.1", 443),
):
    try:
        reach()
    except OSError:
        pass
Path.home().joinpath("device-id").write_text("7")
Path.home().joinpath("onrecord").mkdir()
Path.home().joinpath("onrecord", "library.sqlite").write_text("")
"""


@pytest.fixture(params=WATCHES, ids=lambda watch: watch.name)
def watch(request: pytest.FixtureRequest) -> Watch:
    found: Watch = request.param
    if reason := found.missing():
        pytest.skip(reason)
    return found


@pytest.mark.model
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", ["command", "Python"])
def test_nothing_leaves(watch: Watch, way: str, tmp_path: Path) -> None:
    seen = {watched.name: watched.seen for watched in watch_all(watch, way, tmp_path)}
    assert set(seen) >= {"add", "ask", "serve", "demo", "eval"}
    assert {name: reached for name, reached in seen.items() if not reached.is_nothing} == {}


@pytest.mark.model
@pytest.mark.timeout(1800)
def test_nothing_leaves_whatever_is_set_for_other_programs(tmp_path: Path) -> None:
    guard = WATCHES[0]
    seen = {watched.name: watched.seen for watched in watch_all(guard, "command", tmp_path, **OTHERS_WISHES)}
    assert {name: reached for name, reached in seen.items() if not reached.is_nothing} == {}


def test_each_watch_sees_what_leaves(watch: Watch, tmp_path: Path) -> None:
    seen = watch.see(NewUser(tmp_path / "user"), [sys.executable, "-c", LEAKING])
    assert seen.lookups
    assert all(address.startswith("192.0.2.1") for address in seen.connections)
    assert len(seen.connections) == 1
    assert seen.left == ("home/device-id",)
    assert not seen.is_nothing


def test_a_command_that_fails_has_shown_nothing(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="ended with 3"):
        watch.see(NewUser(tmp_path / "user"), [sys.executable, "-c", "raise SystemExit(3)"])
    assert watch.see(NewUser(tmp_path / "user"), [sys.executable, "-c", ""]) == Seen((), (), ())


@pytest.mark.parametrize("package", ["index", "qa", "ui", "eval"])
def test_every_package_says_so_before_any_library_is_loaded(package: str) -> None:
    code = f"import os, sys, {package}; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "False"]
