"""A question's words as the articles spell them: “Walega” is read as “Wałęga” where only that was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.engine import Hit
from index.text import INVISIBLE, folded, typed, words
from qa.question import Question, WeightedQuery

_WORD = re.compile(r"\w+")


def spelt_as_found(question: Question, hits: Sequence[Hit]) -> Question:
    """The question with words spelt as in the hits, where none spells them as they were typed.

    The search finds either spelling; a reader's network, which has seen few such names, takes them for two. Accents
    are levelled there, so that only letters count that are typed as others.
    """
    found = _spellings(hits)
    query = _spelt(question.query, found) if found else question.query
    if query == question.query:
        return question
    first, *beside = question.queries
    queries = (replace(first, text=query), *(one for one in beside if one.text != query))
    return replace(
        question,
        query=query,
        queries=tuple[WeightedQuery, ...](queries),
        speakers=tuple(_spelt(speaker, found) for speaker in question.speakers),
    )


def _spellings(hits: Sequence[Hit]) -> Mapping[str, str]:
    """By how a word is typed, how the hits spell it; nothing of words that are also found as they are typed."""
    found: dict[str, str] = {}
    texts = [INVISIBLE.sub("", hit.passage.text) for hit in hits if not hit.passage.text.isascii()]
    for text in texts:
        for match in _WORD.finditer(text):
            if not match[0].isascii() and typed(match[0]) != match[0]:
                found.setdefault(folded(match[0]), match[0])
    plain = {word.lower() for hit in hits for word in _WORD.findall(hit.passage.text)} if found else set()
    return {word: spelt for word, spelt in found.items() if word not in plain}


def _spelt(text: str, found: Mapping[str, str]) -> str:
    for word, start, end in reversed(words(text)):
        spelt = found.get(folded(word))
        if spelt and spelt.lower() != text[start:end].lower():
            text = f"{text[:start]}{spelt}{text[end:]}"
    return text
