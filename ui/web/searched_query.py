"""What was searched for a question, as the chat shows it below the answer: where it is from, changed and undone."""

from __future__ import annotations

from html import escape

from qa.answer import Answer
from ui.wording import taken_in_words


def searched_part(answer: Answer, *, edited: bool, changeable: bool) -> str:
    """The query where it is not the question itself, and what it took; below the newest answer, what changes it."""
    if answer.query == answer.question and not answer.beside and not edited:
        return ""
    shown = ""
    if answer.understood and not edited:
        shown = f'<p class="searched">Understood as: {escape(answer.understood)}</p>'
    elif edited or not answer.taken:
        shown = f'<p class="searched">Searched for: {escape(answer.query)}</p>'
    if answer.taken:
        shown += f'<p class="taken">Taken from the conversation: {escape(taken_in_words(answer))}</p>'
    return shown + (_changes(answer, edited=edited) if changeable else "")


def _changes(answer: Answer, *, edited: bool) -> str:
    """A box for another query, and the ways back: to the words as they were asked, or as they were understood."""
    back = _button("as-understood", "Undo my change") if edited else ""
    if answer.query != answer.question or answer.beside:
        back += _button("as-asked", "Search my words as they are")
    return (
        '<div class="changes"><details class="change"><summary>Change what is searched</summary>'
        f'<div class="changing"><input type="text" aria-label="What is searched" value="{escape(answer.query)}">'
        f"{_button('as-edited', 'Search this')}</div></details>{back}</div>"
    )


def _button(way: str, label: str) -> str:
    return f'<button type="button" class="search-again" data-event="again" data-way="{way}">{label}</button>'
