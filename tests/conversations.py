"""Conversations about the sample articles as people hold them, with what each turn has to cite.

Each was written before any of them was asked; then answers that are as good were added to some, no question changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scripted:
    """A question, and the words of which a quote has to have some, after the file in which they stand.

    Nothing answers where there are none.
    """

    question: str
    places: tuple[tuple[str, str], ...]


def _turns(*turns: tuple[str, str, str] | tuple[str]) -> tuple[Scripted, ...]:
    """Of (question, file, words); words that serve as well are separated by “ | ”, with “file: ” if in another."""
    return tuple(Scripted(question, tuple(_places(*gold)) if gold else ()) for question, *gold in turns)


def _places(file: str, words: str) -> Iterator[tuple[str, str]]:
    for place in words.split(" | "):
        elsewhere, colon, told = place.partition(": ")
        yield (elsewhere, told) if colon else (file, place)


CONVERSATIONS = {
    "bridge": _turns(
        (
            "When was the Sable Point Bridge shut?",
            "harbour-bridge-shut-after-freighter-strike",
            "was closed on Tuesday",
        ),
        ("What hit it?", "harbour-bridge-shut-after-freighter-strike", "Orla Constance | a grain freighter"),
        (
            "How many people were hurt?",
            "harbour-bridge-shut-after-freighter-strike",
            "injured at nine | sable-point-lorries-august: It stands at 15",
        ),
        ("What did the harbour master say?", "harbour-bridge-shut-after-freighter-strike", "smaller ships"),
        ("And what will the repairs cost?", "sable-point-lorries-august", "$48 million"),
    ),
    "fenders": _turns(
        ("What did Okafor-Pryce say about the fenders?", "bridge-fender-warning-2022", "like a boot through a wet box"),
        ("Did Tarrant agree?", "bridge-fender-warning-2022", "It is false to say"),
        ("Why did he put the work off?", "bridge-fender-warning-2022", "Route 9"),
        ("Who wants him to resign?", "bridge-fender-warning-2022", "called on Tarrant to resign"),
        ("And what about the governor?", "bridge-fender-warning-2022", "has confidence in Mr. Tarrant"),
    ),
    "poisoning": _turns(
        ("What did the inquiry into the Dunmarrow poisoning find?", "dunmarrow-inquiry-valve", "drain valve left open"),
        ("Who led it?", "dunmarrow-inquiry-valve", "Katrin Moseley"),
        ("What did she say about blame?", "dunmarrow-inquiry-valve", "belongs to the prosecutor"),
        ("Does the company accept that?", "dunmarrow-inquiry-valve", "The company rejected the finding"),
        ("How many households are suing?", "dunmarrow-inquiry-valve", "260 households"),
    ),
    "strike": _turns(
        ("How much of a rise did the Northmere nurses ask for?", "northmere-nurses-walk-out", "18 percent"),
        ("What did they get?", "northmere-nurses-end-strike", "11 percent over two years"),
        ("When did the strike end?", "northmere-nurses-end-strike", "after 25 days"),
        (
            "What did Oyelaran say about the settlement?",
            "northmere-nurses-end-strike",
            "not what we asked for | with a heavy hand",
        ),
        ("And Vandeleur?", "northmere-nurses-end-strike", "would not promise money | the agreement would cost"),
    ),
    "election": _turns(
        ("Who won the Castlebray mayoral election?", "judge-confirms-anquetil", "Anquetil the winner"),
        ("By how many votes?", "judge-confirms-anquetil", "64 votes"),
        ("Did Forsyke accept that?", "judge-confirms-anquetil", "would not appeal | Forsyke accepted the ruling"),
        ("Why did the lights go out during the count?", "judge-confirms-anquetil", "coffee urn"),
        ("When will she be sworn in?", "judge-confirms-anquetil", "May 19"),
    ),
    "herring": _turns(
        ("How big is the catch under the herring treaty?", "herring-pact-signed", "410,000 tonnes"),
        ("When does it take effect?", "herring-pact-signed", "January 1, 2026"),
        ("Who thinks the figures are wrong?", "skippers-doubt-herring-figures", "half a million tonnes too high"),
        ("What catch does Clerk say would be safe?", "skippers-doubt-herring-figures", "365,000 tonnes"),
        (
            "What does Pell say about it?",
            "skippers-doubt-herring-figures",
            "did not believe either number | so thick with herring",
        ),
    ),
    "opera": _turns(
        ("Where was the lost act of The Salt Road found?", "lost-act-salt-road", "piano stool"),
        ("Who found it?", "lost-act-salt-road", "Clement Baptiste-Roe"),
        ("What was he paid?", "lost-act-salt-road", "$60"),
        ("When will it be performed?", "lost-act-salt-road", "February 12, 2026"),
        ("How much are tickets?", "lost-act-salt-road", "$15 and $90"),
    ),
    "lake": _turns(
        ("Who led the study of the mud from Lake Tarrow?", "lake-tarrow-first-farmers", "Yusra Lindgren"),
        ("What did she find?", "lake-tarrow-first-farmers", "barley | then you see the crop"),
        ("Who disagrees?", "lake-tarrow-first-farmers", "Alasdair Monk"),
        ("What would convince him?", "lake-tarrow-first-farmers", "one burnt grain"),
        ("And what did the study cost?", "lake-tarrow-first-farmers", "$640,000"),
    ),
    "cup": _turns(
        ("Who won the League Cup?", "averil-athletic-win-cup", "Averil Athletic won"),
        ("How many penalties did the goalkeeper save?", "averil-athletic-win-cup", "saved two"),
        (
            "What did Stroud say about the equaliser?",
            "averil-athletic-win-cup",
            "over the touchline | I saw it too late",
        ),
        ("Did the league agree?", "averil-athletic-win-cup", "denied having made the remark"),
        ("Who won the World Cup in 1998?",),
    ),
    "power": _turns(
        ("How much power does Corvane want for its data centre?", "corvane-grid-power-dispute", "240 megawatts"),
        ("What does Ardlow Grid say to that?", "corvane-grid-power-dispute", "no promise"),
        ("Who runs Corvane?", "corvane-grid-power-dispute", "Rosamund Teck"),
        ("What has she spent so far?", "corvane-grid-power-dispute", "$430 million"),
        ("How many herring are there in the Ostra Bank?", "skippers-doubt-herring-figures", "2.1 million"),
    ),
}

RAFAH = _turns(
    ("What did Blinken say about Rafah?", "blinken-rafah", "risks killing | is not the way to do it"),
    ("And what about the hostages?", "blinken-rafah", "hard to describe | the families of the hostages"),
    ("What does Sullivan say about Rafah?", "blinken-rafah", "smashing into Rafah"),
    ("Does Netanyahu agree?", "blinken-rafah", "total victory"),
    ("How many people are sheltering there?", "blinken-rafah", "over one million people"),
)
