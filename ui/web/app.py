"""The chat as a Gradio page: one part that is the page, and a wire for each event that goes to the server and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import OnrecordError
from ui.web.asking import Asking
from ui.web.events import Event, Events
from ui.web.guard import VISITOR
from ui.web.house import House
from ui.web.opening import Opening
from ui.web.past import Past
from ui.web.shell import shell_page
from ui.web.shelving import Shelving
from ui.web.told import Change, Told, UnknownEvent, sentence

_AT_ONCE = 2
_LABOURS = {"ask", "again", "suggest", "timeline", "files", "paste", "address", "sample"}
Handler = Callable[[Told], Change | Iterator[Change]]


def build(house: House, uploads: Path, *, logs_in: bool = False, allow_private: bool = False) -> gr.Blocks:
    """The page. Its script, `chat.js`, finds the wires by their names."""
    handlers = _handlers(house, uploads, allow_private=allow_private)
    page = gr.Blocks(title="onrecord", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600))
    with page:
        shell = shell_page(read_only=house.read_only, logs_in=logs_in)
        gr.HTML(shell, elem_id="page", apply_default_css=False, js_on_load="page()")
        with gr.Column(elem_id="wires"):
            for name, handler in handlers.items():
                wire = gr.HTML("", elem_id=f"wire-{name}", html_template="", js_on_load=f"wire('{name}')")
                listen = getattr(wire, name)
                listen(
                    _event(handler),
                    None,
                    wire,
                    api_visibility="private",
                    show_progress="hidden",
                    trigger_mode="multiple",
                    concurrency_id="labour" if name in _LABOURS else "quick",
                    concurrency_limit=_AT_ONCE if name in _LABOURS else 2 * _AT_ONCE,
                )
    page.queue()
    return page


def known_events(page: gr.Blocks) -> Events:
    """What the page may ask the server for."""
    return Events(
        {
            number: Event(len(event.inputs), name, laborious=name in _LABOURS)
            for number, event in page.fns.items()
            for _, name in event.targets
        }
    )


def _handlers(house: House, uploads: Path, *, allow_private: bool) -> Mapping[str, Handler]:
    asking, opening, past = Asking(house), Opening(house), Past(house)
    shelving = Shelving(house, uploads, allow_private=allow_private)
    methods: tuple[Handler, ...] = (
        *(past.start, past.talk, past.conversations, past.rename, past.forget, past.recall, past.export),
        *(asking.suggest, asking.ask, asking.again, asking.stop, asking.judge),
        *(opening.cite, opening.open, opening.quote, opening.timeline),
        *(shelving.listing, shelving.files, shelving.paste, shelving.address, shelving.sample),
        *(shelving.remove, shelving.restore, shelving.put_away),
    )
    return {method.__name__: method for method in methods}


def _event(handler: Handler) -> Callable[[gr.EventData, gr.Request], Iterator[str]]:
    """The handler as Gradio calls it: what it changes, as JSON. What is wrong is a sentence for the visitor."""

    def run(event: gr.EventData, request: gr.Request) -> Iterator[str]:
        fields: Any = getattr(event, "_data", None)
        told = Told(request.headers.get(VISITOR, ""), fields if isinstance(fields, dict) else {})
        try:
            changed = handler(told)
            for change in [changed] if isinstance(changed, Change) else changed:
                yield _written(change, told)
        except UnknownEvent as error:
            raise gr.Error(str(error)) from error
        except OnrecordError as error:
            yield _written(Change(act="failed", told=sentence(error)), told)

    return run


def _written(change: Change, told: Told) -> str:
    """The change as JSON, with the key of its event: two that are alike are two."""
    return json.dumps({**change.as_dict(), "key": told.fields.get("key", "")}, ensure_ascii=False)
