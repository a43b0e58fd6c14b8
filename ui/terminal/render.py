"""Answers, hits and articles as a terminal shows them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from qa.answer import Answer, Citation
from qa.speech.cues import is_denial
from qa.speech.statement import Directness
from ui.terminal.streams import printable

if TYPE_CHECKING:
    from index.article import Article
    from index.engine import Hit
    from qa.citing.differences import Difference

_COPIES_SHOWN = 3
_WORDS_SHOWN = 80
_CONFIDENCE = ((0.8, "high"), (0.5, "fair"), (0.0, "low"))


def confidence_in_words(confidence: float) -> str:
    """“high (87 %)”: a word for readers, the number for the record."""
    word = next(word for least, word in _CONFIDENCE if confidence >= least)
    return f"{word} ({confidence:.0%})".replace("%", " %")


def day(published: date | None) -> str | None:
    """A date as it is shown everywhere, and written in JSON."""
    return published.isoformat() if published else None


def moment(article: Article) -> str | None:
    """The day of publication, with the time and its zone where they are known: “2024-03-22, 18:30 +02:00”."""
    shown = day(article.published)
    if article.published_at is None:
        return shown
    zone = article.published_at.isoformat()[19:].lstrip(".0123456789").replace("+00:00", "UTC")
    return f"{shown}, {article.published_at:%H:%M} {zone}".rstrip()


def answer_text(answer: Answer, nearest: Sequence[Article] = ()) -> Text:
    """The quotes with their numbers and speakers, the articles they stand in, and how sure the reader is.

    Where the articles don't answer, the `nearest` of them are named.
    """
    shown = Text()
    if answer.answered:
        for citation in answer.citations:
            shown.append_text(_quote(citation)).append("\n\n")
        for citation in answer.citations:
            shown.append_text(_reference(citation)).append("\n")
        for difference in answer.differences:
            shown.append(f"\n{printable(difference_in_words(answer, difference))}", style="bold")
        shown.append("\n" if answer.differences else "")
        shown.append(f"\nConfidence: {confidence_in_words(answer.confidence)}", style="dim")
    else:
        shown.append(answer.text)
        shown.append("\nWhere it looked first:" if nearest else "", style="dim")
        for article in nearest:
            told = " · ".join(filter(None, (article.title, article.outlet, day(article.published))))
            shown.append(f"\n  {printable(told)}", style="dim")
    if answer.dates:
        shown.append(f"\n{printable(answer.dates.sentence)}", style="dim")
    if answer.query != answer.question or answer.beside:
        shown.append(f"\nSearched for: {printable(answer.query)}", style="dim")
    if answer.beside:
        shown.append(f"\nTogether with: {printable(beside_in_words(answer))}", style="dim")
    if answer.taken:
        shown.append(f"\nTaken from the conversation: {printable(taken_in_words(answer))}", style="dim")
    return shown


def beside_in_words(answer: Answer) -> str:
    """“Is it treatable? · Is it treatable? throat cancer”: what was searched together with the query."""
    return " · ".join(query for query in dict.fromkeys(answer.beside) if query != answer.query)


def taken_in_words(answer: Answer) -> str:
    """“‘Blinken’ for ‘he’, from question 1; …”: what the question left out."""
    return "; ".join(taken.label for taken in answer.taken)


def spoken_by(citation: Citation) -> str | None:
    """“Blinken, quoted”, “Blinken, reported” or “Blinken, denied”; None where nobody is known to have said it."""
    speaker = citation.speaker
    if speaker is None:
        return None
    how = "reported" if speaker.kind is Directness.INDIRECT else "quoted"
    return f"{speaker.name}, {'denied' if is_denial(speaker.cue) else how}"


def copies_in_words(citation: Citation) -> str:
    """“also in: …”: the other articles that print the quote; only the first few where they are many."""
    labels = [copy.label for copy in citation.also_in]
    more = f"; and {len(labels) - _COPIES_SHOWN:,} more" if len(labels) > _COPIES_SHOWN else ""
    return f"also in: {'; '.join(labels[:_COPIES_SHOWN])}{more}"


def dates_in_words(citation: Citation) -> str:
    """What the quote's own dates are, seen from its article: “on Thursday” is 12 June 2025; empty where it has none."""
    start, quote = citation.span.start, citation.quote
    told = []
    for phrase in citation.dates:
        words = " ".join(phrase.shift(-start).span.of(quote).split())
        told.append(f"“{words}” {'is' if phrase.days.first and phrase.days.last else 'means'} {phrase.in_words}")
    return "; ".join(told)


def alike_in_words(citation: Citation) -> str:
    """“much the same in: …”: other articles that say it in other words."""
    return f"much the same in: {'; '.join(copy.label for copy in citation.alike[:_COPIES_SHOWN])}"


def difference_in_words(answer: Answer, difference: Difference) -> str:
    """“These differ: “12” [1], 2025-03-04; “19” [2], 2025-03-06”: the words of each, and their dates."""
    told = []
    for number, words in zip(difference.numbers, difference.words, strict=True):
        citation = next(one for one in answer.citations if one.number == number)
        said = _shortened(words.of(citation.quote))
        told.append(f"“{said}” [{number}], {day(citation.article.published) or 'date unknown'}")
    return f"These differ: {'; '.join(told)}"


def _shortened(words: str) -> str:
    """At most 80 characters, cut between words."""
    flat = " ".join(words.split()).strip('“”"')
    return flat if len(flat) <= _WORDS_SHOWN else f"{flat[:_WORDS_SHOWN].rsplit(' ', 1)[0]} …"


def provenance(article: Article) -> str:
    """The outlet, where it is known, and the article's address or else where it was read."""
    return ", ".join(filter(None, (article.outlet, article.url or article.source)))


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
    ):
        if value:
            shown.append(f"\n{name + ':':<9}", style="not bold dim").append(printable(value), style="not bold")
    body = Text(printable(article.text))
    for span in article.furniture:
        body.stylize("dim", span.start, span.end)
    return Text("\n").join([shown, Text(), body])


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
    for row in rows:
        table.add_row(*(Text(printable(field)) for field in row))
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


def article_as_dict(article: Article) -> dict[str, Any]:
    """An article's metadata under the names that every JSON output uses."""
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "author": article.author,
        "published": day(article.published),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "url": article.url,
        "language": article.language,
        "characters": len(article.text),
        "content_hash": article.content_hash,
    }


def hit_as_dict(hit: Hit) -> dict[str, Any]:
    article, span = hit.article, hit.passage.span
    return {
        "rank": hit.rank,
        "score": hit.score,
        "cosine": hit.cosine,
        "bm25": hit.bm25,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "outlet": article.outlet,
        "author": article.author,
        "published": day(article.published),
        "url": article.url,
        "start": span.start,
        "end": span.end,
        "text": hit.passage.text,
    }


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
