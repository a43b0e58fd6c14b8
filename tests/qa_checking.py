"""A draft held against a library of a few articles, in both engines: what each quotation is, and who said it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Span
from index.library import Library
from qa.checking.checking import check
from qa.checking.report import ChangeKind, Finding, Kind, SpeakerMatch
from tests.conftest import Place
from tests.toy import ToyEmbedder

pytestmark = pytest.mark.model

VALVE = Article(
    id="valve",
    title="Inquiry blames valve",
    text=(
        "A drain valve let 1,900 litres of solvent run into the ground, an inquiry found on Wednesday.\n\n"
        "“We did not split the difference between three and five,” Katrin Moseley said. “Four is the number on which "
        "all of them agreed, each working alone.”\n\n"
        "Marcus Tollemar, the company’s chief executive, said the report was wrong. “The valve was closed on May 7, "
        "and we have the log to prove it,” Tollemar said. “We will pay every household, but only if the court in Ostra "
        "agrees with us.”\n\n"
        "“I never said that the wells were safe to drink from,” Tollemar said."
    ),
    source="valve.txt",
    outlet="Upland Post",
    published=date(2025, 7, 30),
)
WIRE = replace(
    VALVE,
    id="wire",
    title="Four deaths, says panel",
    text="“Four is the number on which all of them agreed, each working alone,” Moseley told the hall.",
    source="wire.txt",
    outlet="Wire",
    published=date(2025, 7, 29),
)
BRIDGE = Article(
    id="bridge",
    title="Bridge shut",
    text=(
        "“It was rotten from the deck down to the last of the piles,” Ada Pike said.\n\n"
        "Ivo Lund said: “It was rotten from the deck down to the last of the piles.”\n\n"
        "He called it “a disgrace”. The report said the [northern] span moved by 12 centimetres."
    ),
    source="bridge.txt",
    published=date(2025, 3, 4),
)


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    with Library.open(place, embedder=ToyEmbedder(("valve",))) as opened:
        opened.add(VALVE, WIRE, BRIDGE)
        yield opened


def one(library: Library, text: str) -> Finding:
    (finding,) = check(library, text).findings
    return finding


def changes(finding: Finding) -> list[tuple[ChangeKind, str, str]]:
    return [(change.kind, change.drafted, change.printed) for change in finding.changes]


def test_each_kind_is_told_with_its_differences_and_its_speaker(library: Library) -> None:
    text = (
        "“We did not split the difference between three and five,” Moseley said.\n\n"
        "“The valve was closed on May 8, and we have the log to prove it,” Tollemar said.\n\n"
        "“We did split the difference between three and five,” Moseley said.\n\n"
        "“The valve was closed … and we have the log to prove it,” Tollemar said.\n\n"
        "“The valve was closed, and we have the log to prove it,” Moseley said.\n\n"
        "“The moon is made of green cheese and nobody will ever take it away,” Tollemar said.\n\n"
        "“We will pay every household,” Tollemar said.\n\n"
        "“Each working alone. We have the log to prove it,” Tollemar said.\n\n"
        "“We will pay every household, but only if the court in Castlebray agrees with us,” Tollemar said."
    )
    found = check(library, text).findings
    assert [(finding.kind, changes(finding)) for finding in found] == [
        (Kind.VERBATIM, []),
        (Kind.ALTERED, [(ChangeKind.NUMBER, "8", "7")]),
        (Kind.ALTERED, [(ChangeKind.NEGATION, "", "not")]),
        (Kind.CUT, [(ChangeKind.CUT, "", "on May 7")]),
        (Kind.CUT_UNMARKED, [(ChangeKind.NUMBER, "", "on May 7")]),
        (Kind.NOT_FOUND, []),
        (Kind.OUT_OF_CONTEXT, []),
        (Kind.JOINED, []),
        (Kind.ALTERED, [(ChangeKind.NAME, "Castlebray", "Ostra")]),
    ]
    assert [finding.speaker for finding in found] == [
        SpeakerMatch.SAME,
        SpeakerMatch.SAME,
        SpeakerMatch.SAME,
        SpeakerMatch.SAME,
        SpeakerMatch.OTHER,
        None,
        SpeakerMatch.SAME,
        SpeakerMatch.OTHER,
        SpeakerMatch.SAME,
    ]
    turned = found[6]
    assert turned.context is not None
    assert turned.context.of(VALVE.text) == "but only if the court in Ostra agrees with us"
    changed = found[1].changes[0]
    assert changed.draft is not None
    assert changed.article is not None
    assert (changed.draft.of(text), changed.article.of(VALVE.text)) == ("8", "7")


def test_the_places_are_citations_with_their_characters(library: Library) -> None:
    (citation,) = one(library, "“we have the log to prove it”, he said").citations
    assert citation.span.of(VALVE.text) == citation.quote == "we have the log to prove it"
    assert (citation.article.id, citation.score) == ("valve", 1.0)
    assert citation.speaker is not None
    assert citation.speaker.name == "Marcus Tollemar"


def test_of_several_articles_that_print_it_the_oldest_is_cited_and_the_others_are_named(library: Library) -> None:
    finding = one(library, "“Four is the number on which all of them agreed,” Moseley said.")
    (citation,) = finding.citations
    assert citation.article.id == "wire"
    assert [copy.label for copy in citation.also_in] == ["Inquiry blames valve · Upland Post · 2025-07-30"]


def test_two_places_that_fit_equally_are_both_shown(library: Library) -> None:
    words = "“It was rotten from the deck down to the last of the piles,”"
    found = one(library, f"{words} somebody wrote.")
    assert [citation.speaker.name for citation in found.citations if citation.speaker] == ["Ada Pike", "Ivo Lund"]
    assert one(library, f"{words} said Ivo Lund.").citations[0].speaker.name == "Ivo Lund"  # type: ignore[union-attr]
    assert one(library, f"{words} said Ivo Lund.").speaker is SpeakerMatch.SAME
    assert one(library, f"{words} said Edda Kirwan.").speaker is SpeakerMatch.OTHER


def test_a_quotation_joined_from_two_places_has_a_citation_for_each(library: Library) -> None:
    finding = one(library, "“It was rotten from the deck down. We have the log to prove it,” said Ada Pike.")
    assert finding.kind is Kind.JOINED
    assert [citation.quote for citation in finding.citations] == [
        "It was rotten from the deck down",
        "we have the log to prove it",
    ]
    assert finding.speaker is SpeakerMatch.OTHER  # the second part is somebody else's


@pytest.mark.parametrize(
    "quotation",
    [
        "we did not split the difference between three and five",
        "We did NOT split the\u00a0dif\u00adference between three and five",
        "We did not split the difference between three and five Four is the number on which all of them agreed",
        "The valve was closed on May 7 — and we have the log to prove it",
    ],
)
def test_typography_and_what_parts_a_quotation_are_no_difference(library: Library, quotation: str) -> None:
    assert one(library, f"“{quotation},” she wrote.").kind is Kind.VERBATIM


@pytest.mark.parametrize(
    "quotation",
    [
        "The valve was closed on May 17, and we have the log to prove it",
        "The valve was closed on May −7, and we have the log to prove it",
        "The valve was not closed on May 7, and we have the log to prove it",
        "The valve wasn’t closed on May 7, and we have the log to prove it",
        "The valve was closed on May [9], and we have the log to prove it",
        "The valve was [not] closed on May 7, and we have the log to prove it",
        "I … said that the wells were safe to drink from",
        "I ever said that the wells were safe to drink from",
        "We did not split the difference between three and six",
        "We did not split the difference between three? And five",
    ],
)
def test_a_changed_number_or_not_is_altered_whatever_marks_there_are(library: Library, quotation: str) -> None:
    assert one(library, f"“{quotation}.”").kind is Kind.ALTERED


def test_brackets_that_make_plain_are_a_cut_as_marked(library: Library) -> None:
    assert one(library, "“The valve was closed [that day], and we have the log to prove it.”").kind is Kind.CUT
    assert one(library, "“[The people] never said that the wells were safe to drink from.”").kind is Kind.CUT
    finding = one(library, "the report: “the [northern] span moved by 12 centimetres”")
    assert (finding.kind, finding.changes) == (Kind.VERBATIM, ())


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("“the wells were safe to drink from,” Tollemar said.", Kind.OUT_OF_CONTEXT),
        ("Tollemar never said “the wells were safe to drink from”.", Kind.VERBATIM),
        ("“We will pay every household,” Tollemar said, but only if the court agrees.", Kind.VERBATIM),
        ("The span “moved by 12”.", Kind.VERBATIM),
    ],
)
def test_what_turns_a_quotation_counts_where_the_draft_does_not_tell_it(
    library: Library, draft: str, kind: Kind
) -> None:
    assert one(library, draft).kind is kind


def test_a_quotation_that_is_not_closed_ends_where_its_place_does(library: Library) -> None:
    finding = one(library, "He said “we have the log to prove it and then he went home on the last train of the day.")
    assert (finding.kind, finding.unclosed) == (Kind.VERBATIM, True)
    assert finding.quote == "we have the log to prove it"


def test_a_credit_below_a_quotation_names_its_speaker(library: Library) -> None:
    finding = one(library, "> We have the log to prove it.\n> — Katrin Moseley\n\nSo it goes.")
    assert finding.named is not None
    assert (finding.named.name, finding.speaker) == ("Katrin Moseley", SpeakerMatch.OTHER)


def test_what_is_near_is_shown_beside_what_was_not_found(library: Library) -> None:
    finding = one(library, "“Nobody knows on which all of them agreed or ever will.”")
    assert finding.kind is Kind.NOT_FOUND
    assert finding.citations == ()
    assert finding.nearest is not None
    assert "on which all of them agreed" in finding.nearest.quote


def test_nothing_to_check_is_no_finding(library: Library) -> None:
    for text in ("", " \n", "No quotation at all.", "A ” and a “ and"):
        report = check(library, text)
        assert (report.findings, report.counts) == ((), {})
    with pytest.raises(TypeError, match="a draft is a str, not bytes"):
        check(library, b"")  # type: ignore[arg-type]


def test_an_empty_library_holds_nothing(place: Place) -> None:
    with Library.open(place, embedder=ToyEmbedder(())) as library:
        assert one(library, "“We have the log to prove it,” he said.").kind is Kind.NOT_FOUND


def test_the_json_has_the_keys_of_citations(library: Library) -> None:
    told = check(library, "“The valve was closed on May 8, and we have the log to prove it,” Moseley said.").as_dict()
    assert (told["quotations"], told["counts"]) == (1, {"altered": 1, "other-speaker": 1})
    (finding,) = told["findings"]  # type: ignore[misc]
    assert finding["kind"] == "altered"
    assert finding["speaker"] == "other speaker"
    assert finding["changes"] == [
        {"kind": "number", "draft": [29, 30], "article": [349, 350], "drafted": "8", "printed": "7", "marked": False}
    ]
    assert finding["citations"][0]["quote"] == "The valve was closed on May 7, and we have the log to prove it"
    assert VALVE.text[349:350] == "7"


def test_progress_is_told(library: Library) -> None:
    told: list[tuple[int, int]] = []
    check(library, "“One,” and “two,” he said.", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_passages_are_found_by_the_phrases_that_they_hold(library: Library) -> None:
    hits = library.holding(["closed on May", "the logs to prove", "green cheese"])
    assert [(hit.article.id, round(hit.score, 3)) for hit in hits] == [("valve", 0.667)]  # endings do not count
    both = library.holding(["all of them agreed", "into the ground"])
    # the first phrase is held by two passages and counts 1 / (1 + ln 2) = 0.591, the second counts 1
    assert [(hit.article.id, round(hit.score, 3)) for hit in both] == [("valve", 1.0), ("wire", 0.371)]
    assert library.holding(["them agreed on which"]) == []
    assert library.holding([]) == library.holding(["…"]) == []
    assert len(library.holding(["all of them agreed"], limit=1)) == 1
    with pytest.raises(ValueError, match="limit is at least 1"):
        library.holding(["ground"], limit=0)


def test_furniture_is_not_held(place: Place) -> None:
    text = "The valve was shut.\n\nMost Popular: the herring pact of the year."
    article = replace(VALVE, text=text, furniture=(Span(21, len(text)),))
    with Library.open(place, embedder=ToyEmbedder(("valve",))) as library:
        library.add(article)
        assert one(library, "“the herring pact of the year”").kind is Kind.NOT_FOUND
        assert one(library, "“The valve was shut,” he said").kind is Kind.VERBATIM
