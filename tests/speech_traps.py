"""Traps: words that a reader would not put into the mouth of whoever stands nearest. None at all is right, too."""

from __future__ import annotations

import time

import pytest

from index.article import Article, Span
from qa.speech.attribution import attribute
from qa.speech.nouns import is_speaker
from qa.speech.statement import Directness
from qa.speech.turns import turns_of

pytestmark = pytest.mark.model


def said_by(text: str, quote: str) -> str | None:
    """Who is told to have said the quote of an article."""
    start = text.index(quote)
    found = attribute(Article(id="a", title="T", text=text, source="a.txt"), Span(start, start + len(quote)))
    return found.name if found else None


CLASS = "Student Ida Ros sued the college on Monday.\n\n“Nobody ever came to the class,” {who} said."
FAIR = "Paul Wren was stabbed at the fair by a guest he had asked to leave.\n\n“He started it,” {who} told the court."


@pytest.mark.parametrize(
    "who",
    [
        "the professor",
        "the president",
        "the doctor",
        "the doctor who treated him",
        "the doctor who treated the guest",
        "the judge",
        "the general",
        "the governor",
        "the senator",
        "the ambassador",
        "the admiral",
        "the lawyer",
        "her lawyer",
        "a witness",
        "a friend",
        "the chancellor",
    ],
)
@pytest.mark.parametrize("article", [CLASS, FAIR])
def test_a_bare_title_is_not_whoever_was_named_last(article: str, who: str) -> None:
    text = article.format(who=who)
    quote = text.split("\n\n")[1].split(",”")[0] + ",”"
    assert said_by(text, quote) in (who, None)


@pytest.mark.parametrize(
    ("text", "quote", "who"),
    [
        ("Dr. Ada Lind treated Wren.\n\n“He will live,” the doctor said.", "“He will live,”", "Ada Lind"),
        ("Gen. Tom Hale came with Kole.\n\n“We go in tonight,” the general said.", "“We go in tonight,”", "Tom Hale"),
        ("Ida Ros, the judge, met Hale.\n\n“It is over,” the judge said.", "“It is over,”", "Ida Ros"),
        ("Mayor Nadia Okoro met Reyes.\n\n“It stays shut,” the mayor said.", "“It stays shut,”", "Nadia Okoro"),
    ],
)
def test_a_bare_title_is_whoever_bears_it(text: str, quote: str, who: str) -> None:
    assert said_by(text, quote) == who


@pytest.mark.parametrize(
    ("text", "quote", "wrong"),
    [
        ("Banners read “Down with Moss”. Moss said: “I will stay.”", "“Down with Moss”", "Moss"),
        ("A sign said “Go home, all of you”. Ros said: “We are home.”", "“Go home, all of you”", "Ros"),
        ("“Lock her up!” rang out from the back. Moss said: “Never.”", "“Lock her up!”", "Moss"),
        ("“Shame on you all!” somebody cried. Moss said: “Never.”", "“Shame on you all!”", "Moss"),
        ("“The bridge is safe.” Those were Hale’s words. Ros said: “It is not.”", "“The bridge is safe.”", "Ros"),
        ("“The bridge is safe.” Ros said: “It is not.”", "“The bridge is safe.”", "Ros"),
        ("“We were robbed.” Jim Hale was furious. Judge Ros said: “There was none.”", "“We were robbed.”", "Ros"),
        ("“We lost it all.” Hale wept. Ros told reporters: “He lied.”", "“We lost it all.”", "Ros"),
        ("Ros wrote to Hale that “the bolts are rotten”. “Nonsense,” came the reply.", "“Nonsense,”", "Ros"),
        (
            "Ros said the bolts were rotten. “Not by half, they are not,” was the reply.",
            "“Not by half, they are not,”",
            "Ros",
        ),
        ("“The bridge is safe,” read a sign at the gate. Ros said: “It is not.”", "“The bridge is safe,”", "Ros"),
        ("“Keep out of the yard” was painted on the gate. Ros said: “We went in.”", "“Keep out of the yard”", "Ros"),
        ("“No more cuts at all,” chanted the crowd. Ros said: “There are none.”", "“No more cuts at all,”", "Ros"),
    ],
)
def test_a_quotation_is_not_a_later_or_an_earlier_speaker_s(text: str, quote: str, wrong: str) -> None:
    assert wrong not in (said_by(text, quote) or "")


@pytest.mark.parametrize(
    ("text", "quote", "who"),
    [
        ("“It stays shut,” Okoro told reporters. “That is all I can say.”", "“That is all I can say.”", "Okoro"),
        ("“The vote was close.” “We lost by two,” Reyes said.", "“The vote was close.”", "Reyes"),
        ("“It is over,” Reyes said.\n\n“We are going home now.”", "“We are going home now.”", "Reyes"),
        ("“It is over,” Reyes said. “We go.\n\n“We go home tonight.”", "“We go home tonight.”", "Reyes"),
        ("Reyes said: “It is over.” “We are going home now.”", "“We are going home now.”", "Reyes"),
        ("“It is over,” said Reyes, 61. He sighed. “We are going home now.”", "“We are going home now.”", "Reyes"),
    ],
)
def test_a_quotation_goes_on(text: str, quote: str, who: str) -> None:
    assert said_by(text, quote) == who


