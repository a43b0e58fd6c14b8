"""A conversation as a file: Markdown and HTML for people, JSON that `onrecord verify` proves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from qa.answer import Citation
from ui.web.bibliography import forms
from ui.web.exchanges import Exchange
from ui.web.quotes import place
from ui.web.text import is_web_address
from ui.web.told import UnknownEvent
from ui.wording import spoken_by

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}"
    "blockquote{font:19px/1.5 Georgia,serif;margin:1.2rem 0 .3rem}footer,p.caveat{color:#555;font-size:.9rem}"
)


def exported(title: str, exchanges: Sequence[Exchange], kind: str) -> tuple[str, str, str]:
    """The file's name, its type and its text. Raises UnknownEvent for a kind that there is not."""
    if kind not in _KINDS:
        raise UnknownEvent
    ending, mime, write = _KINDS[kind]
    stem = re.sub(r"[^\w]+", "-", title.casefold()).strip("-")[:60] or "conversation"
    return f"{stem}.{ending}", mime, write(title, exchanges)


def _json(title: str, exchanges: Sequence[Exchange]) -> str:
    return json.dumps([exchange.answer.as_dict() for exchange in exchanges], ensure_ascii=False, indent=2) + "\n"


def _markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    lines = [f"# {_flat(title)}"]
    for exchange in exchanges:
        answer = exchange.answer
        lines += ["", f"## {_flat(answer.question)}", ""]
        if answer.caveat or not answer.quotes:
            lines += [f"*{answer.caveat or answer.text}{':' if answer.caveat else ''}*", ""]
        for citation in answer.quotes:
            lines += [f"{forms(citation)['markdown']} ({', '.join(citation.places)})", ""]
    return "\n".join(lines).rstrip() + "\n"


def _html(title: str, exchanges: Sequence[Exchange]) -> str:
    turns = "".join(_turn(exchange) for exchange in exchanges)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{turns}</body></html>\n"
    )


def _turn(exchange: Exchange) -> str:
    answer = exchange.answer
    caveat = answer.caveat or ("" if answer.quotes else answer.text)
    quotes = "".join(map(_quote, answer.quotes))
    told = f'<p class="caveat">{escape(caveat)}</p>' if caveat else ""
    return f"<section><h2>{escape(answer.question)}</h2>{told}{quotes}</section>\n"


def _quote(citation: Citation) -> str:
    told = escape(" · ".join(filter(None, (spoken_by(citation), place(citation)))))
    link = citation.link if is_web_address(citation.article.url) else None
    linked = f' <a href="{escape(link)}">Original</a>' if link else ""
    return f"<figure><blockquote>{escape(citation.quote)}</blockquote><footer>{told}{linked}</footer></figure>"


def _flat(text: str) -> str:
    return " ".join(text.split())


_KINDS: Mapping[str, tuple[str, str, Callable[[str, Sequence[Exchange]], str]]] = {
    "json": ("json", "application/json", _json),
    "markdown": ("md", "text/markdown", _markdown),
    "html": ("html", "text/html", _html),
}
