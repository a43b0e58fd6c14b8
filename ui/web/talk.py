"""The conversation as HTML: questions, quotes in their three states, and why they were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from qa.answer import Answer, Citation, Mention
from qa.confidence import Certainty
from ui.web.exchanges import Exchange, Looked
from ui.web.quotes import context, facts, place, quote_text, reference, tools, who_line
from ui.web.searched_query import searched_part
from ui.web.text import outlet_and_day, when
from ui.web.told import attributes
from ui.wording import counted

_SURE = {Certainty.CLEAR: "Clear", Certainty.LIKELY: "Likely", Certainty.UNSURE: "Not sure"}
_NEAREST = 3
Verdicts = Mapping[tuple[int, int], str]
"""What the visitor said of a quote, by its turn and number: “right” or “wrong”; number 0 is the answer as a whole."""


def talk_page(exchanges: Sequence[Exchange], verdicts: Verdicts, conversation: str) -> str:
    """The questions and answers so far, as sections."""
    last = len(exchanges) - 1
    return "".join(
        _exchange(turn, exchange, verdicts, conversation, newest=turn == last)
        for turn, exchange in enumerate(exchanges)
    )


def welcome_page(articles: int, suggestions: Sequence[str], *, read_only: bool = False) -> str:
    """What an empty conversation shows: how much there is to ask, and questions to begin with."""
    if not articles:
        begin = (
            "<p>Nobody has added any yet.</p>"
            if read_only
            else '<p><button type="button" class="primary" data-view="library">Add your articles</button></p>'
        )
        return f'<section class="welcome"><h2>No articles yet</h2>{begin}</section>'
    chips = "".join(
        f'<li><button type="button" class="chip"{attributes(ask=question)}>{escape(question)}</button></li>'
        for question in suggestions
    )
    offered = f'<ul class="chips" aria-label="Example questions">{chips}</ul>' if chips else ""
    return (
        f'<section class="welcome"><h2>Ask {counted(articles, "article")}</h2>'
        "<p>Every answer is quoted word for word, beside the article it stands in. "
        f"What the articles don’t say, this page doesn’t say either.</p>{offered}</section>"
    )


def _exchange(turn: int, exchange: Exchange, verdicts: Verdicts, conversation: str, *, newest: bool) -> str:
    answer = exchange.answer
    data = attributes(conversation=conversation, turn=turn, **({"newest": "yes"} if newest else {}))
    return (
        f'<section class="turn" id="turn-{turn}" aria-labelledby="asked-{turn}" tabindex="-1"{data}>'
        f"{_question(turn, answer, newest=newest)}{searched_part(answer, edited=exchange.edited, changeable=newest)}"
        f"{_dates(answer, changeable=newest)}{_answer(turn, exchange, verdicts)}"
        f"{_below(turn, exchange, verdicts)}</section>"
    )


def _question(turn: int, answer: Answer, *, newest: bool) -> str:
    asked = attributes(question=answer.question)
    again = "Edit" if newest else "Ask again"
    return (
        f'<header><h2 class="asked" id="asked-{turn}" dir="auto">{escape(answer.question)}</h2>'
        f'<button type="button" class="quiet" data-edit{asked} aria-label="{again}: {escape(answer.question)}">{again}'
        "</button></header>"
    )


def _answer(turn: int, exchange: Exchange, verdicts: Verdicts) -> str:
    answer = exchange.answer
    if answer.remark:
        return f'<p class="unanswered">{escape(answer.remark)}</p>'
    if answer.listing:
        listed = "".join(_mention(turn, mention, verdicts) for mention in answer.listing.mentions)
        said = f'<p class="unanswered">{escape(answer.listing.sentence)}</p>'
        return f'{said}<ol class="quotes">{listed}</ol>{_filtered(exchange)}'
    if not answer.quotes:
        said = f'<p class="unanswered">{escape(answer.text)}</p>'
        return f"{said}{_filtered(exchange)}{_looked_first(exchange)}"
    quotes = "".join(_quote(turn, citation, verdicts) for citation in answer.quotes)
    if answer.answered:
        return f'{_differences(turn, answer)}<ol class="quotes">{quotes}</ol>'
    return (
        f'<div class="closest"><h3>{answer.caveat}. The closest passages:</h3><ol class="quotes">{quotes}</ol></div>'
        f"{_filtered(exchange)}"
    )


def _mention(turn: int, mention: Mention, verdicts: Verdicts) -> str:
    """An article that mentions what was asked for: its title and day, and its first place where that is cited."""
    label = f'<p class="mention">{escape(mention.label)}</p>'
    return _quote(turn, mention.first, verdicts, above=label) if mention.first else f"<li>{label}</li>"


def _quote(turn: int, citation: Citation, verdicts: Verdicts, above: str = "") -> str:
    identity = f"context-{turn}-{citation.number}"
    verdict = verdicts.get((turn, citation.number))
    return (
        f'<li class="quote"{attributes(turn=turn, number=citation.number)}>{above}{quote_text(citation)}'
        f'<div class="who">{reference(citation, described=identity, cite="", turn=turn)}{who_line(citation)}'
        f'<div class="more">{facts(citation)}{tools(citation, judging=_judging(turn, citation.number, verdict))}</div>'
        f"</div>{context(citation, identity)}</li>"
    )


def _judging(turn: int, number: int, verdict: str | None) -> str:
    def button(kind: str, label: str, shown: str) -> str:
        pressed = "true" if verdict == kind else "false"
        data = attributes(judge=kind, turn=turn, number=number)
        return f'<button type="button"{data} aria-pressed="{pressed}" title="{label}">{shown}</button>'

    buttons = button("right", "This answers it", "Right") + button("wrong", "This does not answer it", "Wrong")
    return f'<span class="judging">{buttons}</span>'


def _differences(turn: int, answer: Answer) -> str:
    """The citations that contradict each other, side by side: the words, who, and when; the newest is told."""
    rows: dict[int, str] = {}
    numbers = [number for difference in answer.differences for number in difference.numbers]
    if not numbers:
        return ""
    cited = {citation.number: citation for citation in answer.citations}
    dates = [cited[number].article.published for number in numbers]
    latest = max((day for day in dates if day), default=None) if len(set(dates)) > 1 else None
    for difference in answer.differences:
        for number, words in zip(difference.numbers, difference.words, strict=True):
            citation = cited[number]
            who = citation.speaker.name if citation.speaker else citation.article.outlet or citation.article.title
            newest = ", the latest" if latest and citation.article.published == latest else ""
            rows[number] = (
                f'<tr><td dir="auto">{escape(" ".join(words.of(citation.quote).split()))}</td><td>{escape(who)}</td>'
                f"<td>{when(citation.article.published)}{newest} "
                f"{reference(citation, cite='', turn=turn)}</td></tr>"
            )
    body = "".join(rows[number] for number in sorted(rows))
    return (
        '<table class="differ"><thead><tr><th scope="col">The articles differ</th><th scope="col">Who</th>'
        f'<th scope="col">When</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _dates(answer: Answer, *, changeable: bool) -> str:
    """Which dates were searched and, with the newest answer, the way to search all."""
    if answer.dates is None:
        return ""
    undo = (
        ' <button type="button" data-again="all-dates">Search all dates</button>'
        if answer.dates.held and changeable
        else ""
    )
    return f'<p class="understood dates">{escape(answer.dates.sentence)}{undo}</p>'


def _below(turn: int, exchange: Exchange, verdicts: Verdicts) -> str:
    answer = exchange.answer
    sure = f'<span class="sure">{_SURE[answer.certainty]}</span>' if answer.answered else ""
    mistaken = verdicts.get((turn, 0)) == "nothing"
    missing = (
        f'<button type="button"{attributes(judge="nothing", turn=turn, number=0)} '
        f'aria-pressed="{"true" if mistaken else "false"}">None of these answers it</button>'
    )
    return f'<div class="below">{sure}{_why(exchange)}{missing if answer.quotes else ""}</div>'


def _why(exchange: Exchange) -> str:
    """What was understood, searched and read, in a reader's words."""
    answer = exchange.answer
    if exchange.edited:
        told = [f"Searched for: “{answer.query}”"]
    elif answer.understood:
        told = [f"Understood as: “{answer.understood}”"]
    else:
        told = ["Searched for as it was asked"]
    if answer.beside:
        told.append(f"Searched in {counted(1 + len(answer.beside), 'wording')}, with words of the conversation")
    told += [f"Taken from the conversation: {taken.label}" for taken in answer.taken]
    if exchange.filtered:
        told.append("Only articles that pass the filters were searched")
    if answer.dates:
        told.append(answer.dates.sentence.removesuffix("."))
    articles = len({looked.article_id for looked in exchange.looked})
    if exchange.looked:
        told.append(f"Read: {counted(len(exchange.looked), 'passage')} of {counted(articles, 'article')}")
    told.append(f"The chance that the best of it answers: {answer.confidence:.0%}, {_SURE[answer.certainty].lower()}")
    steps = "".join(f"<li>{escape(step)}</li>" for step in told)
    quoted = "".join(f"<li>[{citation.number}] {escape(place(citation))}</li>" for citation in answer.quotes)
    return (
        f'<details class="why"><summary>{"Why this answer" if answer.quotes else "Why no answer"}</summary>'
        f"<ul>{steps}</ul>{f'<p>Where the quotes stand</p><ul>{quoted}</ul>' if quoted else ''}"
        f"{_read(exchange.looked)}</details>"
    )


