"""The chat in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.reader.loading import ReaderName
from ui.commands.opening import open_library
from ui.options import DemoPath, Host, LibraryPath, Port, ReaderOption


def serve(
    host: Host = "127.0.0.1",
    port: Port = 7860,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the chat in the browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: LibraryPath = None,
) -> None:
    """Serve the chat in the browser, on this machine unless --host says otherwise."""
    from ui.web.serve import require_free, serve_chat

    require_free(host, port)
    with open_library(library_path) as library:
        serve_chat(library, reader, host=host, port=port, open_browser=open_browser)


def demo(
    port: Port = 7860,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only serve; open no browser.")] = False,
    reader: ReaderOption = ReaderName.EVIDENCE,
    library_path: DemoPath = None,
) -> None:
    """Build a library from the sample articles and open the chat on it."""
    from ui.demo import add_samples, demo_path
    from ui.web.serve import require_free, serve_chat

    require_free("127.0.0.1", port)
    with open_library(library_path or str(demo_path()), create=True) as library:
        add_samples(library)
        serve_chat(library, reader, host="127.0.0.1", port=port, open_browser=not no_browser)
