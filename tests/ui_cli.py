"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from index.article import article_id
from index.embedding.embedder import DEFAULT_MODEL
from index.engine import Hit, Vectors
from index.library import Library
from index.sentences import sentence_spans
from qa.assistant import Assistant
from qa.confidence import Cutoffs
from qa.question import Question
from qa.reader.protocol import Evidence, Reading
from tests.toy import ToyEmbedder
from ui import cli
from ui.commands import asking
from ui.find_article import find_article
from ui.version import __version__
from ui.web.uploads import read_uploads

ROOT = Path(__file__).parent.parent
WORDS = ("bridge", "harbour", "nurses", "strike")
BRIDGE = '---\ntitle: "Bridge shut"\nauthor: Ivo Lund\ndate: 2025-03-04\nsource: Harbour Post\n---\n\n' + (
    "The bridge is shut after a ship hit it on Monday night.\n\n“It was rotten,” Ada Pike said.\n"
)
NURSES = '---\ntitle: "Nurses end strike"\ndate: 2025-02-14\nsource: Upland Wire\n---\n\n' + (
    "The nurses voted to end the strike after 25 days without pay.\n"
)


class WordReader:
    """Takes the sentences that hold the question's last word; it is not sure of what is said of a quay."""

    name = "words"
    cutoffs = Cutoffs(threshold=0.5, closest=0.2, likely=0.6, clear=0.8)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        word = question.query.split()[-1].strip("?")
        evidence = tuple(
            Evidence(hit.article, span.shift(hit.passage.span.start), 0.9)
            for hit in hits
            for span in sentence_spans(hit.passage.text)
            if word in span.of(hit.passage.text)
        )
        return Reading(evidence, (0.3 if "quay" in question.query else 0.9) if evidence else 0.1)


class Outcome:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def onrecord(*arguments: str | Path, stdin: str = "") -> Outcome:
    """Run a command in this process. Whatever is not meant for users comes through as itself."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def run_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, timeout=120)


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy embedder in the default model's place, and a reader that can be followed by eye."""
    monkeypatch.setattr("index.library.load_embedder", lambda name: ToyEmbedder(WORDS, name=name))
    monkeypatch.setattr(asking, "load_assistant", lambda library, reader: Assistant(library, reader=WordReader()))