def _read(looked: Iterable[Looked]) -> str:
    rows = "".join(
        f"<tr><td>{passage.rank}</td><td>{_opener(passage)}</td><td>{_found(passage)}</td></tr>" for passage in looked
    )
    if not rows:
        return ""
    return (
        '<table><thead><tr><th scope="col">Rank</th><th scope="col">Passage read</th><th scope="col">Found by</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _found(passage: Looked) -> str:
    ways = []
    if passage.cosine is not None:
        ways.append(f"meaning {passage.cosine:.2f}")
    if passage.bm25 is not None:
        ways.append(f"words {passage.bm25:.1f}")
    return ", ".join(ways)


def _opener(passage: Looked) -> str:
    data = attributes(open=passage.article_id, start=passage.start, end=passage.end)
    shown = outlet_and_day(passage.outlet, passage.published)
    return (
        f'<button type="button" class="title"{data} dir="auto">{escape(passage.title)}</button>'
        f'<span class="facts">{escape(shown)}</span>'
    )


def _filtered(exchange: Exchange) -> str:
    return '<p class="understood">Only articles that pass the filters were searched.</p>' if exchange.filtered else ""


def _looked_first(exchange: Exchange) -> str:
    """The articles that were nearest, each once: where to look for oneself."""
    articles: dict[str, Looked] = {}
    for passage in exchange.looked:
        articles.setdefault(passage.article_id, passage)
    first = list(articles.values())[:_NEAREST]
    if not first:
        return ""
    links = "".join(f"<li>{_opener(passage)}</li>" for passage in first)
    told = "Nearest to the question, though none says it clearly enough to quote:"
    return f'<div class="nearest"><p>{told}</p><ul>{links}</ul></div>'
