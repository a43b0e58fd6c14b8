"""Pages that declare who wrote an article and when in the ways that content systems do, with what misleads readers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HEADLINE = "Night ferry stays for three more years"
_BODY = "".join(
    f"<p>{said}</p>"
    for said in (
        "The council of Averil voted on Monday to keep the night ferry, by eleven votes to four with nobody away.",
        "“Nobody here has another way across,” said Ida Ros, who has worked at the slip since she was nineteen.",
        "The boats are forty years old, and the yard that built them closed its doors in the spring of last year.",
        "A report to the council puts the cost of two new hulls at nine million, of which the region pays a third.",
    )
)
_WRITERS = (
    ("Ines Okafor", date(2024, 5, 2)),
    ("Bjørn Ødegård", date(2019, 11, 28)),
    ("Lucía Peña", date(2021, 1, 9)),
    ("Sara van Dijk", date(2016, 8, 17)),
    ("Nguyễn Văn An", date(2023, 12, 30)),
)


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page, and whom and what day a reader would name from it; None for what it doesn't say of its article."""

    name: str
    html: str
    author: str | None
    published: date | None


def made_pages() -> Iterator[MadePage]:
    """Each way of declaring, with each writer and day."""
    for way in _WAYS:
        for number, (author, day) in enumerate(_WRITERS):
            head, above, below, told_author, told_day = way(author, day)
            page = (
                f"<!doctype html><html lang='en'><head><title>{HEADLINE} | The Ledger</title>"
                f"<meta property='og:site_name' content='The Ledger'>{head}</head><body><header>The Ledger</header>"
                f"<div class='story'><h1>{HEADLINE}</h1>{above}{_BODY}</div>{below}<footer>© The Ledger</footer></body>"
            )
            yield MadePage(f"{way.__name__.strip('_')}-{number}", page, told_author, told_day)


Made = tuple[str, str, str, str | None, date | None]
"""What stands in the head, above and below the text; the author and the day that a reader would name."""


def _ld(*described: object) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps(described if len(described) > 1 else described[0])}</script>'
    )


def _article(**described: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **described}


def _later(day: date) -> str:
    return f"{day + timedelta(days=200)}T10:00:00Z"


def _graph(author: str, day: date) -> Made:
    person = {"@type": "Person", "@id": "https://ledger.example/#/people/7", "name": author}
    article = _article(author={"@id": person["@id"]}, datePublished=f"{day}T09:30:00+02:00")
    return _ld({"@graph": [{"@type": "WebSite", "name": "The Ledger"}, article, person]}), "", "", author, day


def _metas(author: str, day: date) -> Made:
    said = f"<meta property='article:published_time' content='{day}T09:30:00Z'><meta name='author' content='{author}'>"
    return said, "", "", author, day


def _microdata(author: str, day: date) -> Made:
    above = f"<time itemprop='datePublished' datetime='{day}'>That day</time> <a rel='author' href='/p/7'>{author}</a>"
    return "", above, "", author, day


def _byline(author: str, day: date) -> Made:
    above = f"<p class='byline'>Posted on {day:%B} {day.day}, {day.year} by {author}</p>"
    return f"<meta name='parsely-pub-date' content='{day}'>", above, "", author, day


def _german(author: str, day: date) -> Made:
    above = f"<p class='author'>Von {author}</p><p class='date'>{day:%d.%m.%Y}, 10.15 Uhr</p>"
    return f"<meta name='dc.date.issued' content='{day}'>", above, "", author, day


def _changed(author: str, day: date) -> Made:
    said = (
        f"<meta property='og:updated_time' content='{_later(day)}'><meta name='last-modified' content='{_later(day)}'>"
    )
    return said + _ld(_article(author=author, datePublished=str(day), dateModified=_later(day))), "", "", author, day


def _only_changed(author: str, day: date) -> Made:
    said = f"<meta property='article:modified_time' content='{_later(day)}'><meta name='author' content='{author}'>"
    return said, "", "", author, None


def _comments(author: str, day: date) -> Made:
    said = "Nobody asked us who sail on it, and so it goes every single year in this town of ours."
    below = f"<div class='comments'><p class='comment-author author'>{author}</p><time datetime='{day}'>{day}</time>"
    return "", "", f"{below}<p>{said}</p></div>", None, None


def _other_articles(author: str, day: date) -> Made:
    others = [
        {"@type": "NewsArticle", "headline": title, "url": f"/{title[:4]}", "author": author, "datePublished": str(day)}
        for title in ("Bridge shut", "Winter storm comes")
    ]
    return _ld(*others), "", f"<aside><h3>More</h3><p>{author}, {day}</p></aside>", None, None


def _no_name(author: str, day: date) -> Made:
    return "", f"<span class='author'>Last Updated {day:%B} {day.day}, {day.year}</span>", "", None, None


def _outlet(author: str, day: date) -> Made:
    said = _ld(_article(author={"@type": "Organization", "name": "The Ledger"}, datePublished=f"{day}"))
    return said, "<a rel='author' href='/about'>The Ledger</a>", "", None, day


def _two_dates(author: str, day: date) -> Made:
    later = day + timedelta(days=3)
    shown = f"Published: {day:%B} {day.day}, {day.year}; last updated {later:%B} {later.day}, {later.year}"
    return f"<meta name='author' content='By {author}'>", f"<p>{shown}</p>", "", author, day


def _addresses(author: str, day: date) -> Made:
    authors = [{"@type": "Person", "name": "https://social.example/ledger"}, {"@type": "Person", "name": author}]
    return _ld(_article(author=authors, datePublished=f"{day}T23:10:00+09:00")), "", "", author, day


def _capitals(author: str, day: date) -> Made:
    above = f"<p class='byline author'>{author.upper()} {day:%B} {day.day}, {day.year}</p>"
    return f"<meta name='datepublished' content='{day}'>", above, "", author.upper(), day


def _compact(author: str, day: date) -> Made:
    script = f"<script>var more = [{{'day': '{_later(day)}'}}]</script>"
    return (
        _ld(_article(author=f"{author}, PhD", datePublished=f"{day:%Y%m%d}T055000+0900")) + script,
        "",
        "",
        author,
        day,
    )


def _built(author: str, day: date) -> Made:
    said = f"<meta name='date' content='2014-01-01'><meta name='build' content='{_later(day)}'>"
    return said + _ld(_article(author=[author], datePublished=f"{day}T08:00:00Z")), "", "", author, day


def _far_from_greenwich(author: str, day: date) -> Made:
    here = f"<link rel='canonical' href='https://ledger.example/{day:%Y/%m/%d}/night-ferry/'>"
    moment = f"{day + timedelta(days=1)}T02:25:54Z"
    return here + _ld(_article(author=author, datePublished=moment)), "", "", author, day


_WAYS: tuple[Callable[[str, date], Made], ...] = (
    _graph, _metas, _microdata, _byline, _german, _changed, _only_changed, _comments, _other_articles, _no_name,
    _outlet, _two_dates, _addresses, _capitals, _compact, _built, _far_from_greenwich,
)  # fmt: skip
