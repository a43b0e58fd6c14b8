"""What a process reaches for beyond this machine, and which files it leaves, run by a user who has never run anything.

Two watches, since neither sees everything. The guard is Python's own audit events: it works anywhere, names what was
looked up, refuses it, and sees nothing that a compiled library does by itself. The trace is strace in a namespace
without a network: it sees every system call of every process, and takes Linux.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

_ROOT = Path(__file__).parents[2]
_FOLDERS = {
    "HOME": "home",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
}
_KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "PYTHONPATH")
_TIMEOUT = 900

_GUARD = """
import json, os, sys
from ipaddress import ip_address

_RECORD = os.open(os.environ["ONRECORD_WATCH"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
_CONNECTIONS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def _address(host):
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _watch(event, arguments):
    if event not in _LOOKUPS and event not in _CONNECTIONS:
        return
    target = arguments[0] if event in _LOOKUPS else arguments[1]
    host = target[0] if isinstance(target, tuple) else target
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host in (None, "", "localhost") or event in _CONNECTIONS and not isinstance(target, tuple):
        return
    address = _address(host)
    # An address is no name: “looking it up” asks nobody.
    if address and (address.is_loopback or event in ("socket.getaddrinfo", "socket.gethostbyname")):
        return
    os.write(_RECORD, (json.dumps([event, host]) + "\\n").encode())
    raise OSError(f"{event} of {host}: refused, nothing leaves this machine")


sys.addaudithook(_watch)
"""

# The namespace's own loopback is down at first: 0x8914 is SIOCSIFFLAGS, 0x41 says up and running.
_LOOPBACK_UP = (
    "import fcntl, os, socket, struct, sys; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sH22x', b'lo', 0x41)); os.execvp(sys.argv[1], sys.argv[1:])"
)
_CALLS = "connect,sendto,sendmsg,sendmmsg,open,openat,creat,rename,renameat,renameat2"
_CALL = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)")
_ADDRESS = re.compile(
    r"sa_family=AF_INET6?, sin6?_port=htons\((?P<port>\d+)\)"
    r".*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"(?P<host>[^\"]+)\""
)
_RESOLVER = re.compile(r'sun_path="(?P<path>/run/systemd/resolve/[^"]+)"')
_WRITTEN = re.compile(r'"(?P<path>/(?!dev/|proc/)[^"]+)"')
_NAME_PORTS = {53, 853, 5353, 5355}


class Failed(Exception):
    """What was to be watched did not end well; the message is what it told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one command reached for: names looked up, addresses beyond this machine, and paths of files that are left
    and are not onrecord's own."""

    lookups: tuple[str, ...]
    connections: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.lookups or self.connections or self.left)


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody whose home, cache and other folders lie in `folder` and were empty before; `environment` is whole."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        own = {name: str(self.folder / folder) for name, folder in _FOLDERS.items()}
        path = os.pathsep.join(filter(None, (str(_ROOT), kept.pop("PYTHONPATH", ""))))
        return {**kept, **own, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, command: Sequence[str], **variables: str) -> None:
        """Run it to its end in the user's folder “work”. Raises Failed where it tells an error."""
        for name in ("work", *_FOLDERS.values()):
            (self.folder / name).mkdir(exist_ok=True)
        done = subprocess.run(  # noqa: S603
            command,
            cwd=self.folder / "work",
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        if done.returncode:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")

    def others_files(self) -> set[str]:
        """The files in the user's folders, but those in a folder “onrecord”, which are its own: libraries."""
        places = (path.relative_to(self.folder) for path in self.folder.rglob("*") if not path.is_dir())
        return {place.as_posix() for place in places if "onrecord" not in place.parts[:-1]}


class Watch(Protocol):
    """Runs a command and tells what it reached for and left."""

    name: str

    def missing(self) -> str | None:
        """Why it cannot watch here; None where it can."""

    def see(self, user: NewUser, command: Sequence[str], **variables: str) -> Seen:
        """Run the command as the user. `variables` are added to the environment. Raises Failed."""


class Guard:
    """Audit events of every Python process that is started, as each finds the guard on its path."""

    name = "guard"

    def missing(self) -> str | None:
        return None

    def see(self, user: NewUser, command: Sequence[str], **variables: str) -> Seen:
        before = user.others_files() if user.folder.exists() else set()
        user.folder.mkdir(parents=True, exist_ok=True)
        guard, record = user.folder.with_name("guard"), user.folder.with_name("guard.jsonl")
        guard.mkdir(exist_ok=True)
        (guard / "sitecustomize.py").write_text(_GUARD)
        record.write_text("")
        path = os.pathsep.join((str(guard), user.environment["PYTHONPATH"]))
        user.run(command, **{"ONRECORD_WATCH": str(record), **variables, "PYTHONPATH": path})
        told = [json.loads(line) for line in record.read_text().splitlines()]
        return Seen(
            tuple(host for event, host in told if event not in ("socket.connect", "socket.sendto", "socket.sendmsg")),
            tuple(host for event, host in told if event in ("socket.connect", "socket.sendto", "socket.sendmsg")),
            tuple(sorted(user.others_files() - before)),
        )


class Trace:
    """System calls of every process, in a namespace that has no network but its own loopback."""

    name = "trace"
    _namespace = ("unshare", "--map-root-user", "--net", sys.executable, "-I", "-S", "-c", _LOOPBACK_UP)

    def missing(self) -> str | None:
        for program in ("strace", "unshare"):
            if not shutil.which(program):
                return f"{program} is not installed"
        harmless = [*self._namespace, "strace", "-f", "-qq", "true"]
        tried = subprocess.run(harmless, capture_output=True, check=False)  # noqa: S603
        return f"not allowed here: {tried.stderr.decode().strip()}" if tried.returncode else None

    def see(self, user: NewUser, command: Sequence[str], **variables: str) -> Seen:
        before = user.others_files() if user.folder.exists() else set()
        user.folder.mkdir(parents=True, exist_ok=True)
        record = user.folder.with_name("trace.txt")
        strace = ("strace", "-f", "-qq", "--seccomp-bpf", "-s", "300", "-e", f"trace={_CALLS}", "-o", str(record))
        began = time.time()
        user.run([*self._namespace, *strace, *command], **variables)
        lines = record.read_text(errors="replace").splitlines()
        lookups, connections = _reached(lines)
        elsewhere = {str(path) for path in _written(lines) if _is_left(path, user.folder, began)}
        return Seen(lookups, connections, tuple(sorted((user.others_files() - before) | elsewhere)))


def _reached(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name servers that were asked, and addresses beyond this machine, of a trace."""
    lookups: list[str] = []
    connections: list[str] = []
    for call, arguments in _calls(lines):
        if not call.startswith(("connect", "send")):
            continue
        lookups += [found["path"] for found in _RESOLVER.finditer(arguments)]
        for found in _ADDRESS.finditer(arguments):
            address = f"{found['host']} port {found['port']}"
            if int(found["port"]) in _NAME_PORTS:
                lookups.append(address)
            elif not _is_loopback(found["host"]):
                connections.append(address)
    return tuple(lookups), tuple(connections)


def _is_loopback(host: str) -> bool:
    address = ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _written(lines: Sequence[str]) -> Iterator[Path]:
    """The whole paths that were opened to be made, or renamed to, of a trace."""
    for call, arguments in _calls(lines):
        if call.startswith(("creat", "rename")) or (call.startswith("open") and "O_CREAT" in arguments):
            yield from (Path(found["path"]) for found in _WRITTEN.finditer(arguments))


def _calls(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := _CALL.match(line):
            yield match["call"], match["arguments"]


def _is_left(path: Path, base: Path, began: float) -> bool:
    """Whether a file is there that was written since, outside the user's folders, which are looked at by themselves."""
    return not path.is_relative_to(base) and path.is_file() and path.stat().st_mtime >= began
