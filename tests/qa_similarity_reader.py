"""The similarity reader's parts, computed by hand with the toy embedder."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.article import Article, Passage, Span
from index.engine import Hit
from index.sentences import sentence_spans
from qa.question import Question
from qa.reader.candidates import Candidate, candidates
from qa.reader.evidence import MOST_EVIDENCE, merged
from qa.reader.features import (
    CONTEXTUAL,
    LEXICAL,
    Features,
    contextual_features,
    lexical_features,
    rarities,
)
from qa.reader.protocol import Evidence
from tests.toy import ToyEmbedder

TEXT = "The bridge is shut. Two ferries run.\n\nMost Popular\n\nHerring is cheap."
ARTICLE = Article(id="a", title="Crossing", text=TEXT, source="a.txt", furniture=(Span(38, 50),))


def hit(article: Article, rank: int = 1, score: float = 1.0) -> Hit:
    return Hit(Passage(article.id, 0, Span(0, len(article.text)), article.text), article, rank, score)


def equal_rarity(words: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(words, 1.0)


def measured(question: str, article: Article, *words: str) -> dict[str, Features]:
    """Each feature's column, for the sentences of one article."""
    passages = candidates([hit(article)])
    asked = Question.alone(question)
    idf = rarities(asked, equal_rarity)
    contextual = contextual_features(question, passages, ToyEmbedder(words), idf)
    lexical = lexical_features(asked, passages, idf)
    return dict(zip(CONTEXTUAL + LEXICAL, np.hstack([contextual, lexical]).T, strict=True))


def test_candidates_are_the_sentences_that_are_not_furniture() -> None:
    (passage,) = candidates([hit(ARTICLE)])
    assert [sentence.text for sentence in passage.sentences] == [
        "The bridge is shut.",
        "Two ferries run.",
        "Herring is cheap.",
    ]
    assert passage.text == "Crossing\nThe bridge is shut. Two ferries run.\nHerring is cheap."
    for sentence in passage.sentences:
        assert sentence.encoded.of(passage.text) == sentence.text


def test_a_passage_of_furniture_has_no_candidates() -> None:
    article = Article(id="a", title="T", text="Most Popular", source="a.txt", furniture=(Span(0, 12),))
    assert candidates([hit(article)]) == []


def test_features_by_hand() -> None:
    column = measured("bridge shut", ARTICLE, "bridge", "shut", "herring")
    # Both words of the question stand in the first sentence; the others match only as unknown words do, which is not.
    assert column["maxsim"] == pytest.approx([1, 0, 0])
    assert column["weighted_maxsim"] == pytest.approx([1, 0, 0])
    assert column["overlap"] == pytest.approx([1, 0, 0])
    # The first sentence sums to (1, 1, 0, 0.3) over the, bridge, is, shut and the full stop.
    assert column["cosine"][0] == pytest.approx(2 / math.sqrt(2) / math.sqrt(2.09))
    # bridge, is, shut: the pair is one word apart.
    assert column["bigrams"] == pytest.approx([1, 0, 0])
    assert column["passage_overlap"] == pytest.approx([1, 1, 1])
    assert column["neighbour_overlap"] == pytest.approx([1, 1, 0])
    assert column["title_overlap"] == pytest.approx([0, 0, 0])
    # BM25 of each word at its count of 1 in 4 words: 2.2 / (1 + 1.2 · (0.25 + 0.75 · 4 / 22)).
    assert column["bm25"][0] == pytest.approx(2.2 / (1 + 1.2 * (0.25 + 0.75 * 4 / 22)))


def test_a_question_without_words_has_features_too() -> None:
    assert all(np.isfinite(column).all() for column in measured("?!", ARTICLE, "bridge").values())


def test_the_speaker_asked_about_is_no_word_to_be_matched() -> None:
    text = "Okoro said the bridge is shut. Okoro said nothing of herring."
    article = Article(id="a", title="T", text=text, source="a.txt")
    column = measured("What did Okoro say about the bridge?", article, "bridge")
    assert column["said_by_asked"].tolist() == [1, 1]
    assert column["overlap"][0] > column["overlap"][1]


