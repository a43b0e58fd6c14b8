"""How the page looks: the system's fonts and one style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def appearance() -> dict[str, Any]:
    """What Gradio needs to know of the page's appearance. No font or script comes from elsewhere."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=[gr.themes.Font(name) for name in _FONTS],
        font_mono=[gr.themes.Font(name) for name in _MONO],
    ).set(
        button_primary_background_fill="#17508a",
        button_primary_background_fill_hover="#0f3d6c",
        button_primary_text_color="#ffffff",
        button_primary_background_fill_dark="#2f6cab",
        block_border_width="0px",
        block_shadow="none",
    )
    return {"theme": theme, "css_paths": [Path(__file__).with_name("chat.css")]}
