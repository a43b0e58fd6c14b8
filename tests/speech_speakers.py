from __future__ import annotations

import re

import pytest

from index.article import Article, Span
from index.sentences import sentence_spans
from qa.speech.asking import asked_speakers, asks_for_speaker
from qa.speech.attribution import Attribution, attribute, is_said_by, named_by
from qa.speech.names import names_in, names_with_spans
from qa.speech.people import cast_of
from qa.speech.statement import Directness

TEXT = """Bridge shut after ship strikes pier

Harbour Master Nadia Okoro said the bridge would stay shut until Friday.

“We will not gamble with lives,” Okoro told reporters. “It stays shut. That is all.”

She added that divers had found “two cracks, both deep” in the pier.

“The cracks are old,” said Dr. Tomas Reyes, an engineer who inspected the pier in 2022.

“They were in my report.”

According to the union, 40 dockers were sent home. The mayor was not there."""
ARTICLE = Article(id="a", title="T", text=TEXT, source="a.txt")


pytestmark = pytest.mark.model


def speaker(words: str) -> Attribution | None:
    start = TEXT.index(words)
    return attribute(ARTICLE, Span(start, start + len(words)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Harbour Master Nadia Okoro said the bridge", Attribution("Nadia Okoro", "said", Directness.INDIRECT)),
        (
            "“We will not gamble with lives,” Okoro told reporters.",
            Attribution("Nadia Okoro", "told", Directness.DIRECT),
        ),
        ("“It stays shut.", Attribution("Nadia Okoro", "told", Directness.DIRECT)),
        ("That is all.”", Attribution("Nadia Okoro", "told", Directness.DIRECT)),
        ("She added that divers had found", Attribution("Nadia Okoro", "added", Directness.MIXED)),
        ("“The cracks are old,” said Dr. Tomas Reyes", Attribution("Tomas Reyes", "said", Directness.DIRECT)),
        ("“They were in my report.”", Attribution("Tomas Reyes", "said", Directness.DIRECT)),
        ("According to the union, 40 dockers", Attribution("the union", "according to", Directness.INDIRECT)),
        ("The mayor was not there.", None),
        ("Bridge shut after ship strikes pier", None),
    ],
)
def test_who_said_it(words: str, expected: Attribution | None) -> None:
    assert speaker(words) == expected


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Blinken say about Rafah?", ["Blinken"]),
        ("What does Prime Minister Benjamin Netanyahu say is required?", ["Benjamin Netanyahu"]),
        ("According to Katrin Moseley, who is to blame?", ["Katrin Moseley"]),
        ("What is Kirwan’s position on the count?", ["Kirwan"]),
        ("How many people are sheltering in Rafah?", []),
        ("What did the union say about pay?", ["the union"]),
        ("What is the minister’s position on pay?", ["the minister"]),
        ("What did the bridge cost?", []),
        ("Did Blinken say anything about Rafah?", ["Blinken"]),
        ("Has Okoro denied the claim?", ["Okoro"]),
        ("What was Okoro saying about it?", ["Okoro"]),
        ("What did the Tollemar report say about the valve?", ["Tollemar"]),
        ("What did the UN claim?", ["UN"]),
        ("What did the mayor promise voters?", ["the mayor"]),
        ("Did the New York state budget pass?", []),
        ("When was the Tollemar report published?", []),
        ("When did the Tollemar report appear?", []),
        ("When did the New York state budget pass?", []),
        ("Where is the New York state capital?", []),
        ("What is the United Nations report on hunger?", []),
        ("Did Apple reject the offer?", []),
    ],
)
def test_whose_statements_are_asked_for(question: str, speakers: list[str]) -> None:
    assert asked_speakers(question) == speakers


