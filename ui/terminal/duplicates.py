"""`onrecord duplicates`: the groups of copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from ui.terminal.streams import printable
from ui.wording import counted, day, provenance

if TYPE_CHECKING:
    from index.article import Article


def groups_text(groups: Sequence[Sequence[Article]]) -> Text:
    """Each group under its size: id, date, title and where it is from, the oldest first."""
    shown = []
    for group in groups:
        lines = [Text(f"{counted(len(group), 'article')}", style="bold")]
        for article in group:
            told = f"{day(article.published) or 'date unknown'} · {article.title} · {provenance(article)}"
            lines.append(Text.assemble((f"  {printable(article.id)}", "cyan"), f"  {printable(told)}"))
        shown.append(Text("\n").join(lines))
    return Text("\n\n").join(shown)
