"""Sentence boundaries. In the tables `¦` marks where one sentence ends and the next begins."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import sentence_spans, unwrapped

DATA = Path(os.environ.get("ONRECORD_DATA", Path(__file__).parents[1] / "../shared/data"))


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


ABBREVIATIONS = [
    "Mr. Hale met Mrs. Ortega and Dr. Singh.¦ They agreed.",
    "Gov. Ann Reyes called Lt. Gov. Mark Oyelaran.¦ Sen. Bill Crane (R-Conn.) declined.",
    "Rep. Dana Cole, D-Calif., and Gen. Amos Pike testified.¦ Prof. Lund did not.",
    "The firm moved to Hartford, Conn.¦ Police were told on Friday.",
    "HARTFORD, Conn. (AP) — The mayor resigned.¦ He gave no reason.",
    "He joined the U.S. Navy at 19.¦ She left the U.S. for good.",
    "They flew to the U.S.¦ The trip took nine hours.",
    "The U.S. Under Secretary is U.S. No. 1.¦ The U.N. Security Council met.¦ Critics of the U.N.¦ But nobody voted.",
    "It happened in Washington, D.C.¦ In Paris, nothing happened.",
    "The vote is at 5 p.m. Monday.¦ Doors open at 4 p.m.¦ Blinken speaks first.",
    "It ended at 9:30 a.m. EST on Friday.¦ Nobody stayed.",
    "She works for Acme Inc.¦ The company denied it.",
    "Acme Inc. Chief Executive Lou Marsh quit.",
    "Sammy Davis Jr. Day was declared.¦ He thanked Martin Luther King Jr.¦ It was late.",
    "J. R. Halloran wrote to George W. Bush.¦ J.K. Rowling did not.",
    "W. E. B. Du Bois taught in Atlanta.",
    "It was vitamin C.¦ Doctors were surprised.",
    "They cover fees, fines, etc.¦ Hence the bill, e.g. The Times paid, cf. Smith.",
    "See No. 5 and Nos. 6–7, p. 12, pp. 3–4, Fig. 2 and Vol. IV of it.",
    "The answer was no.¦ He left.",
    "On Sept. 11, 2001, and again in Oct. 2003 it rained.¦ It was dry in Dec.¦ The farmers prayed.",
    "It cost approx. 5 dollars, est. 1990, vs. 7 before.",
    "Smith v. Jones was decided.¦ So was Roe vs. Wade.",
    "He earned a Ph.D. from Yale.¦ She has a Ph.D.¦ They met there.",
    "St. Louis won.¦ They live on Main St.¦ The bakery is next door.",
    "The S.&P. 500 fell.¦ E! News reported it.",
    "Russia Is in Syria With a Green Light From the U.S. And Iran Is Not",
    "MR. SMITH WENT TO THE U.S. SENATE.¦ HE WAS LATE.",
    "Smith et al. (2004) disagree.¦ Jones et al.¦ However, nobody asked.",
]
NUMBERS_AND_NAMES = [
    "It rose 3.5 percent to $1.2m.¦ Version 2.0.1 shipped.",
    "He was born in 1912.¦ 40 people came.",
    "Write to a.b@example.com or see https://example.com/a.b?c=d!e.¦ Then wait.",
    "Open notes.final.txt in v. 3 of it.¦ Visit www.example.org.¦ Goodbye.",
    "The end of the road.¦The next town is far.¦ It is cold.",
    "Node.js and ASP.Net run it.¦ .NET too.",
    "eBay fell.¦ iPhone sales rose.",
    "1. First thing.¦ 2. Second thing.¦ 3. Third.",
]
MARKS = [
    "Well… maybe not.¦ He paused…¦ The door opened.",
    "I thought ... perhaps.¦ We waited . . . and left.¦ Then silence...¦ Nobody came.",
    "And then we just ... I don't know.",
    "What?!¦ You did what?!?!¦ Stop!!!¦ Now.",
    "The plan (he called it “bold!”) failed.¦ It was late.",
    "He left (see p. 3. It was late) in a hurry.",
    "(He was fired.¦ Then he sued.)¦ Nobody cared.",
    "It rained.)¦ The game ended.",
    "The king died.[12]¦ His son ruled.[3][4]¦ It ended badly.[citation needed]¦ Peace.¹²¦ So.",
    "Force is a vector.:12–14¦ It has a direction.",
    "He said [in 2004. Or 2005] that it was over.¦ She left.",
    "**Bold claim.**¦ *Soft claim.*¦ Plain claim.",
    "Yahoo! Inc. bought it.¦ Great!¦ Next.",
    "[…] The rest is lost.¦ […] So is this.",
]
QUOTATIONS = [
    "“Is it over?” she asked.¦ Nobody answered.",
    "“We will not go!” said Mr. Hale.¦ He stayed.",
    "“It risks killing more civilians,” Blinken says.¦ He left.",
    "“It risks killing more civilians.¦ It risks wreaking havoc.¦ It isolates Israel,” Blinken tells us.",
    "“Is it over?” Mr. Hale asked reporters.¦ “It is.”¦ He smiled.",
    "“Who is he?¦ Where is he?” Secretary of State Dana Cole asked.",
    "“Can I go?” I asked.",
    "“Is it too big to fail, too big to manage, too big to regulate?” Senator Reyes\ndemanded.",
    "He asked, “Is it over?”¦ Blinken said it was.",
    "“We won.” Hale said.¦ Then he left.",
    "He said, “We won.”¦ Then he left.",
    "“The future is ours.” — Dana Cole",
    "“He told me, ‘Go home.’¦ I went,” she said.",
    "“She said, ‘It is over.’”¦ The room was silent.",
    "‘Is it over?’ she asked.¦ ‘It is.’¦ He left.",
    "'Is it over?' she asked.¦ 'It is.'¦ He left.",
    '"Is it over?" she asked.¦ "It is."¦ He left.',
    '"We are done."¦ "Are we?"¦ "Yes."',
    "He called it “the worst day.”¦ “I cried,” he said, “and went home.”¦ It was over.",
    "« Est-ce fini ? » demanda-t-elle.¦ « Oui. »¦ Il partit.",
    "„Ist es vorbei?“ fragte sie.¦ „Ja.“¦ Er ging.",
    "»Ist es vorbei?« fragte sie.¦ »Ja.«¦ Er ging.",
    "The U.S. “Patriot” missiles came.¦ They left the U.S.¦ “Nobody knows why,” he said.",
    "It was over.”¦ “Not yet.”",
    "It's the '90s.¦ 'Tis true.",
]
TOKENISED = [
    "He left .¦ The rest stayed .",
    "`` We will not go . ''¦ He left . ''",
    "`` Is it over ? '' she asked .¦ `` No . ''¦ He left .",
    '" We go . "¦ He left .¦ " We stay . "¦ The end .',
    "He plays for J.C . Chasez at the U.S . Open .¦ It ended .",
    "He grew up in Gastonia , N.C . , and left .",
    "( It was over . )¦ They cheered .",
]
OTHER_LANGUAGES = [
    "Am 3. Oktober wird gefeiert.¦ Der 9. November ist kein Feiertag.",
    "Im 18. Jahrhundert lebten hier z. B. Müller.¦ Das war d. h. wenig.",
    "Das Haus Nr. 5 kostet 3,5 Mio. Euro.¦ Er zahlte ca. 2.000 Euro usw.¦ Die Bank schwieg.",
    "Cäsar starb 44 v. Chr. in Rom.¦ Es war im März.",
    "¿Quién es?¦ ¡No lo sé!¦ El Sr. García llegó a las 5 p.m.¦ La policía también.",
    "—¿Se acabó? —preguntó ella.¦ Nadie respondió.",
    "Viajó a EE. UU. en mayo.¦ Volvió en junio.",
    "M. Dupont est parti.¦ C'est fini !¦ Mme Durand reste.",
    "你好吗?¦我很好。",
    "今天很热。¦我们走吧！¦好吗？¦好。",
    "「終わりだ。」と彼は言った。¦皆が黙った。",
    "यह अच्छा है।¦ वह घर गया।",
    "هل انتهى؟¦ نعم۔",
]
LINES = [
    "Ministers clash over budget\n¦By Dana Cole\n¦LONDON — The talks failed.",
    "One sentence.\n\n¦Another one\n \t \n¦and a third",
    "The government said on Tuesday that it would meet with President\n"
    "Joe Biden and the leaders of several other countries to discuss the\n"
    "plan.¦ It gave no date.¦ Mr.\n"
    "Hale declined to comment, and so did the others who were at the talks\n"
    "in Geneva.",
    "A survey found that voters in households earning\n$100,000 or more prefer Dana Cole, the Mayor\n"
    "Bill Crane had called “unelectable,” to former\nSenator Ann Reyes.",
    "He promised to\nleave.¦ She did not.",
    "She met the\nPrime Minister.",
    "Needed:\n¦- eggs\n¦- two apples, and\n¦* milk",
    "1. First thing\n¦2. Second thing\n¦10. Tenth thing",
    "1) First thing\n¦2) Second thing",
    "# A heading\n¦Text begins.¦ It ends.\n¦## Another\n¦More text",
    "A heading\n¦=========\n¦Text begins.",
    "ANNA: Are you there\n¦BEN: Yes\n¦ANNA: Good",
    "Acme said it would buy Globex Inc.\n¦Shares rose.",
    "| a | b |\n¦| c | d |",
    "“We won.¦ We are glad.\n\n¦“We will go on,” she said.¦ “Tomorrow.”",
    "First line.\r\n¦Second line.\r\n\r\n¦Third",
    "i went home. ¦then i slept. ¦it was late",
    "it goes on and on without any stop at all and nobody knows what comes next or why it should",
    "Most Popular",
    "...",
    "?",
]
TABLE = [*ABBREVIATIONS, *NUMBERS_AND_NAMES, *MARKS, *QUOTATIONS, *TOKENISED, *OTHER_LANGUAGES, *LINES]


@pytest.mark.parametrize("case", TABLE)
def test_boundaries(case: str) -> None:
    assert sentences(case.replace("¦", "")) == [part.strip() for part in case.split("¦")]


@pytest.mark.parametrize("text", ["", " ", "\n \n\t", "\u2003\u00a0"])
def test_nothing_but_white_space_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


def test_offsets_count_code_points() -> None:
    text = "😀 went home.  🏳️‍🌈 stayed."
    assert [(span.start, span.end) for span in sentence_spans(text)] == [(0, 12), (14, 26)]
    assert text[14:26] == "🏳️‍🌈 stayed."


WORDS = "He The said Mr. U.S. p.m. Inc. J. 3. 3.5 i.e. é Ä ß and a.b 😀 You"
MARKS_AND_BULLETS = ". ! ? ... … “ ” \" ' '' `` « » ( ) [ ] [12] - # * — 。 」 -- , : ; 1) ,” o"
PIECES = st.sampled_from([*WORDS.split(), *MARKS_AND_BULLETS.split()]) | st.sampled_from(
    [" ", "  ", "\n", "\n\n", "\r\n", "\u2028"]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    position = 0
    for span in sentence_spans(text):
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        position = span.end
    assert not text[position:].strip()


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_blank_line_always_divides(first: str, second: str) -> None:
    joined = f"{first}\n\n{second}"
    assert all(not (span.start < len(first) and span.end > len(first) + 2) for span in sentence_spans(joined))


HOSTILE = [
    *(
        "a",
        ".",
        "?! ",
        '"',
        '." ',
        ". . ",
        "(",
        "([",
        ".(",
        ".[",
        ". a",
        "A. ",
        "a\n",
        "a \n",
        "’",
        ". “",
        "1. ",
    ),
    *("U.S. ", "( . ", ") .", "Mr. ", "Who? ", "“Who?” Ann ", ".   ", ".:1", "! (", "*_", "a,\n", "-\n"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    once, twice = calls(unit * 1000), calls(unit * 2000)
    assert twice < 2.2 * once + 100


def calls(text: str) -> int:
    """How many calls, of Python functions and of built-in ones, it takes to find a text's sentences."""
    count = 0

    def counting(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        sentence_spans(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("unit", "expected"), [(".", 1), ('"', 1), ("word ", 1), ("word. Next ", 100_000), ("a\n\n", 100_000)]
)
def test_very_long_texts(unit: str, expected: int) -> None:
    spans = sentence_spans(unit * 100_000)
    assert len(spans) in (expected, expected + 1)


def articles(name: str) -> Iterator[dict[str, object]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there; set ONRECORD_DATA to the folder of data sets")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_agreement_with_machine_made_boundaries_of_encyclopedia_articles() -> None:
    """Sentence ends, micro-averaged. Most that only the gold has divide lists that lost their line breaks."""
    found = gold = agreed = 0
    for article in articles("qa/selqa_dev.articles.jsonl.gz"):
        ours = {span.end for span in sentence_spans(str(article["text"]))}
        theirs = {end for _, end in article["sentences"]}  # type: ignore[attr-defined]
        found, gold, agreed = found + len(ours), gold + len(theirs), agreed + len(ours & theirs)
    assert agreed / found >= 0.995
    assert 2 * agreed / (found + gold) >= 0.965


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is.\n\nTwo is.", "One is.\n\nTwo is."),
        ("“One,” he said.\n“Two,” she said.", "“One,” he said.\n“Two,” she said."),
        (
            "The board met on\nTuesday. It shut the\nbridge.\n\nOn",
            "The board met on Tuesday. It shut the bridge.\n\nOn",
        ),
        ("", ""),
    ],
)
def test_only_lines_that_a_program_broke_are_joined(text: str, expected: str) -> None:
    assert unwrapped(text) == expected
