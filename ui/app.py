"""The chat in the browser: the conversation on the left, the cited article and the library on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.chat import Chat, Session
from ui.pages import article_page

_AT_ONCE = 2
_CHAT_EVENTS = """
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-event]');
  if (!button) return;
  const data = {...button.dataset};
  if (data.event === 'cite') { window.onrecord.opened = button; trigger('cite', data); }
  if (data.event === 'suggest') trigger('suggest', data);
  if (data.event === 'open') { window.onrecord.opened = button; trigger('open', data); }
});
watch('value', () => window.onrecord.showNewest());
"""
_ARTICLE_EVENTS = """
element.addEventListener('click', event => {
  if (event.target.closest('button[data-back]')) window.onrecord.goBack();
});
"""
_LIBRARY_EVENTS = """
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-event]');
  if (button) trigger('open', {...button.dataset});
});
"""
_MASTHEAD = "<h1>onrecord</h1><p>Answers quoted word for word</p>"
_SHOW_QUOTE = "() => window.onrecord.showQuote(true)"
_SHOW_FIRST_QUOTE = "() => window.onrecord.showQuote(false)"
_SHOW_TOP = "() => window.onrecord.showTop()"


def build(chat: Chat) -> gr.Blocks:
    """The page; `ui.look.look` is what `launch` needs beside it."""
    with gr.Blocks(title="onrecord", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        session = gr.State(Session())
        gr.HTML(_MASTHEAD, elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="left", scale=1, min_width=320):
                conversation = gr.HTML(elem_id="conversation", apply_default_css=False, js_on_load=_CHAT_EVENTS)
                with gr.Row(elem_id="asking", equal_height=True):
                    box = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask a question…",
                        lines=1,
                        max_lines=5,
                        autofocus=True,
                        elem_id="question",
                        scale=1,
                        min_width=120,
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="send", scale=0, min_width=72)
                with gr.Row(elem_id="below"):
                    with gr.Accordion("Filters", open=False, elem_id="filters"):
                        with gr.Row():
                            since = gr.DateTime(label="Since", include_time=False, type="string", min_width=130)
                            until = gr.DateTime(label="Until", include_time=False, type="string", min_width=130)
                        with gr.Row():
                            sources = gr.Dropdown(
                                [], label="Source", multiselect=True, allow_custom_value=True, min_width=130
                            )
                            authors = gr.Dropdown(
                                [], label="Author", multiselect=True, allow_custom_value=True, min_width=130
                            )
                    new = gr.Button("New conversation", size="sm", elem_id="new", scale=0, min_width=150)
            with (
                gr.Column(elem_id="right", scale=1, min_width=320),
                gr.Tabs(selected="article", elem_id="tabs") as tabs,
            ):
                with gr.Tab("Article", id="article"):
                    article = gr.HTML(article_page(None), elem_id="article-pane", apply_default_css=False, js_on_load=_ARTICLE_EVENTS)
                with gr.Tab("Library", id="library"):
                    words = gr.Textbox(
                        "",
                        label="Search the library",
                        show_label=False,
                        container=False,
                        placeholder="Title, outlet, author or date…",
                        elem_id="words",
                    )
                    listing = gr.HTML(elem_id="listing", apply_default_css=False, js_on_load=_LIBRARY_EVENTS)
                    files = gr.File(
                        label="Add articles", file_count="multiple", type="filepath", height=110, elem_id="files"
                    )

        filters = [since, until, sources, authors]
        shown = [box, conversation, session, article, tabs]
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking = gr.on([box.submit, send.click], chat.ask, [box, session, *filters], shown, **private)
        asking.then(None, js=_SHOW_FIRST_QUOTE, **private)
        suggested = gr.State("")
        trying = conversation.suggest(_suggestion, None, suggested, **private).then(
            chat.ask, [suggested, session, *filters], shown, **private
        )
        trying.then(None, js=_SHOW_FIRST_QUOTE, **private)
        conversation.cite(chat.cite, session, [article, tabs], **private).then(None, js=_SHOW_QUOTE, **private)
        conversation.open(chat.open, None, [article, tabs], **private).then(None, js=_SHOW_TOP, **private)
        listing.open(chat.open, None, [article, tabs], **private).then(None, js=_SHOW_TOP, **private)
        new.click(Session, None, session, cancels=[asking, trying], **private).then(
            chat.conversation, session, conversation, **private
        )
        words.input(chat.listing, words, listing, trigger_mode="always_last", **private)
        files.upload(chat.upload, [files, words], [files, listing], api_visibility="private").then(
            chat.choices, None, [sources, authors], **private
        ).then(chat.conversation, session, conversation, **private)
        page.load(chat.listing, words, listing, **private)
        page.load(chat.choices, None, [sources, authors], **private)
        page.load(chat.conversation, session, conversation, **private)
    page.queue(default_concurrency_limit=_AT_ONCE)
    return page


def _suggestion(event: gr.EventData) -> str:
    return str(event.question)
