"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from qa.reader.loading import ReaderName

if TYPE_CHECKING:
    from index.engine import Filters
    from index.library import Library

LibraryPath = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        envvar="ONRECORD_LIBRARY",
        help="The library's folder, or milvus://host/name.",
        show_default=False,
    ),
]
DemoPath = Annotated[
    str | None,
    typer.Option("--library", metavar="DIR", help="Where to build the library; otherwise in the user's cache."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="The most pages of each feed or sitemap.")
]
Interval = Annotated[
    str | None, typer.Option("--every", metavar="15m", help="Add again this often, until Ctrl-C: 90s, 15m, 2h, 1d.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from this machine and private networks too.")
]
Recognise = Annotated[
    bool, typer.Option("--ocr", help="Recognise the text of scanned pages in PDFs, which takes seconds a page.")
]
Languages = Annotated[
    str, typer.Option("--ocr-languages", metavar="eng+deu", help="The scans’ languages, as Tesseract calls them.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be added; embed and write nothing.")]
ReportFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write what was skipped, and why, as JSON Lines.")
]


def _first_day(text: str) -> date | None:
    from ui.days import FilterError, first_day

    try:
        return first_day(text)
    except FilterError as error:
        raise typer.BadParameter(f"{error}.") from error


def _last_day(text: str) -> date | None:
    from ui.days import FilterError, last_day

    try:
        return last_day(text)
    except FilterError as error:
        raise typer.BadParameter(f"{error}.") from error


Since = Annotated[
    date | None,
    typer.Option(
        parser=_first_day,
        metavar="DATE",
        help="Only articles of this day or later: 2024-03-22, “March 2024”, “last week”.",
    ),
]
Until = Annotated[
    date | None,
    typer.Option(parser=_last_day, metavar="DATE", help="Only articles of this day or earlier, written likewise."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="OUTLET", help="Only this outlet, source or web host; repeat for several."),
]
Authors = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only bylines with this name; repeat for several.")
]
Articles = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="ARTICLE", help="Only this article (id or file name); repeat for several."),
]
ReaderOption = Annotated[
    ReaderName,
    typer.Option("--reader", help="What picks the quotes: the trained reader, or none, which goes by similarity."),
]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """What the filter options of a command were given."""

    since: Since = None
    until: Until = None
    source: Sources = None
    author: Authors = None
    article: Articles = None

    def filters(self, library: Library) -> Filters:
        """What is asked for. Raises ArticleNotFound, or typer.BadParameter for dates in the wrong order."""
        from index.engine import Filters
        from ui.find_article import find_article

        if self.since and self.until and self.since > self.until:
            raise typer.BadParameter(f"--since {self.since} lies after --until {self.until}.")
        return Filters(
            since=self.since,
            until=self.until,
            sources=tuple(self.source) if self.source else None,
            authors=tuple(self.author) if self.author else None,
            article_ids=tuple(find_article(library, name).id for name in self.article) if self.article else None,
        )


def takes_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the filter options in place of its parameter `chosen`, which gets what they were given."""
    types = get_type_hints(command, include_extras=True)
    offered = get_type_hints(FilterChoice, include_extras=True)
    parameters: list[Parameter] = []
    for parameter in signature(command).parameters.values():
        if parameter.name == "chosen":
            parameters += [
                Parameter(field.name, parameter.kind, default=field.default, annotation=offered[field.name])
                for field in fields(FilterChoice)
            ]
        else:
            parameters.append(parameter.replace(annotation=types[parameter.name]))

    @wraps(command)
    def with_filters(**given: Any) -> None:
        command(chosen=FilterChoice(**{name: given.pop(name) for name in offered}), **given)

    with_filters.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    with_filters.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_filters
