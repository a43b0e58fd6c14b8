"""What the chat's events make of the page, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.article import Article, Span
from index.engine import Hit
from index.library import Library
from qa.assistant import Assistant
from qa.confidence import Cutoffs
from qa.question import Question
from qa.reader.protocol import Evidence, Reading
from tests.toy import ToyEmbedder
from ui.transcript import check, read_transcript
from ui.web.asking import Asking
from ui.web.house import House
from ui.web.keeping import ConversationGone, Keeping
from ui.web.opening import Opening
from ui.web.past import Past
from ui.web.shelving import ReadOnly, Shelving
from ui.web.told import Change, Told, UnknownEvent

pytestmark = pytest.mark.model

STORM = Article("storm", "Storm", "The storm hit Harn.\n\nRoofs flew in Velland.", "storm.txt", outlet="Harn Post")
HIT, ROOFS = Span(0, 19), Span(21, 43)


class UnsureReader:
    """Finds both sentences, as sure of them as it is told to be."""

    name = "unsure"
    cutoffs = Cutoffs(threshold=0.5, closest=0.2, likely=0.6, clear=0.8)
    confidence = 0.3

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        article = hits[0].article
        return Reading((Evidence(article, ROOFS, 0.6), Evidence(article, HIT, 0.4)), self.confidence)


@pytest.fixture
def reader() -> UnsureReader:
    return UnsureReader()


@pytest.fixture
def house(tmp_path: Path, reader: UnsureReader) -> Iterator[House]:
    keeping = Keeping(tmp_path / "library" / "chat.sqlite")
    with Library.open(tmp_path / "library", embedder=ToyEmbedder(("storm", "Harn"))) as library:
        library.add(STORM)
        yield House(library, lambda: Assistant(library, reader=reader), keeping)
    keeping.close()


@pytest.fixture
def shelving(house: House, tmp_path: Path) -> Shelving:
    (tmp_path / "uploads").mkdir()
    return Shelving(house, tmp_path / "uploads")


def told(visitor: str = "mara", **fields: str) -> Told:
    return Told(visitor, fields)


def asked(house: House, question: str = "Who was hurt?", **fields: str) -> Change:
    change = Asking(house).ask(told(question=question, key="k", **fields))
    assert change.act == "answered"
    return change


def test_the_closest_quotes_open_their_article_at_the_place(house: House) -> None:
    change = asked(house)
    assert "Not sure that these answer it" in change.parts["talk"]
    assert '<mark aria-current="true" tabindex="-1">Roofs flew in Velland.</mark>' in change.parts["reading"]

    opened = Opening(house).cite(told(conversation=change.data["conversation"], turn="0", number="2"))
    assert '<mark aria-current="true" tabindex="-1">The storm hit Harn.</mark>' in opened.parts["reading"]
    assert "<mark>Roofs flew in Velland.</mark>" in opened.parts["reading"]
    assert "Quote 2 of 2" in opened.parts["reading"]


def test_a_conversation_is_kept_with_the_version_that_was_cited(house: House, tmp_path: Path) -> None:
    conversation = asked(house).data["conversation"]
    house.library.remove("storm")
    house.keeping.close()
    house.keeping = Keeping(tmp_path / "library" / "chat.sqlite")

    page = Past(house).start(told(conversation=conversation))
    assert page.parts["talk"].count('class="turn"') == 1
    assert "Who was hurt?" in page.parts["past"]
    opened = Opening(house).cite(told(conversation=conversation, turn="0", number="1"))
    assert "The article has been removed since; this is the version that was cited." in opened.parts["reading"]


def test_each_visitor_has_conversations_of_his_own(house: House) -> None:
    conversation = asked(house).data["conversation"]
    assert "Who was hurt?" not in Past(house).start(told("idris")).parts["past"]
    with pytest.raises(ConversationGone):
        Past(house).talk(told("idris", conversation=conversation))
    with pytest.raises(ConversationGone):
        Asking(house).ask(told("idris", question="And who else?", conversation=conversation))
    with pytest.raises(ConversationGone):
        Past(house).forget(told("idris", deleted=conversation))


def test_a_question_asked_in_the_place_of_the_newest_replaces_it(house: House) -> None:
    conversation = asked(house).data["conversation"]
    asked(house, "What flew?", conversation=conversation)
    change = asked(house, "What flew in Velland?", conversation=conversation, replace="yes")
    questions = [kept.answer.question for kept in house.keeping.exchanges("mara", conversation)]
    assert questions == ["Who was hurt?", "What flew in Velland?"]
    assert change.data["turn"] == "1"


def test_what_was_stopped_is_not_kept(house: House) -> None:
    asking = Asking(house)
    asking.stop(told(key="k"))
    assert asking.ask(told(question="Who was hurt?", key="k")) == Change()
    assert house.keeping.listed("mara") == []


def test_conversations_are_renamed_searched_deleted_and_brought_back(house: House) -> None:
    past, conversation = Past(house), asked(house).data["conversation"]
    past.rename(told(renamed=conversation, title="  The storm\n of March "))
    assert "The storm of March" in past.conversations(told(words="march")).parts["past"]
    assert "The storm of March" in past.conversations(told(words="HURT")).parts["past"]
    assert past.conversations(told(words="flood")).parts["past"] == '<p class="facts">None holds these words.</p>'

    change = past.forget(told(deleted=conversation, conversation=conversation))
    assert change.told == "“The storm of March” is deleted."
    assert house.keeping.listed("mara") == []
    past.recall(told(recalled=change.data["recalled"]))
    assert [kept.title for kept in house.keeping.listed("mara")] == ["The storm of March"]
    house.keeping.delete("mara", conversation)
    house.keeping.clear_deleted()
    with pytest.raises(ConversationGone):
        past.recall(told(recalled=conversation))


def test_an_exported_conversation_is_proved(house: House, reader: UnsureReader, tmp_path: Path) -> None:
    reader.confidence = 0.9
    conversation = asked(house).data["conversation"]
    saved = Past(house).export(told(exported=conversation, kind="json"))
    path = tmp_path / saved.data["name"]
    path.write_text(saved.data["text"], "utf-8")
    assert path.name == "who-was-hurt-.json" or path.name == "who-was-hurt.json"
    checks = check(house.library, read_transcript(path))
    assert [found.finding.value for found in checks] == ["verbatim", "verbatim"]

    markdown = Past(house).export(told(exported=conversation, kind="markdown")).data["text"]
    assert "## Who was hurt?" in markdown
    assert "> Roofs flew in Velland." in markdown
    assert "<blockquote>Roofs flew" in Past(house).export(told(exported=conversation, kind="html")).data["text"]
    with pytest.raises(UnknownEvent):
        Past(house).export(told(exported=conversation, kind="exe"))


def test_what_was_said_of_quotes_is_a_question_set(house: House, tmp_path: Path) -> None:
    from eval.dataset import read_question_set

    asking, conversation = Asking(house), asked(house).data["conversation"]
    own = {"conversation": conversation, "turn": "0"}
    page = asking.judge(told(judge="right", number="1", **own)).parts["talk"]
    assert 'data-judge="right" data-turn="0" data-number="1" aria-pressed="true"' in page
    asking.judge(told(judge="wrong", number="2", **own))
    asked(house, "What flew?", conversation=conversation)
    chosen = {"article": "storm", "start": "0", "end": "19"}
    asking.judge(told(judge="right", number="1", conversation=conversation, turn="1", **chosen))
    asked(house, "Who is the king?", conversation=conversation)
    asking.judge(told(judge="nothing", number="0", conversation=conversation, turn="2"))

    place = tmp_path / "library" / "feedback.questions.jsonl"
    records = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    assert [(record["question"], record["evidence"], record["answerable"]) for record in records] == [
        ("Who was hurt?", ["Roofs flew in Velland."], True),
        ("What flew?", ["The storm hit Harn."], True),
        ("Who is the king?", [], False),
    ]
    questions = read_question_set(place, [STORM]).questions
    assert [gold.span for question in questions for gold in question.gold] == [ROOFS, HIT]
    assert [past.question for past in questions[2].history] == ["Who was hurt?", "What flew?"]

    asking.judge(told(judge="right", number="1", **own))  # said twice, it is taken back
    assert len(place.read_text("utf-8").splitlines()) == 2


def test_a_link_to_a_quote_opens_it_and_tells_of_another_version(house: House) -> None:
    opening = Opening(house)
    here = f"storm:21-43:{STORM.content_hash[:12]}"
    assert '<mark aria-current="true" tabindex="-1">Roofs flew' in opening.quote(told(quote=here)).parts["reading"]
    old = opening.quote(told(quote="storm:21-43:0123456789ab"))
    assert "<mark" not in old.parts["reading"]
    assert "The article has changed since this link was made" in old.parts["reading"]
    assert opening.quote(told(quote="gone:1-2")).told == "This article is not in the library any more."
    assert opening.quote(told(quote="<b>")).told == "This link leads to no quote."
    assert "<mark" not in opening.quote(told(quote="storm:40-4000")).parts["reading"]


def test_each_file_has_a_result_that_stays(shelving: Shelving, house: House, tmp_path: Path) -> None:
    story, empty = tmp_path / "uploads" / "ferry.txt", tmp_path / "uploads" / "empty.txt"
    story.write_text("Ferry\n\nA ferry runs in the storm.")
    empty.write_text("")
    *steps, done = shelving.files(told(paths=f"{story}\n{empty}"))
    assert ["Reading ferry.txt, 1 of 2" in step.parts["adding"] for step in steps] == [True, False]
    assert '<li class="added">' in done.parts["adding"]
    assert '<li class="skipped">' in done.parts["adding"]
    assert str(tmp_path) not in done.parts["adding"]
    *_, again = shelving.files(told(paths=str(story)))
    assert '<li class="unchanged">' in again.parts["adding"]
    assert '<li class="skipped">' in again.parts["adding"]
    assert shelving.put_away(told()).parts == {"adding": ""}
    with pytest.raises(UnknownEvent):
        list(shelving.files(told(paths="/etc/passwd")))


def test_a_pasted_article_is_dated_and_removed_with_a_way_back(shelving: Shelving, house: House) -> None:
    pasted = {"title": "Ferry runs", "text": "A ferry runs in the storm.", "outlet": "Harn Post", "date": "2025-12-06"}
    *_, done = shelving.paste(told(**pasted))
    assert done.act == "pasted"
    (ferry,) = [article for article in house.library.articles() if article.title == "Ferry runs"]
    assert (ferry.outlet, str(ferry.published)) == ("Harn Post", "2025-12-06")
    assert "1 article of 2" in shelving.listing(told(words="december 2025")).parts["listing"]

    removed = shelving.remove(told(article=ferry.id))
    assert (removed.told, removed.data["undo"]) == ("“Ferry runs” is removed.", "restore")
    assert [article.id for article in house.library.articles()] == ["storm"]
    assert shelving.restore(told("idris", article=ferry.id)).told.startswith("This article can’t be brought back")
    shelving.restore(told(article=ferry.id))
    assert house.library.article(ferry.id) == ferry


def test_a_library_that_is_only_read_is_not_changed(house: House, shelving: Shelving) -> None:
    house.read_only = True
    for event in (shelving.remove, shelving.restore):
        with pytest.raises(ReadOnly):
            event(told(article="storm"))
    for adding in (shelving.files, shelving.paste, shelving.address, shelving.sample):
        with pytest.raises(ReadOnly):
            list(adding(told(paths="", title="x", text="y", address="https://example.org/")))
    assert "Remove" not in shelving.listing(told()).parts["listing"]
