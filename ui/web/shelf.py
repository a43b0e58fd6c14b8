"""The library as HTML: what came of each addition, and a table of articles that is searched, sorted and filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from index.article import Article
from ui.web.text import outlet_and_day, when
from ui.web.told import attributes
from ui.wording import counted, day

LISTED = 100
SORTS: Mapping[str, str] = {"newest": "Newest first", "oldest": "Oldest first", "title": "Title", "outlet": "Outlet"}

_HOW = (
    ("Add what you have", "Articles, interviews, reports, mails. They stay on this machine."),
    ("Ask what was said", "By whom, when, how many. A follow-up may say “he” or “it”."),
    ("Check every word", "Each answer is a quote, and opens its article here, at the place it stands in."),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one file, address or pasted article: “added”, “updated”, “unchanged”, “skipped”, “waiting”,
    “removed”. `said` is a sentence on it; `article_id` opens the article where there is one."""

    name: str
    outcome: str
    said: str = ""
    article_id: str | None = None


_OUTCOMES = {
    "waiting": "Waiting",
    "reading": "Reading",
    "added": "Added",
    "updated": "Updated",
    "unchanged": "Unchanged",
    "skipped": "Not added",
    "removed": "Removed",
}


def adding_page(results: Sequence[Result], working: str = "") -> str:
    """The list of what was added, newest first; it stays until it is put away."""
    if not results and not working:
        return ""
    rows = "".join(map(_result, results))
    at_work = f'<p class="working" role="status">{escape(working)}</p>' if working else ""
    counts = [(name, sum(result.outcome == name for result in results)) for name in _OUTCOMES]
    told = ", ".join(f"{number:,} {_OUTCOMES[name].lower()}" for name, number in counts if number)
    put_away = "" if working else '<button type="button" class="quiet" data-event="put_away">Put away</button>'
    return (
        f"<header><h3>{escape(told)}</h3>{put_away}</header>{at_work}"
        f'<ul class="results" tabindex="0" role="region" aria-label="What was added">{rows}</ul>'
    )


