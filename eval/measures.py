"""What one response is worth, given gold spans and accepted answers. Every function here is pure.

A piece of text *holds* a gold span when it has at least half of the span's characters or, where the span is longer
than a sentence, one whole gold sentence. Places of one evidence entry are alternatives: holding one is holding it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.locating import Located
from index.article import Span


@dataclass(frozen=True, slots=True)
class Target:
    """A gold span as it is measured: with the whole sentences within it, where it is longer than a sentence."""

    article_id: str
    span: Span
    entry: int
    sentences: tuple[Span, ...] = ()

    def held_by(self, piece: Located) -> bool:
        """Whether the piece has half of the span's characters or one of its whole sentences."""
        if piece.article_id != self.article_id:
            return False
        half = 2 * piece.span.overlap(self.span) >= len(self.span)
        return half or any(sentence.within(piece.span) for sentence in self.sentences)


def gold_sentences(span: Span, sentences: Iterable[Span]) -> tuple[Span, ...]:
    """Those of an article's sentences that lie wholly in a span which touches more than one; else none."""
    touched = [sentence for sentence in sentences if sentence.overlap(span)]
    return tuple(sentence for sentence in touched if sentence.within(span)) if len(touched) > 1 else ()


def hit_at(pieces: Sequence[Located], targets: Sequence[Target], k: int) -> float:
    """1 where one of the first k pieces holds any target, else 0."""
    return float(any(target.held_by(piece) for piece in pieces[:k] for target in targets))


def cut_to_budget(pieces: Iterable[Located], budget: int) -> list[Located]:
    """The pieces in order as far as so many characters go; the last one is cut at its end."""
    kept: list[Located] = []
    for piece in pieces:
        if budget <= 0:
            break
        start = piece.span.start
        kept.append(Located(piece.article_id, Span(start, min(piece.span.end, start + budget))))
        budget -= len(piece.span)
    return kept


def hit_within(pieces: Sequence[Located], targets: Sequence[Target], budget: int) -> float:
    """1 where a piece holds any target once the pieces are cut to a budget of characters, else 0."""
    return hit_at(cut_to_budget(pieces, budget), targets, len(pieces))


def recall_at(passages: Sequence[Located], targets: Sequence[Target], k: int) -> float:
    """The share of evidence entries that the first k passages hold, each passage for itself.

    Over gold spans, not over passages, so that it means the same however articles are cut. 0 without targets.
    """
    entries = {target.entry for target in targets}
    held = {target.entry for target in targets for passage in passages[:k] if target.held_by(passage)}
    return len(held) / len(entries) if entries else 0.0


@dataclass(frozen=True, slots=True)
class CharacterScores:
    """How well cited characters match gold ones, 0–1 each."""

    precision: float
    recall: float
    f1: float


def character_scores(citations: Iterable[Located], targets: Sequence[Target]) -> CharacterScores:
    """Cited against gold characters, each character counted once however often it is cited or marked.

    Of an entry with several places only the one that is cited most counts as gold (the first of equals). All three
    are 0 where nothing is cited.
    """
    cited = _characters(citations)
    entries: dict[int, set[tuple[str, int]]] = {}
    for target in targets:
        place = _characters([Located(target.article_id, target.span)])
        best = entries.setdefault(target.entry, place)
        if len(place & cited) > len(best & cited):
            entries[target.entry] = place
    gold = set().union(*entries.values())
    shared = len(cited & gold)
    if not shared:
        return CharacterScores(0.0, 0.0, 0.0)
    precision, recall = shared / len(cited), shared / len(gold)
    return CharacterScores(precision, recall, 2 * precision * recall / (precision + recall))


def _characters(places: Iterable[Located]) -> set[tuple[str, int]]:
    return {(place.article_id, offset) for place in places for offset in range(place.span.start, place.span.end)}


def answer_f1(text: str, answers: Iterable[str]) -> float:
    """SQuAD's token F1 of a text with the best of the accepted answers (Rajpurkar et al. 2016), 0–1."""
    return max((_token_f1(_tokens(text), _tokens(answer)) for answer in answers), default=0.0)


def contains_answer(text: str, answers: Iterable[str]) -> float:
    """1 where the normalised text contains an accepted answer's normalised tokens in a row, else 0."""
    words = " ".join(["", *_tokens(text), ""])
    return float(any(" ".join(["", *tokens, ""]) in words for tokens in map(_tokens, answers) if tokens))


def _tokens(text: str) -> list[str]:
    """SQuAD's normalisation: lower case, no punctuation (here of every script), no English articles."""
    kept = "".join(character for character in text.lower() if unicodedata.category(character)[0] not in "PS")
    return re.sub(r"\b(a|an|the)\b", " ", kept).split()


def _token_f1(found: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(found) & Counter(wanted)).values())
    return 2 * shared / (len(found) + len(wanted)) if shared else 0.0


def verbatim_share(quotes: Iterable[tuple[str, Span, str]]) -> float | None:
    """The share of (article text, span, quote) in which the quote is the text at the span; None without quotes."""
    same = [span.of(text) == quote for text, span, quote in quotes]
    return sum(same) / len(same) if same else None
