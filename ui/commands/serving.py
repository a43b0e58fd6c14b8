"""The chat in the browser."""

from __future__ import annotations

import webbrowser
from contextlib import ExitStack, suppress
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import OnrecordError
from qa.reader.loading import ReaderName
from ui.commands.opening import open_library
from ui.options import DemoPath, Host, LibraryPath, Port, ReaderOption
from ui.terminal.stop_signals import StopSignals
from ui.terminal.streams import printable, say, show, spinner

if TYPE_CHECKING:
    from index.library import Library
    from ui.web.serve import ServedChat

_SUGGESTED = 3


def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the chat in the browser.")] = False,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Listen beyond this machine, though nobody has to log in.")
    ] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Serve the chat in the browser, on this machine unless --host says otherwise."""
    from ui.web.serve import require_allowed, require_free

    require_free(host, port)
    require_allowed(host, insecure=insecure)
    with open_library(library_path, create=True) as library:
        _serve_until_stopped(library, reader, host=host, port=port, open_browser=open_browser)


def demo(
    port: Port = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only serve; open no browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: DemoPath = None,
) -> None:
    """Build a library from the sample articles and open the chat on it."""
    from ui.commands.samples import add_samples, demo_path
    from ui.web.serve import require_free

    require_free("127.0.0.1", port)
    with open_library(library_path or str(demo_path()), create=True) as library:
        add_samples(library)
        _serve_until_stopped(library, reader, host="127.0.0.1", port=port, open_browser=not no_browser)


def _serve_until_stopped(library: Library, reader: ReaderName, *, host: str, port: int, open_browser: bool) -> None:
    """Serve until Ctrl-C or SIGTERM. Says where, and some questions to begin with."""
    from ui.web.serve import served_chat

    with ExitStack() as stack:
        with spinner("Starting the chat…"):
            chat = stack.enter_context(served_chat(library, reader, host=host, port=port))
        with StopSignals() as stop:
            show(f"The chat is at {chat.address}")
            say("Ctrl-C stops it.")
            if open_browser:
                webbrowser.open(chat.address)
            Thread(target=_suggest, args=(chat,), daemon=True).start()
            stop.wait()
    say("Stopped.")


def _suggest(chat: ServedChat) -> None:
    """Say some questions to begin with once they are found: the chat answers meanwhile."""
    with suppress(OnrecordError):  # the library may be closed before they are found
        for question in chat.suggestions()[:_SUGGESTED]:
            show(f"  Try: {printable(question)}")
