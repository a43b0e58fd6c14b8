"""What visitors said of quotes, as a question set that `onrecord eval` runs as it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from ui.web.house import House
from ui.web.keeping import Verdict, keeping_place

FILE_NAME = "feedback.questions.jsonl"


def write_questions(house: House) -> Path:
    """Write the set anew beside what is kept, wholly or not at all. Returns where."""
    place = keeping_place(house.library).with_name(FILE_NAME)
    lines = "".join(
        f"{json.dumps(record, ensure_ascii=False)}\n" for record in question_set(house.keeping.all_verdicts())
    )
    written = place.with_name(f".{FILE_NAME}.{os.getpid()}")
    written.write_text(lines, "utf-8")
    written.replace(place)
    return place


def question_set(verdicts: Iterable[tuple[str, Verdict]]) -> list[dict[str, object]]:
    """A record for each question that something was found right for, or that nothing answers.

    Of a question of which only wrong quotes are known, nothing is known that could be measured: it is left out.
    """
    questions: dict[str, list[Verdict]] = {}
    for identity, verdict in verdicts:
        questions.setdefault(identity, []).append(verdict)
    return [record for identity, said in questions.items() if (record := _record(identity, said))]


def _record(identity: str, said: list[Verdict]) -> dict[str, object] | None:
    right = list(dict.fromkeys(verdict.evidence for verdict in said if verdict.verdict == "right"))
    if not right and not any(verdict.verdict == "nothing" for verdict in said):
        return None
    first = said[0]
    record: dict[str, object] = {
        "id": identity,
        "question": first.question,
        "answers": [],
        "evidence": right,
        "answerable": bool(right),
        "type": "feedback",
    }
    if first.history:
        record["history"] = [{"question": question, "answer": ""} for question in first.history]
    return record