LONG = (
    "It was false, the spokesman told the court, spread by lawyers for money, that he had hidden it in Tarn, and that "
    "he had burnt the books."
)


@pytest.mark.parametrize("cut", ["spread by", "that he had hidden", "burnt"])
@pytest.mark.parametrize("around", ["", "One is. ", "Above.\n\n"])
def test_a_sentence_is_whole_though_two_passages_share_it(cut: str, around: str) -> None:
    text = f"{around}{LONG} Two is.\n\nBelow."
    article = Article(id="a", title="Court", text=text, source="a.txt")
    middle = text.index(cut)
    halves = [Passage("a", 0, Span(0, middle), text[:middle]), Passage("a", 1, Span(middle, len(text)), text[middle:])]
    first, second = candidates([replace(hit(article), passage=half) for half in halves])
    last, opening = first.sentences[-1], second.sentences[0]
    assert last.text == opening.text == LONG
    assert f"{last.held.of(text)} {opening.held.of(text)}" == LONG
    for passage, candidate in ((first, last), (second, opening)):
        assert candidate.encoded.of(passage.text) == candidate.held.of(text)
    assert [candidate.text for candidate in second.sentences[1:]] == ["Two is.", "Below."]


def test_a_whole_sentence_never_takes_in_furniture() -> None:
    text = "It was false, the spokesman said, Most Popular that he had burnt the books."
    article = Article(id="a", title="Court", text=text, source="a.txt", furniture=(Span(34, 46),))
    start = text.index("burnt")
    (passage,) = candidates([replace(hit(article), passage=Passage("a", 1, Span(start, len(text)), text[start:]))])
    assert [candidate.text for candidate in passage.sentences] == ["that he had burnt the books."]


def test_what_the_article_asks_answers_nothing() -> None:
    text = "But what is a caucus? It is a vote. “Who will pay?” she asked. Why now?\n\nBecause."
    article = Article(id="a", title="T", text=text, source="a.txt")
    (passage,) = candidates([hit(article)])
    assert [candidate.text for candidate in passage.sentences] == [
        "It is a vote.",
        "“Who will pay?” she asked.",
        "Because.",
    ]
    assert "what is a caucus?" in passage.text


def test_what_somebody_is_asked_about_may_be_a_word_that_tells_of_speaking_too() -> None:
    text = "Okoro said the report is wrong. Okoro said the bridge is shut."
    article = Article(id="a", title="T", text=text, source="a.txt")
    column = measured("What did Okoro say about the report?", article, "report")
    assert column["overlap"].tolist() == [1, 0]


def sentence(text: str, words: str) -> Candidate:
    article = Article(id="a", title="T", text=text, source="a.txt")
    start = text.index(words)
    whole = Span(start, start + len(words))
    return Candidate(hit(article), 0, whole, whole, Span(0, 1))


def texts(evidence: tuple[Evidence, ...]) -> list[str]:
    return [found.text for found in evidence]


def test_neighbours_that_are_nearly_as_good_are_one_quote() -> None:
    text = "One is. Two is. Three is. Four is."
    scored = [(sentence(text, "Two is."), 0.5), (sentence(text, "Three is."), 0.3), (sentence(text, "Four is."), 0.2)]
    found = merged(scored)
    assert texts(found) == ["Two is. Three is.", "Four is."]
    assert [evidence.score for evidence in found] == [0.5, 0.2]


def test_a_better_sentence_farther_off_comes_first_and_nothing_overlaps() -> None:
    text = "One is. Two is. Three is."
    found = merged(
        [(sentence(text, "Three is."), 0.6), (sentence(text, "One is."), 0.2), (sentence(text, "Two is."), 0.1)]
    )
    assert texts(found) == ["Three is.", "One is. Two is."]


