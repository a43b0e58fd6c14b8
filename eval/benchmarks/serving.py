"""Whether the chat still answers while it is attacked: `python -m eval.benchmarks.serving`.

`onrecord serve` runs in a process of its own over the sample articles. Clients ask one question after the other as the
page does, and beside them a hostile one uploads without a pause, sends hand-made events, and asks a question of 60 MB
again and again. Prints JSON; ends with 1 where a client was not answered.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from itertools import cycle, islice
from tempfile import TemporaryDirectory
from threading import Event
from typing import Annotated, Any

import httpx
import numpy as np
import typer

from eval.machine import machine
from index.library import Library

QUESTIONS = (
    "What did Tollemar say about the valve?",
    "Who struck the bridge?",
    "What did Okafor-Pryce say about the fenders?",
    "How many nurses went on strike?",
    "What happened to the herring quota?",
)
_JOIN, _DATA, _UPLOAD = "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/upload"
_MEGABYTE = 1_000_000
_BETWEEN_QUESTIONS = 2.0
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of the questions, the seconds that half and 95 % of the answers took at most, and the statuses that
    the hostile client got."""

    asked: int
    answered: int
    p50_seconds: float
    p95_seconds: float
    hostile: dict[str, int]

    @property
    def ok(self) -> bool:
        return 0 < self.asked == self.answered


def main(
    seconds: Annotated[float, typer.Option(min=1, help="How long the clients ask.")] = 60,
    clients: Annotated[int, typer.Option(min=1, help="How many ask at the same time.")] = 20,
    hostile: Annotated[bool, typer.Option(help="Whether somebody attacks meanwhile.")] = True,
    question_megabytes: Annotated[int, typer.Option(min=1, help="The size of the hostile question.")] = 60,
) -> None:
    """Ask as many visitors, beside a hostile one."""
    with TemporaryDirectory(prefix="onrecord-serving-") as folder:
        with Library.open(folder) as library:
            library.add(str(files("index") / "sample"))
        with _served(folder) as address:
            size = question_megabytes * _MEGABYTE
            attended = measure(address, seconds=seconds, clients=clients, question_bytes=size, hostile=hostile)
    typer.echo(json.dumps({"clients": clients, "seconds": seconds, **asdict(attended), "machine": machine()}, indent=2))
    if not attended.ok:
        raise typer.Exit(1)


def measure(address: str, *, seconds: float, clients: int, question_bytes: int, hostile: bool = True) -> Attended:
    """Ask the chat at an address for so long, beside a hostile client where one is wanted."""
    ended = Event()
    with ThreadPoolExecutor(clients + 2) as pool:
        attacks = []
        if hostile:
            attacks.append(pool.submit(_upload_all_the_time, address, ended))
            attacks.append(pool.submit(_ask_too_much, address, ended, question_bytes))
        until = time.monotonic() + seconds
        asking = [pool.submit(_ask_until, address, until, number) for number in range(clients)]
        took = [second for client in asking for second in client.result()]
        ended.set()
        statuses = sum((attack.result() for attack in attacks), Counter[str]())
    answered = [second for second in took if second is not None]
    half, most = np.percentile(answered, [50, 95]) if answered else (0.0, 0.0)
    return Attended(len(took), len(answered), round(float(half), 2), round(float(most), 2), dict(statuses))


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The address of `onrecord serve` over a library, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from ui.cli import main; main()",
        "serve",
        "--port",
        str(port),
        "--library",
        folder,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("The chat is at "):
                raise SystemExit(f"the server did not start: {line}")
            yield line.removeprefix("The chat is at ").strip()
        finally:
            process.terminate()


def _ask_until(address: str, until: float, number: int) -> list[float | None]:
    """The seconds that each question of one client took; None for one that was not answered."""
    took: list[float | None] = []
    with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
        client.get("/").raise_for_status()
        event = _question_event(client)
        for turn, question in enumerate(islice(cycle(QUESTIONS), number, None)):
            if time.monotonic() > until:
                return took
            began = time.perf_counter()
            answered = _is_answered(client, {**event, "session_hash": f"client{number}x{turn}"}, question)
            took.append(time.perf_counter() - began if answered else None)
            time.sleep(_BETWEEN_QUESTIONS)
    return took


def _question_event(client: httpx.Client) -> dict[str, Any]:
    """What the page sends for its question box, without the question and a session."""
    config = client.get("/config").raise_for_status().json()
    found = (event for event in config["dependencies"] if any(name == "ask" for _, name in event["targets"]))
    event = next(found)
    return {"fn_index": event["id"], "trigger_id": event["targets"][0][0], "data": []}


def _is_answered(client: httpx.Client, event: dict[str, Any], question: str) -> bool:
    try:
        sent = client.post(_JOIN, json={**event, "event_data": {"question": question}})
        if sent.status_code != httpx.codes.OK:
            return False
        with client.stream("GET", _DATA, params={"session_hash": event["session_hash"]}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed":
                    return bool(message["success"])
    except httpx.HTTPError:
        return False
    return False


def _upload_all_the_time(address: str, ended: Event) -> Counter[str]:
    """Many files, large files, files of unknown length, and files that are no uploads at all, as fast as it goes."""
    statuses: Counter[str] = Counter()
    large, rubbish = b"A sentence. " * (30 * _MEGABYTE // 12), b"\x00\xff" * 1000
    attempts: Sequence[dict[str, Any]] = (
        {"files": [("files", ("large.txt", large))]},
        {"files": [("files", (f"{number}.pdf", rubbish)) for number in range(500)]},
        {"content": iter([b"x"] * 100), "headers": {"content-type": "multipart/form-data; boundary=b"}},
        {"content": rubbish, "headers": {"content-type": "multipart/form-data; boundary=b"}},
    )
    while not ended.is_set():
        with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
            client.get("/")
            for attempt in attempts:
                statuses[_status(client, _UPLOAD, attempt)] += 1
            path = {"path": "http://127.0.0.1:9/x", "meta": {"_type": "gradio.FileData"}}
            for number in range(40):
                event = {"data": [[path], ""], "fn_index": number, "session_hash": "hostile"}
                statuses[_status(client, _JOIN, {"json": event})] += 1
    return statuses


def _ask_too_much(address: str, ended: Event, size: int) -> Counter[str]:
    """A question of many megabytes, again and again."""
    statuses: Counter[str] = Counter()
    with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
        client.get("/")
        event = _question_event(client)
        body = json.dumps({**event, "session_hash": "large", "event_data": {"question": "x" * size}})
        while not ended.is_set():
            statuses[_status(client, _JOIN, {"content": body})] += 1
            ended.wait(5)
    return statuses


def _status(client: httpx.Client, path: str, attempt: dict[str, Any]) -> str:
    try:
        return str(client.post(path, **attempt).status_code)
    except httpx.HTTPError as error:
        return type(error).__name__


if __name__ == "__main__":
    typer.run(main)
