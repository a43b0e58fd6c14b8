"""The command `onrecord`."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from index.errors import OnrecordError
from ui.commands import articles, asking, checking, libraries, serving
from ui.quiet import quieten
from ui.terminal.streams import complain, prepare_streams, say
from ui.version import __version__

INTERRUPTED = 130
COMMANDS = "onrecord.commands"


class Commands(TyperGroup):
    """Turns what users can mend into one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OnrecordError as error:
            complain(str(error))
            raise typer.Exit(1) from error
        except KeyboardInterrupt as interruption:
            say("Interrupted.")
            raise typer.Exit(INTERRUPTED) from interruption


app = typer.Typer(
    name="onrecord",
    cls=Commands,
    help="Ask your articles; get verbatim, cited quotes. Offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    quieten()


app.command()(articles.add)
app.command()(asking.ask)
app.command()(asking.chat)
app.command()(checking.check)
app.command("list")(articles.list_articles)
app.command()(articles.duplicates)
app.command("show")(articles.show_article)
app.command()(articles.remove)
app.command()(asking.search)
app.command()(asking.timeline)
app.command()(libraries.verify)
app.command()(serving.serve)
app.command()(serving.login)
app.command()(serving.demo)
app.command()(libraries.reembed)
app.command()(libraries.copy)
app.command()(libraries.info)
for _command in entry_points(group=COMMANDS):
    app.command(_command.name)(_command.load())


def main() -> None:
    prepare_streams()
    app()


if __name__ == "__main__":
    main()
