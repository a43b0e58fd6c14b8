"""E-mails that quote, forward and carry others: each message belongs to whoever wrote it, never to the sender."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest

from index.article import Article
from index.reading import Skipped, read_source
from index.reading.quoted_mail import messages_in

OWN = "I cannot confirm any of that. The reservoir is safe and nobody told us otherwise."
QUOTED = (
    "Joan, our engineers found that the reservoir dam is cracked in eleven places.",
    "The inspectors will close the road on Thursday.",
)


def mail(path: Path, plain: str | None, page: str | None = None, subject: str = "Re: Reservoir levels") -> Path:
    message = new(subject)
    if plain is not None:
        message.set_content(plain)
        if page is not None:
            message.add_alternative(page, subtype="html")
    elif page is not None:
        message.set_content(page, subtype="html")
    path.write_bytes(bytes(message))
    return path


def new(subject: str, sender: str = "Joan Petrov <joan@nonesuch.example>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "Jamie Ford <jamie@friends.example>", subject
    message["Date"] = "Tue, 14 Jan 2025 10:00:00 +0000"
    return message


def articles(path: Path) -> list[Article]:
    found = list(read_source(path))
    assert not any(isinstance(item, Skipped) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def told(path: Path) -> list[tuple[str, str | None]]:
    """The words of each article that are its own, and its author."""
    return [(own_words(article), article.author) for article in articles(path)]


def own_words(article: Article) -> str:
    text = article.text
    for span in reversed(article.furniture):
        text = text[: span.start] + text[span.end :]
    return " ".join(text.split())


ATTRIBUTIONS = [
    "On Mon, 13 Jan 2025 at 16:20, Jamie Ford <jamie@friends.example> wrote:",
    "On Jan 13, 2025, at 4:20 PM, Jamie Ford\n<jamie@friends.example> wrote:",
    "On January 13, 2025, Jamie Ford wrote:",
    "On Mon, Jan 13, 2025 at 04:20:11PM +0100, Jamie Ford wrote:",
    "Am 13.01.2025 um 16:20 schrieb Jamie Ford:",
    "Jamie Ford <jamie@friends.example> schrieb am Mo., 13. Jan. 2025, 16:20:",
    "Le lun. 13 janv. 2025 à 16:20, Jamie Ford <jamie@friends.example> a écrit :",
    "El lun, 13 ene 2025 a las 16:20, Jamie Ford (<jamie@friends.example>) escribió:",
    "Il giorno lun 13 gen 2025 alle ore 16:20 Jamie Ford <jamie@friends.example> ha scritto:",
    "Op ma 13 jan 2025 om 16:20 schreef Jamie Ford <jamie@friends.example>:",
    "Em seg., 13 de jan. de 2025 às 16:20, Jamie Ford <jamie@friends.example> escreveu:",
    "пн, 13 янв. 2025 г. в 16:20, Jamie Ford <jamie@friends.example>:",
    "2025-01-13 16:20 GMT+01:00 Jamie Ford <jamie@friends.example>:",
    "Jamie Ford writes:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_quoted_message_is_its_writers(tmp_path: Path, attribution: str) -> None:
    body = f"Hi Jamie,\n\n{OWN}\n\nJoan\n\n{attribution}\n" + "".join(f"> {line}\n>\n" for line in QUOTED)
    path = mail(tmp_path / "a.eml", body)
    assert told(path) == [(f"Hi Jamie, {OWN} Joan", "Joan Petrov"), (" ".join(QUOTED), "Jamie Ford")]
    first, second = articles(path)
    assert (first.title, second.title) == ("Reservoir levels", "Reservoir levels")
    assert first.remarks == (f"{path}: quotes or forwards a message of others, read under their own names",)
    assert second.source == f"{path}!/quoted-1"


def test_the_day_of_a_quoted_message_is_its_own(tmp_path: Path) -> None:
    path = mail(tmp_path / "a.eml", f"{OWN}\n\n{ATTRIBUTIONS[0]}\n> {QUOTED[0]}\n")
    assert [article.published for article in articles(path)] == [date(2025, 1, 14), date(2025, 1, 13)]


FORWARDED = [
    "-----Original Message-----\nFrom: Lena Moss <lena@yard.example>\nSent: Tuesday, February 4, 2025 3:59 PM\n"
    "To: Press Office\nSubject: Crane inspection",
    "---------- Forwarded message ---------\nFrom: Lena Moss <lena@yard.example>\nDate: Tue, Feb 4, 2025 at 3:59 PM\n"
    "Subject: Crane inspection\nTo: Press Office <press@harbour.example>",
    "Begin forwarded message:\n\nFrom: Lena Moss <lena@yard.example>\nSubject: Crane inspection\n"
    "Date: 4 February 2025 at 15:59:00 GMT\nTo: Press Office <press@harbour.example>",
    "________________________________\nVon: Lena Moss <lena@yard.example>\nGesendet: Dienstag, 4. Februar 2025 15:59\n"
    "An: Presse\nBetreff: Crane inspection",
    "-----Message d'origine-----\nDe : Lena Moss [mailto:lena@yard.example]\nEnvoyé : mardi 4 février 2025 15:59\n"
    "À : Presse\nObjet : Crane inspection",
    "*From:* Lena Moss <lena@yard.example>\n*Sent:* Tuesday, February 4, 2025 3:59 PM\n*To:* Press Office;\n"
    "  Ann Lee <ann@x.example>\n*Subject:* Crane inspection",
    "De: Lena Moss <lena@yard.example>\nEnviado el: martes, 4 de febrero de 2025 15:59\nPara: Prensa\n"
    "Asunto: Crane inspection",
    "-------- Messaggio Inoltrato --------\nOggetto: Crane inspection\nData: Tue, 4 Feb 2025 15:59:00 +0100\n"
    "Mittente: Lena Moss <lena@yard.example>\nA: press@harbour.example",
]
CRANE = "The crane was last inspected in 2019, and the bolts were never changed."


@pytest.mark.parametrize("headers", FORWARDED)
@pytest.mark.parametrize("mark", ["", "> "])
def test_a_forwarded_message_is_its_writers(tmp_path: Path, headers: str, mark: str) -> None:
    marked = "\n".join(mark + line for line in f"{headers}\n\n{CRANE}\n\nLena".split("\n"))
    path = mail(tmp_path / "a.eml", f"Please see the answer below.\n\n{marked}\n", subject="FW: The yard")
    assert told(path) == [("Please see the answer below.", "Joan Petrov"), (f"{CRANE} Lena", "Lena Moss")]
    assert [article.title for article in articles(path)] == ["The yard", "Crane inspection"]


def test_a_mail_that_only_forwards_has_no_words_of_its_sender(tmp_path: Path) -> None:
    path = mail(tmp_path / "a.eml", f"{FORWARDED[1]}\n\n{CRANE}\n")
    (only,) = articles(path)
    assert (only.text, only.author) == (CRANE, "Lena Moss")
    assert only.remarks[0].startswith(f"{path}: quotes or forwards a message")


def test_messages_in_messages_are_each_their_writers() -> None:
    text = (
        f"Nothing new.\n\n{FORWARDED[0]}\n\nIt was, see below.\n\n{ATTRIBUTIONS[0]}\n> Was it inspected?\n>\n"
        f"> On 12 Jan 2025, at 10:00, Ann Lee\n> <ann@x.example> wrote:\n>> {CRANE}\n"
    )
    found = [(message.author, message.text) for message in messages_in(text)]
    assert found == [
        (None, "Nothing new."),
        ("Lena Moss", "It was, see below."),
        ("Jamie Ford", "Was it inspected?"),
        ("Ann Lee", CRANE),
    ]


def test_answers_between_quoted_lines_are_the_senders_and_the_lines_are_nobodys(tmp_path: Path) -> None:
    path = mail(
        tmp_path / "a.eml", "> What about the budget?\n\nIt is enough.\n> And the road?\n> > It is shut.\nShut.\n"
    )
    assert told(path) == [("It is enough. Shut.", "Joan Petrov")]
    (article,) = articles(path)
    assert "> What about the budget?" in article.text
    assert article.remarks == (f"{path}: 3 quoted lines left out, as it does not say who wrote them",)


def test_answers_below_each_part_of_a_message_are_the_senders() -> None:
    text = f"{ATTRIBUTIONS[0]}\n> What about the budget?\n\nIt is enough.\n\n> And the road?\n\nShut.\n"
    first, *others = messages_in(text)
    assert [(other.author, other.text) for other in others] == [("Jamie Ford", "What about the budget?")]
    assert first.text.split("\n\n") == ["It is enough.", "> And the road?", "Shut."]


def test_a_mail_of_nothing_but_quoted_lines_is_nobodys(tmp_path: Path) -> None:
    path = mail(tmp_path / "a.eml", "".join(f"> {line}\n" for line in QUOTED))
    assert told(path) == [(" ".join(QUOTED), None)]


@pytest.mark.parametrize(
    "text",
    [
        "He told me this:\n\nThe dam is cracked.",
        "Jane Roe wrote the book. On January 13, 2025, it was read.",
        "From: the desk\nThe dam is cracked.",
        "To: all\nSubject: the dam\n\nIt is cracked.",
        "Five > four, and 3 > 2.",
        "Date: Monday\nPlace: Port Averil\nPrice: free",
    ],
)
def test_what_only_looks_like_a_quotation_is_the_senders(text: str) -> None:
    assert [(message.author, message.text, message.lines) for message in messages_in(text)] == [
        (None, text, frozenset())
    ]


def paragraphs(*lines: str) -> str:
    return "".join(f"<div>{escape(line)}</div>" for line in lines)


PAGES = {
    "Gmail": f'<div dir="ltr">{OWN}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    f'{escape(ATTRIBUTIONS[0])}<br></div><blockquote class="gmail_quote">{paragraphs(*QUOTED)}</blockquote></div>',
    "Apple": f'{OWN}<div><br><blockquote type="cite"><div>{escape(ATTRIBUTIONS[0])}</div><br>'
    f"<div>{paragraphs(*QUOTED)}</div></blockquote></div>",
    "Thunderbird": f'<p>{OWN}</p><div class="moz-cite-prefix">{escape(ATTRIBUTIONS[4])}<br></div>'
    f'<blockquote type="cite" cite="mid:1"><p>{"</p><p>".join(QUOTED)}</p></blockquote>',
    "Outlook": f'<p class="MsoNormal">{OWN}</p><div style="border-top:solid"><p>'
    "<b>From:</b> Jamie Ford &lt;j@f.example&gt;<br><b>Sent:</b> Monday, January 13, 2025 4:20 PM<br>"
    "<b>To:</b> Joan<br><b>Subject:</b> RE: Reservoir levels</p>"
    f"</div><p>{'</p><p>'.join(QUOTED)}</p>",
    "Outlook on the web": f"<div>{OWN}</div><hr><div id=divRplyFwdMsg><b>Von:</b> Jamie Ford &lt;j@f.example&gt;<br>"
    f"<b>Gesendet:</b> Montag, 13. Januar 2025<br><b>An:</b> Joan<br><b>Betreff:</b> AW: Reservoir levels</div>"
    f"{paragraphs(*QUOTED)}",
    "Yahoo": f'<div>{OWN}</div><div class="yahoo_quoted"><div>{escape(ATTRIBUTIONS[0])}</div>'
    f"<div>{paragraphs(*QUOTED)}</div></div>",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_pages_quote_is_its_writers(tmp_path: Path, page: str) -> None:
    path = mail(tmp_path / "a.eml", None, f"<html><body>{page}</body></html>")
    assert told(path) == [(OWN, "Joan Petrov"), (" ".join(QUOTED), "Jamie Ford")]


def test_a_newsletters_own_quotation_is_its_own(tmp_path: Path) -> None:
    page = f"<html><body><p>{OWN}</p><p>The report has it plainly:</p><blockquote>{CRANE}</blockquote></body></html>"
    ((words, author),) = told(mail(tmp_path / "a.eml", None, page))
    assert CRANE in words
    assert author == "Joan Petrov"


# Attachments


def attaching(path: Path, *attachments: tuple[bytes, str, str, str | None]) -> Path:
    message = new("Statement")
    message.set_content("FYI, see attached message.")
    for content, main, sub, name in attachments:
        message.add_attachment(content, main, sub, filename=name)
    path.write_bytes(bytes(message))
    return path


def other(text: str = CRANE) -> EmailMessage:
    message = new("Crane", "Lena Moss <lena@yard.example>")
    message.set_content(text)
    return message


def test_an_attached_message_is_an_article_of_its_own(tmp_path: Path) -> None:
    message = new("Statement")
    message.set_content("FYI, see attached message.")
    message.add_attachment(other())
    (path := tmp_path / "a.eml").write_bytes(bytes(message))
    assert told(path) == [("FYI, see attached message.", "Joan Petrov"), (CRANE, "Lena Moss")]
    second = articles(path)[1]
    assert (second.title, second.published, second.source) == ("Crane", date(2025, 1, 14), f"{path}!/message-1.eml")


@pytest.mark.parametrize("encoding", ["inline", "base64", "file", "only", "nested"])
def test_attached_messages_of_other_programs(tmp_path: Path, encoding: str) -> None:
    from base64 import encodebytes

    inner, path = bytes(other()), tmp_path / "a.eml"
    if encoding == "file":
        attaching(path, (inner, "application", "octet-stream", "crane.EML"))
    elif encoding == "nested":
        middle = new("Middle", "Ann Lee <ann@x.example>")
        middle.set_content("Passing on.")
        middle.add_attachment(other())
        message = new("Outer")
        message.set_content("FYI")
        message.add_attachment(middle)
        path.write_bytes(bytes(message))
    else:
        text = "" if encoding == "only" else "--X\nContent-Type: text/plain\n\nFYI\n\n"
        transfer = "Content-Transfer-Encoding: base64\n" if encoding == "base64" else ""
        content = encodebytes(inner) if encoding == "base64" else inner
        head = f"{bytes(new('Statement')).decode()}MIME-Version: 1.0\n".replace("\n\n", "\n")
        head += f'Content-Type: multipart/mixed; boundary="X"\n\n{text}--X\nContent-Type: message/rfc822\n{transfer}\n'
        path.write_bytes(head.encode() + content + b"\n--X--\n")
    assert (CRANE, "Lena Moss") in told(path)


def test_other_attachments_are_told(tmp_path: Path) -> None:
    path = attaching(
        tmp_path / "a.eml",
        (b"%PDF-1.4", "application", "pdf", "plan.pdf"),
        (b"PK", "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Haushalt 2025.xlsx"),
        (b"notes", "application", "octet-stream", None),
        (b"\x89PNG", "image", "png", "photo.png"),
        (b"sig", "application", "pgp-signature", None),
    )
    (article,) = articles(path)
    assert article.remarks == (
        f"{path}: 5 attachments left out (plan.pdf, Haushalt 2025.xlsx, application/octet-stream, photo.png, "
        "application/pgp-signature): save and add what you need of them",
    )


def test_what_is_attached_to_a_mail_without_words_is_told_too(tmp_path: Path) -> None:
    message = new("Statement")
    message.make_mixed()
    message.add_attachment(other())
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="plan.pdf")
    (path := tmp_path / "a.eml").write_bytes(bytes(message))
    (article,) = articles(path)
    assert (article.text.strip(), article.author) == (CRANE, "Lena Moss")
    assert "1 attachment left out (plan.pdf)" in article.remarks[0]


def test_messages_too_deep_in_others_are_told(tmp_path: Path) -> None:
    message = other()
    for _ in range(14):
        outer = new("Outer")
        outer.set_content("FYI")
        outer.add_attachment(message)
        message = outer
    (path := tmp_path / "a.eml").write_bytes(bytes(message))
    found = articles(path)
    assert len(found) == 11
    assert "1 attachment left out (a message)" in found[-1].remarks[0]


def test_pictures_in_the_text_and_signatures_are_no_attachments(tmp_path: Path) -> None:
    message = new("Statement")
    message.set_content(f"<p>{CRANE}</p>", subtype="html")
    message.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    (path := tmp_path / "a.eml").write_bytes(bytes(message))
    assert articles(path)[0].remarks == ()


def test_text_below_an_attachment_is_read(tmp_path: Path) -> None:
    """Apple’s program goes on with the text below what is attached in its midst."""
    path = tmp_path / "a.eml"
    part = "--X\nContent-Type: text/plain; charset=utf-8\n\n{}\n\n"
    pdf = '--X\nContent-Type: application/pdf; name="plan.pdf"\nContent-Disposition: inline\n\n%PDF\n\n'
    head = bytes(new("Statement")).decode().rstrip("\n")
    body = part.format("The plan is here:") + pdf + part.format(CRANE)
    path.write_text(f'{head}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="X"\n\n{body}--X--\n')
    assert told(path) == [(f"The plan is here: {CRANE}", "Joan Petrov")]
    assert "1 attachment left out (plan.pdf)" in articles(path)[0].remarks[0]