def test_whether_the_speaker_is_asked_for() -> None:
    asking = ("Who warned about the fenders?", "Who has denied it?", "Who in the government first said so?")
    for question in (*asking, "Who has been saying that?", "Who later said so?", "Who besides Okoro said so?"):
        assert asks_for_speaker(question)
    others = ("Who won the World Cup?", "Who won the state election?", "Who heads the state police?")
    for question in (*others, "Who was told about the leak?"):
        assert not asks_for_speaker(question)


def test_who_said_it_in_lines_that_a_program_broke() -> None:
    text = """Nadia Okoro, the harbour master, said on
Tuesday that the eastern quay would not
reopen before June. “It is not safe and
I would not let a boat moor there. Not
even mine,” Okoro told reporters."""
    article = Article(id="w", title="T", text=text, source="w.txt")
    told = [attribute(article, span) for span in sentence_spans(text)]
    assert [one and one.name for one in told] == ["Nadia Okoro"] * 3


@pytest.mark.parametrize(
    ("text", "quote", "name"),
    [
        (
            "Okoro had not seen them, said her spokesman, Gareth Imrie. ",
            "Okoro had not seen them, said",
            "Gareth Imrie",
        ),
        (
            "Nadia Okoro flew home and, in a letter, told Tomas Reyes, the treasurer, that it would close.",
            "Nadia Okoro flew home and, in a letter, told Tomas Reyes",
            "Nadia Okoro",
        ),
        ("Critics are saying the bridge will close in June.", "Critics are saying", "Critics"),
        ("Okoro denied that the bridge was old.", "Okoro denied that the bridge was old.", "Okoro"),
        ("Okoro did not deny that the bridge was old.", "Okoro did not deny that the bridge was old.", None),
        ("Okoro declined to say who was to blame.", "Okoro declined to say who was to blame.", None),
        ("Okoro, the mayor, said the bridge was shut.", "Okoro, the mayor, said the bridge was shut.", "Okoro"),
        ("Joan, our engineers found that the dam is cracked.", "Joan, our engineers found", "our engineers"),
        ("Jim, my inspectors said that the road is shut.", "Jim, my inspectors said", "my inspectors"),
        ("Joan, our chief engineer, found that the dam is cracked.", "Joan, our chief engineer, found", "Joan"),
        ("Nadia Okoro had been criticised for putting off the work.", "Nadia Okoro had been criticised", None),
        (
            "It reopened on 2 June after a long wait, but the city asked the club to wait.",
            "It reopened on 2 June",
            None,
        ),
        (
            "Reyes disagreed. “It is not safe,” the union leader said.\n\nPiet Aldous called it a lie.",
            "“It is not safe,” the union leader said.",
            "the union leader",
        ),
        (
            'Piet Aldous said Renn had "read them". He also said that Feld had claimed "they were forged".',
            'Piet Aldous said Renn had "read them". He also said that Feld had claimed "they were forged".',
            "Piet Aldous",
        ),
        (
            "The clerk, Gwendolyn Sharrow, sat by Katrin Moseley. Marcus Tollemar denied it. He said it was “a slip”.",
            "He said it was “a slip”.",
            "Marcus Tollemar",
        ),
        (
            "“We did,” said Marcus Tollemar of Halvard Coatings Inc. Halvard denied the rest. He said it was safe.",
            "He said it was safe.",
            "Marcus Tollemar",
        ),
        (
            "Hedda Quistgaard of the Ostra Watch foundation welcomed it. “It is one number,” she said.",
            "“It is one number,” she said.",
            "Hedda Quistgaard",
        ),
    ],
)
def test_whoever_speaks_is_told_or_nobody(text: str, quote: str, name: str | None) -> None:
    start = text.index(quote)
    end = text.find("\n", start) if "\n" in text[start:] else len(text.rstrip())
    told = attribute(Article("a", "T", text, "a.txt"), Span(start, end))
    assert (told.name if told else None) == name


@pytest.mark.parametrize("asked", ["HER", "Her", "THEIR", "THE", "His"])
def test_a_lone_determiner_is_no_description(asked: str) -> None:
    assert named_by(ARTICLE, [asked]) == [asked]


