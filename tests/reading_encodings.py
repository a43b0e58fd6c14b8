"""Texts that are not UTF-8: read as they were written, with a word that it was guessed, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.article import Article
from index.reading import Skipped, read_source

ENGLISH = "Bridge shut\n\n“The bridge is shut,” said Zoë Müller – the mayor’s aide – on Monday in the café.\n"
GERMAN = "Die „Brücke“ bleibt – so Özdemir – geschlossen. „Spaß“ macht das nicht, sagte er; die Straße sei gesperrt.\n"
FRENCH = "L’été à Québec : « C’est où ? » dit-elle – déçue. À bientôt, répond Noël au café de la gare.\n"
SPANISH = "El niño dijo: “¿Cuándo?” y ¡no! volvió a España. Años de sueño, según la información.\n"
PORTUGUESE = "O coração não dói, disse João — “amanhã”. À noite, a ponte será fechada.\n"
CAPITALS = "LA CITTÀ PIÙ BELLA. È vero, disse Perrò: «La città è più bella».\n"


def read(path: Path, content: bytes) -> Article | Skipped:
    path.write_bytes(content)
    (found,) = read_source(path)
    return found


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, CAPITALS])
@pytest.mark.parametrize(("encoding", "called"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac OS Roman")])
def test_western_texts_of_windows_and_the_old_macintosh(tmp_path: Path, text: str, encoding: str, called: str) -> None:
    path = tmp_path / "a.txt"
    found = read(path, text.encode(encoding))
    assert isinstance(found, Article), found
    assert found.text == text
    assert found.remarks == (f"{path}: not UTF-8, and read as {called}, a guess",)


def test_a_text_of_dos(tmp_path: Path) -> None:
    text = "Die Brücke ist für den Verkehr gesperrt, sagte der Bürgermeister; über Ostern öffnet sie.\n"
    found = read(tmp_path / "a.txt", text.encode("cp850"))
    assert isinstance(found, Article)
    assert found.text == text
    assert "DOS" in found.remarks[0]


@pytest.mark.parametrize(
    "content",
    [
        "Said Zoë. The café".encode() + b" caf\xe9 is open, said M\xfcller.\n",
        "Zoë is here.\n".encode() + b"Don\x92t go to the caf\xe9, they say, or to Z\xfcrich.\n",
        b"caf\xe9, M\xfcller, Z\xfcrich, Bj\xf6rn and Ren\xe9e\n" + "It’s over.\n".encode(),
        b"He said \x93no\x94 \x96 twice.\n" + "“Yes”, said Zoë.\n".encode(),
        "Straße".encode() + " und Straße, Brücke, Übung, Öl".encode("mac_roman"),
    ],
)
def test_utf8_with_stray_lines_is_refused_with_the_byte_and_not_turned_to_other_letters(
    tmp_path: Path, content: bytes
) -> None:
    found = read(tmp_path / "a.txt", content)
    assert isinstance(found, Skipped), found.text
    assert "is UTF-8 text except at byte" in found.reason


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Prezydent powiedział, że w środę odbędzie się spotkanie w Łodzi, gdzie żyją ludzie.", "cp1250"),
        ("Президент заявил, что переговоры начнутся в среду в Москве, сообщает агентство.", "cp1251"),
    ],
)
def test_other_guesses_are_told_too(tmp_path: Path, text: str, encoding: str) -> None:
    found = read(tmp_path / "a.txt", text.encode(encoding))
    assert isinstance(found, Article)
    assert (found.text, len(found.remarks)) == (text, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_what_is_no_guess_is_not_told(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path / "a.txt", ENGLISH.encode(encoding))
    assert isinstance(found, Article)
    assert (found.text, found.remarks) == (ENGLISH, ())


def test_a_page_that_declares_its_encoding_is_no_guess(tmp_path: Path) -> None:
    body = "".join(f"<p>Zoë Müller said on day {day} that the café by the bridge was shut.</p>" for day in range(9))
    page = f'<html><head><meta charset="windows-1252"><title>Café</title></head><body><article>{body}</article></body>'
    found = read(tmp_path / "a.html", page.encode("cp1252"))
    assert isinstance(found, Article)
    assert "Zoë Müller" in found.text
    assert found.remarks == ()


def test_a_table_is_told_of_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("title,text\nCafé,The café is shut.\nÜber,Müller said so.\n".encode("cp1252"))
    told = [found.remarks for found in read_source(path) if isinstance(found, Article)]
    assert [len(remarks) for remarks in told] == [1, 0]


def test_a_plain_mail_without_a_charset(tmp_path: Path) -> None:
    head = b"From: a@x.example\nTo: b@x.example\nSubject: x\nDate: Fri, 22 Mar 2024 18:30:00 +0200\n\n"
    found = read(tmp_path / "a.eml", head + ENGLISH.encode("mac_roman"))
    assert isinstance(found, Article)
    assert "“The bridge is shut,” said Zoë Müller" in found.text
