"""Altered copies of an article, as other outlets print a wire story."""

from __future__ import annotations

import random
from dataclasses import replace

from index.article import Article

_NAMES = ("Ada Crane", "Bruno Hale", "Celia Marsh", "Dara Quill", "Emil Stroud")
_WORDS = (
    "officials weigh next steps after week of talks",
    "what we know so far and what comes next",
    "readers ask and experts answer as questions mount",
    "the day in brief with voices from all sides",
    "questions remain while both sides claim success",
)


def altered(article: Article, rng: random.Random) -> tuple[Article, Article, Article]:
    """Three copies: a new headline and byline; the last third cut; a paragraph in five dropped and two swapped."""
    return (
        _copy(article, "headline", _new_headline(article, rng)),
        _copy(article, "cut", _cut(article.text)),
        _copy(article, "shuffled", _shuffled(article.text, rng)),
    )


def _copy(article: Article, kind: str, text: str) -> Article:
    return replace(article, id=f"{article.id}-{kind}", source=f"{article.source}-{kind}", text=text, furniture=())


def _new_headline(article: Article, rng: random.Random) -> str:
    """The text under another headline and byline; its own, where it begins with one, is taken off."""
    body = article.text.removeprefix(article.title).lstrip()
    return f"{rng.choice(_WORDS).capitalize()}\n\nBy {rng.choice(_NAMES)}\n\n{body or article.text}"


def _cut(text: str) -> str:
    """The first two thirds of the characters, up to a word."""
    kept = text[: max(1, 2 * len(text) // 3)]
    return kept[: kept.rfind(" ")] if " " in kept.strip() else kept


def _shuffled(text: str, rng: random.Random) -> str:
    paragraphs = [part for part in text.split("\n") if part.strip()]
    dropped = set(rng.sample(range(len(paragraphs)), len(paragraphs) // 5))
    kept = [part for number, part in enumerate(paragraphs) if number not in dropped]
    if len(kept) >= 2:
        first, second = rng.sample(range(len(kept)), 2)
        kept[first], kept[second] = kept[second], kept[first]
    return "\n\n".join(kept)