@pytest.mark.parametrize(
    "verb",
    "vowed pledged testified sighed fumed bragged admitted begged boasted gushed scoffed snapped quipped wept "
    "thundered moaned mused marvelled swore groaned laughed shrugged".split(),
)
@pytest.mark.parametrize("who", ["Haddad", "Rana Haddad"])
def test_a_verb_is_nobody(verb: str, who: str) -> None:
    quote = "“The road is far too narrow for buses,”"
    assert said_by(f"{quote} {verb} {who}.", quote) in (who, None)


@pytest.mark.parametrize(
    ("described", "speaks"),
    [
        ("the", False),
        ("71 percent of those voting", False),
        ("the percent", False),
        ("talks", False),
        ("the talks", False),
        ("the weather", False),
        ("the rising water", False),
        ("vowed", False),
        ("the road to the coast", False),
        ("his eyes", False),
        ("most", False),
        ("the union", True),
        ("two of the nurses", True),
        ("a majority of voters", True),
        ("a lot of people", True),
        ("police", True),
        ("a person familiar with the talks", True),
        ("the retired neurosurgeon", True),
        ("critics of the plan", True),
        ("the Rove campaign", True),
        ("her lawyers", True),
        ("the ferry company", True),
        ("court documents", True),
        ("71 percent of the voters", True),
    ],
)
def test_a_source_is_a_noun_phrase_that_can_speak(described: str, speaks: bool) -> None:
    assert is_speaker(described) is speaks


@pytest.mark.parametrize(
    ("text", "quote", "wrong"),
    [
        ("Oregon: Voters go to the polls on Tuesday, and the ferry runs late.", "Voters go to the polls", "Oregon"),
        ("Update: The bridge has been opened again, and buses run.", "The bridge has been opened", "Update"),
        ("Tarrant had been criticised for the way in which the hall was sold.", "the way in which the hall", "Tarrant"),
        ("Talks were led for the third day in a row by Whitcombe.", "for the third day in a row", "Talks"),
        ("She was told by the clerk that the hall had been sold.", "the hall had been sold", "She"),
    ],
)
def test_what_is_narrated_is_nobody_s_statement(text: str, quote: str, wrong: str) -> None:
    assert said_by(text, quote) != wrong


INTERVIEW = """Nobody told us

The harbour master, Lena Moss, spoke to the Post.

Post: Why did you close the crane?

Lena Moss: Because two bolts had broken. We had no choice. The insurer had threatened to cancel the policy.

We had asked for the money twice.

Post: Is it true that the mayor knew about the rust?

Lena Moss: That is not for me to say. Ask him.

Moss has led the harbour since 2012."""


@pytest.mark.parametrize(
    ("quote", "who"),
    [
        ("Because two bolts had broken.", "Lena Moss"),
        ("We had no choice.", "Lena Moss"),
        ("The insurer had threatened to cancel the policy.", "Lena Moss"),
        ("We had asked for the money twice.", "Lena Moss"),
        ("Is it true that the mayor knew about the rust?", "Post"),
        ("Ask him.", "Lena Moss"),
        ("Moss has led the harbour since 2012.", None),
    ],
)
def test_an_interview_s_turns_are_whole(quote: str, who: str | None) -> None:
    assert said_by(INTERVIEW, quote) == who


def test_what_a_turn_says_is_in_the_speaker_s_own_words() -> None:
    start = INTERVIEW.index("We had no choice.")
    article = Article(id="a", title="T", text=INTERVIEW, source="a.txt")
    found = attribute(article, Span(start, start + 17))
    assert found
    assert found.kind is Directness.DIRECT


@pytest.mark.parametrize(
    "text",
    [
        "Oregon: Polls close at 8 p.m.\n\nIdaho: Polls close at 9 p.m.\n\nUtah: Will it snow?",
        "Serves: 4\n\nTime: One hour\n\nServes: 8",
        "Where: The town hall\n\nWhen: Monday\n\nWho: Everybody",
        "Lena Moss: That is not for me to say.",
    ],
)
def test_labels_of_a_list_are_no_conversation(text: str) -> None:
    assert turns_of(text) == ()


@pytest.mark.parametrize(
    "told", ["he said, ", "“It stays shut, that is all,” he said. ", "“It stays shut, that is all.” ", "he said that "]
)
def test_many_statements_of_one_paragraph_take_time_as_they_grow(told: str) -> None:
    # four times the text: about 4 times as long where it grows with the text, 16 times where with its square
    def quickest(times: int) -> float:
        seconds = []
        for run in range(3):
            text = f"He left {run}, " + told * times + "and went."
            article = Article(id="a", title="T", text=text, source="a.txt")
            begun = time.perf_counter()
            attribute(article, Span(0, 20), trained=False)
            seconds.append(time.perf_counter() - begun)
        return min(seconds)

    assert quickest(1_200) < 9 * max(quickest(300), 0.01)