def _result(result: Result) -> str:
    name = escape(result.name)
    if result.article_id and result.outcome != "removed":
        name = f'<button type="button" class="title"{attributes(open=result.article_id)} dir="auto">{name}</button>'
    undo = ""
    if result.outcome == "removed" and result.article_id:
        data = attributes(event="restore", article=result.article_id)
        undo = f' <button type="button" class="quiet"{data}>Undo</button>'
    said = f'<span class="facts">{escape(result.said)}</span>' if result.said else ""
    return (
        f'<li class="{result.outcome}"><span class="outcome">{_OUTCOMES[result.outcome]}</span>'
        f"<span><bdi>{name}</bdi>{undo}{said}</span></li>"
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are listed, and how: words that they hold, days, an outlet and an author, and how many."""

    words: str = ""
    sort: str = "newest"
    since: date | None = None
    until: date | None = None
    outlet: str = ""
    author: str = ""
    most: int = LISTED

    def of(self, articles: Iterable[Article]) -> list[Article]:
        found = [article for article in articles if self._passes(article)]
        return sorted(found, key=_KEYS.get(self.sort, _newest))

    def _passes(self, article: Article) -> bool:
        if (self.outlet and article.outlet != self.outlet) or (self.author and article.author != self.author):
            return False
        published = article.published
        if (self.since or self.until) and published is None:
            return False
        if published and ((self.since and published < self.since) or (self.until and published > self.until)):
            return False
        told = _told(article)
        return all(word in told for word in self.words.casefold().split())


def _told(article: Article) -> str:
    """What an article is found by: title, outlet, byline, source, and its date in figures and in words."""
    dates = (day(article.published), when(article.published)) if article.published else ()
    parts = (article.title, article.outlet, article.author, *dates, article.source)
    return " ".join(part for part in parts if part).casefold()


def _newest(article: Article) -> tuple[object, ...]:
    return (-(article.published or date.min).toordinal(), article.title.casefold())


_KEYS: Mapping[str, Callable[[Article], tuple[object, ...]]] = {
    "newest": _newest,
    "oldest": lambda article: ((article.published or date.max).toordinal(), article.title.casefold()),
    "title": lambda article: (article.title.casefold(), article.id),
    "outlet": lambda article: ((article.outlet or "\U0010ffff").casefold(), *_newest(article)),
}


def listing_page(articles: Sequence[Article], *, total: int, wanted: Wanted, removable: bool) -> str:
    """A table of articles, the first of them where they are many; titles open the article."""
    if not total:
        return ""
    if not articles:
        told = f"No article matches “{wanted.words}”." if wanted.words else "No article passes the filters."
        return f'<p class="count" role="status">{escape(told)}</p>'
    count = counted(len(articles), "article")
    if len(articles) < total:
        count += f" of {total:,}"
    shown = articles[: wanted.most]
    rows = "".join(_row(article, removable=removable) for article in shown)
    more = (
        f'<p><button type="button" class="quiet"{attributes(more=wanted.most + LISTED)}>'
        f"Show more of {len(articles) - len(shown):,}</button></p>"
        if len(shown) < len(articles)
        else ""
    )
    remove = '<th scope="col"><span class="unseen">Remove</span></th>' if removable else ""
    return (
        f'<p class="count" role="status">{count}</p><table class="articles"><thead><tr>'
        f'<th scope="col">Article</th><th scope="col">Date</th>{remove}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}"
    )


def _row(article: Article, *, removable: bool) -> str:
    left_out = counted(len(article.remarks), "remark") if article.remarks else None
    known = (article.outlet, article.author, left_out)
    facts = " · ".join(f"<bdi>{escape(fact)}</bdi>" for fact in known if fact)
    under = f'<span class="facts">{facts}</span>' if facts else ""
    remove = (
        f'<td><button type="button" class="quiet remove"{attributes(event="remove", article=article.id)} '
        f'aria-label="Remove: {escape(article.title)}">Remove</button></td>'
        if removable
        else ""
    )
    published = when(article.published) if article.published else "–"
    return f"<tr><td>{_opener(article)}{under}</td><td>{published}</td>{remove}</tr>"


def _opener(article: Article) -> str:
    return (
        f'<button type="button" class="title"{attributes(open=article.id)} dir="auto">{escape(article.title)}</button>'
    )


def newest_page(articles: Sequence[Article], total: int) -> str:
    """What stands where articles are read while none is open: the newest of the library."""
    if not total:
        steps = "".join(f"<li><b>{step}</b><p>{told}</p></li>" for step, told in _HOW)
        return (
            '<header class="head"><button type="button" class="back" data-back>‹ Back</button><h2>How it works</h2>'
            '</header><div class="scroll" tabindex="0" role="region" aria-label="How it works">'
            f'<ol class="home how">{steps}</ol></div>'
        )
    rows = "".join(
        f"<li>{_opener(article)}"
        f'<span class="facts">{escape(outlet_and_day(article.outlet, article.published))}</span></li>'
        for article in articles
    )
    return (
        '<header class="head"><button type="button" class="back" data-back>‹ Back</button>'
        "<h2>Newest in your library</h2>"
        f'<p class="facts">{counted(total, "article")}</p></header>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Newest articles">'
        f'<ul class="home">{rows}</ul></div>'
    )


def choices_page(name: str, values: Sequence[str]) -> str:
    """Boxes to choose some of many by."""
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"> <bdi>{escape(value)}</bdi></label>'
        for value in values
    )
    return boxes or '<span class="facts">The articles name none.</span>'


def options_page(first: str, values: Sequence[str]) -> str:
    """The options of a list, the first of which means any."""
    return f'<option value="">{first}</option>' + "".join(
        f'<option value="{escape(value)}">{escape(value)}</option>' for value in values
    )