@pytest.fixture
def news(toys: None, tmp_path: Path) -> Path:
    """Two articles, in the default library already."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE)
    (folder / "nurses.md").write_text(NURSES)
    assert onrecord("add", folder).code == 0
    return folder


def default_library() -> Library:
    return Library.open(os.environ["ONRECORD_LIBRARY"], embedder=ToyEmbedder(WORDS, name=DEFAULT_MODEL))


# Before anything is loaded


def test_help_is_there_at_once() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = run_process("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert shown.returncode == 0
    assert shown.stderr == b""
    for command in (
        "add",
        "ask",
        "chat",
        "list",
        "duplicates",
        "show",
        "remove",
        "search",
        "timeline",
        "serve",
        "login",
        "demo",
        "verify",
        "reembed",
        "info",
    ):
        assert f" {command} " in shown.stdout.decode()
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_version() -> None:
    assert onrecord("--version").out == f"onrecord {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("fly",),
        ("ask", "Why?", "--since", "someday"),
        ("ask", "Why?", "--max-citations", "0"),
        ("serve", "--port", "99999"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    outcome = onrecord(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert "Usage: onrecord" in outcome.err


# Adding


def test_add_says_what_it_did(news: Path) -> None:
    again = onrecord("add", news)
    assert (again.code, again.out, again.err) == (0, "0 articles added, 2 unchanged.\n", "")

    (news / "bridge.md").write_text(BRIDGE.replace("Monday", "Tuesday"))
    (news / "third.txt").write_text("A headline here\n\nThe harbour is open again for every ship in town.\n")
    outcome = onrecord("add", news, "--json")
    assert outcome.code == 0
    seconds = outcome.json.pop("seconds")
    assert outcome.json | {"seconds": seconds} == outcome.json
    third = article_id(str(news / "third.txt"), "third")
    bridge = article_id(str(news / "bridge.md"), "bridge")
    assert {name: value for name, value in outcome.json.items() if name != "seconds"} == {
        "added": [third],
        "updated": [bridge],
        "unchanged": [article_id(str(news / "nurses.md"), "nurses")],
        "skipped": [],
        "remarks": [],
        "passages": 2,
        "characters": 157,
        "set_apart": 0,  # the headline above the text is its title
        "passed_over": 0,
    }


def test_add_skips_what_it_cannot_read_and_says_why(toys: None, tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "none").mkdir()
    (tmp_path / "lines.jsonl").write_text(
        '{"title": "One", "text": "The bridge is shut for good."}\n'
        '{"title": \n'
        '{"title": "Two", "text": "The strike is over now."}\n'
    )
    sources = [tmp_path / name for name in ("binary.txt", "empty.txt", "none", "lines.jsonl", "missing.txt")]
    outcome = onrecord("add", *sources)

    assert outcome.code == 1
    assert outcome.out.startswith("2 articles added, 5 skipped (2 passages in ")
    told = outcome.err.splitlines()
    assert len(told) == 5
    assert all(line.startswith("Skipped: ") and line.endswith(".") for line in told)
    for line, named in zip(told, ("binary.txt", "empty.txt", "none", "line 2", "missing.txt"), strict=True):
        assert named in line


def test_other_encodings_are_read(toys: None, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(
        "Le café est fermé\n\nLe maire a dit que le café était très cher.\n".encode("cp1252")
    )

    assert onrecord("add", tmp_path / "latin.txt").code == 0
    assert "Le maire a dit que le café était très cher." in onrecord("show", "latin.txt").out


def test_map_names_the_fields(toys: None, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("kopf,inhalt\nBridge shut,The bridge is shut for good.\n")

    assert onrecord("add", tmp_path / "a.csv", "--map", "title=kopf,text=inhalt").code == 0
    assert [article["title"] for article in onrecord("list", "--json").json] == ["Bridge shut"]
    wrong = onrecord("add", tmp_path / "a.csv", "--map", "headline=kopf")
    assert (wrong.code, wrong.out) == (1, "")
    assert "'headline=kopf'" in wrong.err


def test_an_interruption_says_what_was_kept(toys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(ToyEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    interrupted = Interrupted(WORDS, name=DEFAULT_MODEL)
    monkeypatch.setattr("index.library.load_embedder", lambda name: interrupted)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Headline {number}\n\n" + f"The bridge {number} is shut.\n\n" * 2000)
    outcome = onrecord("add", tmp_path)

    assert (outcome.code, outcome.out) == (130, "")
    with default_library() as library:
        held = library.contents().articles
    assert 0 < held < 3
    assert outcome.err.splitlines() == [
        f"{held} new article{'s' if held > 1 else ''} kept, {held} in the library: the same command adds the rest.",
        "Interrupted.",
    ]


# Asking


@pytest.mark.model
def test_ask_shows_the_quote_and_where_it_stands(news: Path) -> None:
    outcome = onrecord("ask", "Who said it was rotten?")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        "“It was rotten,” Ada Pike said.\n"
        "    — Ada Pike, quoted [1]\n"
        "\n"
        "[1] Bridge shut · 2025-03-04 · characters 57–88\n"
        f"    Harbour Post, {news / 'bridge.md'}, line 10, column 1\n"
        "\n"
        "Confidence: clear\n"
    )


@pytest.mark.model
def test_ask_as_json_is_one_object_with_the_stable_names(news: Path) -> None:
    outcome = onrecord("ask", "Who said it was rotten?", "--json")

    assert outcome.err == ""
    assert {name: outcome.json[name] for name in ("question", "query", "answered", "confidence")} == {
        "question": "Who said it was rotten?",
        "query": "Who said it was rotten?",
        "answered": True,
        "confidence": 0.9,
    }
    (citation,) = outcome.json["citations"]
    assert citation["quote"] == "“It was rotten,” Ada Pike said."
    assert (citation["start"], citation["end"], citation["speaker"]) == (57, 88, "Ada Pike")


@pytest.mark.model
def test_what_comes_near_is_shown_without_a_claim_and_can_be_verified(news: Path, tmp_path: Path) -> None:
    shown = onrecord("ask", "Who says that a quay was shut?")
    assert shown.out == (
        "Not sure that this answers it:\n"
        "\n"
        "The bridge is shut after a ship hit it on Monday night. [1]\n"
        "\n"
        "[1] Bridge shut · 2025-03-04 · characters 0–55\n"
        f"    Harbour Post, {news / 'bridge.md'}, line 8, column 1\n"
        "    “on Monday night” is 3 March 2025\n"
    )
    printed = onrecord("ask", "Who says that a quay was shut?", "--json")
    told = printed.json
    assert (told["status"], told["answered"], told["certainty"], told["citations"]) == ("closest", False, "unsure", [])
    (nearest,) = told["nearest"]
    assert (nearest["quote"], nearest["start"], nearest["end"]) == (
        "The bridge is shut after a ship hit it on Monday night.", 0, 55
    )  # fmt: skip

    transcript = tmp_path / "transcript.json"
    transcript.write_text(printed.out)
    sound = onrecord("verify", transcript)
    assert (sound.code, sound.out) == (0, "Bridge shut · characters 0–55: verbatim\n1 quote: all verbatim.\n")
    transcript.write_text(json.dumps({**told, "nearest": [{**nearest, "quote": "The quay was shut."}]}))
    forged = onrecord("verify", transcript)
    assert (forged.code, forged.out.splitlines()[-1]) == (1, "1 quote: 1 not proved.")


def test_an_unanswered_question_is_an_answer(news: Path) -> None:
    outcome = onrecord("ask", "Who won the cup?")
    assert outcome.code == 0
    said, where, *nearest = outcome.out.splitlines()
    assert (said, where) == ("The articles don’t answer this.", "Where it looked first:")
    assert [line.split(" · ")[0].strip() for line in sorted(nearest)] == ["Bridge shut", "Nurses end strike"]

    told = onrecord("ask", "Who won the cup?", "--json")
    assert (told.code, told.json["answered"], told.json["citations"]) == (0, False, [])
    assert (told.json["status"], told.json["nearest"]) == ("nothing", [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--since", "someday"),
            "“someday” is not a date: write 2024-03-22, “March 2024”, “yesterday” or “last week”.",
        ),
        (("--until", "2025-02-30"), "“2025-02-30” is not a date"),
        (("--until", "since March 2024"), "“since March 2024” is not a date"),
    ],
)
def test_what_is_no_date_is_told(arguments: tuple[str, ...], told: str, news: Path) -> None:
    outcome = onrecord("list", *arguments)
    assert outcome.code == 2
    assert told in " ".join(outcome.err.replace("│", " ").split())


@pytest.mark.model
def test_dates_of_a_question_are_told_and_can_be_left_alone(news: Path) -> None:
    question = "In March 2025, who said it was rotten?"
    assert onrecord("ask", question, "--json").json["dates"] == {
        "words": "In March 2025", "since": "2025-03-01", "until": "2025-03-31", "held": True, "carried": False
    }  # fmt: skip
    assert "Only articles from 1 to 31 March 2025." in onrecord("ask", question).out
    elsewhere = onrecord("ask", question.replace("March", "April"))
    assert "No article from 1 to 30 April 2025 answers this: all dates were searched." in elsewhere.out
    assert "[1] Bridge shut" in elsewhere.out
    assert onrecord("ask", question, "--no-dates", "--json").json["dates"] is None


@pytest.mark.model
def test_a_timeline_is_dated_and_cited(news: Path) -> None:
    shown = onrecord("timeline", "bridge")
    assert shown.out.splitlines()[:6] == [
        "1 statement on “bridge”",
        "",
        "4 March 2025",
        "  The bridge is shut after a ship hit it on Monday night.",
        "    Bridge shut · characters 0–55",
        f"    Harbour Post, {news / 'bridge.md'}",
    ]
    assert "“on Monday night” is 3 March 2025" in shown.out
    told = onrecord("timeline", "bridge", "--json").json
    assert told["citations"][0]["event"]["first"] == "2025-03-03"
    nothing = onrecord("timeline", "volcano")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "The articles hold nothing on “volcano”.\n")
    assert not onrecord("timeline", "bridge", "--since", "2025-04-01", "--json").json["citations"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("option", "answered"),
    [
        (("--source", "harbour post"), True),
        (("--source", "Upland Wire"), False),
        (("--source", "Upland Wire", "--source", "Harbour Post"), True),
        (("--author", "lund"), True),
        (("--since", "2025-03-04", "--until", "2025-03-04"), True),
        (("--until", "2025-03-03"), False),
        (("--since", "March 2025", "--until", "March 2025"), True),
        (("--since", "yesterday"), False),
        (("--until", "February 2025"), False),
        (("--article", "bridge.md"), True),
        (("--article", "nurses"), False),
    ],
)
def test_filters_restrict_what_is_asked(news: Path, option: tuple[str, ...], answered: bool) -> None:
    assert onrecord("ask", "Who said it was rotten?", "--json", *option).json["answered"] is answered


def test_dates_in_the_wrong_order_are_wrong_usage(news: Path) -> None:
    outcome = onrecord("ask", "Why?", "--since", "2025-03-04", "--until", "2025-03-03")

    assert outcome.code == 2
    assert "--since 2025-03-04 lies after --until 2025-03-03." in outcome.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ask", "  "), "the question is empty: type what you want to know."),
        (("search", ""), "the question is empty: type what you want to know."),
        (("show", "nothing"), "no article of the library is called 'nothing': 'onrecord list' shows their ids."),
        (
            ("remove", "nothing", "--yes"),
            "no article of the library is called 'nothing': 'onrecord list' shows their ids.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(news: Path, arguments: tuple[str, ...], sentence: str) -> None:
    outcome = onrecord(*arguments)

    assert (outcome.code, outcome.out, outcome.err) == (1, "", f"{sentence}\n")


def test_a_report_that_cannot_be_written_is_told_before_anything_is_added(toys: None, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The bridge is shut.")
    outcome = onrecord("add", tmp_path / "one.txt", "--report", tmp_path / "none" / "report.jsonl")

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("name another file with --report.\n")
    assert not (tmp_path / "default-library").exists()


@pytest.mark.parametrize("command", [("ask", "Why?"), ("search", "why"), ("chat",)])
def test_a_library_that_is_empty_or_absent_is_said(toys: None, command: tuple[str, ...], tmp_path: Path) -> None:
    absent = onrecord(*command)
    assert (absent.code, absent.out) == (1, "")
    assert (
        absent.err
        == f"there is no library in {tmp_path / 'default-library'}: add articles first, with 'onrecord add'.\n"
    )

    default_library().close()
    empty = onrecord(*command)
    assert (empty.code, empty.out) == (1, "")
    assert (
        empty.err
        == f"the library in {tmp_path / 'default-library'} is empty: add articles first, with 'onrecord add'.\n"
    )


@pytest.mark.model
def test_chat_goes_on_from_what_was_asked_before(news: Path) -> None:
    outcome = onrecord(
        "chat",
        stdin="Who said it was rotten?\n\n   \n/help\n/new\nWho voted to end the strike?\nWho won?\n/quit\nWhy?\n",
    )

    assert outcome.code == 0
    assert [line for line in outcome.out.splitlines() if line.startswith("[1]") or "answer" in line] == [
        "[1] Bridge shut · 2025-03-04 · characters 57–88",
        "[1] Nurses end strike · 2025-02-14 · characters 0–61",
        "The articles don’t answer this.",
    ]
    assert outcome.err.splitlines() == [
        "Ask a question; follow-ups know what was asked before. /new starts over, /all asks the "
        "last question again over all dates, /quit leaves.",
        "Ask a question; follow-ups know what was asked before. /new starts over, /all asks the "
        "last question again over all dates, /quit leaves.",
        "A new conversation.",
    ]


@pytest.mark.model
def test_chat_ends_with_its_input(news: Path) -> None:
    assert onrecord("chat", stdin="Who said it was rotten?").code == 0


# The library


def test_list_show_and_remove(news: Path) -> None:
    bridge, nurses = (article_id(str(news / f"{name}.md"), name) for name in ("bridge", "nurses"))
    assert onrecord("list").out == (
        f"{bridge}\t2025-03-04\tHarbour Post\tBridge shut\n{nurses}\t2025-02-14\tUpland Wire\tNurses end strike\n"
    )
    assert [one["article_id"] for one in onrecord("list", "--json", "--since", "2025-03-01").json] == [bridge]

    shown = onrecord("show", bridge[:10])
    assert shown.out.startswith("Bridge shut\nOutlet:  Harbour Post\nAuthor:  Ivo Lund\n")
    assert shown.out.endswith("“It was rotten,” Ada Pike said.\n\n")
    assert onrecord("show", "bridge.md", "--json").json["text"].endswith("“It was rotten,” Ada Pike said.\n")

    declined = onrecord("remove", "bridge.md", stdin="n\n")
    assert declined.code == 1
    assert f"{bridge}  Bridge shut\nRemove 1 article? [y/N]:" in declined.err
    assert len(onrecord("list", "--json").json) == 2
    assert onrecord("remove", "bridge.md", nurses, "bridge", "--yes", "--json").json == {"removed": [bridge, nurses]}
    emptied = onrecord("list")
    assert (emptied.code, emptied.out, emptied.err) == (0, "", "No articles.\n")


def test_a_name_of_several_articles_is_not_guessed(news: Path) -> None:
    (news / "bridge-two.txt").write_text("Second bridge\n\nThe second bridge is open to everyone now.\n")
    onrecord("add", news)
    outcome = onrecord("show", "bridge")

    assert outcome.code == 1
    assert outcome.err.startswith("'bridge' could be 2 articles (bridge-")
    with default_library() as library:
        assert find_article(library, "bridge-two").title == "Second bridge"


def test_search_shows_passages_with_their_scores(news: Path) -> None:
    hits = onrecord("search", "bridge", "--json").json
    assert (hits[0]["rank"], hits[0]["title"], hits[0]["start"]) == (1, "Bridge shut", 0)

    outcome = onrecord("search", "bridge", "--top-k", "1")
    assert outcome.out.startswith("1. Bridge shut · 2025-03-04 · characters 0–")
    assert "cosine " in outcome.out
    assert "\n2. " not in outcome.out


def test_reembed_and_info(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.loading.load_embedder", lambda name: ToyEmbedder(WORDS, name=name))
    assert onrecord("reembed", "another", "--json").json == {"embedder": "another", "passages": 2}

    facts = onrecord("info", "--json").json
    assert (facts["embedder"], facts["articles"], facts["passages"]) == ("another", 2, 2)
    assert facts["embedding"] == "sentence-transformers"
    assert facts["library"] == os.path.realpath(os.environ["ONRECORD_LIBRARY"])
    assert set(facts["versions"]) == {
        "onrecord",
        "python",
        "faiss-cpu",
        "gradio",
        "onnxruntime",
        "sentence-transformers",
        "torch",
    }
    assert "Embedder               another (sentence-transformers)\n" in onrecord("info").out


def test_verify_proves_the_library_sound(news: Path) -> None:
    outcome = onrecord("verify")
    assert outcome.code == 0
    told = r"2 articles, 2 passages: everything matches \(as of [\d-]{10} [\d:]{8} UTC, write ([0-9a-f]{16})\)\.\n"
    match = re.fullmatch(told, outcome.out)
    assert match
    verified = onrecord("verify", "--json").json
    assert datetime.fromisoformat(verified.pop("moment")).utcoffset() == timedelta(0)
    assert verified == {
        "ok": True,
        "articles": 2,
        "passages": 2,
        "problems": [],
        "originals": [],
        "stamp": match[1],
    }


@pytest.mark.model
def test_verify_holds_a_transcript_against_the_library(news: Path, tmp_path: Path) -> None:
    answer = onrecord("ask", "Who said it was rotten?", "--json").json
    transcript = tmp_path / "transcript.json"

    def verified(value: Any) -> Outcome:
        transcript.write_text(json.dumps(value))
        return onrecord("verify", transcript)

    sound = verified([answer, onrecord("ask", "Who won?", "--json").json])
    assert (sound.code, sound.out) == (0, "Bridge shut · characters 57–88: verbatim\n1 quote: all verbatim.\n")

    citation = answer["citations"][0]
    wrong = verified({"citations": [{**citation, "quote": "It was sound"}]})
    assert (wrong.code, wrong.out.splitlines()[0]) == (
        1,
        "Bridge shut · characters 57–88: not what the article says",
    )
    forged = verified({"citations": [{**citation, "published": "1999-01-01", "speaker": "Joe Biden"}]})
    assert forged.code == 1
    assert (
        "verbatim, but not as the library tells it; published is 2025-03-04, not 1999-01-01; speaker is" in forged.out
    )
    unhashed = verified({"citations": [{**citation, "content_hash": "0", "speaker": "Joe Biden"}]})
    assert (unhashed.code, "speaker is" in unhashed.out) == (1, True)
    missing = verified({"citations": [{**citation, "article_id": "gone"}]})
    assert (missing.code, missing.out.splitlines()[-1]) == (1, "1 quote: 1 not proved.")
    assert "the article is not in this library" in missing.out

    (news / "bridge.md").write_text(BRIDGE + "\nMore to follow in the morning from the harbour.\n")
    onrecord("add", news)
    still = verified(answer)
    assert (still.code, still.out.splitlines()[0]) == (
        0,
        "Bridge shut · characters 57–88: verbatim, though the article has changed since",
    )
    (news / "bridge.md").write_text(BRIDGE.replace("Monday", "Wednesday"))
    onrecord("add", news)
    changed = verified(answer)
    assert (changed.code, changed.out.splitlines()[0]) == (1, "Bridge shut · characters 57–88: changed since")
    (one,) = onrecord("verify", transcript, "--json").json["quotes"]
    assert (one["finding"], one["ok"]) == ("changed since", False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "there is no file {path}."),
        ("{", "{path} is not JSON: give what 'onrecord ask --json' printed."),
        ("[1]", "answer 1 of {path} is not as 'onrecord ask --json' prints it: it needs citations with "),
        ('[{"citations": []}, {"citations": [{"quote": "x"}]}]', "answer 2 of {path} is not as "),
        ('{"citations": [{"article_id": "a", "quote": "x", "start": "0", "end": 1}]}', "answer 1 of {path} is not as "),
    ],
)
def test_a_transcript_that_is_none_is_said(news: Path, tmp_path: Path, content: str | None, sentence: str) -> None:
    path = tmp_path / "transcript.json"
    if content is not None:
        path.write_text(content)
    outcome = onrecord("verify", path)

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(sentence.format(path=path))
    assert outcome.err.count("\n") == 1


# Libraries in trouble


def test_a_damaged_vector_index_is_rebuilt_and_said(news: Path) -> None:
    onrecord("search", "bridge")
    damaged = [path for path in Path(os.environ["ONRECORD_LIBRARY"]).iterdir() if "faiss" in path.name]
    assert damaged
    for path in damaged:
        path.write_bytes(b"not an index")
    outcome = onrecord("search", "bridge", "--json")

    assert outcome.code == 0
    assert outcome.json[0]["title"] == "Bridge shut"
    assert outcome.err == "the vector index was damaged and has been rebuilt from the database; nothing is lost\n"


def test_a_damaged_database_is_said(news: Path) -> None:
    library = Path(os.environ["ONRECORD_LIBRARY"])
    (database,) = (path for path in library.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3"))
    database.write_bytes(b"this is no database, and long enough to be seen as none" * 40)
    outcome = onrecord("list")

    assert (outcome.code, outcome.out) == (1, "")
    assert str(database) in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_library_that_cannot_be_made_is_said(toys: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = onrecord("add", tmp_path, "--library", tmp_path / "file")

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(f"{tmp_path / 'file'} cannot be made into a library")


# Serving


def test_a_port_that_is_taken_is_said(news: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            outcome = onrecord(command, "--port", str(port))
            assert (outcome.code, outcome.out) == (1, "")
            assert outcome.err == f"port {port} is taken: choose another with --port, such as --port {port + 1}.\n"


def test_a_host_that_is_not_ours_is_said(news: Path) -> None:
    outcome = onrecord("serve", "--host", "no such host")

    assert outcome.code == 1
    assert outcome.err == "'no such host' is not an address of this machine: leave --host out, or correct it.\n"


def test_uploads_are_known_by_their_own_names(tmp_path: Path) -> None:
    folder = tmp_path / "0123456789abcdef"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE)
    (folder / "two.jsonl").write_text(
        '{"id": "own", "text": "The strike is over now."}\n{"text": "The bridge is shut."}\n'
    )
    (folder / "empty.txt").write_text("")
    (folder / "old.txt").write_bytes("The café is shut, said the owner of Zürich’s only one.".encode("cp1252"))
    names = ("bridge.md", "two.jsonl", "empty.txt", "old.txt")
    articles, skipped = read_uploads([str(folder / name) for name in names])

    assert [(article.id, article.source) for article in articles] == [
        (article_id("bridge.md", "bridge"), "bridge.md"),
        ("own", "two.jsonl#own"),
        (article_id("two.jsonl#2", "two-2"), "two.jsonl#2"),
        (article_id("old.txt", "old"), "old.txt"),
    ]
    assert articles[-1].remarks == ("old.txt: not UTF-8, and read as Windows-1252, a guess",)
    assert [one.source for one in skipped] == ["empty.txt"]
    assert folder.name not in skipped[0].reason


# Other terminals


def test_an_ascii_terminal_gets_question_marks_and_whole_json(news: Path) -> None:
    shown = run_process("show", "bridge.md", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.endswith(b"?It was rotten,? Ada Pike said.\n\n")

    told = run_process("show", "bridge.md", "--json", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert json.loads(told.stdout)["text"].endswith("“It was rotten,” Ada Pike said.\n")


def test_a_reader_that_goes_away_is_no_error(news: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "show", "bridge.md"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


# With the real model


@pytest.mark.model
def test_add_and_ask_for_real(tmp_path: Path, sample_folder: Path) -> None:
    added = run_process("add", sample_folder)
    assert (added.returncode, added.stderr) == (0, b"")
    assert added.stdout.startswith(b"18 articles added (")

    asked = run_process("ask", "What did Okafor-Pryce write about the fenders?", "--json")
    assert (asked.returncode, asked.stderr) == (0, b"")
    answer = json.loads(asked.stdout)
    assert answer["answered"]
    transcript = tmp_path / "transcript.json"
    transcript.write_bytes(asked.stdout)
    assert run_process("verify", transcript).returncode == 0


# A SIGINT is ignored by what was started with `nohup … &`, and so by what such a run of the tests starts.
@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize(
    "stop",
    [
        signal.SIGTERM,
        pytest.param(
            signal.SIGINT,
            marks=pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="SIGINT is ignored"),
        ),
    ],
)
def test_demo_serves_until_it_is_stopped(tmp_path: Path, stop: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "demo", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        shown = [process.stdout.readline() for _ in range(4)]
        process.send_signal(stop)
        told = process.stderr.read()
        assert process.wait(30) == 0

    assert shown[0] == f"The chat is at http://127.0.0.1:{port}/\n"
    assert all(line.startswith("  Try: What ") for line in shown[1:])
    assert f"Building a library from the sample articles in {tmp_path / 'cache' / 'onrecord' / 'demo'} …" in told
    assert "18 articles added" in told
    assert told.endswith("Ctrl-C stops it.\nStopped.\n")