def test_sentences_of_two_paragraphs_are_two_quotes() -> None:
    text = "He denied it.\n\n“It is true,” Reyes said."
    found = merged([(sentence(text, "He denied it."), 0.5), (sentence(text, "“It is true,” Reyes said."), 0.5)])
    assert texts(found) == ["He denied it.", "“It is true,” Reyes said."]


def test_a_line_is_a_paragraph_unless_a_program_broke_it() -> None:
    lines = ["“The valve was safe,” Okoro said.", "“It was leaking,” Reyes said."]
    text = "\n".join(lines)
    assert texts(merged([(sentence(text, lines[0]), 0.5), (sentence(text, lines[1]), 0.5)])) == lines

    first, second = "The board met on Tuesday and\nagreed to shut the bridge.", "It will stay\nshut until June."
    wrapped = f"{first} {second} Nobody asked why."
    found = merged([(sentence(wrapped, first), 0.5), (sentence(wrapped, second), 0.5)])
    assert texts(found) == [f"{first} {second}"]


@pytest.mark.parametrize(("opens", "closes"), ["“”", '""', ("``", "''")])
def test_a_quotation_is_kept_whole(opens: str, closes: str) -> None:
    whole = f"{opens}It is old. It is weak. It will fall,{closes} Okoro said."
    text = f"He spoke. {whole} Nobody asked."
    words = ("It is weak.", "He spoke.", f"{opens}It is old.", f"It will fall,{closes} Okoro said.", "Nobody asked.")
    found = merged([(sentence(text, word), 0.9 if number == 0 else 0.01) for number, word in enumerate(words)])
    assert texts(found) == [whole, "He spoke.", "Nobody asked."]


def test_a_quotation_goes_on_into_the_next_paragraph() -> None:
    text = "Okoro said: “It is old.\n\n“It is weak. It will fall.”\n\n“Nobody knows,” Reyes said."
    words = ("Okoro said: “It is old.", "“It is weak.", "It will fall.”", "“Nobody knows,” Reyes said.")
    found = merged([(sentence(text, word), 0.9 if number == 0 else 0.01) for number, word in enumerate(words)])
    assert texts(found) == ["Okoro said: “It is old.\n\n“It is weak. It will fall.”", "“Nobody knows,” Reyes said."]


@pytest.mark.parametrize(
    "text",
    [
        '"The bridge will close," said Okoro. "It is over," said Reyes.',
        'Okoro called the plan "mad". "It is over."',
        'Reyes said: "We lost.\n\n"It is over," Okoro said.',
    ],
)
def test_what_may_be_somebody_elses_is_another_quote(text: str) -> None:
    first, second = (span.of(text) for span in sentence_spans(text))
    assert texts(merged([(sentence(text, first), 0.9), (sentence(text, second), 0.01)])) == [first, second]


def test_a_very_long_quotation_is_not() -> None:
    words = [f"Sentence number {number} of the speech is this." for number in range(1, 19)]
    text = "“First. " + " ".join(words) + " Last.”"
    others = ("“First.", *words[:6], *words[7:], "Last.”")
    found = merged([(sentence(text, words[6]), 0.9), *((sentence(text, other), 0.01) for other in others)])
    assert found[0].text == words[6]


def test_there_is_an_end_to_evidence() -> None:
    text = " ".join(f"Number {number}. Gap." for number in range(30))
    found = merged([(sentence(text, f"Number {number}."), 1 / (2 + number * number)) for number in range(30)])
    assert len(found) == MOST_EVIDENCE


def test_a_quotation_that_was_interrupted_goes_on() -> None:
    text = "He spoke. “It is old,” Okoro said. “It will fall. We knew.” Nobody asked."
    words = ("“It is old,” Okoro said.", "He spoke.", "“It will fall.", "We knew.”", "Nobody asked.")
    found = merged([(sentence(text, word), 0.9 if number == 0 else 0.01) for number, word in enumerate(words)])
    assert texts(found) == ["“It is old,” Okoro said. “It will fall. We knew.”", "He spoke.", "Nobody asked."]
