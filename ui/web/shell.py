"""The page that stands before anything is asked: its places, its boxes, and the parts that events fill."""

from __future__ import annotations

from pathlib import Path

from ui.web.shelf import SORTS

_FOLDER = Path(__file__).parent


def shell_page(*, read_only: bool = False) -> str:
    """The page, without anything of the library or of a visitor."""
    add = "" if read_only else (_FOLDER / "shell-add.html").read_text("utf-8")
    sorts = "".join(f'<option value="{name}">{label}</option>' for name, label in SORTS.items())
    return (_FOLDER / "shell.html").read_text("utf-8").replace("{add}", add).replace("{sorts}", sorts)
