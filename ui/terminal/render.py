"""Answers, hits and articles as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from qa.answer import Answer, Citation, Kind, Listing
from ui.terminal.streams import printable
from ui.wording import (
    alike_in_words,
    copies_in_words,
    dates_in_words,
    day,
    difference_in_words,
    moment,
    provenance,
    spoken_by,
    taken_in_words,
)

if TYPE_CHECKING:
    from index.article import Article
    from index.engine import Hit


def answer_text(answer: Answer) -> Text:
    """The quotes with their numbers and speakers, the articles they stand in, and how sure the reader is.

    Quotes that may not answer stand under words that say so; where there are none, the articles that were read first
    are named. A list of articles has each with its first place.
    """
    if answer.kind is Kind.TALK:
        return Text(answer.text)
    shown = _body(answer)
    below = list(_below(answer))
    if below:
        shown.append("\n\n" if answer.quotes else "\n").append(printable("\n".join(below)), style="dim")
    return shown


def _body(answer: Answer) -> Text:
    if answer.listing:
        return _listing(answer.listing)
    return _quotes(answer) if answer.quotes else _looked_at(answer)


def _below(answer: Answer) -> Iterator[str]:
    """How sure the reader is of what is cited, and what was searched: a line each."""
    if answer.answered and not answer.listing:
        yield f"Confidence: {answer.certainty}"
    if answer.dates:
        yield answer.dates.sentence
    if answer.understood:
        yield f"Understood as: {answer.understood}"
    elif answer.query != answer.question and not answer.taken:
        yield f"Searched for: {answer.query}"
    if answer.taken:
        yield f"Taken from the conversation: {taken_in_words(answer)}"


def _quotes(answer: Answer) -> Text:
    """What is shown, cited or nearest, then where each stands, then what differs."""
    shown = Text(f"{answer.caveat}:\n\n" if answer.caveat else "")
    for citation in answer.quotes:
        shown.append_text(_quote(citation)).append("\n\n")
    shown.append_text(Text("\n").join(_reference(citation) for citation in answer.quotes))
    shown.append("\n" if answer.differences else "")
    for difference in answer.differences:
        shown.append(f"\n{printable(difference_in_words(answer, difference))}", style="bold")
    return shown


def _listing(listing: Listing) -> Text:
    """Each article with its date and how often it mentions what is asked for, and where it first does."""
    shown = Text(printable(listing.sentence))
    for mention in listing.mentions:
        shown.append(f"\n\n{printable(mention.label)}", style="bold")
        if mention.first:
            shown.append("\n").append_text(_quote(mention.first))
            shown.append(f"\n    {', '.join(mention.first.places)}", style="dim")
            shown.append(f"\n    {printable(_original(mention.first))}", style="dim")
    return shown


def _looked_at(answer: Answer) -> Text:
    shown = Text(answer.text)
    shown.append("\nWhere it looked first:" if answer.hits else "", style="dim")
    for article in answer.nearest_articles:
        told = " · ".join(filter(None, (article.title, article.outlet, day(article.published))))
        shown.append(f"\n  {printable(told)}", style="dim")
    return shown


def article_text(article: Article) -> Text:
    """What is known of an article, and its text with the furniture dimmed."""
    shown = Text(printable(article.title), style="bold")
    for name, value in (
        ("Outlet", article.outlet),
        ("Author", article.author),
        ("Date", moment(article)),
        ("Address", article.url),
        ("Source", article.source),
        ("Id", article.id),
        ("Apart", set_apart_in_words(article)),
        *(("Note", remark) for remark in article.remarks),
    ):
        if value:
            shown.append(f"\n{name + ':':<9}", style="not bold dim").append(printable(value), style="not bold")
    body = Text(printable(article.text))
    for span in article.furniture:
        body.stylize("dim", span.start, span.end)
    return Text("\n").join([shown, Text(), body])


def set_apart_in_words(article: Article) -> str | None:
    """How much of an article is not searched: `120 of 4,000 characters (3 %), dimmed below`; None for nothing."""
    whole = len(article.text)
    share = f"{100 * article.set_apart / whole:.0f} %"
    return f"{article.set_apart:,} of {whole:,} characters ({share}), dimmed below" if article.set_apart else None


def article_list(articles: Sequence[Article], *, terminal: bool) -> Table | Text:
    """A table for a terminal; elsewhere a line an article, its fields separated by tabs."""
    rows = [(article.id, day(article.published) or "", article.outlet or "", article.title) for article in articles]
    if not terminal:
        return Text("\n".join("\t".join(" ".join(printable(field).split()) for field in row) for row in rows))
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("Id", no_wrap=True, overflow="fold")
    for name in ("Date", "Outlet"):
        table.add_column(name, no_wrap=True)
    table.add_column("Title")
    table.add_column("Apart", justify="right", no_wrap=True)
    for row, article in zip(rows, articles, strict=True):
        apart = f"{100 * article.set_apart / len(article.text):.0f} %" if article.set_apart else ""
        table.add_row(*(Text(printable(field)) for field in row), Text(apart))
    return table


def hits_text(hits: Iterable[Hit]) -> Text:
    """Each passage with its rank, its scores, and where it stands."""
    shown = []
    for hit in hits:
        scores = [f"score {hit.score:.3f}"]
        scores += [f"cosine {hit.cosine:.3f}"] if hit.cosine is not None else []
        scores += [f"bm25 {hit.bm25:.2f}"] if hit.bm25 is not None else []
        span, when = hit.passage.span, day(hit.article.published) or "date unknown"
        shown.append(
            Text.assemble(
                (f"{hit.rank}. ", "bold"),
                (f"{printable(hit.title)} · {when} · characters {span.start}–{span.end}", "bold"),
                (f"\n   {printable(provenance(hit.article))}", "dim"),
                (f"\n   {', '.join(scores)}", "dim"),
                f"\n{printable(hit.passage.text.strip())}",
            )
        )
    return Text("\n\n").join(shown)


def _quote(citation: Citation) -> Text:
    speaker = spoken_by(citation)
    said = f"\n    — {printable(speaker)} " if speaker else " "
    quote = Text(printable(citation.quote))
    if citation.emphasis:
        quote.stylize("bold", citation.emphasis.start, citation.emphasis.end)
    return quote.append(said, style="italic").append(f"[{citation.number}]", style="bold cyan")


def _reference(citation: Citation) -> Text:
    dates = dates_in_words(citation)
    return Text.assemble(
        (f"[{citation.number}] ", "bold cyan"),
        printable(citation.label),
        (f"\n    {printable(_original(citation))}", "dim"),
        (f"\n    {printable(dates)}" if dates else "", "dim"),
        (f"\n    {printable(copies_in_words(citation))}" if citation.also_in else "", "dim"),
        (f"\n    {printable(alike_in_words(citation))}" if citation.alike else "", "dim"),
    )


def _original(citation: Citation) -> str:
    """The outlet, and what leads to the quote: the address, or the file and the line in it.

    The link that opens at the quote is too long for a terminal: it is in the JSON and in the chat.
    """
    position = None if citation.link else citation.position
    return ", ".join(filter(None, (provenance(citation.article), position)))
