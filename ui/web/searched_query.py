"""What a question was understood to mean, as the chat shows it under the question: changed and undone there."""

from __future__ import annotations

from html import escape

from qa.answer import Answer


def searched_part(answer: Answer, *, edited: bool, changeable: bool) -> str:
    """The query where it is not the question itself; under the newest question, what changes it."""
    if answer.query == answer.question and not answer.beside and not edited:
        return ""
    if edited:
        shown = f"Searched for: {escape(answer.query)}"
    elif answer.understood:
        shown = f"Understood as: {escape(answer.understood)}"
    else:
        shown = ""
    told = f'<p><span class="searched">{shown}</span></p>' if shown else ""
    return f'<div class="understood">{told}{_changes(answer, edited=edited) if changeable else ""}</div>'


def _changes(answer: Answer, *, edited: bool) -> str:
    """A box for another query, and the ways back: to the words as they were asked, or as they were understood."""
    back = _button("as-understood", "Undo my change") if edited else ""
    if not edited and (answer.query != answer.question or answer.beside):
        back += _button("as-asked", "Search my words as they are")
    return (
        '<div class="changes"><details class="change"><summary>Change</summary>'
        f'<div class="changing"><input type="text" aria-label="What is searched" value="{escape(answer.query)}">'
        f"{_button('as-edited', 'Search this')}</div></details>{back}</div>"
    )


def _button(way: str, label: str) -> str:
    return f'<button type="button" data-again="{way}">{label}</button>'
