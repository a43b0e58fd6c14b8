"""Question sets: evidence is found where it stands or complained about, and offsets are those of the file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eval.dataset import (
    GoldSpan,
    PastTurn,
    Question,
    QuestionSet,
    articles_beside,
    read_articles,
    read_question_set,
)
from eval.locating import EvidenceError, EvidenceFinder, Located
from index.article import Article, Span
from index.errors import QuestionSetError

BRIDGE = Article("bridge", "Bridge shut", "The bridge is shut. “We  shut it,” Tarrant said. It is shut.", "bridge.md")
STRIKE = Article("strike", "Nurses strike", "Nurses walked out at dawn. They’re angry. It is shut.", "news/strike.txt")


def write(path: Path, *records: object) -> Path:
    lines = (record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def places(finder: EvidenceFinder, text: str, reference: str | None = None) -> list[tuple[str, int, int]]:
    return [(place.article_id, place.span.start, place.span.end) for place in finder.find(text, reference)]


@pytest.fixture
def finder() -> EvidenceFinder:
    return EvidenceFinder([BRIDGE, STRIKE])


def test_a_string_is_found_wherever_it_stands(finder: EvidenceFinder) -> None:
    assert places(finder, "The bridge is shut.") == [("bridge", 0, 19)]
    assert places(finder, "It is shut.") == [("bridge", 49, 60), ("strike", 42, 53)]
    assert places(finder, "It is shut.", "strike") == [("strike", 42, 53)]


def test_a_string_that_cuts_words_gives_way_to_one_that_does_not() -> None:
    finder = EvidenceFinder([Article("a", "A", "The party had art in 1918 and 18 guests.", "a")])
    assert places(finder, "art") == [("a", 14, 17)]
    assert places(finder, "18") == [("a", 30, 32)]
    assert places(finder, "uest") == [("a", 34, 38)]


def test_white_space_and_quote_marks_are_levelled_only_as_a_last_resort(finder: EvidenceFinder) -> None:
    assert places(finder, '"We shut it," Tarrant said.') == [("bridge", 20, 48)]
    assert BRIDGE.text[20:48] == "“We  shut it,” Tarrant said."
    assert places(finder, "They're angry.") == [("strike", 27, 41)]


def test_a_levelled_string_has_to_be_unique() -> None:
    finder = EvidenceFinder([Article("a", "A", "It’s shut. So it’s shut.", "a"), BRIDGE])
    with pytest.raises(EvidenceError, match="in 2 places when white space and quote marks are levelled"):
        finder.find("t's shut")


def test_what_stands_nowhere_is_named(finder: EvidenceFinder) -> None:
    with pytest.raises(EvidenceError, match="no article has “The tunnel is shut”: copy it from the article"):
        finder.find("The tunnel is shut")
    with pytest.raises(EvidenceError, match="strike nowhere has “Tarrant said”"):
        finder.find("Tarrant said", "strike")


def test_an_article_goes_by_its_id_file_name_or_title(finder: EvidenceFinder) -> None:
    assert [finder.article(name).id for name in ("strike", "strike.txt", "Nurses strike")] == ["strike"] * 3
    with pytest.raises(EvidenceError, match="no article has the id, file name or title “tunnel”"):
        finder.article("tunnel")


def test_a_name_of_two_articles_names_neither() -> None:
    finder = EvidenceFinder([BRIDGE, Article("other", "Bridge shut", "Again.", "other.md")])
    with pytest.raises(EvidenceError, match="2 articles are called “Bridge shut”"):
        finder.article("Bridge shut")


def test_offsets_are_checked_against_the_text(finder: EvidenceFinder) -> None:
    assert finder.at("bridge", 4, 10, "bridge") == [Located("bridge", Span(4, 10))]
    with pytest.raises(EvidenceError, match="at 4–10 bridge has “bridge”, not “tunnel”"):
        finder.at("bridge", 4, 10, "tunnel")
    with pytest.raises(EvidenceError, match="4–99 is not in bridge, which has 60 characters"):
        finder.at("bridge", 4, 99)


def test_articles_of_one_text_are_one_place_each() -> None:
    twin = Article("twin", "Bridge closed", BRIDGE.text, "twin.md")
    assert EvidenceFinder([BRIDGE, twin]).at("bridge", 0, 3) == [
        Located("bridge", Span(0, 3)),
        Located("twin", Span(0, 3)),
    ]


def test_a_set_written_by_hand(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine.questions.jsonl",
        {"question": "What is shut?", "evidence": ["The bridge is shut."]},
        {"question": "When did nurses walk out?", "answers": ["at dawn"], "evidence": [{"text": "at dawn"}]},
        "",
        {"id": "q", "question": "Who said so?", "evidence": [{"article_id": "bridge.md", "start": 36, "end": 43}]},
        {"question": "And who else?", "history": ["Who said so?", {"question": "Who?", "answer": "Tarrant"}]},
    )
    found = read_question_set(path, [BRIDGE, STRIKE])
    assert found.name == "mine"
    assert found.notes == ()
    assert found.questions == (
        Question("1", "What is shut?", gold=(GoldSpan("bridge", Span(0, 19), 0),)),
        Question("2", "When did nurses walk out?", ("at dawn",), (GoldSpan("strike", Span(18, 25), 0),)),
        Question("q", "Who said so?", gold=(GoldSpan("bridge", Span(36, 43), 0),)),
        Question(
            "5",
            "And who else?",
            answerable=False,
            history=(PastTurn("Who said so?"), PastTurn("Who?", "Tarrant")),
        ),
    )


def test_notes_say_what_a_reader_of_the_figures_should_know(tmp_path: Path) -> None:
    path = write(
        tmp_path / "q.jsonl",
        {"question": "What is shut?", "evidence": ["It is shut."]},
        {"question": "Why?", "answerable": True},
    )
    assert read_question_set(path, [BRIDGE, STRIKE]).notes == (
        "Answerable but without evidence, so left out of every measure that needs gold: 1.",
        "Evidence that stands in more than one place, any of which counts: 1.",
    )


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path / "bad.questions.jsonl",
        {"id": "fine", "question": "What is shut?", "evidence": ["The bridge is shut."]},
        '{"id": "cut", "question": "Wh',
        '"only a string"',
        {"id": "fine", "question": "What is shut?"},
        {"id": "lost", "question": "What?", "evidence": ["The tunnel is shut."]},
        {"id": "no", "question": "What?", "answerable": False, "evidence": ["The bridge is shut."]},
        {"id": "off", "question": "What?", "evidence": [{"article_id": "bridge", "start": 0, "end": 3, "text": "A b"}]},
        {"id": "mute", "evidence": []},
        {"id": "half", "question": "What?", "evidence": [{"article_id": "bridge", "start": 0}]},
    )
    with pytest.raises(QuestionSetError) as raised:
        read_question_set(path, [BRIDGE])
    lines = str(raised.value).splitlines()
    assert lines[0] == f"{path} cannot be used:"
    assert [line.strip() for line in lines[1:]] == [
        "line 2: not JSON (Unterminated string starting at at column 27)",
        "line 3: not a JSON object",
        "line 4: (fine) another question has this id",
        "line 5: (lost) no article has “The tunnel is shut.”: copy it from the article as it stands",
        "line 6: (no) it is marked as not answerable but has evidence",
        "line 7: (off) at 0–3 bridge has “The”, not “A b”",
        "line 8: (mute) question is missing",
        "line 9: (half) start and end go together and are whole numbers",
    ]


def test_of_many_bad_lines_ten_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.questions.jsonl", *(["not JSON"] * 13))
    with pytest.raises(QuestionSetError) as raised:
        read_question_set(path, [BRIDGE])
    lines = str(raised.value).splitlines()
    assert len(lines) == 12
    assert lines[-1].strip() == "and 3 more"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "holds no questions"), (b"\xff\xfe\x00", "not UTF-8"), (b"\x1f\x8bnot gzip", "cannot be read")],
)
def test_files_that_are_no_question_sets(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "q.questions.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=message):
        read_question_set(path, [BRIDGE])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="No such file"):
        read_question_set(tmp_path / "none.questions.jsonl", [BRIDGE])


def test_articles_keep_their_offsets(tmp_path: Path) -> None:
    text = "\ufeffLine one.\r\nA \0 stands here.\rLast."
    record = {"id": "a", "text": text, "date": "2024-05-31", "source": "The Ledger", "url": "https://e.example/1"}
    path = write(tmp_path / "s.articles.jsonl", {**record, "title": "T", "author": "N. N.", "lang": "en"})
    (article,) = read_articles(path)
    assert article.text == text.replace("\0", "\ufffd")
    assert (article.title, article.source, article.outlet) == ("T", "a", "The Ledger")
    assert (article.author, article.published, article.language) == ("N. N.", date(2024, 5, 31), "en")
    quoted = {"article_id": "a", "start": 12, "end": 28, "text": text[12:28]}
    questions = write(tmp_path / "s.questions.jsonl", {"question": "What stands?", "evidence": [quoted]})
    assert read_question_set(questions, [article]).questions[0].gold == (GoldSpan("a", Span(12, 28), 0),)


def test_an_article_without_a_title_is_called_by_its_first_line(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.articles.jsonl", {"id": "a", "text": "\nHere it is.\nMore."}, {"id": "b", "text": "x " * 99}
    )
    first, second = read_articles(path)
    assert first.title == "Here it is."
    assert second.title == "x " * 39 + "x …"


def test_bad_articles_are_named(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.articles.jsonl",
        {"id": "a", "text": "One."},
        {"id": "a", "text": "Two."},
        {"id": "b", "text": " "},
        {"id": "c", "text": "One.", "date": "May 31"},
    )
    with pytest.raises(QuestionSetError) as raised:
        read_articles(path)
    assert [line.strip() for line in str(raised.value).splitlines()[1:]] == [
        "line 2: (a) another article has this id",
        "line 3: (b) text is empty",
        "line 4: (c) date is 'May 31' and should look like 2024-05-31",
    ]


def test_articles_are_looked_for_beside_the_questions(tmp_path: Path) -> None:
    questions = tmp_path / "set.questions.jsonl.gz"
    with pytest.raises(QuestionSetError, match=r"there is no file .*set\.questions\.jsonl\.gz: check the path"):
        articles_beside(questions)
    questions.touch()
    with pytest.raises(QuestionSetError, match=r"there is no set\.articles\.jsonl\[\.gz\] beside"):
        articles_beside(questions)
    zipped = tmp_path / "set.articles.jsonl.gz"
    zipped.write_bytes(gzip.compress(b'{"id": "a", "text": "One."}\n'))
    assert articles_beside(questions) == zipped
    assert [article.id for article in read_articles(zipped)] == ["a"]


def test_samples_are_seeded_and_keep_the_gold_articles() -> None:
    articles = tuple(Article(f"a{number}", "T", f"Text {number}.", f"a{number}") for number in range(20))
    questions = tuple(
        Question(f"q{number}", "?", gold=(GoldSpan(f"a{number}", Span(0, 4), 0),)) for number in range(20)
    )
    whole = QuestionSet("set", questions, articles)
    assert whole.sampled(None, None, 0) == whole
    assert whole.sampled(99, 99, 0) == whole

    few = whole.sampled(4, 6, 1)
    assert few == whole.sampled(4, 6, 1)
    assert few != whole.sampled(4, 6, 2)
    asked = [question.id[1:] for question in few.questions]
    kept = [article.id[1:] for article in few.articles]
    assert (len(asked), len(kept)) == (4, 6)
    assert set(asked) <= set(kept)
    assert asked == sorted(asked, key=int)
    assert kept == sorted(kept, key=int)

    assert whole.sampled(4, 2, 1).notes == ("4 articles hold gold: all are kept, more than the 2 asked for.",)


@pytest.mark.parametrize("folder", ["qa", "news"])
def test_all_evidence_of_the_data_sets_is_found(folder: str, data: Callable[[str], Path]) -> None:
    for path in sorted(data(folder).glob("*.questions.jsonl.gz")):
        question_set = read_question_set(path, read_articles(articles_beside(path)))
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        for question, line in zip(question_set.questions, lines, strict=True):
            found = {gold.entry for gold in question.gold}
            assert len(found) == len(json.loads(line)["evidence"]), f"{path.name}: {question.id}"
