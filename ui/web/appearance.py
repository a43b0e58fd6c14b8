"""What Gradio is told of the page's looks: nothing of its own shows, and no font or script comes from elsewhere."""

from __future__ import annotations

from typing import Any

import gradio as gr

_FONTS = ("system-ui", "sans-serif")
_MONO = ("ui-monospace", "monospace")


def appearance() -> dict[str, Any]:
    return {
        "theme": gr.themes.Base(
            font=[gr.themes.Font(name) for name in _FONTS], font_mono=[gr.themes.Font(name) for name in _MONO]
        )
    }
