"""What a format found in a source, and the article that is made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from index.article import LONGEST_TITLE, Article, Span, clean_text
from index.reading.byline import byline
from index.reading.furniture import find_furniture


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it will be stored, and what is known about it, tidy or not.

    `set_apart` are lines that the source itself marks as no part of the article: captions, related stories.
    `others` are lines that somebody else is known to have written, as those that an e-mail quotes.
    `remarks` tell what of the source was left out or guessed.
    `passed_over` are the characters of sentences in the source that are not in the text.
    """

    text: str
    title: str | None = None
    author: str | None = None
    published: date | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    page_starts: tuple[int, ...] = ()
    first_line: int | None = None
    set_apart: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    recognised: tuple[Span, ...] = ()
    remarks: tuple[str, ...] = ()
    passed_over: int = 0

    def article(self, article_id: str, source: str) -> Article:
        """The article, with its furniture marked. The text must say something."""
        at = self.published_at
        published = self.published or (at and at.date())
        given = _line(self.title)
        title = given or opening(self.text)
        if len(title) > LONGEST_TITLE:
            title = title[: LONGEST_TITLE - 1].rstrip() + "…"
        return Article(
            id=article_id,
            title=title,
            text=self.text,
            source=clean_text(source),
            outlet=_line(self.outlet),
            url=_web_address(self.url),
            author=_author(self.author),
            published=published,
            published_at=at if at and at.date() == published else None,
            page_starts=self.page_starts,
            first_line=self.first_line,
            language=_language(self.language),
            furniture=find_furniture(given or "", self.text, self.set_apart, others=self.others),
            recognised=self.recognised,
            remarks=tuple(clean_text(remark) for remark in self.remarks),
            passed_over=self.passed_over,
        )


def readable(name: str) -> str:
    """A file's stem as a title: `rafah-offensive_risks` is `Rafah offensive risks`."""
    spaced = " ".join(re.sub(r"[-_+]+|%20", " ", name).split()) or name
    return spaced[0].upper() + spaced[1:]


def opening(text: str, longest: int = 100) -> str:
    """The text's first sentence or so, in at most `longest` characters."""
    line = " ".join(text.lstrip()[: 10 * longest].split("\n", 1)[0].split())
    sentence = re.match(r"(.+?[.!?][”’\"']?)(?=\s|$)", line)
    if sentence and 20 <= len(sentence[1]) <= longest:
        return sentence[1].removesuffix(".")
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[longest // 2 :] else cut).rstrip(" ,;:–—-") + "…"


def _line(value: str | None) -> str | None:
    """The value in one line, or None where it says nothing."""
    return " ".join(clean_text(value).split()) or None if value else None


def _author(value: str | None) -> str | None:
    """The names, also where a field holds a whole byline: “By Jane Roe, staff writer”."""
    names = _line(value)
    said = byline(names) if names else None
    return said.author if said else names


def _web_address(value: str | None) -> str | None:
    address = _line(value)
    return address if address and re.match(r"https?://[^\s/]", address, re.IGNORECASE) else None


def _language(value: str | None) -> str | None:
    """`en-US` is `en`; anything but a language tag stays as it is."""
    tag = _line(value)
    if tag and re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*", tag):
        return re.split("[-_]", tag)[0].lower()
    return tag
