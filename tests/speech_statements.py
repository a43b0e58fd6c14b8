"""Statements over a whole article: rules and the trained tagger on text written for it."""

from __future__ import annotations

from datetime import date

import pytest

from index.article import Article, Span
from qa.citing.speakers import Speakers, own_statements
from qa.reader.protocol import Evidence
from qa.speech.attribution import attribute, attribution_of
from qa.speech.joining import with_quotations
from qa.speech.quotations import paragraph_spans, quotations_in
from qa.speech.statement import Directness, FoundStatement
from qa.speech.statements import Statements, statements
from qa.understanding import understand

TEXT = """Ferry stays in port

Mayor Nadia Okoro said the ferry would stay in port until the hull was mended.

“We found two cracks below the water line,” Okoro told reporters on Monday. “Nobody sails on her. Not even I.”

Tomas Reyes, an engineer who inspected the hull, warned that the repair would take “the best part of a year.”

According to the union, 40 people were sent home without pay.

The shipping company declined to say when wages would be paid.

“The first crack is old.

“The second is new, and it is growing,” Reyes said.

The mayor added that the city had set money aside.
"""
ARTICLE = Article(id="ferry", title="Ferry stays in port", text=TEXT, source="ferry.txt")


pytestmark = pytest.mark.model


def own(question: str, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence without what others said."""
    return own_statements(understand(question, date(2025, 9, 20)), evidence, Speakers())


def holding(words: str, told: Statements) -> FoundStatement:
    """The one statement whose content holds the words."""
    place = TEXT.index(words)
    span = Span(place, place + len(words))
    found = [statement for statement in told.found if statement.content_within(span) == len(span)]
    assert found, words
    return min(found, key=lambda statement: statement.content_length)


@pytest.fixture(scope="module", params=[False, True], ids=["rules", "tagger"])
def told(request: pytest.FixtureRequest) -> Statements:
    return statements(ARTICLE, trained=request.param)


@pytest.mark.parametrize(
    ("words", "speaker", "cue", "kind"),
    [
        ("the ferry would stay in port", "Nadia Okoro", "said", Directness.INDIRECT),
        ("“We found two cracks below the water line,”", "Nadia Okoro", "told", Directness.DIRECT),
        ("“Nobody sails on her. Not even I.”", "Nadia Okoro", "told", Directness.DIRECT),
        ("the repair would take “the best part of a year.”", "Tomas Reyes", "warned", Directness.MIXED),
        ("40 people were sent home without pay", "the union", "according to", Directness.INDIRECT),
        ("“The second is new, and it is growing,”", "Tomas Reyes", "said", Directness.DIRECT),
        ("the city had set money aside", "Nadia Okoro", "added", Directness.INDIRECT),
    ],
)
def test_who_said_what_and_how(told: Statements, words: str, speaker: str, cue: str, kind: Directness) -> None:
    attribution = attribution_of(holding(words, told), told)
    assert attribution
    assert (attribution.name, attribution.cue, attribution.kind) == (speaker, cue, kind)
    assert attribution.source
    assert attribution.told
    assert attribution.told.of(TEXT).lower() == cue


def test_what_was_not_said_is_marked_and_has_no_speaker() -> None:
    unsaid = next(statement for statement in statements(ARTICLE).found if "declined" in statement.cue.of(TEXT))
    assert unsaid.is_unsaid(TEXT)
    place = TEXT.index("The shipping company")
    assert attribute(ARTICLE, Span(place, TEXT.index("\n", place))) is None


def test_only_what_is_asked_for_is_told() -> None:
    place = TEXT.index("According to")
    within = Span(place, TEXT.index("\n", place))
    near = statements(ARTICLE, within).found
    assert near
    assert near == tuple(statement for statement in statements(ARTICLE).found if statement.content_within(within))


def test_a_statement_within_a_statement_names_both() -> None:
    text = "Nadia Okoro said that her engineers had warned that the hull would not last the winter."
    article = Article(id="a", title="T", text=text, source="a.txt")
    speaker = attribute(article, Span(0, len(text)))
    assert speaker
    assert (speaker.name, speaker.via) == ("her engineers", "Nadia Okoro")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “yes, do” and left.", ["“yes, do”"]),
        ('"It was ‘fine’," she said.', ['"It was ‘fine’,"']),
        ("''Not now,'' he said.", ["''Not now,''"]),
        ('A pipe 12" wide broke. "It is old," he said.', ['"It is old,"']),
        ('"It goes on.\n\n"It ends," he said.', ['"It goes on.', '"It ends,"']),
        ("“One “two” three”", ["“One “two”"]),
        ("“It goes on.\n\n“It ends,” he said.", ["“It goes on.", "“It ends,”"]),
        ("It goes ”on” there.", []),
        ("No marks.", []),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    lines = []
    place = 0
    for line in text.split("\n"):
        if line:
            lines.append(Span(place, place + len(line)))
        place += len(line) + 1
    found = quotations_in(text, lines)
    assert [one.span.of(text) for one in found] == quoted


def test_a_quotation_that_goes_on_is_known_for_it() -> None:
    text = "“It goes on.\n\n“It ends,” he said."
    first, second = quotations_in(text, [Span(0, 12), Span(14, len(text))])
    assert (first.goes_on, first.continues, second.goes_on, second.continues) == (True, False, False, True)


def evidence(words: str, score: float) -> Evidence:
    start = TEXT.index(words)
    return Evidence(ARTICLE, Span(start, TEXT.index("\n", start)), score)


def test_somebody_s_own_words_come_without_those_of_others() -> None:
    reyes, okoro, nobody = evidence("Tomas Reyes, an", 0.9), evidence("Mayor Nadia", 0.8), evidence("Ferry stays", 0.7)
    found = (reyes, okoro, nobody)
    assert own("What did Okoro say about the hull?", found) == (okoro, nobody)
    assert own("What did the mayor say about the hull?", found) == (okoro, nobody)
    assert own("What did Lindqvist say about the hull?", found) == found
    assert own("How long will the ferry stay in port?", found) == found
    assert own("What did Okoro say?", ()) == ()


def test_who_said_it_is_answered_with_the_words_that_name_the_speaker() -> None:
    (found,) = own("Who warned about the repair?", (evidence("Tomas Reyes, an", 0.9),))
    assert found.highlight
    assert found.highlight.of(TEXT).startswith("Tomas Reyes")


def test_what_follows_a_colon_is_said_by_whoever_the_paragraph_before_names() -> None:
    text = "The mayor declared in a statement:\n“The ferry stays in port.”\n“It stays,” the harbour master said."
    paragraphs = list(paragraph_spans(text))
    announced = FoundStatement(Span(0, 9), Span(10, 18), ())
    other = FoundStatement(Span(75, 93), Span(94, 98), (paragraphs[2],))
    quotations = quotations_in(text, paragraphs)
    first, second = with_quotations(text, [announced, other], paragraphs, quotations)
    assert (first.cue, first.content) == (announced.cue, (paragraphs[1],))
    assert second.cue == other.cue
    assert with_quotations(text[:34], [announced], paragraphs[:1], []) == []