def test_bodies_are_called_by_what_they_are_of() -> None:
    for text in ("The Virginia House of Delegates voted.", "Mary Queen of Scots died."):
        assert [span.of(text) for span in names_with_spans(text)] == [re.sub("^The | \\w+[.]$", "", text)]


def test_names() -> None:
    cast = cast_of(TEXT)
    assert cast.full_name("Okoro", 0) == "Nadia Okoro"
    assert cast.full_name("Dr. Tomas Reyes", 0) == "Tomas Reyes"
    assert cast.full_name("Nobody", 0) == "Nobody"
    assert names_in("What did Gov. Ann Ames and Bo Berg sign in Oslo?") == ["Ann Ames and Bo Berg", "Oslo"]
    assert is_said_by(Attribution("Nadia Okoro", "said", Directness.DIRECT), ["Harbour Master Okoro"])
    assert not is_said_by(Attribution("Nadia Okoro", "said", Directness.DIRECT), ["Reyes"])
    assert not is_said_by(None, ["Reyes"])


def test_the_paragraph_before_speaks_only_into_one_that_is_all_quotation() -> None:
    before = "“The tunnel is safe,” the mayor’s office said.\n\n"
    for told, name in (
        ("“It took longer,” said chief engineer Omar Faid.", "Omar Faid"),
        ("“It took longer,” says union leader Maria Delgado.", "Maria Delgado"),
        ("Protesters held signs reading “It took longer”.", None),
        ("“It took longer,” was all that anybody heard.", None),
        ("“It took longer.”", "the mayor’s office"),
    ):
        article = Article(id="a", title="T", text=before + told, source="a.txt")
        speaker = attribute(article, Span(len(before), len(article.text)))
        assert (speaker.name if speaker else None) == name, told


def test_a_pronoun_is_nobody_where_others_were_named_since() -> None:
    text = "Paulo Whitcombe said the fine was fair.\n\nHedda Quistgaard left early. She criticised the fine."
    article = Article(id="a", title="T", text=text, source="a.txt")
    start = text.index("She criticised")
    assert attribute(article, Span(start, len(text))) is None


def test_she_is_not_who_speaks_where_she_is_what_is_said() -> None:
    text = "Ottoline Grange said it was fair.\n\nHedda Quistgaard of the Ostra trust, who left, said she was glad."
    article = Article(id="a", title="T", text=text, source="a.txt")
    speaker = attribute(article, Span(text.index("Hedda"), len(text)))
    assert speaker is None or "Grange" not in speaker.name


def test_of_several_statements_the_one_that_holds_most_of_the_words_names_the_speaker() -> None:
    text = (
        "A district judge on Friday declared Joan Ames the winner of the mayoral election by 64 votes, and Mayor "
        "Karl Berg conceded an hour later."
    )
    speaker = attribute(Article(id="a", title="T", text=text, source="a.txt"), Span(0, len(text)))
    assert speaker
    assert "judge" in speaker.name


def test_a_source_does_not_end_in_a_preposition() -> None:
    text = "The ferry company lost nine ships, according to the full count published on Tuesday."
    speaker = attribute(Article(id="a", title="T", text=text, source="a.txt"), Span(0, len(text)))
    assert speaker
    assert not speaker.name.endswith(" on")


@pytest.mark.parametrize("who", ["I’ve", "I'm", "They’ve", "You’d"])
def test_a_contracted_pronoun_is_nobodys_name(who: str) -> None:
    text = f"The bridge will be shut for a month. {who} said it would open in June, the letter went on."
    article = Article(id="a", title="T", text=text, source="a.txt")
    for trained in (True, False):
        told = attribute(article, Span(text.index("it would"), text.index(", the letter")), trained=trained)
        assert told is None or told.name.lower().strip("’'") not in ("i’ve", "i've", "i'm", "they’ve", "you’d")
