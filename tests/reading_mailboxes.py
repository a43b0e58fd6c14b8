"""Mailboxes: each message is an article of its own, under a name that stays, however the mailbox grows and shrinks."""

from __future__ import annotations

import gzip
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.article import Article
from index.library import Library
from index.reading import Skipped, mailboxes, read_source
from index.reading.files import read_file
from index.reading.original import Original
from tests.conftest import Place
from tests.documents import zip_of
from tests.toy import ToyEmbedder

PARTING = b"From lena@yard.example Tue Feb  4 15:59:00 2025\n"
FACTS = (
    "The crane was last inspected in 2019, and the bolts were never changed.",
    "The reservoir is safe, and nobody told us otherwise.",
    "From the beginning, the ferry was late; nobody had counted the passengers.",
)


def message(number: int, text: str | None = None, *, identity: str | None = "") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = f"Writer {number} <w{number}@yard.example>", "Press <press@harbour.example>"
    made["Subject"] = f"Answer {number}"
    made["Date"] = f"Tue, {number + 1} Feb 2025 10:00:00 +0000"
    if identity is not None:
        made["Message-ID"] = f"<{identity or f'answer.{number}@yard.example'}>"
    made.set_content(FACTS[number % len(FACTS)] if text is None else text)
    return made


def kept(path: Path, *messages: EmailMessage) -> Path:
    """A mailbox as Python's own library keeps it."""
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for each in messages:
        box.add(each)
    box.close()
    return path


def read(path: Path) -> list[Article | Skipped]:
    return list(read_source(path))


def articles(path: Path) -> list[Article]:
    found = read(path)
    assert not [item for item in found if isinstance(item, Skipped)], found
    return [item for item in found if isinstance(item, Article)]


def test_each_message_is_an_article(tmp_path: Path) -> None:
    path = kept(tmp_path / "press.mbox", *map(message, range(3)))
    found = articles(path)
    assert [(article.title, article.author, article.text) for article in found] == [
        (f"Answer {number}", f"Writer {number}", FACTS[number]) for number in range(3)
    ]
    assert [article.source for article in found] == [f"{path}!/answer.{n}@yard.example.eml" for n in range(3)]
    told = f"{path}: a mailbox of 3 messages, each read as an article of its own"
    assert [article.remarks for article in found] == [(), (), (told,)]
    assert len({article.original_hash for article in found}) == 1


def test_a_message_stays_the_same_article_wherever_it_lies(place: Place, tmp_path: Path) -> None:
    path = kept(tmp_path / "press.mbox", message(0), message(1))
    with Library.open(place, embedder=ToyEmbedder(("crane", "ferry"))) as library:
        first = library.add(path)
        assert len(first.added) == 2
        kept(path, message(1), message(2), message(0))
        again = library.add(path)
        assert (set(again.unchanged), len(again.added), again.updated) == (set(first.added), 1, ())
        assert again.remarks == (f"{path}: a mailbox of 3 messages, each read as an article of its own",)
        assert library.verify().problems == ()


def test_what_messages_quote_is_named_after_them(tmp_path: Path) -> None:
    quoting = message(0, f"It is safe.\n\nOn 12 Jan 2025, at 10:00, Ann Lee <ann@x.example> wrote:\n> {FACTS[0]}\n")
    path = kept(tmp_path / "press.mbox", quoting, message(1))
    assert [(article.author, Path(article.source).name) for article in articles(path)] == [
        ("Writer 0", "answer.0@yard.example.eml"),
        ("Ann Lee", "quoted-1"),
        ("Writer 1", "answer.1@yard.example.eml"),
    ]


def test_copies_and_messages_without_a_name(tmp_path: Path) -> None:
    """Labels put one message into a mailbox twice; programs give two the same name, or none."""
    unnamed, other = message(0, identity=None), message(1, identity=None)
    same, different = message(2, identity="x@y"), message(3, identity="x@y")
    path = kept(tmp_path / "a.mbox", unnamed, other, unnamed, same, different, same)
    found = articles(path)
    assert len({article.id for article in found}) == len(found) == 4
    assert found[-1].remarks == (
        f"{path}: a mailbox of 6 messages, each read as an article of its own, 2 of them copies of others, which were "
        "read once",
    )
    kept(path, different, other, same, unnamed)
    again = {article.source for article in articles(path)}
    assert len(again & {article.source for article in found}) >= 2  # those without a name are called by their words


