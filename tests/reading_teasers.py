"""Lines that lead elsewhere, told by how they are set; sentences and speeches that only look alike stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.benchmarks.teasers import told
from eval.teaser_lines import labelled_lines
from index.reading.furniture import find_furniture
from index.reading.lines import lines_of
from index.reading.teasers import Weights, is_teaser, line_facts, teaser_odds

ABOVE = "The bridge closed on Monday after a ship hit it, and the harbour master said that it would stay so for weeks."
BELOW = "“Nobody was hurt,” she told reporters at the quay. The port is expected to open again on Friday, she said."


def furniture(*lines: str) -> list[str]:
    text = "\n\n".join(lines)
    return [span.of(text) for span in find_furniture("", text)]


@pytest.mark.parametrize(
    "line",
    [
        "Ferry strike:What the night boats’ crews want, and who could give it to them",
        "Harbour in debt:Averil’s port owes nine million, auditors find",
        "WINTER STORM:See which roads are shut in the north this week",
        "The pier after the storm:Three ways to mend a bridge, and what they cost",
        "‘It was like thunder’:Sailors tell of the night on which the ship struck",
        "►Is the ferry running?:Here’s how to find out",
        "Port fees explained:Why Castlebray asks for more than Averil",
    ],
)
def test_related_stories_among_paragraphs(line: str) -> None:
    assert furniture(ABOVE, BELOW, line, ABOVE[:-1] + " at least.", BELOW[:-1] + " again.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Ida Ros covers the coast for The Ledger. Reach her at iros@ledger.example and follow her on X @idaros.",
        "Contributing: Jane Roe and John Doe, The Ledger",
        "Contributing: The Coast Press",
        "Ken Sudo is a harbour reporter. Write to him at ksudo@ledger.example.",
        "Follow the paper’s port reporter at @kensudo",
    ],
)
def test_who_wrote_and_whom_to_write_to_at_the_end(line: str) -> None:
    assert furniture(ABOVE, BELOW, ABOVE[:-1] + " at least.", BELOW[:-1] + " again.", line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The verdict: the bridge was never built for ships of that size.",
        "She had one demand: “Open the port.”",
        "“You can reach me at any hour,” she said.",
        "The ships that will be missed",
        "What happens next?",
        "He said it again at 10:30, and at 11:15.",
        "Averil: The council of the town has shut its swimming pool until the spring.",
        "The letter, which was sent to mayor@averil.example on Monday, said that nobody had been asked.",
        "Two boats, nine million: that was the sum of it.",
        "Sailors of three ports came to the quay and sang until the morning",
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_the_articles_own_lines_stay(line: str, last: bool) -> None:
    below = [] if last else [ABOVE[:-1] + " at least.", BELOW[:-1] + " again."]
    assert furniture(ABOVE, BELOW, line, *below) == []


def test_speeches_are_not_teasers() -> None:
    speeches = [f"{who}:{said}" for said in (ABOVE, BELOW, "Is it so?") for who in ("ROS", "SUDO")]
    assert furniture(ABOVE, BELOW, *speeches, ABOVE[:-1] + " at least.") == []


def test_furniture_is_never_most_of_an_article() -> None:
    teasers = [f"Ferry strike {number}:What the night boats’ crews want this time" for number in range(9)]
    assert furniture(ABOVE, *teasers) == []


def test_the_odds_are_a_sum() -> None:
    lines = list(lines_of(f"{ABOVE}\n\nPort fees:What they are\n\n{BELOW}"))
    facts = line_facts(lines, 1)
    assert facts["glued label"] == facts["between paragraphs"] == 1.0
    weights = Weights({"glued label": 2.0, "between paragraphs": -0.5, "stopped": 9.0}, bar=1.5)
    assert teaser_odds(facts, weights) == 1.5
    assert is_teaser(lines, 1, weights)
    assert not is_teaser(lines, 1, Weights(weights.facts, bar=1.6))
    assert not is_teaser(lines, 0, Weights({"any": 9.0}))  # a sentence, whatever the weights


def test_of_the_lines_that_were_read(data: Callable[[str], Path]) -> None:
    path = data("news/news_silver.articles.jsonl.gz")
    lines = [line for line in labelled_lines(path.parents[1]) if not line.learned_from]
    alone, both = told(lines, teasers=False), told(lines, teasers=True)
    assert both["recall"].right > alone["recall"].right
    assert both["precision"].right == both["precision"].of  # none of the article's own


def test_many_labels_take_no_longer_than_they_should() -> None:
    assert find_furniture("", "\n".join(f"Label number {number}:Words behind it" for number in range(30_000))) == ()
