"""The past conversations as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ui.web.keeping import Kept
from ui.web.told import attributes


def past_page(kept: Sequence[Kept], current: str) -> str:
    """The conversations that are kept, newest first; each opens, and is renamed, exported and deleted by its menu."""
    if not kept:
        return '<p class="facts">None yet.</p>'
    return "".join(_conversation(conversation, current) for conversation in kept)


def _conversation(kept: Kept, current: str) -> str:
    here = ' aria-current="true"' if kept.id == current else ""
    title = escape(kept.title)
    exports = "".join(
        f'<li><button type="button"{attributes(event="export", kind=kind, exported=kept.id)}>{label}</button></li>'
        for kind, label in (
            ("markdown", "Export as Markdown"),
            ("html", "Export as HTML"),
            ("json", "Export as JSON, to verify"),
        )
    )
    return (
        f'<div class="kept"><button type="button" class="past" dir="auto"{here}'
        f"{attributes(event='talk', conversation=kept.id)}>{title}</button>"
        f'<details class="menu"><summary aria-label="More for: {title}">⋯</summary><ul>'
        f'<li><button type="button"{attributes(rename=kept.title, renamed=kept.id)}>Rename</button></li>{exports}'
        f'<li><button type="button"{attributes(event="forget", deleted=kept.id)}>Delete</button></li>'
        "</ul></details></div>"
    )
