"""The chat in the browser."""

from __future__ import annotations

import re
import webbrowser
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import OnrecordError
from qa.reader.loading import ReaderName
from ui.commands.opening import open_library
from ui.options import AllowPrivate, DemoPath, Host, LibraryPath, Port, ReaderOption
from ui.terminal.stop_signals import StopSignals
from ui.terminal.streams import printable, say, show, spinner

if TYPE_CHECKING:
    from index.library import Library
    from ui.web.serve import ServedChat, Serving

_SECONDS_TO_STOP = 10
_SUGGESTED = 3


def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the chat in the browser.")] = False,
    auth: Annotated[
        Path | None, typer.Option("--auth", metavar="FILE", help="Who may log in: 'onrecord login' writes it.")
    ] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Listen beyond this machine, though nobody has to log in.")
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody add to the library or remove.")] = False,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="/PATH", help="The path below which a proxy serves the chat.")
    ] = "",
    names: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A name that a proxy serves the chat under.")
    ] = None,
    log: Annotated[
        str | None, typer.Option("--log", metavar="FILE", help="Note requests as JSON Lines, without texts; “-”: here.")
    ] = None,
    allow_private: AllowPrivate = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Serve the chat in the browser, on this machine unless --host says otherwise."""
    from ui.web.logins import Logins
    from ui.web.serve import Serving, require_allowed, require_free

    if root_path and not re.fullmatch(r"(?:/[\w.~-]+)+", root_path):
        raise typer.BadParameter("--root-path begins with a slash and ends with none, such as /chat.")
    require_free(host, port)
    logins = Logins.read(auth) if auth else None
    require_allowed(host, insecure=insecure or logins is not None)
    serving = Serving(host, port, logins, read_only, root_path, tuple(names or ()), log, allow_private)
    with open_library(library_path, create=not read_only) as library:
        _serve_until_stopped(library, reader, serving, open_browser=open_browser)


def login(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file that --auth reads; made where there is none.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who may log in.")],
) -> None:
    """Let somebody log in to a chat that is served with --auth, or change a password."""
    from ui.web.logins import write_login

    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    new = write_login(file, name, password)
    say(f"{printable(name)} may log in." if new else f"The password of {printable(name)} is changed.")


def demo(
    port: Port = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only serve; open no browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: DemoPath = None,
) -> None:
    """Build a library from the sample articles and open the chat on it."""
    from ui.commands.samples import add_samples, demo_path
    from ui.web.serve import Serving, require_free

    require_free("127.0.0.1", port)
    with open_library(library_path or str(demo_path()), create=True) as library:
        add_samples(library)
        _serve_until_stopped(library, reader, Serving(port=port), open_browser=not no_browser)


def _serve_until_stopped(library: Library, reader: ReaderName, serving: Serving, *, open_browser: bool) -> None:
    """Serve until Ctrl-C or SIGTERM. Says where, and some questions to begin with."""
    from ui.web.serve import served_chat

    with ExitStack() as stack:
        with spinner("Starting the chat…"):
            chat = stack.enter_context(served_chat(library, reader, serving))
        with StopSignals() as stop:
            show(f"The chat is at {chat.address}")
            say("Ctrl-C stops it.")
            if open_browser:
                webbrowser.open(chat.address)
            suggesting = Thread(target=_suggest, args=(chat,), daemon=True)
            suggesting.start()
            stop.wait()
    # A process that ends while a thread of it computes is killed with an error.
    suggesting.join(_SECONDS_TO_STOP)
    say("Stopped.")


def _suggest(chat: ServedChat) -> None:
    """Say some questions to begin with once they are found: the chat answers meanwhile."""
    with suppress(OnrecordError):  # the library may be closed before they are found
        for question in chat.suggestions()[:_SUGGESTED]:
            show(f"  Try: {printable(question)}")
