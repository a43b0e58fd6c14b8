"""The options that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
Every = Annotated[
    str | None, typer.Option("--every", metavar="15m", help="Add again this often, until Ctrl-C: 90s, 15m, 2h, 1d.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from this machine and private networks too.")
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


def filters(
    library: Library,
    *,
    since: date | None,
    until: date | None,
    sources: list[str] | None,
    authors: list[str] | None,
    articles: list[str] | None,
) -> Filters:
    """What the filter options ask for. Raises ArticleNotFound, or typer.BadParameter for dates in the wrong order."""
    from index.engine import Filters
    from ui.find_article import find_article

    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} lies after --until {until}.")
    return Filters(
        since=since,
        until=until,
        sources=tuple(sources) if sources else None,
        authors=tuple(authors) if authors else None,
        article_ids=tuple(find_article(library, name).id for name in articles) if articles else None,
    )