def test_a_name_that_is_made_to_lead_elsewhere_does_not(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.mbox", message(0, identity="../../etc/x y\x1b[1m" + "z" * 300))
    (only,) = articles(path)
    assert "/" not in only.source.removeprefix(f"{path}!/")
    assert len(only.source) < len(str(path)) + 120
    assert only.source.isprintable()


def test_one_message_without_words_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.mbox", message(0), message(1, ""), message(2))
    first, skipped, last = read(path)
    assert isinstance(first, Article)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith(f"{path}!/answer.1@yard.example.eml is an e-mail without text")
    assert isinstance(last, Article)
    assert "a mailbox of 3 messages" in last.remarks[-1]


BODY = b"Nobody crossed.\n\nFrom noon on at 12:30 it was shut, she said, as in 2019\nand open at night.\n"
WRITTEN = {
    "of Thunderbird": (b"From - Tue Feb 04 15:59:00 2025\nX-Mozilla-Status: 0001\n", b"\n"),
    "of Google": (b"From 1823@xxx Tue Feb 04 15:59:00 +0000 2025\nX-GM-THRID: 1823\n", b"\r\n"),
    "of a list": (b"From lena at yard.example  Tue Feb  4 15:59:00 2025\n", b"\n"),
    "with a zone": (b"From lena@yard.example Tue Feb  4 15:59:00 GMT 2025\n", b"\n"),
}


@pytest.mark.parametrize(("parting", "end"), WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("name", ["Inbox", "all.mbox", "list.txt", "box.eml"])
def test_mailboxes_of_other_programs(tmp_path: Path, parting: bytes, end: bytes, name: str) -> None:
    headers = b"From: A <a@x.example>\nTo: b@x.example\nSubject: Shut %d\nDate: Tue, 4 Feb 2025 15:59:00 +0000\n\n"
    content = b"".join(parting + headers % number + BODY + b"\n" for number in range(2))
    path = tmp_path / name
    path.write_bytes(content.replace(b"\n", end))
    found = articles(tmp_path)
    assert [article.title for article in found] == ["Shut 0", "Shut 1"]
    assert {article.text for article in found} == {BODY.decode().strip()}


def test_lines_that_programs_marked_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(PARTING + bytes(message(0, "He left.\n\n>From here on nobody knows.\n\n>>From there neither.\n")))
    (only,) = articles(path)
    assert "\nFrom here on nobody knows.\n" in only.text


def test_one_message_that_some_program_saved_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(PARTING + bytes(message(0)))
    (only,) = articles(path)
    assert (only.source, only.remarks) == (str(path), ())


def test_mailboxes_are_read_packed_and_in_archives(tmp_path: Path) -> None:
    content = kept(tmp_path / "a.mbox", *map(message, range(3))).read_bytes()
    (tmp_path / "b.mbox.gz").write_bytes(gzip.compress(content))
    assert [article.title for article in articles(tmp_path / "b.mbox.gz")] == [f"Answer {n}" for n in range(3)]
    archive = zip_of(tmp_path / "takeout.zip", {"Takeout/Mail/All mail.mbox": content, "Takeout/Mail/Inbox": content})
    sources = [article.source.removeprefix(str(archive)) for article in articles(archive)]
    assert sources[::3] == [f"!/Takeout/Mail/{name}!/answer.0@yard.example.eml" for name in ("All mail.mbox", "Inbox")]


def test_a_message_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "_LARGEST_MESSAGE", 1024 * 1024)
    path = kept(tmp_path / "a.mbox", message(0), message(1, "Shut. " * 200_000), message(2))
    first, skipped, last = read_file(Original.at(path))
    assert (first.source, last.source) == tuple(f"{path}!/answer.{number}@yard.example.eml" for number in (0, 2))
    assert isinstance(skipped, Skipped)
    assert "answer.1@yard.example.eml has more than 1 MiB" in skipped.reason


def test_messages_come_while_the_rest_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path / "a.mbox", *map(message, range(50)))
    taken = 0
    messages = mailboxes._messages

    def counted(original: Original) -> object:
        nonlocal taken
        for each in messages(original):
            taken += 1
            yield each

    monkeypatch.setattr(mailboxes, "_messages", counted)
    items = read_file(Original.at(path))
    assert isinstance(next(items), Article)
    assert taken == 2  # the last article is told what became of all, so that one is held back
    assert len(list(items)) == 49


def test_a_mailbox_without_messages(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(b"")
    (skipped,) = read(tmp_path / "a.mbox")
    assert isinstance(skipped, Skipped)
    assert "is empty" in skipped.reason
