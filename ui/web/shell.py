"""The page that stands before anything is asked: its places, its boxes, and the parts that events fill."""

from __future__ import annotations

from pathlib import Path

from ui.web.shelf import SORTS

_FOLDER = Path(__file__).parent


_LOG_OUT = '<form method="post" action="logout"><button type="submit" class="quiet">Log out</button></form>'


def shell_page(*, read_only: bool = False, logs_in: bool = False) -> str:
    """The page, without anything of the library or of a visitor. `logs_in` gives the way out again."""
    add = "" if read_only else (_FOLDER / "shell-add.html").read_text("utf-8")
    sorts = "".join(f'<option value="{name}">{label}</option>' for name, label in SORTS.items())
    page = (_FOLDER / "shell.html").read_text("utf-8")
    for place, html in (("{add}", add), ("{sorts}", sorts), ("{out}", _LOG_OUT if logs_in else "")):
        page = page.replace(place, html)
    return page
