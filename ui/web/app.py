"""The chat in the browser: the conversation on the left, the cited article and the library on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from ui.web.chat import Again, Chat, Session, event_field
from ui.web.events import Event, Events
from ui.web.pages import article_page
from ui.web.timeline import timeline_page

_AT_ONCE = 2
# Listeners in `chat.js`, with the events that each may trigger.
_CONVERSATION = "conversation('cite', 'suggest', 'open', 'again')"
_ARTICLE = "article()"
_TIMELINE = "timeline('statement')"
_LIBRARY = "library('open')"
_MASTHEAD = "<h1>onrecord</h1><p>Answers quoted word for word</p>"


class _Asking(NamedTuple):
    """The left half."""

    conversation: gr.HTML
    box: gr.Textbox
    send: gr.Button
    new: gr.Button
    panel: gr.Accordion
    since: gr.Textbox
    until: gr.Textbox
    sources: gr.Dropdown
    authors: gr.Dropdown


class _Reading(NamedTuple):
    """The right half."""

    tabs: gr.Tabs
    article: gr.HTML
    topic: gr.Textbox
    timeline: gr.HTML
    words: gr.Textbox
    listing: gr.HTML
    files: gr.File


def build(chat: Chat) -> gr.Blocks:
    """The page. `js` and `js_on_load` name functions of `chat.js`, and the events that they may trigger."""
    page = gr.Blocks(title="onrecord", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600))
    with page:
        gr.HTML(_MASTHEAD, elem_id="masthead", apply_default_css=False, js_on_load="")
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(elem_id="left", scale=1, min_width=320):
                asking = _asking()
            with gr.Column(elem_id="right", scale=1, min_width=320):
                reading = _reading()
        _connect(page, chat, asking, reading)
    page.queue(default_concurrency_limit=_AT_ONCE)
    return page


def known_events(page: gr.Blocks, chat: Chat, uploads: Path) -> Events:
    """What the page may ask the server for."""
    labours = (chat.ask, chat.again, chat.timeline, chat.upload)
    return Events(
        {
            number: Event(len(event.inputs), laborious=event.fn in labours, uploads=event.fn == chat.upload)
            for number, event in page.fns.items()
            if event.fn
        },
        uploads,
    )


def _asking() -> _Asking:
    conversation = gr.HTML(elem_id="conversation", apply_default_css=False, js_on_load=_CONVERSATION)
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
        with gr.Accordion("Filters", open=False, elem_id="filters") as panel:
            with gr.Row():
                since = gr.Textbox(label="Since", placeholder="2024-03-22, last month…", max_lines=1, min_width=130)
                until = gr.Textbox(label="Until", placeholder="2024-03-22, yesterday…", max_lines=1, min_width=130)
            with gr.Row():
                sources = gr.Dropdown([], label="Source", multiselect=True, allow_custom_value=True, min_width=130)
                authors = gr.Dropdown([], label="Author", multiselect=True, allow_custom_value=True, min_width=130)
        new = gr.Button("New conversation", size="sm", elem_id="new", scale=0, min_width=150)
    return _Asking(conversation, box, send, new, panel, since, until, sources, authors)


def _reading() -> _Reading:
    with gr.Tabs(selected="article", elem_id="tabs") as tabs:
        with gr.Tab("Article", id="article"):
            article = gr.HTML(article_page(None), elem_id="article-pane", apply_default_css=False, js_on_load=_ARTICLE)
        with gr.Tab("Timeline", id="timeline"):
            topic = gr.Textbox(
                "",
                label="Topic of the timeline",
                show_label=False,
                container=False,
                placeholder="A topic: what happened when?",
                elem_id="topic",
            )
            timeline = gr.HTML(timeline_page(None), elem_id="timeline", apply_default_css=False, js_on_load=_TIMELINE)
        with gr.Tab("Library", id="library"):
            words = gr.Textbox(
                "",
                label="Search the library",
                show_label=False,
                container=False,
                placeholder="Title, outlet, author or date…",
                elem_id="words",
            )
            listing = gr.HTML(elem_id="listing", apply_default_css=False, js_on_load=_LIBRARY)
            files = gr.File(label="Add articles", file_count="multiple", type="filepath", height=140, elem_id="files")
    return _Reading(tabs, article, topic, timeline, words, listing, files)


def _connect(page: gr.Blocks, chat: Chat, asking: _Asking, reading: _Reading) -> None:
    """What happens on each click. No event is offered as an API, and only uploads show Gradio's own progress."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    session = gr.State(Session())
    suggested, wanted = gr.State(""), gr.State(Again())
    shown = gr.State(None)
    conversation = asking.conversation
    filters = [asking.since, asking.until, asking.sources, asking.authors]
    answered = [asking.box, conversation, session, reading.article, reading.tabs]
    opened = [reading.article, reading.tabs]

    asked = gr.on([asking.box.submit, asking.send.click], chat.ask, [asking.box, session, *filters], answered, **quiet)
    asked.then(None, js="showFirstQuote", **quiet)
    tried = conversation.suggest(_suggestion, None, suggested, **quiet).then(
        chat.ask, [suggested, session, *filters], answered, **quiet
    )
    tried.then(None, js="showFirstQuote", **quiet)
    changed = conversation.again(_again, None, wanted, **quiet).then(
        chat.again, [wanted, session, *filters], answered, **quiet
    )
    changed.then(None, js="showFirstQuote", **quiet)
    asking.new.click(Session, None, session, cancels=[asked, tried, changed], **quiet).then(
        chat.conversation, session, conversation, **quiet
    )
    changes = [asking.since.change, asking.until.change, asking.sources.change, asking.authors.change]
    gr.on(changes, _filters_label, filters, asking.panel, **quiet)

    conversation.cite(chat.cite, session, opened, **quiet).then(None, js="showQuote", **quiet)
    told = [reading.timeline, shown]
    reading.topic.change(chat.timeline, [reading.topic, *filters], told, trigger_mode="always_last", **quiet)
    reading.timeline.statement(chat.statement, shown, opened, **quiet).then(None, js="showQuote", **quiet)
    for opener in (conversation, reading.listing):
        opener.open(chat.open, None, opened, **quiet).then(None, js="showTop", **quiet)
    reading.words.change(chat.listing, reading.words, reading.listing, trigger_mode="always_last", **quiet)

    added = reading.files.upload(
        chat.upload, [reading.files, reading.words], [reading.files, reading.listing], api_visibility="private"
    )
    added.then(chat.choices, None, [asking.sources, asking.authors], **quiet)
    page.load(chat.listing, reading.words, reading.listing, **quiet)
    page.load(chat.choices, None, [asking.sources, asking.authors], **quiet)
    # In two steps, so that the second one sees a session in which something was asked meanwhile, and keeps its answer.
    for renewed in (added.then, page.load):
        renewed(chat.find_suggestions, None, None, **quiet).then(chat.conversation, session, conversation, **quiet)


def _suggestion(event: gr.EventData) -> str:
    return event_field(event, "question")


def _again(event: gr.EventData) -> Again:
    return Again(event_field(event, "way"), event_field(event, "query"))


def _filters_label(*filters: str | list[str] | None) -> Any:
    on = sum(map(bool, filters))
    return gr.Accordion(label=f"Filters ({on} on)" if on else "Filters")
