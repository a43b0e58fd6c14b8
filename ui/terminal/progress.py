"""How far adding articles has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from ui.terminal.streams import messages, printable

if TYPE_CHECKING:
    from index.library import Progress


class _Count(ProgressColumn):
    def render(self, task: Task) -> Text:
        total = "" if task.total is None else f"/{task.total:.0f}"
        counted = {"Indexing": "passages", "Recognising": "pages"}.get(task.description, "articles")
        return Text(f"{task.completed:.0f}{total} {counted}")


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="dim")


@contextmanager
def progress_bars() -> Iterator[Callable[[Progress], None]]:
    """A bar for each stage on a terminal's standard error, gone when done; elsewhere nothing is drawn."""
    console = messages()
    bars = Bars(
        TextColumn("{task.description:<11}", markup=False),
        BarColumn(bar_width=24),
        _Count(),
        _Rate(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[source]}", style="dim", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    stages: dict[str, TaskID] = {}

    def update(progress: Progress) -> None:
        if progress.stage not in stages:
            stages[progress.stage] = bars.add_task(progress.stage.capitalize(), source="")
        name = printable(PurePath(progress.source).name)
        bars.update(stages[progress.stage], completed=progress.done, total=progress.total, source=name)

    with bars:
        yield update
