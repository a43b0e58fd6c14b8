"""How the page looks: the system's fonts, one style sheet, and the script that finds the quote in the article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
_SCRIPT = """
<script>
window.onrecord = {
  opened: null,
  soon(find, act, tries = 60) {
    const found = find();
    if (found) act(found);
    else if (tries) requestAnimationFrame(() => this.soon(find, act, tries - 1));
  },
  visible(selector) {
    return () => [...document.querySelectorAll(selector)].find(element => element.offsetParent) || null;
  },
  narrow() { return matchMedia('(max-width: 860px)').matches; },
  showQuote(asked) {
    this.soon(this.visible('#article-pane mark.current'), mark => {
      const pane = document.querySelector('#article-pane');
      const place = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
      pane.scrollTop += place.top - frame.top - Math.max(24, (frame.height - place.height) / 3);
      if (!asked) return;
      mark.focus({preventScroll: true});
      if (this.narrow()) document.querySelector('#right').scrollIntoView();
    });
  },
  showTop() {
    this.soon(this.visible('#article-pane article'), () => {
      document.querySelector('#article-pane').scrollTop = 0;
      if (this.narrow()) document.querySelector('#right').scrollIntoView();
    });
  },
  showNewest() {
    requestAnimationFrame(() => {
      const pane = document.querySelector('#conversation');
      const newest = pane.querySelector('.turn:last-child');
      if (newest) pane.scrollTop += newest.getBoundingClientRect().top - pane.getBoundingClientRect().top - 16;
      else pane.scrollTop = 0;
    });
  },
  goBack() {
    const {event, number} = this.opened?.dataset || {};
    const again = event === 'statement' ? `#timeline .cite[data-number="${number}"]` : null;
    if (again) {
      [...document.querySelectorAll('#tabs [role=tab]')].find(tab => tab.textContent.trim() === 'Timeline')?.click();
    }
    // The timeline may have been drawn anew since.
    const place = () => this.opened?.isConnected ? this.opened : again && document.querySelector(again);
    if (!place()) return document.querySelector('#left').scrollIntoView();
    this.soon(() => place()?.offsetParent && place(), opened => {
      opened.scrollIntoView({block: 'center'});
      opened.focus({preventScroll: true});
    });
  },
};
</script>
"""


def appearance() -> dict[str, Any]:
    """What `launch` needs to know of the page's appearance. No font or script comes from elsewhere."""
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
    return {"theme": theme, "css_paths": [Path(__file__).with_name("chat.css")], "head": _SCRIPT}
